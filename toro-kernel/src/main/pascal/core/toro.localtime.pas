{ SPDX-License-Identifier: Apache-2.0 }
{ What the run-time library's unit Unix does before the program: it looks for the file of a time zone in five
  folders and asks for the time. It finds /etc/localtime, which says UTC as the clock does, or what a disk has in
  its place. Where no disk can be there yet, and nobody can tell by the name of the zone or by the blocks in
  the heap, all of this is left out (overrides.txt). Called in place of Unix's initialization. }
unit Toro.LocalTime;

{$mode objfpc}

interface

implementation

uses
  Toro.StaticFiles;

const
  { What tzfile(5) has for UTC: the header (version, 15 unused bytes, six counts: one type, four characters), the
    type, its name; the same again as version 2, and the rule }
  UtcZone: array[0..113] of AnsiChar =
    'TZif2' + #0#0#0#0#0#0#0#0#0#0#0#0#0#0#0 + #0#0#0#0#0#0#0#0#0#0#0#0#0#0#0#0 + #0#0#0#1#0#0#0#4 +
    #0#0#0#0#0#0 + 'UTC'#0 +
    'TZif2' + #0#0#0#0#0#0#0#0#0#0#0#0#0#0#0 + #0#0#0#0#0#0#0#0#0#0#0#0#0#0#0#0 + #0#0#0#1#0#0#0#4 +
    #0#0#0#0#0#0 + 'UTC'#0 + #10'UTC0'#10;

function ZoneText(out Size: LongInt): PAnsiChar;
begin
  Size := SizeOf(UtcZone);
  Result := @UtcZone;
end;

procedure RealInitialization; external name '__real_INIT$_$UNIX';

procedure ReadLocalTime; [public, alias: 'toro_read_local_time'];
begin
  RegisterStaticFile('/etc/localtime', @ZoneText);
  RealInitialization;
end;

const
  { nil in an image without disks and files of its own that looks at neither zone nor heap }
  Read: procedure = @ReadLocalTime;

procedure Initialize; [public, alias: '__wrap_INIT$_$UNIX'];
begin
  if Read <> nil then
    Read();
end;

end.

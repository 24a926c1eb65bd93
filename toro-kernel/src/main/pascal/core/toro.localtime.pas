{ SPDX-License-Identifier: Apache-2.0 }
{ What the run-time library's unit Unix does before the program: it looks for the file of a time zone in five
  folders and asks for the time. Where no file can be there yet, all of this leaves its variables at zero, as
  they are, so it is left out (overrides.txt). Called in place of Unix's initialization; touches nothing. }
unit Toro.LocalTime;

{$mode objfpc}

interface

implementation

procedure RealInitialization; external name '__real_INIT$_$UNIX';

procedure ReadLocalTime; [public, alias: 'toro_read_local_time'];
begin
  RealInitialization;
end;

const
  { nil in an image without disks and files of its own }
  Read: procedure = @ReadLocalTime;

procedure Initialize; [public, alias: '__wrap_INIT$_$UNIX'];
begin
  if Read <> nil then
    Read();
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ What a program may tell the host about itself. }
unit Appliance;

{$mode objfpc}

interface

{ The program is ready to serve: the host's clock for the startup time stops here (mark `ready`, BOOT-ABI
  7). Calls after the first do nothing. }
procedure ToroReady;

implementation

uses
  Toro.Events;

var
  Sent: Boolean;

procedure ToroReady;
begin
  if Sent then
    Exit;
  Sent := True;
  SendMark(MarkReady);
end;

end.

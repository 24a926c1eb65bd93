{ SPDX-License-Identifier: Apache-2.0 }
{ Marks on the event channel (BOOT-ABI 7). Called by the kernel's start, the shutdown and ToroReady. }
unit Toro.Events;

{$mode objfpc}

interface

{ Sends mark Name, stamped with the time-stamp counter; Value may be nil. }
procedure SendMark(Name: PAnsiChar; Value: PAnsiChar = nil);

implementation

uses
  Toro.Cpu;

{ One implementation, in the stub: it sends the first mark itself. }
procedure SendMarkAt(Name: PAnsiChar; Tsc: QWord; Value: PAnsiChar); external name 'toro_send_mark';

procedure SendMark(Name: PAnsiChar; Value: PAnsiChar);
begin
  SendMarkAt(Name, ReadTsc, Value);
end;

end.

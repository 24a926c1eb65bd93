{ SPDX-License-Identifier: Apache-2.0 }
{ Marks on the event channel (BOOT-ABI 7). Called by the kernel's start, the shutdown and ToroReady. }
unit Toro.Events;

{$mode objfpc}

interface

const
  MarkKernel = 'k';
  MarkInit = 'i';
  MarkProgram = 'p';
  MarkReady = 'r';
  MarkFault = 'f';
  MarkExit = 'x';
  MarkPanic = '!';

{ Sends a mark, stamped with the time-stamp counter; Value may be nil. }
procedure SendMark(Mark: AnsiChar; Value: PAnsiChar = nil);

implementation

uses
  Toro.Cpu;

{ One implementation, in the stub: it sends the first mark itself. }
procedure SendMarkAt(Mark: AnsiChar; Tsc: QWord; Value: PAnsiChar); external name 'toro_send_mark';

procedure SendMark(Mark: AnsiChar; Value: PAnsiChar);
begin
  SendMarkAt(Mark, ReadTsc, Value);
end;

end.

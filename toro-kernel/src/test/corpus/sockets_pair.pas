{ SPDX-License-Identifier: Apache-2.0 }
{ Joined sockets: both directions, ends that are shut down or closed, polling, two threads. }
program sockets_pair;
{$mode objfpc}{$H+}
uses
  cthreads, BaseUnix, Classes, Sockets, SysUtils;
type
  TEcho = class(TThread)
    Number: LongInt;
    procedure Execute; override;
  end;

procedure TEcho.Execute;
var
  Buffer: array[0..999] of Byte;
  Count: TSSize;
begin
  repeat
    Count := fpRead(Number, Buffer, SizeOf(Buffer));
    if Count > 0 then
      fpWrite(Number, Buffer, Count);
  until Count <= 0;
  fpShutdown(Number, 1);
end;

var
  Pair: array[0..1] of LongInt;
  Buffer: array[0..99] of AnsiChar;

procedure Report(const Name: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(Name, ' errno ', fpGetErrno)
  else
    WriteLn(Name, ' ', Value);
end;

procedure Make(Family, Kind: LongInt);
begin
  Report('pair', fpSocketPair(Family, Kind, 0, @Pair));
end;

procedure Look(Number: LongInt);
var
  Entry: TPollFd;
begin
  Entry.fd := Number;
  Entry.events := POLLIN or POLLOUT;
  Entry.revents := 0;
  Report('poll', fpPoll(@Entry, 1, 0));
  WriteLn(Entry.revents);
end;

procedure Echo;
var
  Thread: TEcho;
  Index, Sum: LongInt;
  Count: TSSize;
begin
  Make(AF_UNIX, SOCK_STREAM);
  Thread := TEcho.Create(True);
  Thread.Number := Pair[1];
  Thread.Start;
  Sum := 0;
  for Index := 1 to 100 do
  begin
    fpWrite(Pair[0], Buffer, SizeOf(Buffer));
    repeat
      Count := fpRead(Pair[0], Buffer, SizeOf(Buffer));
      Inc(Sum, Count);
    until Sum >= Index * SizeOf(Buffer);
  end;
  fpShutdown(Pair[0], 1);
  Thread.WaitFor;
  Thread.Free;
  Report('end', fpRead(Pair[0], Buffer, 1));
  WriteLn('sum ', Sum);
end;

begin
  Make(AF_UNIX, SOCK_STREAM);
  Look(Pair[0]);
  Report('send', fpSend(Pair[0], PAnsiChar('hello'), 5, 0));
  Look(Pair[1]);
  Report('receive', fpRecv(Pair[1], @Buffer, 3, 0));
  WriteLn(Copy(Buffer, 1, 3));
  Report('receive', fpRecv(Pair[1], @Buffer, 100, 0));
  Report('empty', fpRecv(Pair[1], @Buffer, 100, MSG_DONTWAIT));
  Report('back', fpWrite(Pair[1], PAnsiChar('back'), 4));
  Report('receive', fpRead(Pair[0], Buffer, 100));
  Report('shutdown', fpShutdown(Pair[0], 1));
  Report('sent after', fpSend(Pair[0], PAnsiChar('hello'), 5, MSG_NOSIGNAL));
  Report('receive', fpRead(Pair[1], Buffer, 100));
  Look(Pair[1]);
  Report('still', fpWrite(Pair[1], PAnsiChar('back'), 4));
  fpClose(Pair[1]);
  Look(Pair[0]);
  Report('receive', fpRead(Pair[0], Buffer, 100));
  Report('receive', fpRead(Pair[0], Buffer, 100));
  fpClose(Pair[0]);
  Report('closed', fpSend(Pair[0], PAnsiChar('hello'), 5, 0));
  Report('file', fpSend(1, PAnsiChar('hello'), 5, 0));
  Echo;
  Make(AF_UNIX, 77);
  Make(99, SOCK_STREAM);
end.

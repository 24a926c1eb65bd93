{ SPDX-License-Identifier: Apache-2.0 }
{ Pipes: order, ends, polling, what happens when one end is gone. }
program baseunix_pipes;
{$mode objfpc}{$H+}
uses
  BaseUnix, Unix, SysUtils, Classes, Pipes;

procedure Show(const What: string; Answer: Int64);
begin
  Write(What, ' ', Answer);
  if Answer < 0 then
    Write(' errno ', fpGetErrno);
  WriteLn;
end;

procedure Ends;
var
  Numbers: TFilDes;
  Buffer: array[0..99] of Char;
  Info: stat;
begin
  Show('pipe', fpPipe(Numbers));
  Show('write', fpWrite(Numbers[1], PChar('pipe data'), 9));
  FillChar(Buffer, SizeOf(Buffer), 0);
  Show('read', fpRead(Numbers[0], Buffer, 4));
  WriteLn(PChar(@Buffer));
  Show('seek', fpLseek(Numbers[0], 0, SEEK_SET));
  Show('wrong end', fpRead(Numbers[1], Buffer, 1));
  fpFStat(Numbers[0], Info);
  WriteLn(fpS_ISFIFO(Info.st_mode));
  fpClose(Numbers[1]);
  Show('rest', fpRead(Numbers[0], Buffer, 99));
  Show('end', fpRead(Numbers[0], Buffer, 99));
  fpClose(Numbers[0]);
end;

procedure Waiting;
var
  Numbers: TFilDes;
  Entry: pollfd;
  Numbers_: TFDSet;
  Time: TTimeVal;
  Buffer: array[0..4095] of Byte;
  Total: Int64;
begin
  fpPipe(Numbers);
  Entry.fd := Numbers[0];
  Entry.events := POLLIN;
  Entry.revents := 0;
  Show('poll empty', fpPoll(@Entry, 1, 0));
  fpWrite(Numbers[1], Buffer, 1);
  Show('poll', fpPoll(@Entry, 1, -1));
  WriteLn(Entry.revents);
  fpFD_ZERO(Numbers_);
  fpFD_SET(Numbers[0], Numbers_);
  Time.tv_sec := 5;
  Time.tv_usec := 0;
  Show('select', fpSelect(Numbers[0] + 1, @Numbers_, nil, nil, @Time));
  WriteLn(fpFD_ISSET(Numbers[0], Numbers_));
  fpFcntl(Numbers[1], F_SETFL, O_NONBLOCK);
  Total := 1;
  while fpWrite(Numbers[1], Buffer, SizeOf(Buffer)) = SizeOf(Buffer) do
    Inc(Total, SizeOf(Buffer));
  WriteLn('full ', Total, ' errno ', fpGetErrno);
  fpClose(Numbers[0]);
  fpSignal(SIGPIPE, SignalHandler(SIG_IGN));
  Show('nobody reads', fpWrite(Numbers[1], Buffer, 1));
  fpClose(Numbers[1]);
end;

procedure Streams;
var
  Input_: TInputPipeStream;
  Output_: TOutputPipeStream;
  Text: string;
begin
  CreatePipeStreams(Input_, Output_);
  Output_.Write(PChar('streamed')^, 8);
  WriteLn(Input_.NumBytesAvailable);
  SetLength(Text, 8);
  Input_.Read(Text[1], 8);
  WriteLn(Text);
  Input_.Free;
  Output_.Free;
end;

var
  Numbers: TFilDes;
begin
  Ends;
  Waiting;
  Streams;
  fpSignal(SIGPIPE, SignalHandler(SIG_DFL));
  fpPipe(Numbers);
  fpClose(Numbers[0]);
  fpWrite(Numbers[1], PChar('x'), 1);
  WriteLn('not reached');
end.

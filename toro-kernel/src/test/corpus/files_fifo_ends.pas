{ SPDX-License-Identifier: Apache-2.0 }
{ Named pipes between threads: opening that waits for the other side, several writers, ends and new beginnings, what
  poll and epoll say, kinds of opening, and what a pair of sockets does without waiting. }
program files_fifo_ends;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Linux, Sockets, Classes, SysUtils;

const
  Name = 'ends.pipe';
  Rounds = 200;

type
  TWriter = class(TThread)
  protected
    procedure Execute; override;
  public
    Letter: Char;
    Failed: LongInt;
  end;

  TLate = class(TThread)
  protected
    procedure Execute; override;
  public
    Flags: LongInt;
  end;

procedure Show(const What: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(What, ': error ', fpGetErrno)
  else
    WriteLn(What, ': ', Value);
end;

procedure TWriter.Execute;
var
  Number, Index: LongInt;
  Line: string[8];
begin
  Number := FpOpen(Name, O_WrOnly);
  Line := StringOfChar(Letter, 8);
  for Index := 1 to Rounds do
    if FpWrite(Number, Line[1], 8) <> 8 then
      Inc(Failed);
  FpClose(Number);
end;

procedure TLate.Execute;
var
  Number: LongInt;
begin
  Sleep(20);
  Number := FpOpen(Name, Flags);
  if Flags = O_WrOnly then
    FpWrite(Number, 'late', 4);
  FpClose(Number);
end;

function Polled(Number: LongInt): LongInt;
var
  Poll: TPollFd;
begin
  Poll.fd := Number;
  Poll.events := POLLIN or POLLOUT;
  Poll.revents := 0;
  fpPoll(@Poll, 1, 0);
  Result := Poll.revents;
end;

procedure Several;
var
  Writers: array[0..3] of TWriter;
  Counts: array['A'..'D'] of LongInt;
  Index, Number, Keeper, Got, Torn: LongInt;
  Part: array[0..7] of Char;
begin
  { So that there is a writer until all have come. }
  Keeper := FpOpen(Name, O_RdWr);
  for Index := 0 to 3 do
  begin
    Writers[Index] := TWriter.Create(True);
    Writers[Index].Letter := Chr(65 + Index);
    Writers[Index].Start;
  end;
  Number := FpOpen(Name, O_RdOnly);
  FillChar(Counts, SizeOf(Counts), 0);
  Torn := 0;
  for Index := 1 to 4 * Rounds do
  begin
    Got := FpRead(Number, Part, 8);
    if (Got <> 8) or (Part[0] <> Part[7]) then
      Inc(Torn)
    else
      Inc(Counts[Part[0]]);
  end;
  for Index := 0 to 3 do
  begin
    Writers[Index].WaitFor;
    WriteLn(Counts[Chr(65 + Index)], ' ', Writers[Index].Failed);
    Writers[Index].Free;
  end;
  Show('torn', Torn);
  FpClose(Keeper);
  Show('end', FpRead(Number, Part, 8));
  FpClose(Number);
end;

procedure Late(Flags: LongInt);
var
  Thread: TLate;
  Number: LongInt;
  Buffer: array[0..9] of Char;
begin
  Thread := TLate.Create(True);
  Thread.Flags := Flags;
  Thread.Start;
  if Flags = O_WrOnly then
  begin
    Number := FpOpen(Name, O_RdOnly);
    Show('read', FpRead(Number, Buffer, 10));
    Show('end', FpRead(Number, Buffer, 10));
  end
  else
  begin
    Number := FpOpen(Name, O_WrOnly);
    Show('opened', Ord(Number >= 0));
  end;
  Thread.WaitFor;
  Thread.Free;
  FpClose(Number);
end;

procedure Kinds;
var
  One, Two, Three, Set_: LongInt;
  Buffer: array[0..9999] of Byte;
  Event: EPoll_Event;
  Information: stat;
  Total, Done: LongInt;
begin
  FillChar(Buffer, SizeOf(Buffer), 1);
  One := FpOpen(Name, O_WrOnly or O_NonBlock);
  Show('nobody reads', One);
  One := FpOpen(Name, O_RdOnly or O_NonBlock);
  Show('nobody writes', Ord(One >= 0));
  WriteLn('before a writer: ', Polled(One));
  Show('read', FpRead(One, Buffer, 10));
  Two := FpOpen(Name, O_WrOnly or O_NonBlock);
  Show('somebody reads', Ord(Two >= 0));
  WriteLn(Polled(One), ' ', Polled(Two));
  Show('read', FpRead(One, Buffer, 10));
  Show('write', FpWrite(Two, Buffer, 5));
  WriteLn(Polled(One), ' ', Polled(Two));
  Three := FpOpen(Name, O_RdOnly);
  Show('second reader', FpRead(Three, Buffer, 3));
  Show('first reader', FpRead(One, Buffer, 10));
  Set_ := epoll_create(1);
  Event.Events := EPOLLIN;
  Event.Data.u64 := 5;
  Show('watch', epoll_ctl(Set_, EPOLL_CTL_ADD, One, @Event));
  Show('nothing', epoll_wait(Set_, @Event, 1, 0));
  FpWrite(Two, Buffer, 1);
  Show('something', epoll_wait(Set_, @Event, 1, 1000));
  FpClose(Set_);
  Show('fstat', FpFstat(One, Information));
  WriteLn(FpS_IsFifo(Information.st_mode), ' ', Information.st_mode and &777, ' ', Information.st_nlink);
  Show('seek', FpLseek(One, 0, 0));
  Show('truncate', FpFtruncate(Two, 0));
  Show('the wrong way', FpWrite(One, Buffer, 1));
  Show('the wrong way', FpRead(Two, Buffer, 1));
  Total := 0;
  repeat
    Done := FpWrite(Two, Buffer, SizeOf(Buffer));
    if Done > 0 then
      Inc(Total, Done);
  until Done < 0;
  Show('full', Done);
  WriteLn(Total > 50000, ' ', Polled(Two));
  FpClose(Two);
  WriteLn('after the writer: ', Polled(One));
  FpClose(One);
  FpClose(Three);
  One := FpOpen(Name, O_RdWr or O_NonBlock);
  Show('both ways, new', FpRead(One, Buffer, 10));
  WriteLn(Polled(One));
  FpWrite(One, Buffer, 7);
  Show('own words', FpRead(One, Buffer, 10));
  FpClose(One);
  fpSignal(SIGPIPE, SignalHandler(SIG_IGN));
  One := FpOpen(Name, O_RdOnly or O_NonBlock);
  Two := FpOpen(Name, O_WrOnly);
  FpClose(One);
  WriteLn(Polled(Two));
  Show('broken', FpWrite(Two, Buffer, 1));
  One := FpOpen(Name, O_RdOnly or O_NonBlock);
  Show('mended', FpWrite(Two, Buffer, 2));
  Show('mended', FpRead(One, Buffer, 5));
  FpClose(One);
  FpClose(Two);
end;

procedure Pairs;
var
  Ends: array[0..1] of LongInt;
begin
  Show('pair', fpSocketPair(AF_UNIX, SOCK_STREAM, 0, @Ends));
  fpSend(Ends[1], PChar('words'), 5, 0);
  Show('bad pointer', fpRecv(Ends[0], Pointer(8), 1, MSG_DONTWAIT));
  Show('still waits', FpFcntl(Ends[0], F_GETFL) and O_NonBlock);
  FpClose(Ends[0]);
  FpClose(Ends[1]);
  FpPipe(Ends);
  FpWrite(Ends[1], 'words', 5);
  Show('bad pointer', FpRead(Ends[0], PChar(8), 5));
  Show('bad pointer', FpWrite(Ends[1], PChar(8), 5));
  Show('all is there', FpRead(Ends[0], Ends, 4));
end;

begin
  Show('make', FpMkFifo(Name, &640));
  Several;
  Late(O_WrOnly);
  Late(O_RdOnly);
  Kinds;
  Pairs;
  Show('unlink', FpUnlink(Name));
  Show('gone', FpOpen(Name, O_RdOnly));
end.

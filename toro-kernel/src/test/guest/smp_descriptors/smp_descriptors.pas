{ SPDX-License-Identifier: Apache-2.0 }
{ Descriptors, pipes, pairs of sockets, epoll sets and sockets that listen, used by threads of several cores at once.
  What it prints was printed by the same program on Linux (compiled with -dNATIVE). }
program smp_descriptors;

{$mode objfpc}

uses
  {$ifdef NATIVE}cthreads, {$else}Process, Toro.Smp, {$endif}
  BaseUnix, Linux, Sockets;

const
  Workers = 4;
  BlockSize = 512;

type
  TBlock = array[0..BlockSize - 1] of Byte;

{ ---- Threads ---- }

var
  Ended: LongInt;
  Failures: LongInt;

{ Lets the other threads run, on whichever core. }
procedure GiveWay;
begin
  {$ifdef NATIVE}
  ThreadSwitch;
  {$else}
  SysThreadSwitch(False);
  {$endif}
end;

procedure Fail(const What: ShortString);
begin
  InterlockedIncrement(Failures);
  WriteLn('FAILED: ', What, ' errno ', fpGetErrno);
end;

procedure Start(Code: TThreadFunc; Number: PtrInt);
var
  Thread: TThreadID;
begin
  {$ifdef NATIVE}
  Thread := BeginThread(Code, Pointer(Number));
  {$else}
  Process.BeginThread(nil, 0, Process.TThreadFunc(Code), Pointer(Number), Number mod CountCores, Thread);
  {$endif}
  if Thread = TThreadID(0) then
    Fail('a thread starts');
end;

procedure RunAll(Code: TThreadFunc);
var
  Number: LongInt;
begin
  Ended := 0;
  for Number := Workers - 1 downto 0 do
    Start(Code, Number);
  while Ended < Workers do
    GiveWay;
end;

{ ---- One pipe, two writers, two readers ---- }

const
  Blocks = 2000;

var
  Ends: TFilDes;
  Writing: LongInt;
  Sums, Numbers: array[0..Workers - 1] of Int64;

procedure WriteBlocks(Number: LongInt);
var
  Block: TBlock;
  Index: LongInt;
begin
  for Index := 1 to Blocks do
  begin
    FillChar(Block, BlockSize, (Index + Number) and $FF);
    if fpWrite(Ends[1], Block, BlockSize) <> BlockSize then
      Fail('a block is written');
    Inc(Sums[Number], Block[0]);
    Inc(Numbers[Number]);
  end;
  if InterlockedDecrement(Writing) = 0 then
    fpClose(Ends[1]);
end;

procedure ReadBlocks(Number: LongInt);
var
  Block: TBlock;
  Count, Index: LongInt;
begin
  repeat
    Count := fpRead(Ends[0], Block, BlockSize);
    if Count <= 0 then
      Break;
    if Count <> BlockSize then
      Fail('a block is read whole');
    for Index := 1 to BlockSize - 1 do
      if Block[Index] <> Block[0] then
      begin
        Fail('a block is of one piece');
        Break;
      end;
    Inc(Sums[Number], Block[0]);
    Inc(Numbers[Number]);
  until False;
  if Count < 0 then
    Fail('a pipe is read to its end');
end;

function PipeWorker(Parameter: Pointer): PtrInt;
begin
  if Odd(PtrInt(Parameter)) then
    WriteBlocks(PtrInt(Parameter))
  else
    ReadBlocks(PtrInt(Parameter));
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TryPipe;
begin
  fpPipe(Ends);
  Writing := 2;
  RunAll(@PipeWorker);
  fpClose(Ends[0]);
  WriteLn('pipe: ', Numbers[1] + Numbers[3], ' blocks written, ', Numbers[0] + Numbers[2], ' read, sums ',
    Sums[1] + Sums[3] = Sums[0] + Sums[2]);
end;

{ ---- Pairs of sockets ---- }

const
  Rounds = 1000;

var
  Pairs: array[0..1] of array[0..1] of LongInt;
  Turns: LongInt;

function PairWorker(Parameter: Pointer): PtrInt;
var
  Mine, Index, Value: LongInt;
begin
  Mine := Pairs[PtrInt(Parameter) div 2][PtrInt(Parameter) mod 2];
  Value := 0;
  for Index := 1 to Rounds do
  begin
    if not Odd(PtrInt(Parameter)) then
    begin
      Inc(Value);
      fpSend(Mine, @Value, SizeOf(Value), 0);
    end;
    if fpRecv(Mine, @Value, SizeOf(Value), 0) <> SizeOf(Value) then
      Fail('the other end answers');
    Inc(Value);
    if Odd(PtrInt(Parameter)) then
      fpSend(Mine, @Value, SizeOf(Value), 0);
  end;
  fpClose(Mine);
  if not Odd(PtrInt(Parameter)) then
    InterlockedExchangeAdd(Turns, Value);
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TryPairs;
begin
  fpSocketPair(AF_UNIX, SOCK_STREAM, 0, @Pairs[0]);
  fpSocketPair(AF_UNIX, SOCK_STREAM, 0, @Pairs[1]);
  RunAll(@PairWorker);
  WriteLn('pairs: ', Turns, ' handed over');
end;

{ ---- Numbers ---- }

const
  Duplicates = 3000;

var
  Taken: array[0..1023] of LongInt;

{ A number that two threads get is one that both have. }
function NumberWorker(Parameter: Pointer): PtrInt;
var
  Index, Number: LongInt;
begin
  for Index := 1 to Duplicates do
  begin
    Number := fpDup(1);
    if (Number < 0) or (InterlockedExchange(Taken[Number], 1) <> 0) then
      Fail('a number is nobody else''s');
    if Index and 7 = 0 then
      GiveWay;
    InterlockedExchange(Taken[Number], 0);
    fpClose(Number);
  end;
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TryNumbers;
begin
  RunAll(@NumberWorker);
  WriteLn('numbers: ', Workers * Duplicates);
end;

{ ---- A descriptor that is closed while another waits for it ---- }

const
  Closings = 400;

var
  Waited: TFilDes;
  Stage, Got: LongInt;

procedure Await(Wanted: LongInt);
begin
  while Stage < Wanted do
    GiveWay;
end;

{ Reads, perhaps before and perhaps after the number goes; the number may be another pipe's only later. }
procedure WaitForClosed;
var
  Round: LongInt;
  Value: Byte;
begin
  for Round := 0 to Closings - 1 do
  begin
    Await(3 * Round + 1);
    Value := 0;
    InterlockedIncrement(Stage);
    case fpRead(Waited[0], Value, 1) of
      1: if Value <> 77 then Fail('the byte is right');
      -1: if fpGetErrno <> ESysEBADF then Fail('a closed number is EBADF');
    else
      Fail('the end of a pipe that is written to');
    end;
    Inc(Got);
    InterlockedIncrement(Stage);
  end;
end;

procedure CloseUnderOther;
var
  Round, Turn: LongInt;
  Value: Byte;
begin
  Value := 77;
  for Round := 0 to Closings - 1 do
  begin
    fpPipe(Waited);
    InterlockedIncrement(Stage);
    Await(3 * Round + 2);
    for Turn := 1 to Round mod 50 do
      GiveWay;
    fpClose(Waited[0]);
    fpWrite(Waited[1], Value, 1);
    Await(3 * Round + 3);
    fpClose(Waited[1]);
  end;
end;

function ClosingWorker(Parameter: Pointer): PtrInt;
begin
  case PtrInt(Parameter) of
    0: WaitForClosed;
    1: CloseUnderOther;
  end;
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TryClosing;
begin
  RunAll(@ClosingWorker);
  WriteLn('closed while waited for: ', Got);
end;

{ ---- One epoll set ---- }

const
  Sources = 8;
  Signals = 4000;

var
  EpollSet: LongInt;
  Source: array[0..Sources - 1] of TFilDes;
  Sent, Seen: LongInt;
  EpollDone: Boolean;

{ Takes sources out, puts them in again and changes them, all the time. }
procedure Rearrange;
var
  Event: EPoll_Event;
  Index: LongInt;
begin
  Index := 0;
  while Seen < Signals do
  begin
    FillChar(Event, SizeOf(Event), 0);
    Event.Events := EPOLLIN;
    Event.Data.fd := Source[Index][0];
    if epoll_ctl(EpollSet, EPOLL_CTL_MOD, Source[Index][0], @Event) <> 0 then
      Fail('a watch is changed');
    if epoll_ctl(EpollSet, EPOLL_CTL_DEL, Source[Index][0], @Event) <> 0 then
      Fail('a watch is taken out');
    GiveWay;
    if epoll_ctl(EpollSet, EPOLL_CTL_ADD, Source[Index][0], @Event) <> 0 then
      Fail('a watch is put in');
    Index := (Index + 1) mod Sources;
  end;
  EpollDone := True;
end;

procedure Signal;
var
  Index: LongInt;
  Value: Byte;
begin
  for Index := 0 to Signals - 1 do
  begin
    Value := Index and $FF;
    if fpWrite(Source[Index mod Sources][1], Value, 1) <> 1 then
      Fail('a source is written to');
    Inc(Sent);
  end;
end;

procedure WatchSources;
var
  Events: array[0..3] of EPoll_Event;
  Count, Index, Size: LongInt;
  Buffer: array[0..63] of Byte;
begin
  while not EpollDone do
  begin
    Count := epoll_wait(EpollSet, @Events, Length(Events), 20);
    if Count < 0 then
      Fail('epoll_wait');
    for Index := 0 to Count - 1 do
    begin
      Size := fpRead(Events[Index].Data.fd, Buffer, SizeOf(Buffer));
      if Size > 0 then
        InterlockedExchangeAdd(Seen, Size)
      else if fpGetErrno <> ESysEAGAIN then
        Fail('a source is read');
    end;
  end;
end;

function EpollWorker(Parameter: Pointer): PtrInt;
begin
  case PtrInt(Parameter) of
    0: Rearrange;
    1: Signal;
  else
    WatchSources;
  end;
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TryEpoll;
var
  Event: EPoll_Event;
  Index: LongInt;
begin
  EpollSet := epoll_create(1);
  for Index := 0 to Sources - 1 do
  begin
    fpPipe(Source[Index]);
    fpFcntl(Source[Index][0], F_SETFL, O_NONBLOCK);
    FillChar(Event, SizeOf(Event), 0);
    Event.Events := EPOLLIN;
    Event.Data.fd := Source[Index][0];
    epoll_ctl(EpollSet, EPOLL_CTL_ADD, Source[Index][0], @Event);
  end;
  RunAll(@EpollWorker);
  for Index := 0 to Sources - 1 do
  begin
    fpClose(Source[Index][0]);
    fpClose(Source[Index][1]);
  end;
  WriteLn('epoll: ', Sent, ' sent, ', Seen, ' seen, ', epoll_wait(EpollSet, @Event, 1, 0), ' left');
  fpClose(EpollSet);
end;

{ ---- Watched descriptors that come and go ---- }

const
  Comings = 500;

var
  Shared: LongInt;
  Quit: Boolean;

{ Each watches pipes of its own in a set that all share, and closes them while others wait for the set. }
procedure ComeAndGo(Number: LongInt);
var
  Pair: TFilDes;
  Event: EPoll_Event;
  Round: LongInt;
  Value: Byte;
begin
  Value := Number;
  for Round := 1 to Comings do
  begin
    fpPipe(Pair);
    FillChar(Event, SizeOf(Event), 0);
    Event.Events := EPOLLIN or EPOLLET;
    Event.Data.fd := Pair[0];
    if epoll_ctl(Shared, EPOLL_CTL_ADD, Pair[0], @Event) <> 0 then
      Fail('a pipe is watched');
    fpWrite(Pair[1], Value, 1);
    if Round and 3 = 0 then
      GiveWay;
    fpClose(Pair[0]);
    fpClose(Pair[1]);
  end;
end;

procedure WaitAndAsk;
var
  Events: array[0..7] of EPoll_Event;
  Asked: TPollFd;
begin
  Asked.Fd := Shared;
  Asked.Events := POLLIN;
  while not Quit do
  begin
    if epoll_wait(Shared, @Events, Length(Events), 5) < 0 then
      Fail('epoll_wait');
    if fpPoll(@Asked, 1, 0) < 0 then
      Fail('poll');
  end;
end;

var
  Coming: LongInt;

function ComingWorker(Parameter: Pointer): PtrInt;
begin
  if Odd(PtrInt(Parameter)) then
  begin
    ComeAndGo(PtrInt(Parameter));
    if InterlockedDecrement(Coming) = 0 then
      Quit := True;
  end
  else
    WaitAndAsk;
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TryComing;
var
  Event: EPoll_Event;
begin
  Shared := epoll_create(1);
  Coming := 2;
  RunAll(@ComingWorker);
  WriteLn('watched and closed: ', 2 * Comings, ', left ', epoll_wait(Shared, @Event, 1, 0));
  fpClose(Shared);
end;

{ ---- Sockets ---- }

const
  Connections = 200;
  Port = 7654;

var
  Listener, Served, Asked, RightAnswers: LongInt;
  Address: TInetSockAddr;

{ Takes connections until they have been told that there are no more; doubles what comes. }
procedure ServeAll;
var
  Socket, Value: LongInt;
begin
  repeat
    Socket := fpAccept(Listener, nil, nil);
    if Socket < 0 then
    begin
      Fail('accept');
      Exit;
    end;
    if fpRecv(Socket, @Value, SizeOf(Value), 0) <> SizeOf(Value) then
      Fail('a question comes');
    if Value < 0 then
    begin
      fpClose(Socket);
      Exit;
    end;
    Value := 2 * Value;
    fpSend(Socket, @Value, SizeOf(Value), 0);
    InterlockedIncrement(Served);
    fpClose(Socket);
  until False;
end;

function Connected: LongInt;
begin
  Result := fpSocket(AF_INET, SOCK_STREAM, 0);
  if fpConnect(Result, @Address, SizeOf(Address)) <> 0 then
    Fail('connect');
end;

procedure AskAll(Number: LongInt);
var
  Socket, Index, Value: LongInt;
begin
  for Index := 1 to Connections do
  begin
    Socket := Connected;
    Value := Index + 1000 * Number;
    fpSend(Socket, @Value, SizeOf(Value), 0);
    if (fpRecv(Socket, @Value, SizeOf(Value), 0) = SizeOf(Value)) and (Value = 2 * (Index + 1000 * Number)) then
      InterlockedIncrement(RightAnswers);
    fpClose(Socket);
    InterlockedIncrement(Asked);
  end;
  { One server less }
  Socket := Connected;
  Value := -1;
  fpSend(Socket, @Value, SizeOf(Value), 0);
  fpClose(Socket);
end;

function SocketWorker(Parameter: Pointer): PtrInt;
begin
  if PtrInt(Parameter) < Workers then
    ServeAll
  else
    AskAll(PtrInt(Parameter) - Workers);
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure TrySockets;
var
  Number: LongInt;
begin
  FillChar(Address, SizeOf(Address), 0);
  Address.sin_family := AF_INET;
  Address.sin_addr.s_addr := htonl($7F000001);
  Address.sin_port := htons(Port);
  Listener := fpSocket(AF_INET, SOCK_STREAM, 0);
  Number := 1;
  fpSetSockOpt(Listener, SOL_SOCKET, SO_REUSEADDR, @Number, SizeOf(Number));
  if (fpBind(Listener, @Address, SizeOf(Address)) <> 0) or (fpListen(Listener, 64) <> 0) then
    Fail('listen');
  Ended := 0;
  for Number := 2 * Workers - 1 downto 0 do
    Start(@SocketWorker, Number);
  while Ended < 2 * Workers do
    GiveWay;
  fpClose(Listener);
  WriteLn('sockets: ', Asked, ' asked, ', Served, ' served, ', RightAnswers, ' right');
end;

begin
  fpSignal(SIGPIPE, SignalHandler(SIG_IGN));
  TryPipe;
  TryPairs;
  TryNumbers;
  TryClosing;
  TryEpoll;
  TryComing;
  TrySockets;
  WriteLn('failures: ', Failures);
end.

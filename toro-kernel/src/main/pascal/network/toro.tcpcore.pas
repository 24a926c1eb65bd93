{ SPDX-License-Identifier: Apache-2.0 }
{ The life of TCP's control blocks: made, found by their addresses, timed, freed (RFC 9293 3.3).
  Called by the other Toro.Tcp units only; what a program may do with a connection is in Toro.Tcp. }
unit Toro.TcpCore;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

const
  { RFC 9293 3.4.2 lets MSL be chosen; 2 MSL is 60 seconds. }
  TimeWaitNs = 60 * NsPerSecond;
  { How long a connection whose program has closed it waits for the peer's FIN. }
  FinWaitNs = 60 * NsPerSecond;
  FirstRtoNs = NsPerSecond;              { RFC 6298 2.1 }
  LeastRtoNs = 200 * NsPerMs;
  MostRtoNs = 120 * NsPerSecond;
  DefaultMss4 = 536;                     { RFC 9293 MUST-15 }
  DefaultMss6 = 1220;
  ConnectionLimit = 65536;
  { The timestamps option with its padding. }
  StampBytes = 12;
  { Our window scale (RFC 7323): windows up to 512 KiB. }
  OurScale = 3;
  MostReceiveLimit = 65535 shl OurScale;
  DefaultLimit = 128 * 1024;

{ nil without memory. The state is CLOSED; it is not yet found by its addresses. }
function NewTcb(Stack: PNetStack): PTcb;
procedure FreeTcb(Tcb: PTcb);
procedure HashTcb(Tcb: PTcb);
function FindTcb(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word): PTcb;
{ A function of time and addresses that a stranger cannot guess (RFC 6528, MUST-8). }
function InitialSequence(Tcb: PTcb): LongWord;
{ Where the clock of our stamps begins: the same for every connection of two hosts (RFC 6191), unknown to others. }
function StampBase(Tcb: PTcb): LongWord;
{ The largest segment that fits the way to the peer, and what the peer allows (RFC 6691). }
procedure SetMss(Tcb: PTcb; Offered: LongInt);
{ The MSS that we offer on this way. }
function OurMss(Tcb: PTcb): LongInt;

procedure Enqueue(var Queue: TTcbQueue; Tcb: PTcb);
procedure Dequeue(var Queue: TTcbQueue; Tcb: PTcb);

{ Puts Tcb on the list of those that owe an answer; takes the first off it, or answers nil. All that has
  arrived is worked on before any of them is answered (RFC 9293 3.10.7.4, MUST-58 and 59). }
procedure OweAnswer(Tcb: PTcb);
function TakeOwing(Stack: PNetStack): PTcb;

procedure NotifyTcb(Tcb: PTcb);
{ Ends a connection at once, with Error for the program (0 for none). Frees Tcb if nobody holds it:
  do not touch it afterwards. }
procedure CloseTcb(Tcb: PTcb; Error: LongInt);
procedure EnterTimeWait(Tcb: PTcb);
{ Sets the timer to the earliest of the deadlines. }
procedure ArmTcb(Tcb: PTcb);
{ Starts the retransmission timer unless it runs. }
procedure StartRto(Tcb: PTcb);
{ Takes in one round-trip measurement (RFC 6298 2). }
procedure MeasureRtt(Tcb: PTcb; Sample: Int64);

function ReserveSend(Tcb: PTcb; Needed: LongInt): Boolean;
function ReserveReceive(Tcb: PTcb; Needed: LongInt): Boolean;
procedure FreeBuffers(Tcb: PTcb);
procedure FreeSacked(Tcb: PTcb);
procedure FreeOutOfOrder(Tcb: PTcb);

var
  { Set by Toro.TcpTimers, which uses this unit. }
  TcbTimerFired: procedure(Tcb: PTcb);

implementation

uses
  Toro.NetBytes, Toro.NetTimers, Toro.NetRing, Toro.NetRanges, Toro.Ip;

procedure TimerFired(Timer: PNetTimer);
begin
  TcbTimerFired(PTcb(Timer^.Owner));
end;

function NewTcb(Stack: PNetStack): PTcb;
begin
  if Stack^.TcbCount >= ConnectionLimit then
    Exit(nil);
  Result := NetAllocate(Stack, SizeOf(TTcb));
  if Result = nil then
    Exit;
  Inc(Stack^.TcbCount);
  Inc(Stack^.Counters.Connections);
  Result^.Stack := Stack;
  Result^.Mss := DefaultMss4;
  Result^.Rto := FirstRtoNs;
  Result^.SendLimit := Stack^.DefaultSendLimit;
  Result^.ReceiveLimit := Stack^.DefaultReceiveLimit;
  Result^.KeepIdle := 7200 * NsPerSecond;
  Result^.KeepInterval := 75 * NsPerSecond;
  Result^.KeepCount := 9;
  Result^.Timer.Owner := Result;
  Result^.Timer.Fire := @TimerFired;
end;

function Bucket(const Local, Remote: TNetAddress; LocalPort, RemotePort: Word): LongInt; inline;
var
  Mix: QWord;
begin
  Mix := Remote.Low xor Remote.High xor (Local.Low shl 7)
    xor (QWord(RemotePort) shl 16) xor LocalPort;
  Mix := Mix * QWord($9E3779B97F4A7C15);
  Result := (Mix shr 40) and (TcpBuckets - 1);
end;

procedure HashTcb(Tcb: PTcb);
var
  Link: ^PTcb;
begin
  Link := @Tcb^.Stack^.Tcbs[Bucket(Tcb^.Local, Tcb^.Remote, Tcb^.LocalPort, Tcb^.RemotePort)];
  Tcb^.HashNext := Link^;
  Link^ := Tcb;
end;

procedure UnhashTcb(Tcb: PTcb);
var
  Link: ^PTcb;
begin
  Link := @Tcb^.Stack^.Tcbs[Bucket(Tcb^.Local, Tcb^.Remote, Tcb^.LocalPort, Tcb^.RemotePort)];
  while (Link^ <> nil) and (Link^ <> Tcb) do
    Link := @Link^^.HashNext;
  if Link^ = Tcb then
    Link^ := Tcb^.HashNext;
  Tcb^.HashNext := nil;
end;

function FindTcb(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word): PTcb;
begin
  Result := Stack^.Tcbs[Bucket(Local, Remote, LocalPort, RemotePort)];
  while Result <> nil do
  begin
    if (Result^.LocalPort = LocalPort) and (Result^.RemotePort = RemotePort)
      and SameAddress(Result^.Remote, Remote) and SameAddress(Result^.Local, Local) then
      Exit;
    Result := Result^.HashNext;
  end;
end;

function InitialSequence(Tcb: PTcb): LongWord;
var
  Hash: QWord;
begin
  Hash := KeyedHash(Tcb^.Stack^.Secret, [Tcb^.Local.High, Tcb^.Local.Low, Tcb^.Remote.High,
    Tcb^.Remote.Low, QWord(Tcb^.LocalPort) shl 16 or Tcb^.RemotePort]);
  { The clock of RFC 9293 3.4.1 ticks every 4 microseconds. }
  Result := LongWord(Hash + QWord(Tcb^.Stack^.Clock() div 4000));
end;

function StampBase(Tcb: PTcb): LongWord;
begin
  Result := LongWord(KeyedHash(Tcb^.Stack^.Secret, [Tcb^.Local.High, Tcb^.Local.Low, Tcb^.Remote.High,
    Tcb^.Remote.Low]) shr 32);
end;

function PathMss(Tcb: PTcb): LongInt;
var
  Source: TNetAddress;
begin
  if not SelectSource(Tcb^.Stack, Tcb^.Remote, Source, Result) then
    Exit(DefaultMss4);
  if IsIp4(Tcb^.Remote) then
    Dec(Result, 40)
  else
    Dec(Result, 60);
end;

function OurMss(Tcb: PTcb): LongInt;
begin
  Result := PathMss(Tcb);
end;

procedure SetMss(Tcb: PTcb; Offered: LongInt);
begin
  if Offered = 0 then
    if IsIp4(Tcb^.Remote) then
      Offered := DefaultMss4
    else
      Offered := DefaultMss6;
  Tcb^.Mss := PathMss(Tcb);
  if Offered < Tcb^.Mss then
    Tcb^.Mss := Offered;
  { A tiny MSS would make us send a flood of headers (CVE-2019-11479). }
  if Tcb^.Mss < 64 then
    Tcb^.Mss := 64;
  if Tcb^.Stamped then
    Dec(Tcb^.Mss, StampBytes);
  { RFC 6928 }
  Tcb^.Cwnd := 10 * Tcb^.Mss;
  Tcb^.Ssthresh := $7FFFFFFF;
end;

procedure Enqueue(var Queue: TTcbQueue; Tcb: PTcb);
begin
  Tcb^.QueueNext := nil;
  Tcb^.QueuePrevious := Queue.Last;
  if Queue.Last = nil then
    Queue.First := Tcb
  else
    Queue.Last^.QueueNext := Tcb;
  Queue.Last := Tcb;
  Inc(Queue.Count);
end;

procedure Dequeue(var Queue: TTcbQueue; Tcb: PTcb);
begin
  if Tcb^.QueuePrevious = nil then
    Queue.First := Tcb^.QueueNext
  else
    Tcb^.QueuePrevious^.QueueNext := Tcb^.QueueNext;
  if Tcb^.QueueNext = nil then
    Queue.Last := Tcb^.QueuePrevious
  else
    Tcb^.QueueNext^.QueuePrevious := Tcb^.QueuePrevious;
  Tcb^.QueueNext := nil;
  Tcb^.QueuePrevious := nil;
  Dec(Queue.Count);
end;

function TakeBlock(Context: Pointer; Size: PtrInt): Pointer;
begin
  Result := NetAllocate(PNetStack(Context), Size);
end;

procedure GiveBlock(Context: Pointer; Block: Pointer; Size: PtrInt);
begin
  NetRelease(PNetStack(Context), Block, Size);
end;

function ReserveSend(Tcb: PTcb; Needed: LongInt): Boolean;
begin
  Result := RingReserve(Tcb^.Send, Needed, @TakeBlock, @GiveBlock, Tcb^.Stack);
end;

function ReserveReceive(Tcb: PTcb; Needed: LongInt): Boolean;
begin
  Result := RingReserve(Tcb^.Receive, Needed, @TakeBlock, @GiveBlock, Tcb^.Stack);
end;

procedure FreeSacked(Tcb: PTcb);
begin
  NetRelease(Tcb^.Stack, Tcb^.Sacked, SizeOf(TSequenceRanges));
  Tcb^.Sacked := nil;
end;

procedure FreeOutOfOrder(Tcb: PTcb);
begin
  NetRelease(Tcb^.Stack, Tcb^.OutOfOrder, SizeOf(TSequenceRanges));
  Tcb^.OutOfOrder := nil;
end;

procedure FreeBuffers(Tcb: PTcb);
begin
  RingFree(Tcb^.Send, @GiveBlock, Tcb^.Stack);
  RingFree(Tcb^.Receive, @GiveBlock, Tcb^.Stack);
  FreeSacked(Tcb);
  FreeOutOfOrder(Tcb);
end;

procedure OweAnswer(Tcb: PTcb);
var
  Stack: PNetStack;
begin
  if Tcb^.InWork then
    Exit;
  Stack := Tcb^.Stack;
  Tcb^.InWork := True;
  Tcb^.WorkNext := nil;
  Tcb^.WorkPrevious := Stack^.WorkLast;
  if Stack^.WorkLast = nil then
    Stack^.WorkFirst := Tcb
  else
    Stack^.WorkLast^.WorkNext := Tcb;
  Stack^.WorkLast := Tcb;
end;

procedure LeaveWork(Tcb: PTcb);
var
  Stack: PNetStack;
begin
  if not Tcb^.InWork then
    Exit;
  Stack := Tcb^.Stack;
  Tcb^.InWork := False;
  if Tcb^.WorkPrevious = nil then
    Stack^.WorkFirst := Tcb^.WorkNext
  else
    Tcb^.WorkPrevious^.WorkNext := Tcb^.WorkNext;
  if Tcb^.WorkNext = nil then
    Stack^.WorkLast := Tcb^.WorkPrevious
  else
    Tcb^.WorkNext^.WorkPrevious := Tcb^.WorkPrevious;
end;

function TakeOwing(Stack: PNetStack): PTcb;
begin
  Result := Stack^.WorkFirst;
  if Result <> nil then
    LeaveWork(Result);
end;

{ Takes Tcb out of every list, so that no segment or timer reaches it. }
procedure Detach(Tcb: PTcb);
begin
  UnhashTcb(Tcb);
  LeaveWork(Tcb);
  ClearTimer(Tcb^.Stack^.Timers, @Tcb^.Timer);
  if (Tcb^.Listener <> nil) and (Tcb^.State = tcpSynReceived) then
  begin
    Dequeue(Tcb^.Listener^.HalfOpen, Tcb);
    Tcb^.Listener := nil;
    Tcb^.Released := True;
  end
  else if Tcb^.State = tcpTimeWait then
    Dequeue(Tcb^.Stack^.TimeWait, Tcb);
end;

procedure FreeTcb(Tcb: PTcb);
begin
  Detach(Tcb);
  FreeBuffers(Tcb);
  Dec(Tcb^.Stack^.TcbCount);
  NetRelease(Tcb^.Stack, Tcb, SizeOf(TTcb));
end;

procedure NotifyTcb(Tcb: PTcb);
begin
  if Assigned(Tcb^.Notify) then
    Tcb^.Notify(Tcb^.Owner);
end;

procedure CloseTcb(Tcb: PTcb; Error: LongInt);
begin
  Detach(Tcb);
  Tcb^.State := tcpClosed;
  if Tcb^.Released then
  begin
    FreeTcb(Tcb);
    Exit;
  end;
  if Error <> 0 then
    Tcb^.Error := Error;
  RingFree(Tcb^.Send, @GiveBlock, Tcb^.Stack);
  FreeSacked(Tcb);
  FreeOutOfOrder(Tcb);
  NotifyTcb(Tcb);
end;

{ More than TimeWaitLimit end early, the oldest first (as tcp_max_tw_buckets does on Linux). }
procedure EnterTimeWait(Tcb: PTcb);
var
  Oldest: PTcb;
  Stack: PNetStack;
begin
  Stack := Tcb^.Stack;
  Tcb^.State := tcpTimeWait;
  Tcb^.RtoAt := 0;
  Tcb^.PersistAt := 0;
  Tcb^.KeepAliveAt := 0;
  Tcb^.EndAt := Stack^.Clock() + TimeWaitNs;
  if Tcb^.Released then
    FreeBuffers(Tcb);
  Enqueue(Stack^.TimeWait, Tcb);
  if Stack^.TimeWait.Count > TimeWaitLimit then
  begin
    Oldest := Stack^.TimeWait.First;
    CloseTcb(Oldest, 0);
  end;
end;

procedure ArmTcb(Tcb: PTcb);
var
  Earliest: Int64;

  procedure Consider(Deadline: Int64);
  begin
    if (Deadline <> 0) and (Deadline < Earliest) then
      Earliest := Deadline;
  end;

begin
  Earliest := High(Int64);
  Consider(Tcb^.RtoAt);
  Consider(Tcb^.PersistAt);
  Consider(Tcb^.AckAt);
  Consider(Tcb^.KeepAliveAt);
  Consider(Tcb^.EndAt);
  { A timer that is too early fires, finds nothing due and comes back here: cheaper than moving it
    with every segment. }
  if (Earliest < High(Int64)) and ((Tcb^.Timer.Place = 0)
    or (Earliest < Tcb^.Timer.Deadline)) then
    SetTimer(Tcb^.Stack^.Timers, @Tcb^.Timer, Earliest);
end;

procedure StartRto(Tcb: PTcb);
begin
  Tcb^.PersistAt := 0;
  if Tcb^.RtoAt = 0 then
    Tcb^.RtoAt := Tcb^.Stack^.Clock() + Tcb^.Rto;
end;

procedure MeasureRtt(Tcb: PTcb; Sample: Int64);
var
  Difference: Int64;
begin
  if Tcb^.Srtt = 0 then
  begin
    Tcb^.Srtt := Sample + 1;
    Tcb^.RttVar := Sample div 2;
  end
  else
  begin
    Difference := Abs(Tcb^.Srtt - Sample);
    Tcb^.RttVar := (3 * Tcb^.RttVar + Difference) div 4;
    Tcb^.Srtt := (7 * Tcb^.Srtt + Sample) div 8;
  end;
  Tcb^.Rto := Tcb^.Srtt + 4 * Tcb^.RttVar;
  if Tcb^.Rto < LeastRtoNs then
    Tcb^.Rto := LeastRtoNs;
  if Tcb^.Rto > MostRtoNs then
    Tcb^.Rto := MostRtoNs;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ How anything blocks. Drivers, files, sockets and descriptors wait on a queue and wake it; they do not
  know whether there are threads. Without Process the core halts until the deadline or an interrupt;
  Process puts the thread aside instead, by setting WaitImplementation and WakeImplementation. }
unit Toro.Waiting;

{$mode objfpc}

interface

const
  Forever = High(Int64);

type
  PWaitQueue = ^TWaitQueue;
  { All zero is an empty queue. }
  TWaitQueue = record
    { Waiting threads; belongs to the implementation. }
    First, Last: Pointer;
    { One bit a core: a wake came while nobody waited. The next WaitOn of that core returns at once,
      so a wake between the caller's test and WaitOn is never lost. }
    Pending: QWord;
    Lock: LongInt;
    Reserved: LongInt;
  end;

{ Blocks until the queue is woken (True) or MonotonicNs reaches DeadlineNs (False). Wakes may be
  spurious: the caller tests its condition again, in a loop. }
function WaitOn(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
{ Wakes one waiter, or remembers the wake. Allowed in an interrupt handler and from any core. }
procedure WakeOne(var Queue: TWaitQueue);
procedure WakeAll(var Queue: TWaitQueue);
{ Blocks the caller until the time; others run meanwhile. }
procedure SleepUntil(DeadlineNs: Int64);
{ Lets others run, when there are others. }
procedure YieldCore;

type
  TWaitFunction = function(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
  TWakeProcedure = procedure(var Queue: TWaitQueue; All: Boolean);
  { Answers when it wants to be called again at the latest; Forever: only before the next halt. }
  TPollFunction = function: Int64;

var
  { Set by Process; nil: one thread, and the core halts. }
  WaitImplementation: TWaitFunction;
  WakeImplementation: TWakeProcedure;
  YieldImplementation: procedure;

{ Whatever has work of its own to do (devices without an interrupt, the timers of the network) is
  called before every halt, and the core halts no longer than the earliest answer. }
procedure RegisterIdlePoll(Poll: TPollFunction);
function RunIdlePolls: Int64;

type
  TWork = procedure;

var
  { Set by Process; nil: one thread, and the work is done in place. }
  RunApartImplementation: procedure(Work: TWork);

{ For idle polls, which must not block: has Work done soon where it may, on a thread of its own when
  there are threads. Without memory for one it is not done. }
procedure RunApart(Work: TWork);

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Cpu, Toro.Idle;

const
  MaxIdlePolls = 8;

var
  IdlePolls: array[0..MaxIdlePolls - 1] of TPollFunction;
  IdlePollCount: LongInt;

function TakePending(var Queue: TWaitQueue): Boolean; inline;
begin
  Result := Queue.Pending <> 0;
  Queue.Pending := 0;
end;

function WaitAlone(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean; inline;
var
  WereEnabled: Boolean;
  HaltUntilNs: Int64;
begin
  WereEnabled := DisableInterrupts;
  repeat
    HaltUntilNs := RunIdlePolls;
    if DeadlineNs < HaltUntilNs then
      HaltUntilNs := DeadlineNs;
    Result := TakePending(Queue);
    if Result or (DeadlineNs <> Forever) and (MonotonicNs >= DeadlineNs) then
      Break;
    HaltCore(HaltUntilNs);
  until False;
  RestoreInterrupts(WereEnabled);
end;

function WaitOn(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
begin
  if WaitImplementation <> nil then
    Result := WaitImplementation(Queue, DeadlineNs)
  else
    Result := WaitAlone(Queue, DeadlineNs);
end;

procedure Wake(var Queue: TWaitQueue; All: Boolean);
begin
  if WakeImplementation <> nil then
    WakeImplementation(Queue, All)
  else
    Queue.Pending := High(QWord);
end;

procedure WakeOne(var Queue: TWaitQueue);
begin
  Wake(Queue, False);
end;

procedure WakeAll(var Queue: TWaitQueue);
begin
  Wake(Queue, True);
end;

procedure SleepUntil(DeadlineNs: Int64);
var
  Nobody: TWaitQueue;
begin
  FillChar(Nobody, SizeOf(Nobody), 0);
  while WaitOn(Nobody, DeadlineNs) do
    ;
end;

procedure YieldCore;
begin
  if YieldImplementation <> nil then
    YieldImplementation();
end;

procedure RegisterIdlePoll(Poll: TPollFunction);
begin
  if IdlePollCount < MaxIdlePolls then
  begin
    IdlePolls[IdlePollCount] := Poll;
    Inc(IdlePollCount);
  end;
end;

procedure RunApart(Work: TWork);
begin
  if RunApartImplementation <> nil then
    RunApartImplementation(Work)
  else
    Work();
end;

function RunIdlePolls: Int64;
var
  Index: LongInt;
  WantedNs: Int64;
begin
  Result := Forever;
  ThisCore^.Polling := True;
  for Index := 0 to IdlePollCount - 1 do
  begin
    WantedNs := IdlePolls[Index]();
    if WantedNs < Result then
      Result := WantedNs;
  end;
  ThisCore^.Polling := False;
end;

end.

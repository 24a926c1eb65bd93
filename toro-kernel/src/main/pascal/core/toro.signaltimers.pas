{ SPDX-License-Identifier: Apache-2.0 }
{ Waiting for signals and the clock that sends them: pause, sigsuspend, sigpending, alarm, setitimer, and the
  nanosleep that a signal ends. The clock's signals arrive before a halt while the program waits, and by interrupt
  (Toro.Ticks) while it computes. Also futex(2), for programs that wait by hand. Registered by Toro.CompleteCalls. }
unit Toro.SignalTimers;

{$mode objfpc}

interface

procedure InitSignalTimers;

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Descriptors, Toro.Errors, Toro.Signals, Toro.SystemCalls, Toro.Ticks, Toro.Waiting;

type
  { struct itimerval: two of struct timeval }
  TTimerValue = packed record
    IntervalSeconds, IntervalMicroseconds, Seconds, Microseconds: Int64;
  end;
  PTimerValue = ^TTimerValue;

  TSpan = packed record
    Seconds, Nanoseconds: Int64;
  end;
  PSpan = ^TSpan;

const
  NsPerSecond = 1000000000;
  NsPerMicrosecond = 1000;

type
  { ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF: setitimer(2) }
  TTimerKind = 0..2;
  { By the clock of the kind: when it is due, 0: never; and how long it takes from then to the next time }
  TProgramTimer = record
    DueNs, IntervalNs: Int64;
  end;

const
  TimerReal = 0;
  SignalOfTimer: array[TTimerKind] of LongInt = (SIGALRM, SIGVTALRM, SIGPROF);

var
  Timers: array[TTimerKind] of TProgramTimer;
  Polled: Boolean;
  { How long the program has computed, by ticks that found it at work: what the timers but the first one count.
    There is no telling the kernel's part of it. }
  ComputedNs, LastTickNs: Int64;

function TimeOf(Kind: TTimerKind): Int64;
begin
  if Kind = TimerReal then
    Result := MonotonicNs
  else
    Result := ComputedNs;
end;

function IsDue(Kind: TTimerKind; Now: Int64): Boolean;
begin
  if Kind <> TimerReal then
    Now := ComputedNs;
  Result := (Timers[Kind].DueNs <> 0) and (Now >= Timers[Kind].DueNs);
end;

{ Whether a timer is due, which is then so for the next time: one of several cores gets True. }
function TakeDue(Kind: TTimerKind): Boolean;
var
  Due, Next, Now: Int64;
begin
  Due := Timers[Kind].DueNs;
  Now := TimeOf(Kind);
  if (Due = 0) or (Now < Due) then
    Exit(False);
  Next := 0;
  if Timers[Kind].IntervalNs > 0 then
    { What was missed comes once. }
    Next := Due + ((Now - Due) div Timers[Kind].IntervalNs + 1) * Timers[Kind].IntervalNs;
  Result := InterlockedCompareExchange64(Timers[Kind].DueNs, Next, Due) = Due;
end;

function NothingSet: Boolean;
begin
  Result := (Timers[0].DueNs or Timers[1].DueNs or Timers[2].DueNs) = 0;
end;

{ Called before every halt: sends what is due and says when the next one is. }
function PollTimer: Int64;
begin
  if TakeDue(TimerReal) then
  begin
    SendSignal(SIGALRM);
    { Whoever waits looks again. }
    WakeAll(SignalQueue);
    WakeAll(PollQueue);
  end;
  Result := Forever;
  if Timers[TimerReal].DueNs <> 0 then
    Result := Timers[TimerReal].DueNs
  else if NothingSet then
    StopTicks;
end;

{ Of the interrupt: what a program that computes gets now, or is to get when its call ends. }
function OnTick(InProgram, Halted: Boolean): LongInt;
var
  Now: Int64;
  Kind: TTimerKind;
begin
  Now := MonotonicNs;
  if not Halted then
    Inc(ComputedNs, Now - LastTickNs);
  LastTickNs := Now;
  Result := 0;
  if InProgram and NothingSet then
    StopTicks;
  for Kind := High(TTimerKind) downto Low(TTimerKind) do
    if (Result = 0) and IsDue(Kind, Now) and (not InProgram or TakeDue(Kind)) then
      Result := SignalOfTimer[Kind];
end;

procedure ReadTimer(Kind: TTimerKind; Target: PTimerValue);
var
  RestNs: Int64;
begin
  RestNs := 0;
  if Timers[Kind].DueNs <> 0 then
  begin
    RestNs := Timers[Kind].DueNs - TimeOf(Kind);
    if RestNs < NsPerMicrosecond then
      RestNs := NsPerMicrosecond;
  end;
  Target^.IntervalSeconds := Timers[Kind].IntervalNs div NsPerSecond;
  Target^.IntervalMicroseconds := Timers[Kind].IntervalNs mod NsPerSecond div NsPerMicrosecond;
  Target^.Seconds := RestNs div NsPerSecond;
  Target^.Microseconds := RestNs mod NsPerSecond div NsPerMicrosecond;
end;

procedure SetTimer(Kind: TTimerKind; FirstNs, NextNs: Int64);
begin
  Timers[Kind].IntervalNs := NextNs;
  Timers[Kind].DueNs := 0;
  if FirstNs > 0 then
    Timers[Kind].DueNs := TimeOf(Kind) + FirstNs;
  if not Polled then
    RegisterIdlePoll(@PollTimer);
  Polled := True;
  LastTickNs := MonotonicNs;
  SignalThread := ThisCore^.Thread;
  if NothingSet then
    StopTicks
  else
    StartTicks(@OnTick);
end;

function SysGetitimer(Which, Target, A3, A4, A5, A6: Int64): Int64;
begin
  if QWord(Which) > High(TTimerKind) then
    Exit(-EINVAL);
  ReadTimer(Which, PTimerValue(Target));
  Result := 0;
end;

function IsTime(Seconds, Microseconds: Int64): Boolean;
begin
  Result := (Seconds >= 0) and (QWord(Microseconds) < 1000000);
end;

function SysSetitimer(Which, NewValue, OldValue, A4, A5, A6: Int64): Int64;
var
  Value: TTimerValue;
begin
  if QWord(Which) > High(TTimerKind) then
    Exit(-EINVAL);
  FillChar(Value, SizeOf(Value), 0);
  if NewValue <> 0 then
    Value := PTimerValue(NewValue)^;
  if not IsTime(Value.Seconds, Value.Microseconds)
    or not IsTime(Value.IntervalSeconds, Value.IntervalMicroseconds) then
    Exit(-EINVAL);
  if OldValue <> 0 then
    ReadTimer(Which, PTimerValue(OldValue));
  SetTimer(Which, Value.Seconds * NsPerSecond + Value.Microseconds * NsPerMicrosecond,
    Value.IntervalSeconds * NsPerSecond + Value.IntervalMicroseconds * NsPerMicrosecond);
  Result := 0;
end;

function SysAlarm(Seconds, A2, A3, A4, A5, A6: Int64): Int64;
var
  Before: TTimerValue;
begin
  ReadTimer(TimerReal, @Before);
  Result := Before.Seconds + Ord(Before.Microseconds > 0);
  SetTimer(TimerReal, LongWord(Seconds) * NsPerSecond, 0);
end;

{ Until a handler has run (True) or DeadlineNs }
function WaitForSignal(DeadlineNs: Int64): Boolean;
var
  Before: QWord;
begin
  Before := HandledSignals;
  repeat
    PollTimer;
    if HandledSignals <> Before then
      Exit(True);
  until not WaitOn(SignalQueue, DeadlineNs);
  Result := HandledSignals <> Before;
end;

function SysPause(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  WaitForSignal(Forever);
  Result := -EINTR;
end;

function SysSigsuspend(Mask, Size, A3, A4, A5, A6: Int64): Int64;
var
  Before, Handled: QWord;
begin
  Before := ThisCore^.BlockedSignals;
  Handled := HandledSignals;
  ThisCore^.BlockedSignals := PQWord(Mask)^;
  DeliverPending;
  if HandledSignals = Handled then
    WaitForSignal(Forever);
  ThisCore^.BlockedSignals := Before;
  Result := -EINTR;
end;

function SysSigpending(Mask, Size, A3, A4, A5, A6: Int64): Int64;
begin
  if Size > SizeOf(QWord) then
    Exit(-EINVAL);
  PQWord(Mask)^ := PendingSignals;
  Result := 0;
end;

{ Takes the place of Toro.ClockCalls' own, which no signal ends. }
function SysNanosleep(Request, Rest, A3, A4, A5, A6: Int64): Int64;
var
  DeadlineNs, RestNs: Int64;
  Span: TSpan;
begin
  Span := PSpan(Request)^;
  if (Span.Seconds < 0) or (QWord(Span.Nanoseconds) >= NsPerSecond) then
    Exit(-EINVAL);
  DeadlineNs := Forever;
  if Span.Seconds < High(Int64) div NsPerSecond div 2 then
    DeadlineNs := MonotonicNs + Span.Seconds * NsPerSecond + Span.Nanoseconds;
  Result := 0;
  if not Polled then
  begin
    { No clock: nobody ends it. A thread sleeps on a queue of its own. }
    SleepUntil(DeadlineNs);
    Exit;
  end;
  if not WaitForSignal(DeadlineNs) then
    Exit;
  RestNs := DeadlineNs - MonotonicNs;
  if RestNs < 0 then
    RestNs := 0;
  if Rest <> 0 then
  begin
    PSpan(Rest)^.Seconds := RestNs div NsPerSecond;
    PSpan(Rest)^.Nanoseconds := RestNs mod NsPerSecond;
  end;
  Result := -EINTR;
end;

{ ---- futex ---- }

var
  FutexQueue: TWaitQueue;
  FutexWaiters: LongInt;

function WaitFutex(Address: PLongInt; Value: LongInt; Timeout: PSpan): Int64;
var
  DeadlineNs: Int64;
begin
  if Address^ <> Value then
    Exit(-EAGAIN);
  DeadlineNs := Forever;
  if Timeout <> nil then
    DeadlineNs := MonotonicNs + Timeout^.Seconds * NsPerSecond + Timeout^.Nanoseconds;
  InterlockedIncrement(FutexWaiters);
  Result := 0;
  { Everyone who waits is woken, and finds out whether it was meant: futex(2) allows that. }
  if not WaitOn(FutexQueue, DeadlineNs) then
    Result := -ETIMEDOUT;
  InterlockedDecrement(FutexWaiters);
end;

function SysFutex(Address, Operation, Value, Timeout, A5, A6: Int64): Int64;
const
  PrivateFlag = 128;
  OperationWait = 0;
  OperationWake = 1;
begin
  case Operation and not PrivateFlag of
    OperationWait:
      Result := WaitFutex(PLongInt(Address), LongInt(Value), PSpan(Timeout));
    OperationWake:
      begin
        Result := FutexWaiters;
        if Result > Value then
          Result := Value;
        WakeAll(FutexQueue);
      end;
  else
    Result := -ENOSYS;
  end;
end;

procedure InitSignalTimers;
const
  Calls: array[0..7] of TSystemCallEntry = (
    (Number: 34; Handler: @SysPause), (Number: 35; Handler: @SysNanosleep),
    (Number: 36; Handler: @SysGetitimer), (Number: 37; Handler: @SysAlarm),
    (Number: 38; Handler: @SysSetitimer), (Number: 127; Handler: @SysSigpending),
    (Number: 130; Handler: @SysSigsuspend), (Number: 202; Handler: @SysFutex));
begin
  RegisterSystemCalls(Calls);
end;

end.

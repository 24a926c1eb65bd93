{ SPDX-License-Identifier: Apache-2.0 }
{ Waiting for signals and the clock that sends them: pause, sigsuspend, sigpending, alarm, setitimer, and the
  nanosleep that a signal ends. There is no preemption: the clock's signal arrives while the program waits or
  asks for the time. Also futex(2), for programs that wait by hand. Registered by Toro.CompleteCalls. }
unit Toro.SignalTimers;

{$mode objfpc}

interface

procedure InitSignalTimers;

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Errors, Toro.Signals, Toro.SystemCalls, Toro.Waiting;

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

var
  { When SIGALRM is due; 0: never }
  DueNs, IntervalNs: Int64;
  Polled: Boolean;

{ Called before every halt: sends what is due and says when the next one is. }
function PollTimer: Int64;
begin
  if (DueNs <> 0) and (MonotonicNs >= DueNs) then
  begin
    if IntervalNs = 0 then
      DueNs := 0
    else
      Inc(DueNs, IntervalNs);
    SendSignal(SIGALRM);
    { Whoever waits looks again. }
    WakeAll(SignalQueue);
  end;
  Result := Forever;
  if DueNs <> 0 then
    Result := DueNs;
end;

procedure ReadTimer(Target: PTimerValue);
var
  RestNs: Int64;
begin
  RestNs := 0;
  if DueNs <> 0 then
    RestNs := DueNs - MonotonicNs;
  if RestNs < 0 then
    RestNs := NsPerMicrosecond;
  Target^.IntervalSeconds := IntervalNs div NsPerSecond;
  Target^.IntervalMicroseconds := IntervalNs mod NsPerSecond div NsPerMicrosecond;
  Target^.Seconds := RestNs div NsPerSecond;
  Target^.Microseconds := RestNs mod NsPerSecond div NsPerMicrosecond;
end;

procedure SetTimer(FirstNs, NextNs: Int64);
begin
  IntervalNs := NextNs;
  DueNs := 0;
  if FirstNs > 0 then
    DueNs := MonotonicNs + FirstNs;
  if not Polled then
    RegisterIdlePoll(@PollTimer);
  Polled := True;
end;

function SysGetitimer(Which, Target, A3, A4, A5, A6: Int64): Int64;
begin
  if Which <> 0 then
    Exit(-EINVAL);
  ReadTimer(PTimerValue(Target));
  Result := 0;
end;

{ Only the timer of real time: a program's own time is not counted. }
function SysSetitimer(Which, NewValue, OldValue, A4, A5, A6: Int64): Int64;
var
  Value: TTimerValue;
begin
  if Which <> 0 then
    Exit(-EINVAL);
  FillChar(Value, SizeOf(Value), 0);
  if NewValue <> 0 then
    Value := PTimerValue(NewValue)^;
  if OldValue <> 0 then
    ReadTimer(PTimerValue(OldValue));
  SetTimer(Value.Seconds * NsPerSecond + Value.Microseconds * NsPerMicrosecond,
    Value.IntervalSeconds * NsPerSecond + Value.IntervalMicroseconds * NsPerMicrosecond);
  Result := 0;
end;

function SysAlarm(Seconds, A2, A3, A4, A5, A6: Int64): Int64;
var
  Before: TTimerValue;
begin
  ReadTimer(@Before);
  Result := Before.Seconds + Ord(Before.Microseconds > 0);
  SetTimer(LongWord(Seconds) * NsPerSecond, 0);
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

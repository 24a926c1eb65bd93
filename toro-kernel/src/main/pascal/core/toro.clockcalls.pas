{ SPDX-License-Identifier: Apache-2.0 }
{ The system calls that tell or pass the time. }
unit Toro.ClockCalls;

{$mode objfpc}

interface

procedure InitClockCalls;

implementation

uses
  Toro.Clock, Toro.Errors, Toro.SystemCalls, Toro.Waiting;

const
  NsPerSecond = 1000000000;
  ClockRealtime = 0;
  ClockRealtimeCoarse = 5;
  ClockTai = 11;
  LastClock = 11;
  TimerAbsolute = 1;
  { times() counts in hundredths of a second. }
  NsPerTick = NsPerSecond div 100;

type
  { struct timespec and struct timeval have the same shape. }
  TSpan = packed record
    Seconds, Fraction: Int64;
  end;
  PSpan = ^TSpan;

function SysTime(Target, A2, A3, A4, A5, A6: Int64): Int64;
var
  Nanoseconds: Int64;
begin
  WallClock(Result, Nanoseconds);
  if Target <> 0 then
    PInt64(Target)^ := Result;
end;

function SysGettimeofday(Target, Zone, A3, A4, A5, A6: Int64): Int64;
begin
  if Target <> 0 then
  begin
    WallClock(PSpan(Target)^.Seconds, PSpan(Target)^.Fraction);
    PSpan(Target)^.Fraction := PSpan(Target)^.Fraction div 1000;
  end;
  { Minutes west and daylight saving: the clock is UTC. }
  if Zone <> 0 then
    PInt64(Zone)^ := 0;
  Result := 0;
end;

function SysSettimeofday(Source, Zone, A3, A4, A5, A6: Int64): Int64;
begin
  if Source <> 0 then
    SetWallClock(PSpan(Source)^.Seconds * NsPerSecond + PSpan(Source)^.Fraction * 1000);
  Result := 0;
end;

procedure StoreSpan(Target: PSpan; Ns: Int64);
begin
  Target^.Seconds := Ns div NsPerSecond;
  Target^.Fraction := Ns mod NsPerSecond;
end;

function SysClockGettime(Clock, Target, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 0;
  case Clock of
    ClockRealtime, ClockRealtimeCoarse, ClockTai:
      WallClock(PSpan(Target)^.Seconds, PSpan(Target)^.Fraction);
    1..4, 6..10:
      StoreSpan(PSpan(Target), MonotonicNs);
  else
    Result := -EINVAL;
  end;
end;

function SysClockGetres(Clock, Target, A3, A4, A5, A6: Int64): Int64;
begin
  if QWord(Clock) > LastClock then
    Exit(-EINVAL);
  if Target <> 0 then
    StoreSpan(PSpan(Target), 1);
  Result := 0;
end;

function Sleep(Request: PSpan; BaseNs: Int64): Int64;
begin
  if (Request^.Seconds < 0) or (QWord(Request^.Fraction) >= NsPerSecond) then
    Exit(-EINVAL);
  { What does not fit lasts for ever. }
  if Request^.Seconds > High(Int64) div NsPerSecond div 2 then
    SleepUntil(Forever)
  else
    SleepUntil(BaseNs + Request^.Seconds * NsPerSecond + Request^.Fraction);
  Result := 0;
end;

function SysNanosleep(Request, Rest, A3, A4, A5, A6: Int64): Int64;
begin
  Result := Sleep(PSpan(Request), MonotonicNs);
  if Rest <> 0 then
    StoreSpan(PSpan(Rest), 0);
end;

function SysClockNanosleep(Clock, Flags, Request, Rest, A5, A6: Int64): Int64;
var
  Seconds, Nanoseconds: Int64;
begin
  if Flags and TimerAbsolute = 0 then
    Exit(SysNanosleep(Request, Rest, 0, 0, 0, 0));
  if Clock <> ClockRealtime then
    Exit(Sleep(PSpan(Request), 0));
  WallClock(Seconds, Nanoseconds);
  Result := Sleep(PSpan(Request), MonotonicNs - Seconds * NsPerSecond - Nanoseconds);
end;

function SysTimes(Target, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := MonotonicNs div NsPerTick;
  if Target <> 0 then
  begin
    FillChar(Pointer(Target)^, 4 * SizeOf(Int64), 0);
    PInt64(Target)^ := Result;
  end;
end;

function SysGetrusage(Who, Target, A3, A4, A5, A6: Int64): Int64;
const
  UsageSize = 144;
begin
  FillChar(Pointer(Target)^, UsageSize, 0);
  StoreSpan(PSpan(Target), MonotonicNs);
  PSpan(Target)^.Fraction := PSpan(Target)^.Fraction div 1000;
  Result := 0;
end;

procedure InitClockCalls;
const
  Calls: array[0..8] of TSystemCallEntry = (
    (Number: 35; Handler: @SysNanosleep), (Number: 96; Handler: @SysGettimeofday),
    (Number: 98; Handler: @SysGetrusage), (Number: 100; Handler: @SysTimes),
    (Number: 164; Handler: @SysSettimeofday), (Number: 201; Handler: @SysTime),
    (Number: 228; Handler: @SysClockGettime), (Number: 229; Handler: @SysClockGetres),
    (Number: 230; Handler: @SysClockNanosleep));
begin
  RegisterSystemCalls(Calls);
end;

end.

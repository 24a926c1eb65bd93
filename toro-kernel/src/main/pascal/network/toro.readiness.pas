{ SPDX-License-Identifier: Apache-2.0 }
{ select, pselect6 and ppoll: waiting for any of several descriptors. All of them ask the descriptors through the
  poll call of Toro.Descriptors. Registered, with the calls of Toro.Epoll, by Toro.CompleteCalls; always compiled
  (roots.txt). Layouts are Linux's: select(2). }
unit Toro.Readiness;

{$mode objfpc}

interface

procedure InitReadiness;

implementation

uses
  Toro.Errors, Toro.SystemCalls, Toro.Descriptors, Toro.DescriptorCalls, Toro.Clock, Toro.Epoll;

const
  NsPerMs = Int64(1000000);
  NsPerSecond = Int64(1000000000);

type
  { struct pollfd }
  PPollEntry = ^TPollEntry;
  TPollEntry = packed record
    Number: LongInt;
    Events, Answer: Word;
  end;

  { struct timespec or timeval }
  PTime = ^TTime;
  TTime = packed record
    Seconds, Fraction: Int64;
  end;

{ Milliseconds for poll, rounded up; -1 for ever. Unit: nanoseconds of one Fraction. }
function Milliseconds(Time: PTime; UnitNs: Int64): Int64;
begin
  if Time = nil then
    Exit(-1);
  Result := Time^.Seconds * 1000 + (Time^.Fraction * UnitNs + NsPerMs - 1) div NsPerMs;
  if Result > High(LongInt) then
    Result := High(LongInt);
end;

function Poll(Entries: PPollEntry; Count, TimeoutMs: Int64): Int64;
begin
  Result := SysPoll(Int64(Entries), Count, TimeoutMs, 0, 0, 0);
end;

function SysPpoll(Entries, Count, Timeout, A4, A5, A6: Int64): Int64;
begin
  Result := Poll(PPollEntry(Entries), Count, Milliseconds(PTime(Timeout), 1));
end;

{ ---- select ---- }

const
  SelectIn = PollIn or PollHangUp or PollError;
  SelectOut = PollOut or PollError;

function InSet(Bits: PByte; Number: LongInt): Boolean;
begin
  Result := (Bits <> nil) and (Bits[Number shr 3] and (1 shl (Number and 7)) <> 0);
end;

{ How many descriptors the three sets name; fills Entries unless it is nil. }
function Collect(Count: LongInt; Reading, Writing, Urgent: PByte; Entries: PPollEntry): LongInt;
var
  Number: LongInt;
  Events: Word;
begin
  Result := 0;
  for Number := 0 to Count - 1 do
  begin
    Events := 0;
    if InSet(Reading, Number) then
      Events := Events or PollIn;
    if InSet(Writing, Number) then
      Events := Events or PollOut;
    if InSet(Urgent, Number) then
      Events := Events or PollPriority;
    if Events = 0 then
      Continue;
    if Entries <> nil then
    begin
      Entries[Result].Number := Number;
      Entries[Result].Events := Events;
      Entries[Result].Answer := 0;
    end;
    Inc(Result);
  end;
end;

procedure ClearSet(Bits: PByte; Count: LongInt);
begin
  if Bits <> nil then
    FillChar(Bits^, (Count + 63) div 64 * 8, 0);
end;

{ Sets the bit when the program asked for it; 1 if so. }
function Report(Bits: PByte; const Entry: TPollEntry; Asked, Holds: Word): LongInt;
begin
  Result := Ord((Bits <> nil) and (Entry.Events and Asked <> 0)
    and (Entry.Answer and Holds <> 0));
  if Result = 1 then
    Bits[Entry.Number shr 3] := Bits[Entry.Number shr 3] or Byte(1 shl (Entry.Number and 7));
end;

function SelectAmong(Count: LongInt; Reading, Writing, Urgent: PByte; TimeoutMs: Int64): Int64;
var
  Entries: PPollEntry;
  Number, Index: LongInt;
begin
  if (Count < 0) or (Count > MaxDescriptors) then
    Exit(-EINVAL);
  Number := Collect(Count, Reading, Writing, Urgent, nil);
  Entries := GetMem((Number + 1) * SizeOf(TPollEntry));
  Collect(Count, Reading, Writing, Urgent, Entries);
  Result := Poll(Entries, Number, TimeoutMs);
  for Index := 0 to Number - 1 do
    if Entries[Index].Answer and PollInvalid <> 0 then
      Result := -EBADF;
  if Result >= 0 then
  begin
    ClearSet(Reading, Count);
    ClearSet(Writing, Count);
    ClearSet(Urgent, Count);
    Result := 0;
    for Index := 0 to Number - 1 do
      Inc(Result, Report(Reading, Entries[Index], PollIn, SelectIn)
        + Report(Writing, Entries[Index], PollOut, SelectOut)
        + Report(Urgent, Entries[Index], PollPriority, PollPriority));
  end;
  FreeMem(Entries);
end;

function SysSelect(Count, Reading, Writing, Urgent, Timeout, A6: Int64): Int64;
var
  DeadlineNs, LeftNs: Int64;
  TimeoutMs: Int64;
begin
  TimeoutMs := Milliseconds(PTime(Timeout), 1000);
  DeadlineNs := MonotonicNs + TimeoutMs * NsPerMs;
  Result := SelectAmong(Count, PByte(Reading), PByte(Writing), PByte(Urgent), TimeoutMs);
  { Linux leaves the time that was not used. }
  if Timeout = 0 then
    Exit;
  LeftNs := DeadlineNs - MonotonicNs;
  if LeftNs < 0 then
    LeftNs := 0;
  PTime(Timeout)^.Seconds := LeftNs div NsPerSecond;
  PTime(Timeout)^.Fraction := LeftNs mod NsPerSecond div 1000;
end;

function SysPselect(Count, Reading, Writing, Urgent, Timeout, A6: Int64): Int64;
begin
  Result := SelectAmong(Count, PByte(Reading), PByte(Writing), PByte(Urgent),
    Milliseconds(PTime(Timeout), 1));
end;

const
  Calls: array[0..7] of TSystemCallEntry = (
    (Number: 23; Handler: @SysSelect), (Number: 270; Handler: @SysPselect),
    (Number: 271; Handler: @SysPpoll), (Number: 213; Handler: @SysEpollCreate),
    (Number: 291; Handler: @SysEpollCreate1), (Number: 233; Handler: @SysEpollControl),
    (Number: 232; Handler: @SysEpollWait), (Number: 281; Handler: @SysEpollWait));

procedure InitReadiness; [public, alias: 'toro_init_readiness'];
begin
  RegisterSystemCalls(Calls);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ select, pselect6, ppoll and epoll: waiting for any of several descriptors. All of them ask the
  descriptors through the poll call of Toro.Descriptors; an epoll set is a descriptor itself. Registered
  by Toro.CompleteCalls; always compiled (roots.txt). Layouts are Linux's: select(2), epoll_ctl(2). }
unit Toro.Readiness;

{$mode objfpc}

interface

procedure InitReadiness;

implementation

uses
  Toro.Errors, Toro.SystemCalls, Toro.Descriptors, Toro.DescriptorCalls, Toro.Waiting, Toro.Clock;

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

{ ---- epoll ---- }

const
  EdgeTriggered = LongWord(1) shl 31;
  OneShot = LongWord(1) shl 30;
  EventMask = $3FFF;

type
  { struct epoll_event, packed on x86-64 }
  PEpollEvent = ^TEpollEvent;
  TEpollEvent = packed record
    Events: LongWord;
    Data: QWord;
  end;

  PEpollSet = ^TEpollSet;

  { One descriptor in one set. It is in two lists: of its set and of its descriptor. }
  PWatch = ^TWatch;
  TWatch = record
    NextInSet, NextOfDescriptor: PWatch;
    Owner: PEpollSet;
    Descriptor: PDescriptor;
    Number: LongInt;
    Event: TEpollEvent;
    { Something has happened since it was last reported; for edge-triggered watches. }
    Signalled: Boolean;
  end;

  TEpollSet = record
    Watches: PWatch;
    Descriptor: PDescriptor;
  end;

procedure UnlinkFromDescriptor(Watch: PWatch);
var
  Link: ^PWatch;
begin
  Link := @Watch^.Descriptor^.Watchers;
  while Link^ <> Watch do
    Link := @Link^^.NextOfDescriptor;
  Link^ := Watch^.NextOfDescriptor;
end;

procedure UnlinkFromSet(Watch: PWatch);
var
  Link: ^PWatch;
begin
  Link := @Watch^.Owner^.Watches;
  while Link^ <> Watch do
    Link := @Link^^.NextInSet;
  Link^ := Watch^.NextInSet;
end;

procedure RemoveWatch(Watch: PWatch);
begin
  UnlinkFromDescriptor(Watch);
  UnlinkFromSet(Watch);
  FreeMem(Watch);
end;

procedure WatchedReady(Descriptor: PDescriptor);
var
  Watch: PWatch;
begin
  Watch := PWatch(Descriptor^.Watchers);
  while Watch <> nil do
  begin
    Watch^.Signalled := True;
    DescriptorReady(Watch^.Owner^.Descriptor);
    Watch := Watch^.NextOfDescriptor;
  end;
end;

procedure WatchedClosed(Descriptor: PDescriptor);
begin
  while Descriptor^.Watchers <> nil do
    RemoveWatch(PWatch(Descriptor^.Watchers));
end;

{ What of a watch is to be reported now. }
function Pending(Watch: PWatch): LongWord;
begin
  Result := 0;
  if (Watch^.Event.Events and EdgeTriggered <> 0) and not Watch^.Signalled then
    Exit;
  if (Watch^.Event.Events and EventMask = 0) or (Watch^.Descriptor^.Operations^.Poll = nil) then
    Exit;
  Result := Watch^.Descriptor^.Operations^.Poll(Watch^.Descriptor,
    Watch^.Event.Events and EventMask);
end;

function EpollPoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
var
  Watch: PWatch;
begin
  Result := 0;
  Watch := PEpollSet(Descriptor^.Data)^.Watches;
  while Watch <> nil do
  begin
    if Pending(Watch) <> 0 then
      Exit(Events and PollIn);
    Watch := Watch^.NextInSet;
  end;
end;

function EpollClose(Descriptor: PDescriptor): Int64;
var
  Owner: PEpollSet;
begin
  Owner := PEpollSet(Descriptor^.Data);
  while Owner^.Watches <> nil do
    RemoveWatch(Owner^.Watches);
  FreeMem(Owner);
  Result := 0;
end;

const
  EpollOperations: TDescriptorOperations = (Read: nil; Write: nil; Seek: nil;
    Close: @EpollClose; Stat: nil; Ioctl: nil; Poll: @EpollPoll; Truncate: nil; Sync: nil;
    ReadDirectory: nil);

function SysEpollCreate(Size, A2, A3, A4, A5, A6: Int64): Int64;
var
  Owner: PEpollSet;
begin
  OnWatchedReady := @WatchedReady;
  OnWatchedClosed := @WatchedClosed;
  Owner := AllocMem(SizeOf(TEpollSet));
  Result := AllocateDescriptor(@EpollOperations, Owner);
  if Result < 0 then
    FreeMem(Owner)
  else
    Owner^.Descriptor := FindDescriptor(Result);
end;

function FindSet(Number: LongInt; out Owner: PEpollSet): LongInt;
var
  Descriptor: PDescriptor;
begin
  Owner := nil;
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations <> @EpollOperations then
    Exit(-EINVAL);
  Owner := PEpollSet(Descriptor^.Data);
  Result := 0;
end;

function FindWatch(Owner: PEpollSet; Number: LongInt): PWatch;
begin
  Result := Owner^.Watches;
  while (Result <> nil) and (Result^.Number <> Number) do
    Result := Result^.NextInSet;
end;

function AddWatch(Owner: PEpollSet; Number: LongInt; Descriptor: PDescriptor;
  Event: PEpollEvent): LongInt;
var
  Watch: PWatch;
begin
  if Descriptor^.Operations^.Poll = nil then
    Exit(-EPERM);
  if Descriptor = Owner^.Descriptor then
    Exit(-EINVAL);
  Watch := AllocMem(SizeOf(TWatch));
  Watch^.Owner := Owner;
  Watch^.Descriptor := Descriptor;
  Watch^.Number := Number;
  Watch^.Event := Event^;
  Watch^.Signalled := True;
  Watch^.NextInSet := Owner^.Watches;
  Owner^.Watches := Watch;
  Watch^.NextOfDescriptor := PWatch(Descriptor^.Watchers);
  Descriptor^.Watchers := Watch;
  Result := 0;
end;

function SysEpollControl(SetNumber, Operation, Number, Event, A5, A6: Int64): Int64;
const
  ControlAdd = 1;
  ControlDelete = 2;
  ControlModify = 3;
var
  Owner: PEpollSet;
  Descriptor: PDescriptor;
  Watch: PWatch;
begin
  Result := FindSet(SetNumber, Owner);
  if Result < 0 then
    Exit;
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  Watch := FindWatch(Owner, Number);
  case Operation of
    ControlAdd:
      if Watch <> nil then
        Exit(-EEXIST)
      else
        Result := AddWatch(Owner, Number, Descriptor, PEpollEvent(Event));
    ControlDelete, ControlModify:
      begin
        if Watch = nil then
          Exit(-ENOENT);
        if Operation = ControlDelete then
          RemoveWatch(Watch)
        else
        begin
          Watch^.Event := PEpollEvent(Event)^;
          Watch^.Signalled := True;
        end;
      end;
  else
    Exit(-EINVAL);
  end;
  if Result = 0 then
    DescriptorReady(Owner^.Descriptor);
end;

function Harvest(Owner: PEpollSet; Target: PEpollEvent; Most: LongInt): LongInt;
var
  Watch: PWatch;
  Events: LongWord;
begin
  Result := 0;
  Watch := Owner^.Watches;
  while (Watch <> nil) and (Result < Most) do
  begin
    Events := Pending(Watch);
    if Events <> 0 then
    begin
      Target[Result].Events := Events;
      Target[Result].Data := Watch^.Event.Data;
      Inc(Result);
      Watch^.Signalled := False;
      if Watch^.Event.Events and OneShot <> 0 then
        Watch^.Event.Events := Watch^.Event.Events and not LongWord(EventMask);
    end;
    Watch := Watch^.NextInSet;
  end;
end;

function SysEpollWait(SetNumber, Target, Most, TimeoutMs, A5, A6: Int64): Int64;
var
  Owner: PEpollSet;
  DeadlineNs: Int64;
begin
  Result := FindSet(SetNumber, Owner);
  if Result < 0 then
    Exit;
  if Most < 1 then
    Exit(-EINVAL);
  DeadlineNs := Forever;
  if LongInt(TimeoutMs) >= 0 then
    DeadlineNs := MonotonicNs + LongInt(TimeoutMs) * NsPerMs;
  repeat
    Result := Harvest(Owner, PEpollEvent(Target), Most);
  until (Result > 0) or (LongInt(TimeoutMs) = 0)
    or not WaitOn(Owner^.Descriptor^.Queue, DeadlineNs);
end;

const
  Calls: array[0..7] of TSystemCallEntry = (
    (Number: 23; Handler: @SysSelect), (Number: 270; Handler: @SysPselect),
    (Number: 271; Handler: @SysPpoll), (Number: 213; Handler: @SysEpollCreate),
    (Number: 291; Handler: @SysEpollCreate), (Number: 233; Handler: @SysEpollControl),
    (Number: 232; Handler: @SysEpollWait), (Number: 281; Handler: @SysEpollWait));

procedure InitReadiness; [public, alias: 'toro_init_readiness'];
begin
  RegisterSystemCalls(Calls);
end;

end.

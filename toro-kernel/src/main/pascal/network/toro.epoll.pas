{ SPDX-License-Identifier: Apache-2.0 }
{ epoll: sets of descriptors to wait for, which are descriptors themselves. Layouts and rules are Linux's:
  epoll_create(2), epoll_ctl(2), epoll_wait(2). Registered by Toro.Readiness.

  Any core may wait for a set, change it or close what is in it. A set is held while its list is walked or changed; who
  finds it held waits, so that the descriptors may be asked in between. The lists of a descriptor's watches, by which it
  tells that it is ready, have a spin lock: it tells from within network stacks and interrupt handlers. Sets are held
  from the outer to those inside it, then the spin lock is taken. }
unit Toro.Epoll;

{$mode objfpc}

interface

function SysEpollCreate(Size, A2, A3, A4, A5, A6: Int64): Int64;
function SysEpollCreate1(Flags, A2, A3, A4, A5, A6: Int64): Int64;
function SysEpollControl(SetNumber, Operation, Number, Event, A5, A6: Int64): Int64;
function SysEpollWait(SetNumber, Target, Most, TimeoutMs, A5, A6: Int64): Int64;

implementation

uses
  Toro.Clock, Toro.Cpu, Toro.Descriptors, Toro.Errors, Toro.Waiting;

const
  NsPerMs = Int64(1000000);
  EdgeTriggered = LongWord(1) shl 31;
  OneShot = LongWord(1) shl 30;
  EventMask = $3FFF;
  ControlAdd = 1;
  ControlDelete = 2;
  ControlModify = 3;
  { Sets in sets; more is ELOOP, as on Linux }
  MostNested = 4;
  { Reported by one call at most }
  MostEvents = 64;

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
    { Something has happened since it was last looked at; for edge-triggered watches. }
    Signalled: Boolean;
  end;

  { What waits for its turn, not for an event. }
  THold = record
    Held, Waiters: LongInt;
    Queue: TWaitQueue;
  end;

  TEpollSet = record
    Watches: PWatch;
    Descriptor: PDescriptor;
    Hold: THold;
    { Its descriptor, and each closing of a watched one that is under way; guarded by ListLock }
    Users: LongInt;
  end;

var
  { Guards what hangs on descriptors: Watchers, NextOfDescriptor, Signalled. }
  ListLock: TSpinLock;
  { Held while a set goes into a set, so that none gets into itself. }
  Nesting: THold;

{ ---- Holding ---- }

procedure Take(var Hold: THold);
begin
  if InterlockedExchange(Hold.Held, 1) = 0 then
    Exit;
  InterlockedIncrement(Hold.Waiters);
  while InterlockedExchange(Hold.Held, 1) <> 0 do
    WaitOn(Hold.Queue, Forever);
  InterlockedDecrement(Hold.Waiters);
end;

procedure Give(var Hold: THold);
begin
  InterlockedExchange(Hold.Held, 0);
  if Hold.Waiters > 0 then
    WakeOne(Hold.Queue);
end;

procedure LeaveSet(Owner: PEpollSet);
var
  Last: Boolean;
begin
  AcquireSpinLock(ListLock);
  Dec(Owner^.Users);
  Last := Owner^.Users = 0;
  ReleaseSpinLock(ListLock);
  if Last then
    FreeMem(Owner);
end;

{ ---- Watches; the set is held ---- }

procedure UnlinkFromDescriptor(Watch: PWatch);
var
  Link: ^PWatch;
begin
  AcquireSpinLock(ListLock);
  Link := @Watch^.Descriptor^.Watchers;
  while Link^ <> Watch do
    Link := @Link^^.NextOfDescriptor;
  Link^ := Watch^.NextOfDescriptor;
  ReleaseSpinLock(ListLock);
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

procedure RemoveWatchesOf(Owner: PEpollSet; Descriptor: PDescriptor);
var
  Watch, Next: PWatch;
begin
  Watch := Owner^.Watches;
  while Watch <> nil do
  begin
    Next := Watch^.NextInSet;
    if Watch^.Descriptor = Descriptor then
      RemoveWatch(Watch);
    Watch := Next;
  end;
end;

{ ---- Told by descriptors ---- }

{ Inside ListLock: a set that is ready may be in sets too. }
procedure Tell(Descriptor: PDescriptor);
var
  Watch: PWatch;
begin
  Watch := PWatch(Descriptor^.Watchers);
  while Watch <> nil do
  begin
    Watch^.Signalled := True;
    WakeAll(Watch^.Owner^.Descriptor^.Queue);
    Tell(Watch^.Owner^.Descriptor);
    Watch := Watch^.NextOfDescriptor;
  end;
end;

procedure WatchedReady(Descriptor: PDescriptor);
begin
  AcquireSpinLock(ListLock);
  Tell(Descriptor);
  ReleaseSpinLock(ListLock);
  { Who polls a set }
  WakeAll(PollQueue);
end;

{ Its last number is gone, and nobody uses it. }
procedure WatchedClosed(Descriptor: PDescriptor);
var
  Owner: PEpollSet;
begin
  repeat
    Owner := nil;
    AcquireSpinLock(ListLock);
    if Descriptor^.Watchers <> nil then
    begin
      Owner := PWatch(Descriptor^.Watchers)^.Owner;
      Inc(Owner^.Users);
    end;
    ReleaseSpinLock(ListLock);
    if Owner = nil then
      Exit;
    Take(Owner^.Hold);
    RemoveWatchesOf(Owner, Descriptor);
    Give(Owner^.Hold);
    LeaveSet(Owner);
  until False;
end;

{ ---- The descriptor of a set ---- }

function EventsOf(Watch: PWatch): LongWord;
begin
  Result := 0;
  if (Watch^.Event.Events and EventMask <> 0) and (Watch^.Descriptor^.Operations^.Poll <> nil) then
    Result := Watch^.Descriptor^.Operations^.Poll(Watch^.Descriptor, Watch^.Event.Events and EventMask);
end;

function HasEdge(Watch: PWatch): Boolean; inline;
begin
  Result := (Watch^.Event.Events and EdgeTriggered = 0) or Watch^.Signalled;
end;

function EpollPoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
var
  Owner: PEpollSet;
  Watch: PWatch;
begin
  Owner := PEpollSet(Descriptor^.Data);
  Take(Owner^.Hold);
  Watch := Owner^.Watches;
  while (Watch <> nil) and not (HasEdge(Watch) and (EventsOf(Watch) <> 0)) do
    Watch := Watch^.NextInSet;
  Give(Owner^.Hold);
  Result := 0;
  if Watch <> nil then
    Result := Events and PollIn;
end;

function EpollClose(Descriptor: PDescriptor): Int64;
var
  Owner: PEpollSet;
begin
  Owner := PEpollSet(Descriptor^.Data);
  Take(Owner^.Hold);
  while Owner^.Watches <> nil do
    RemoveWatch(Owner^.Watches);
  Give(Owner^.Hold);
  LeaveSet(Owner);
  Result := 0;
end;

const
  EpollOperations: TDescriptorOperations = (Read: nil; Write: nil; Seek: nil;
    Close: @EpollClose; Stat: nil; Ioctl: nil; Poll: @EpollPoll; Truncate: nil; Sync: nil;
    ReadDirectory: nil);

{ ---- epoll_create ---- }

function NewSet: Int64;
var
  Owner: PEpollSet;
begin
  OnWatchedReady := @WatchedReady;
  OnWatchedClosed := @WatchedClosed;
  Owner := AllocMem(SizeOf(TEpollSet));
  Owner^.Users := 1;
  Result := AllocateDescriptor(@EpollOperations, Owner);
  if Result < 0 then
    FreeMem(Owner)
  else
    Owner^.Descriptor := FindDescriptor(Result);
end;

function SysEpollCreate(Size, A2, A3, A4, A5, A6: Int64): Int64;
begin
  if LongInt(Size) <= 0 then
    Exit(-EINVAL);
  Result := NewSet;
end;

function SysEpollCreate1(Flags, A2, A3, A4, A5, A6: Int64): Int64;
const
  CloseOnExec = $80000;
begin
  if Flags and not CloseOnExec <> 0 then
    Exit(-EINVAL);
  Result := NewSet;
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

{ ---- epoll_ctl ---- }

{ The number may stand for another file than when it was added. }
function FindWatch(Owner: PEpollSet; Number: LongInt; Descriptor: PDescriptor): PWatch;
begin
  Result := Owner^.Watches;
  while (Result <> nil) and ((Result^.Number <> Number) or (Result^.Descriptor <> Descriptor)) do
    Result := Result^.NextInSet;
end;

function AddWatch(Owner: PEpollSet; Number: LongInt; Descriptor: PDescriptor; const Event: TEpollEvent): LongInt;
var
  Watch: PWatch;
begin
  if FindWatch(Owner, Number, Descriptor) <> nil then
    Exit(-EEXIST);
  Watch := AllocMem(SizeOf(TWatch));
  Watch^.Owner := Owner;
  Watch^.Descriptor := Descriptor;
  Watch^.Number := Number;
  Watch^.Event := Event;
  Watch^.Signalled := True;
  Watch^.NextInSet := Owner^.Watches;
  Owner^.Watches := Watch;
  AcquireSpinLock(ListLock);
  Watch^.NextOfDescriptor := PWatch(Descriptor^.Watchers);
  Descriptor^.Watchers := Watch;
  ReleaseSpinLock(ListLock);
  Result := 0;
end;

function ChangeWatch(Owner: PEpollSet; Number: LongInt; Descriptor: PDescriptor; Operation: Int64;
  const Event: TEpollEvent): LongInt;
var
  Watch: PWatch;
begin
  Watch := FindWatch(Owner, Number, Descriptor);
  if Watch = nil then
    Exit(-ENOENT);
  if Operation = ControlDelete then
    RemoveWatch(Watch)
  else
  begin
    Watch^.Event := Event;
    Watch^.Signalled := True;
  end;
  Result := 0;
end;

{ Nothing but a set holds another up: Nesting is held, so that what is inside Inner stays. }
function Reaches(Inner, Wanted: PEpollSet; Depth: LongInt): Boolean;
var
  Watch: PWatch;
begin
  Result := (Inner = Wanted) or (Depth > MostNested);
  if Result then
    Exit;
  Take(Inner^.Hold);
  Watch := Inner^.Watches;
  while (Watch <> nil) and not Result do
  begin
    if Watch^.Descriptor^.Operations = @EpollOperations then
      Result := Reaches(PEpollSet(Watch^.Descriptor^.Data), Wanted, Depth + 1);
    Watch := Watch^.NextInSet;
  end;
  Give(Inner^.Hold);
end;

function AddSet(Owner: PEpollSet; Number: LongInt; Descriptor: PDescriptor; const Event: TEpollEvent): LongInt;
begin
  Take(Nesting);
  if Reaches(PEpollSet(Descriptor^.Data), Owner, 1) then
    Result := -ELOOP
  else
  begin
    Take(Owner^.Hold);
    Result := AddWatch(Owner, Number, Descriptor, Event);
    Give(Owner^.Hold);
  end;
  Give(Nesting);
end;

function Control(Owner: PEpollSet; Operation: Int64; Number: LongInt; Descriptor: PDescriptor;
  const Event: TEpollEvent): LongInt;
begin
  if Descriptor^.Operations^.Poll = nil then
    Exit(-EPERM);
  if Descriptor = Owner^.Descriptor then
    Exit(-EINVAL);
  if (Operation = ControlAdd) and (Descriptor^.Operations = @EpollOperations) then
    Exit(AddSet(Owner, Number, Descriptor, Event));
  Take(Owner^.Hold);
  case Operation of
    ControlAdd: Result := AddWatch(Owner, Number, Descriptor, Event);
    ControlDelete, ControlModify: Result := ChangeWatch(Owner, Number, Descriptor, Operation, Event);
  else
    Result := -EINVAL;
  end;
  Give(Owner^.Hold);
end;

function SysEpollControl(SetNumber, Operation, Number, Event, A5, A6: Int64): Int64;
var
  Owner: PEpollSet;
  Descriptor: PDescriptor;
  Wanted: TEpollEvent;
begin
  FillChar(Wanted, SizeOf(Wanted), 0);
  { A bad pointer shows before anything is held. }
  if Operation <> ControlDelete then
    Wanted := PEpollEvent(Event)^;
  Result := FindSet(SetNumber, Owner);
  if Result < 0 then
    Exit;
  Descriptor := BorrowDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  Result := Control(Owner, Operation, Number, Descriptor, Wanted);
  ReturnDescriptor(Descriptor);
  if Result = 0 then
    DescriptorReady(Owner^.Descriptor);
end;

{ ---- epoll_wait ---- }

{ The next call begins behind Last, so that each gets its turn. }
procedure Rotate(Owner: PEpollSet; Last: PWatch);
var
  Tail: PWatch;
begin
  if Last^.NextInSet = nil then
    Exit;
  Tail := Last;
  while Tail^.NextInSet <> nil do
    Tail := Tail^.NextInSet;
  Tail^.NextInSet := Owner^.Watches;
  Owner^.Watches := Last^.NextInSet;
  Last^.NextInSet := nil;
end;

procedure Report(Watch: PWatch; Events: LongWord; out Target: TEpollEvent);
begin
  Target.Events := Events;
  Target.Data := Watch^.Event.Data;
  if Watch^.Event.Events and OneShot <> 0 then
    Watch^.Event.Events := Watch^.Event.Events and not LongWord(EventMask);
end;

function Harvest(Owner: PEpollSet; Target: PEpollEvent; Most: LongInt): LongInt;
var
  Watch, Last: PWatch;
  Events: LongWord;
begin
  Result := 0;
  Take(Owner^.Hold);
  Watch := Owner^.Watches;
  while (Watch <> nil) and (Result < Most) do
  begin
    if HasEdge(Watch) then
    begin
      { First: what happens while we ask is told again. }
      Watch^.Signalled := False;
      ReadWriteBarrier;
      Events := EventsOf(Watch);
      if Events <> 0 then
      begin
        Report(Watch, Events, Target[Result]);
        Inc(Result);
      end;
    end;
    Last := Watch;
    Watch := Watch^.NextInSet;
  end;
  if Watch <> nil then
    Rotate(Owner, Last);
  Give(Owner^.Hold);
end;

function SysEpollWait(SetNumber, Target, Most, TimeoutMs, A5, A6: Int64): Int64;
var
  Owner: PEpollSet;
  Descriptor: PDescriptor;
  DeadlineNs: Int64;
  Events: array[0..MostEvents - 1] of TEpollEvent;
begin
  Result := FindSet(SetNumber, Owner);
  if Result < 0 then
    Exit;
  if LongInt(Most) < 1 then
    Exit(-EINVAL);
  if Most > MostEvents then
    Most := MostEvents;
  DeadlineNs := Forever;
  if LongInt(TimeoutMs) >= 0 then
    DeadlineNs := MonotonicNs + LongInt(TimeoutMs) * NsPerMs;
  Result := Harvest(Owner, @Events, Most);
  if (Result = 0) and (LongInt(TimeoutMs) <> 0) then
  begin
    { Others may close it meanwhile. }
    Descriptor := Owner^.Descriptor;
    KeepDescriptor(Descriptor);
    while (Result = 0) and WaitOn(Descriptor^.Queue, DeadlineNs) do
      Result := Harvest(Owner, @Events, Most);
    ReturnDescriptor(Descriptor);
  end;
  Move(Events, Pointer(Target)^, Result * SizeOf(TEpollEvent));
end;

end.

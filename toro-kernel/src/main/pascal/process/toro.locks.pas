{ SPDX-License-Identifier: Apache-2.0 }
{ Critical sections and events for the run-time library, over Toro.Waiting: who cannot go on waits in a
  queue, nobody spins. Called through the thread manager (Toro.Threads). }
unit Toro.Locks;

{$mode objfpc}
{$asmmode intel}

interface

procedure InitSection(var Section);
procedure DoneSection(var Section);
procedure EnterSection(var Section);
function TryEnterSection(var Section): LongInt;
procedure LeaveSection(var Section);

function CreateEvent(EventAttributes: Pointer; ManualReset, InitialState: Boolean;
  const Name: AnsiString): Pointer;
procedure DestroyEvent(State: Pointer);
procedure ResetEvent(State: Pointer);
procedure SetEvent(State: Pointer);
{ TimeoutMs: High(Cardinal) waits for ever. Answers wrSignaled 0, wrTimeout 1, wrAbandoned 2. }
function WaitForEvent(TimeoutMs: Cardinal; State: Pointer): LongInt;

{ The run-time library's own events reset themselves. }
function CreateRtlEvent: PRTLEvent;
procedure DestroyRtlEvent(State: PRTLEvent);
procedure SetRtlEvent(State: PRTLEvent);
procedure ResetRtlEvent(State: PRTLEvent);
procedure WaitForRtlEvent(State: PRTLEvent);
procedure WaitForRtlEventTimeout(State: PRTLEvent; TimeoutMs: LongInt);

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.Cores, Toro.Pages, Toro.Tasks, Toro.Waiting;

type
  { In the 40 bytes of TRTLCriticalSection; all zero is a free section. }
  PSection = ^TSection;
  TSection = record
    { Its spare word holds a TSpare. }
    Queue: TWaitQueue;
    Owner: PTask;
  end;

  PEvent = ^TEvent;
  TEvent = record
    Queue: TWaitQueue;
    Signaled, Manual, Destroyed: Boolean;
    Waiters: LongInt;
    { In the list of free ones }
    Next: PEvent;
  end;

{ The depth of recursion shares the queue's spare word with the number of waiters: depth in the low
  half, changed by the owner alone; waiters in the high half. }
type
  TSpare = packed record
    Depth, Waiters: Word;
  end;
  PSpare = ^TSpare;

procedure AddWord(var Target: Word; Value: Word); assembler; nostackframe;
asm
  lock
  add word ptr [rdi], si
end;

function ExchangeByte(var Target: Boolean; Value: Boolean): Boolean; assembler; nostackframe;
asm
  mov eax, esi
  xchg byte ptr [rdi], al
end;

procedure InitSection(var Section);
begin
  FillChar(Section, SizeOf(TSection), 0);
end;

procedure DoneSection(var Section);
begin
end;

function Take(Section: PSection; Task: PTask): Boolean;
begin
  Result := InterlockedCompareExchange(Pointer(Section^.Owner), Pointer(Task), nil) = nil;
end;

procedure EnterSection(var Section);
var
  Lock: PSection;
  Spare: PSpare;
  Task: PTask;
begin
  Lock := @Section;
  Spare := @Lock^.Queue.Reserved;
  Task := CurrentTask;
  if Lock^.Owner = Task then
  begin
    Inc(Spare^.Depth);
    Exit;
  end;
  if not Take(Lock, Task) then
  begin
    AddWord(Spare^.Waiters, 1);
    while not Take(Lock, Task) do
      WaitOn(Lock^.Queue, Forever);
    AddWord(Spare^.Waiters, Word(-1));
  end;
  Spare^.Depth := 1;
end;

function TryEnterSection(var Section): LongInt;
var
  Lock: PSection;
begin
  Lock := @Section;
  Result := 1;
  if Lock^.Owner = CurrentTask then
    Inc(PSpare(@Lock^.Queue.Reserved)^.Depth)
  else if Take(Lock, CurrentTask) then
    PSpare(@Lock^.Queue.Reserved)^.Depth := 1
  else
    Result := 0;
end;

procedure LeaveSection(var Section);
var
  Lock: PSection;
  Spare: PSpare;
begin
  Lock := @Section;
  Spare := @Lock^.Queue.Reserved;
  if Lock^.Owner <> CurrentTask then
    Exit;
  Dec(Spare^.Depth);
  if Spare^.Depth > 0 then
    Exit;
  { An exchange, so that the waiters are looked at after the lock is free. }
  InterlockedExchange(Pointer(Lock^.Owner), nil);
  if Spare^.Waiters <> 0 then
    WakeOne(Lock^.Queue);
end;

{ ---- Events: in pages of their own, for the program's heap shows the program's blocks alone ---- }

var
  { Each core takes from its own list and gives to it. }
  FreeEvents: array[0..MaxCores - 1] of PEvent;

procedure HandleError(Code: LongInt); external name 'FPC_HANDLEERROR';

{ The last one leads to what was there before: nothing. }
function CarvePage: PEvent;
const
  OutOfMemory = 203;
var
  Index: LongInt;
begin
  Result := PEvent(AllocatePages(1));
  if Result = nil then
    HandleError(OutOfMemory);
  for Index := 0 to PageSize div SizeOf(TEvent) - 2 do
    Result[Index].Next := @Result[Index + 1];
  Result[PageSize div SizeOf(TEvent) - 1].Next := nil;
end;

function TakeEvent: PEvent;
var
  List: ^PEvent;
begin
  List := @FreeEvents[ThisCore^.Index];
  Result := List^;
  if Result = nil then
    Result := CarvePage;
  List^ := Result^.Next;
end;

procedure GiveEvent(Event: PEvent);
var
  List: ^PEvent;
begin
  List := @FreeEvents[ThisCore^.Index];
  Event^.Next := List^;
  List^ := Event;
end;

function CreateEvent(EventAttributes: Pointer; ManualReset, InitialState: Boolean;
  const Name: AnsiString): Pointer;
var
  Event: PEvent;
begin
  Event := TakeEvent;
  FillChar(Event^, SizeOf(TEvent), 0);
  Event^.Manual := ManualReset;
  Event^.Signaled := InitialState;
  Result := Event;
end;

procedure DestroyEvent(State: Pointer);
var
  Event: PEvent;
begin
  Event := State;
  Event^.Destroyed := True;
  { Who still waits is told, and the last of them frees it. }
  if Event^.Waiters = 0 then
    GiveEvent(Event)
  else
    WakeAll(Event^.Queue);
end;

procedure ResetEvent(State: Pointer);
begin
  PEvent(State)^.Signaled := False;
end;

procedure SetEvent(State: Pointer);
var
  Event: PEvent;
begin
  Event := State;
  Event^.Signaled := True;
  if Event^.Manual then
    WakeAll(Event^.Queue)
  else
    WakeOne(Event^.Queue);
end;

{ Takes the signal; one core only gets it when it resets itself. }
function TakeSignal(Event: PEvent): Boolean;
begin
  if Event^.Manual then
    Exit(Event^.Signaled);
  Result := ExchangeByte(Event^.Signaled, False);
end;

function WaitForEvent(TimeoutMs: Cardinal; State: Pointer): LongInt;
const
  Signaled = 0;
  TimedOut = 1;
  Abandoned = 2;
var
  Event: PEvent;
  DeadlineNs: Int64;
begin
  Event := State;
  if TakeSignal(Event) then
    Exit(Signaled);
  if TimeoutMs = 0 then
    Exit(TimedOut);
  DeadlineNs := Forever;
  if TimeoutMs <> High(Cardinal) then
    DeadlineNs := MonotonicNs + Int64(TimeoutMs) * 1000000;
  InterlockedIncrement(Event^.Waiters);
  Result := TimedOut;
  repeat
    if TakeSignal(Event) then
      Result := Signaled
    else if Event^.Destroyed then
      Result := Abandoned;
  until (Result <> TimedOut) or not WaitOn(Event^.Queue, DeadlineNs);
  if (Result = TimedOut) and TakeSignal(Event) then
    Result := Signaled;
  if (InterlockedDecrement(Event^.Waiters) = 0) and Event^.Destroyed then
    GiveEvent(Event);
end;

function CreateRtlEvent: PRTLEvent;
begin
  Result := CreateEvent(nil, False, False, '');
end;

procedure DestroyRtlEvent(State: PRTLEvent);
begin
  DestroyEvent(State);
end;

procedure SetRtlEvent(State: PRTLEvent);
begin
  SetEvent(State);
end;

procedure ResetRtlEvent(State: PRTLEvent);
begin
  ResetEvent(State);
end;

procedure WaitForRtlEvent(State: PRTLEvent);
begin
  WaitForEvent(High(Cardinal), State);
end;

procedure WaitForRtlEventTimeout(State: PRTLEvent; TimeoutMs: LongInt);
begin
  WaitForEvent(TimeoutMs, State);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Timers of the network stack: a binary heap ordered by deadline, so that the next one is known at
  once and 10,000 connections cost 14 steps. Used by every protocol with a time-out. }
unit Toro.NetTimers;

{$mode objfpc}

interface

type
  PNetTimer = ^TNetTimer;
  TTimerProc = procedure(Timer: PNetTimer);

  { Lives inside the record it serves. Place is its index in the heap plus one, 0 when not set. }
  TNetTimer = record
    Deadline: Int64;
    Place: LongInt;
    Fire: TTimerProc;
    Owner: Pointer;
  end;

  TTimerHeap = record
    Items: ^PNetTimer;
    Count, Capacity: LongInt;
    Take: function(Size: SizeUInt): Pointer;
    Give: procedure(Block: Pointer; Size: SizeUInt);
  end;

{ Sets or moves a timer. Deadline is on the stack's clock. }
procedure SetTimer(var Heap: TTimerHeap; Timer: PNetTimer; Deadline: Int64);
procedure ClearTimer(var Heap: TTimerHeap; Timer: PNetTimer);
{ Fires what is due, in order; a timer may set itself again. }
procedure RunTimers(var Heap: TTimerHeap; Now: Int64);
{ The earliest deadline, or High(Int64). }
function NextTimer(const Heap: TTimerHeap): Int64;

implementation

const
  { A page }
  FirstCapacity = 512;

procedure Put(var Heap: TTimerHeap; Timer: PNetTimer; Index: LongInt); inline;
begin
  Heap.Items[Index] := Timer;
  Timer^.Place := Index + 1;
end;

procedure SiftUp(var Heap: TTimerHeap; Timer: PNetTimer; Index: LongInt);
var
  Parent: LongInt;
begin
  while Index > 0 do
  begin
    Parent := (Index - 1) div 2;
    if Heap.Items[Parent]^.Deadline <= Timer^.Deadline then
      Break;
    Put(Heap, Heap.Items[Parent], Index);
    Index := Parent;
  end;
  Put(Heap, Timer, Index);
end;

procedure SiftDown(var Heap: TTimerHeap; Timer: PNetTimer; Index: LongInt);
var
  Child: LongInt;
begin
  Child := 2 * Index + 1;
  while Child < Heap.Count do
  begin
    if (Child + 1 < Heap.Count)
      and (Heap.Items[Child + 1]^.Deadline < Heap.Items[Child]^.Deadline) then
      Inc(Child);
    if Heap.Items[Child]^.Deadline >= Timer^.Deadline then
      Break;
    Put(Heap, Heap.Items[Child], Index);
    Index := Child;
    Child := 2 * Index + 1;
  end;
  Put(Heap, Timer, Index);
end;

procedure Grow(var Heap: TTimerHeap); inline;
var
  Larger: ^PNetTimer;
  Capacity: LongInt;
begin
  Capacity := 2 * Heap.Capacity;
  if Capacity = 0 then
    Capacity := FirstCapacity;
  Larger := Heap.Take(Capacity * SizeOf(PNetTimer));
  if Heap.Capacity > 0 then
  begin
    Move(Heap.Items^, Larger^, Heap.Count * SizeOf(PNetTimer));
    Heap.Give(Heap.Items, Heap.Capacity * SizeOf(PNetTimer));
  end;
  Heap.Items := Larger;
  Heap.Capacity := Capacity;
end;

procedure SetTimer(var Heap: TTimerHeap; Timer: PNetTimer; Deadline: Int64);
var
  Earlier: Boolean;
begin
  Earlier := Deadline < Timer^.Deadline;
  Timer^.Deadline := Deadline;
  if Timer^.Place = 0 then
  begin
    if Heap.Count = Heap.Capacity then
      Grow(Heap);
    Inc(Heap.Count);
    SiftUp(Heap, Timer, Heap.Count - 1);
  end
  else if Earlier then
    SiftUp(Heap, Timer, Timer^.Place - 1)
  else
    SiftDown(Heap, Timer, Timer^.Place - 1);
end;

procedure ClearTimer(var Heap: TTimerHeap; Timer: PNetTimer);
var
  Index: LongInt;
  Last: PNetTimer;
begin
  Index := Timer^.Place - 1;
  if Index < 0 then
    Exit;
  Timer^.Place := 0;
  Dec(Heap.Count);
  if Index = Heap.Count then
    Exit;
  Last := Heap.Items[Heap.Count];
  SiftDown(Heap, Last, Index);
  SiftUp(Heap, Last, Last^.Place - 1);
end;

procedure RunTimers(var Heap: TTimerHeap; Now: Int64);
var
  Timer: PNetTimer;
begin
  while (Heap.Count > 0) and (Heap.Items[0]^.Deadline <= Now) do
  begin
    Timer := Heap.Items[0];
    ClearTimer(Heap, Timer);
    Timer^.Fire(Timer);
  end;
end;

function NextTimer(const Heap: TTimerHeap): Int64;
begin
  if Heap.Count = 0 then
    Result := High(Int64)
  else
    Result := Heap.Items[0]^.Deadline;
end;

end.

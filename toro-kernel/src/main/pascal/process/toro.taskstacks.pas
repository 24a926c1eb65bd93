{ SPDX-License-Identifier: Apache-2.0 }
{ Stacks of threads. A stack is a range of addresses of its own: pages appear where they are touched
  (Toro.Stacks), the addresses below are never mapped and catch an overflow. Each core keeps its own
  pool, so that what one core has cached of a page table is never about another core's stack.
  Called by Toro.Tasks on the core that the pool belongs to. }
unit Toro.TaskStacks;

{$mode objfpc}

interface

uses
  Toro.BootAbi;

const
  { Never mapped, below every stack }
  GuardSize = 16 * PageSize;
  SmallestStack = 4 * PageSize;
  { Sizes are powers of two: 64 KiB * 2^class with the guard. }
  StackClasses = 20;

type
  PStackSlot = ^TStackSlot;
  { Kept at the top of the stack while nobody uses it }
  TStackSlot = record
    Next: PStackSlot;
  end;

  TStackPool = record
    Free: array[0..StackClasses - 1] of PStackSlot;
    FreeCount: array[0..StackClasses - 1] of LongInt;
    { Addresses of stacks whose pages were given back }
    Bare: array[0..StackClasses - 1, 0..63] of PtrUInt;
    BareCount: array[0..StackClasses - 1] of LongInt;
  end;

{ A stack of at least Size bytes, the TopSize highest of them mapped and zero; False: no memory. }
function AcquireStack(var Pool: TStackPool; Size, TopSize: PtrUInt;
  out Low, High: PtrUInt): Boolean;
{ Not the stack that the caller runs on. }
procedure ReleaseStack(var Pool: TStackPool; Low, High: PtrUInt);

implementation

uses
  Toro.Cpu, Toro.Pages, Toro.Paging, Toro.Stacks;

const
  SmallestSlot = 16 * PageSize * 2;
  { Stacks that keep their pages, a class }
  MaxCached = 64;
  { Above the first stack's place; up to the end of the lower half }
  FirstAddress = StackArea + QWord(1) shl 30;
  LastAddress = PtrUInt(1) shl 47 - QWord(1) shl 30;

var
  NextAddress: PtrUInt = FirstAddress;
  Lock: TSpinLock;

function ClassOf(SlotSize: PtrUInt): LongInt;
begin
  Result := 0;
  while PtrUInt(SmallestSlot) shl Result < SlotSize do
    Inc(Result);
end;

function NewAddress(SlotSize: PtrUInt): PtrUInt;
begin
  AcquireSpinLock(Lock);
  Result := 0;
  if NextAddress < LastAddress - SlotSize then
  begin
    Result := NextAddress;
    Inc(NextAddress, SlotSize);
  end;
  ReleaseSpinLock(Lock);
end;

function AcquireStack(var Pool: TStackPool; Size, TopSize: PtrUInt;
  out Low, High: PtrUInt): Boolean;
var
  StackClass: LongInt;
  SlotSize, Start: PtrUInt;
begin
  Result := False;
  if Size < SmallestStack then
    Size := SmallestStack;
  Inc(Size, TopSize + GuardSize);
  StackClass := ClassOf(Size);
  if StackClass >= StackClasses then
    Exit;
  SlotSize := PtrUInt(SmallestSlot) shl StackClass;
  if Pool.Free[StackClass] <> nil then
  begin
    High := PtrUInt(Pool.Free[StackClass]) + SizeOf(TStackSlot);
    Pool.Free[StackClass] := Pool.Free[StackClass]^.Next;
    Dec(Pool.FreeCount[StackClass]);
    Start := High - SlotSize;
  end
  else if Pool.BareCount[StackClass] > 0 then
  begin
    Dec(Pool.BareCount[StackClass]);
    Start := Pool.Bare[StackClass, Pool.BareCount[StackClass]];
  end
  else
    Start := NewAddress(SlotSize);
  if Start = 0 then
    Exit;
  Low := Start + GuardSize;
  High := Start + SlotSize;
  Result := MapStack(High - TopSize, High);
  if Result then
    FillChar(Pointer(High - TopSize)^, TopSize, 0)
  else
    ReleaseStack(Pool, Low, High);
end;

procedure UnmapStack(Low, High: PtrUInt);
var
  Physical: PtrUInt;
begin
  while Low < High do
  begin
    Physical := UnmapPage(Low);
    if Physical <> 0 then
      FreePages(Physical, 1);
    Inc(Low, PageSize);
  end;
end;

procedure ReleaseStack(var Pool: TStackPool; Low, High: PtrUInt);
var
  StackClass: LongInt;
  Slot: PStackSlot;
begin
  StackClass := ClassOf(High - Low + GuardSize);
  if (Pool.FreeCount[StackClass] < MaxCached) and
    (PhysicalAddress(High - SizeOf(TStackSlot)) <> 0) then
  begin
    Slot := PStackSlot(High - SizeOf(TStackSlot));
    Slot^.Next := Pool.Free[StackClass];
    Pool.Free[StackClass] := Slot;
    Inc(Pool.FreeCount[StackClass]);
    Exit;
  end;
  UnmapStack(Low, High);
  { What does not fit is forgotten: addresses are plenty. }
  if Pool.BareCount[StackClass] < Length(Pool.Bare[StackClass]) then
  begin
    Pool.Bare[StackClass, Pool.BareCount[StackClass]] := Low - GuardSize;
    Inc(Pool.BareCount[StackClass]);
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Private heaps: a region that grows by blocks of the core's heap and is freed as a whole. The sixteen bytes before
  a block say its size and what it is. Called by Memory (XHeap...). }
unit Toro.PrivateHeap;

{$mode objfpc}

interface

type
  PRegion = ^TRegion;
  { At the start of each block of the core's heap; 16 bytes }
  TRegion = record
    Next: PRegion;
    Unused: QWord;
  end;

  PPrivateHeap = ^TPrivateHeap;
  TPrivateHeap = record
    { The first is being filled. }
    Regions: PRegion;
    { Room left in it }
    Next, Limit: PtrUInt;
  end;

{ nil: no memory }
function AcquirePrivateHeap: PPrivateHeap;
procedure ReleasePrivateHeap(Heap: PPrivateHeap);
function PrivateAllocate(Heap: PPrivateHeap; Size: PtrUInt): Pointer;
{ The last block gives its room back; the room of others waits for the end of the region. }
procedure PrivateFree(Heap: PPrivateHeap; Block: Pointer);
function PrivateReallocate(Heap: PPrivateHeap; Block: Pointer; Size: PtrUInt): Pointer;
function IsPrivateBlock(Block: Pointer): Boolean;
function PrivateBlockSize(Block: Pointer): PtrUInt;

implementation

uses
  Toro.Heap;

const
  Overhead = 16;
  UsualSize = 65536;
  { No size, and not the mark of a core's heap }
  PrivateMark = PtrUInt($B0C5000000000000);

function AddRegion(Heap: PPrivateHeap; Size: PtrUInt): Boolean;
var
  Region: PRegion;
begin
  Inc(Size, SizeOf(TRegion));
  if Size < UsualSize then
    Size := UsualSize;
  Region := HeapAllocate(Size);
  Result := Region <> nil;
  if not Result then
    Exit;
  Region^.Next := Heap^.Regions;
  Heap^.Regions := Region;
  Heap^.Next := PtrUInt(Region) + SizeOf(TRegion);
  Heap^.Limit := PtrUInt(Region) + HeapBlockSize(Region);
end;

function AcquirePrivateHeap: PPrivateHeap;
begin
  Result := HeapAllocate(SizeOf(TPrivateHeap));
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(TPrivateHeap), 0);
  if not AddRegion(Result, 0) then
  begin
    HeapFree(Result);
    Result := nil;
  end;
end;

procedure ReleasePrivateHeap(Heap: PPrivateHeap);
var
  Region: PRegion;
begin
  while Heap^.Regions <> nil do
  begin
    Region := Heap^.Regions;
    Heap^.Regions := Region^.Next;
    HeapFree(Region);
  end;
  HeapFree(Heap);
end;

function PrivateAllocate(Heap: PPrivateHeap; Size: PtrUInt): Pointer;
var
  Needed: PtrUInt;
begin
  Needed := (Size + Overhead + 15) and not PtrUInt(15);
  if (Needed < Size) or (Heap^.Next + Needed > Heap^.Limit) and not AddRegion(Heap, Needed) then
    Exit(nil);
  Result := Pointer(Heap^.Next + Overhead);
  PPtrUInt(Result)[-1] := PrivateMark;
  PPtrUInt(Result)[-2] := Size;
  Inc(Heap^.Next, Needed);
end;

function IsPrivateBlock(Block: Pointer): Boolean;
begin
  Result := (Block <> nil) and (PPtrUInt(Block)[-1] = PrivateMark);
end;

function PrivateBlockSize(Block: Pointer): PtrUInt;
begin
  Result := PPtrUInt(Block)[-2];
end;

{ Block is the last one of the region being filled. }
function IsLast(Heap: PPrivateHeap; Block: Pointer): Boolean;
begin
  Result := PtrUInt(Block) + (PrivateBlockSize(Block) + 15) and not PtrUInt(15) = Heap^.Next;
end;

procedure PrivateFree(Heap: PPrivateHeap; Block: Pointer);
begin
  if IsLast(Heap, Block) then
    Heap^.Next := PtrUInt(Block) - Overhead;
end;

function PrivateReallocate(Heap: PPrivateHeap; Block: Pointer; Size: PtrUInt): Pointer;
var
  Before: PtrUInt;
begin
  if Block = nil then
    Exit(PrivateAllocate(Heap, Size));
  Before := PrivateBlockSize(Block);
  if Size <= Before then
    Exit(Block);
  Result := PrivateAllocate(Heap, Size);
  if Result <> nil then
    Move(Block^, Result^, Before);
end;

end.

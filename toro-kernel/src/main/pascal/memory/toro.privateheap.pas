{ SPDX-License-Identifier: Apache-2.0 }
{ Private heaps: a region that grows by spans and is freed as a whole. A block says its size in the eight
  bytes before it. Called by Memory (XHeap...). }
unit Toro.PrivateHeap;

{$mode objfpc}

interface

uses
  Toro.Heap;

type
  PPrivateHeap = ^TPrivateHeap;
  TPrivateHeap = record
    { Spans of this region; the first is being filled }
    Spans: PSpan;
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

implementation

const
  { The span's header and the region's record come first. }
  FirstOffset = 128;
  Overhead = 16;
  UsualSize = SpanSize - 4096;

function AddSpan(Heap: PPrivateHeap; Size: PtrUInt): Boolean;
var
  Span: PSpan;
begin
  { Blocks find their span by their address, so one span is one 64 KiB, or one block. }
  if Size < UsualSize then
    Size := UsualSize;
  Span := NewLargeSpan(ThisHeap, Size + FirstOffset, SpanPrivate);
  Result := Span <> nil;
  if not Result then
    Exit;
  Span^.Next := Heap^.Spans;
  Heap^.Spans := Span;
  Heap^.Next := PtrUInt(Span) + FirstOffset;
  Heap^.Limit := PtrUInt(Span) + Span^.Fresh;
end;

function AcquirePrivateHeap: PPrivateHeap;
begin
  Result := HeapAllocate(SizeOf(TPrivateHeap));
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(TPrivateHeap), 0);
  if not AddSpan(Result, 0) then
  begin
    HeapFree(Result);
    Result := nil;
  end;
end;

procedure ReleasePrivateHeap(Heap: PPrivateHeap);
var
  Span: PSpan;
begin
  while Heap^.Spans <> nil do
  begin
    Span := Heap^.Spans;
    Heap^.Spans := Span^.Next;
    FreeLargeSpan(Span);
  end;
  HeapFree(Heap);
end;

function PrivateAllocate(Heap: PPrivateHeap; Size: PtrUInt): Pointer;
var
  Needed: PtrUInt;
begin
  Needed := (Size + Overhead + 15) and not PtrUInt(15);
  if (Needed < Size) or (Heap^.Next + Needed > Heap^.Limit) and not AddSpan(Heap, Needed) then
    Exit(nil);
  Result := Pointer(Heap^.Next + Overhead);
  PPtrUInt(Result)[-1] := Size;
  Inc(Heap^.Next, Needed);
end;

{ Block is the last one of the span being filled. }
function IsLast(Heap: PPrivateHeap; Block: Pointer): Boolean;
begin
  Result := PtrUInt(Block) + (PPtrUInt(Block)[-1] + 15) and not PtrUInt(15) = Heap^.Next;
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
  Before := PPtrUInt(Block)[-1];
  if Size <= Before then
    Exit(Block);
  Result := PrivateAllocate(Heap, Size);
  if Result <> nil then
    Move(Block^, Result^, Before);
end;

function IsPrivateBlock(Block: Pointer): Boolean;
begin
  Result := IsHeapBlock(Block) and (SpanOf(Block)^.Kind = SpanPrivate);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ A byte ring that grows with its content and never past a limit: the send and receive buffers of a
  TCP connection. Bytes may be put beyond the end of what is ready (segments out of order). }
unit Toro.NetRing;

{$mode objfpc}

interface

type
  TRing = record
    Data: PByte;
    Capacity: LongInt;      { a power of two, or 0 }
    Start: LongInt;         { index of the oldest byte }
    Count: LongInt;         { bytes ready }
  end;

  { Gives or takes back memory; how the owner counts it. Size is a capacity. }
  TRingAllocate = function(Context: Pointer; Size: PtrInt): Pointer;
  TRingRelease = procedure(Context: Pointer; Block: Pointer; Size: PtrInt);

const
  SmallestRing = 2048;

{ Makes room for Needed bytes from the oldest on. False when memory is refused. }
function RingReserve(var Ring: TRing; Needed: LongInt; Allocate: TRingAllocate;
  Release: TRingRelease; Context: Pointer): Boolean;
procedure RingFree(var Ring: TRing; Release: TRingRelease; Context: Pointer);
{ Writes at Offset from the oldest byte, within the capacity; Count does not change. }
procedure RingWrite(var Ring: TRing; Offset: LongInt; Source: PByte; Size: LongInt);
{ Reads Size bytes at Offset from the oldest. }
procedure RingRead(const Ring: TRing; Offset: LongInt; Target: PByte; Size: LongInt);
{ Forgets the Size oldest bytes. }
procedure RingDrop(var Ring: TRing; Size: LongInt); inline;

implementation

function RingReserve(var Ring: TRing; Needed: LongInt; Allocate: TRingAllocate;
  Release: TRingRelease; Context: Pointer): Boolean;
var
  Capacity: LongInt;
  Block: PByte;
begin
  if Needed <= Ring.Capacity then
    Exit(True);
  Capacity := Ring.Capacity;
  if Capacity < SmallestRing then
    Capacity := SmallestRing;
  while Capacity < Needed do
    Capacity := Capacity * 2;
  Block := Allocate(Context, Capacity);
  if Block = nil then
    Exit(False);
  { Everything is copied, for bytes out of order may lie past Count. }
  if Ring.Capacity > 0 then
    RingRead(Ring, 0, Block, Ring.Capacity);
  Release(Context, Ring.Data, Ring.Capacity);
  Ring.Data := Block;
  Ring.Capacity := Capacity;
  Ring.Start := 0;
  Result := True;
end;

procedure RingFree(var Ring: TRing; Release: TRingRelease; Context: Pointer);
begin
  Release(Context, Ring.Data, Ring.Capacity);
  FillChar(Ring, SizeOf(Ring), 0);
end;

procedure RingWrite(var Ring: TRing; Offset: LongInt; Source: PByte; Size: LongInt);
var
  Index, Piece: LongInt;
begin
  Index := (Ring.Start + Offset) and (Ring.Capacity - 1);
  Piece := Ring.Capacity - Index;
  if Piece > Size then
    Piece := Size;
  Move(Source^, Ring.Data[Index], Piece);
  if Piece < Size then
    Move(Source[Piece], Ring.Data^, Size - Piece);
end;

procedure RingRead(const Ring: TRing; Offset: LongInt; Target: PByte; Size: LongInt);
var
  Index, Piece: LongInt;
begin
  Index := (Ring.Start + Offset) and (Ring.Capacity - 1);
  Piece := Ring.Capacity - Index;
  if Piece > Size then
    Piece := Size;
  Move(Ring.Data[Index], Target^, Piece);
  if Piece < Size then
    Move(Ring.Data^, Target[Piece], Size - Piece);
end;

procedure RingDrop(var Ring: TRing; Size: LongInt);
begin
  Ring.Start := (Ring.Start + Size) and (Ring.Capacity - 1);
  Dec(Ring.Count, Size);
end;

end.

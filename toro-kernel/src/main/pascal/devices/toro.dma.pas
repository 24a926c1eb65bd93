{ SPDX-License-Identifier: Apache-2.0 }
{ Memory that a device may read and write, and the addresses under which a device sees memory.

  Called by: drivers, when they set themselves up, and for every transfer.
  Touches: the page allocator; reads the page tables.

  x86 devices see what the caches hold, so nothing is flushed; the order of accesses is the
  driver's care (Toro.Virtio shows how). }
unit Toro.Dma;

{$mode objfpc}

interface

const
  DmaPageSize = 4096;

{ At least Size bytes, page aligned, physically contiguous, zero; nil when memory is out. Every
  block is whole pages: take one for a queue or a pool of buffers, not one for a 20-byte header. }
function AllocateDma(Size: SizeUInt): Pointer;
{ The same with what the pages held before, for frames: each is written before it is read. }
function AllocateDmaBuffers(Size: SizeUInt): Pointer;

{ Zeroed memory for a driver's records, which are never given back; several share a page. While units start, on the
  first core: a program that never uses the heap need not have one for its drivers. }
function AllocateKept(Size: SizeUInt): Pointer;

{ Gives back a block with the size it was asked for. No device may use it any more. }
procedure FreeDma(Block: Pointer; Size: SizeUInt);

{ The address at which a device finds Block. For one byte; for what lies behind it see below. }
function PhysicalAddress(Block: Pointer): QWord;

{ How many of the Size bytes at Block are in one piece for a device, and where the piece starts.
  The heap, variables and AllocateDma are mapped at their own addresses: always all of Size. A
  thread's stack is mapped page by page: the rest of the page. }
function PhysicalPiece(Block: Pointer; Size: SizeUInt; out Address: QWord): SizeUInt;

implementation

uses
  Toro.Pages, Toro.Paging;

var
  TouchedByte: Byte; { a variable nobody reads, so that the access is not left out }

function PageCount(Size: SizeUInt): PtrUInt; inline;
begin
  Result := (Size + DmaPageSize - 1) div DmaPageSize;
end;

function AllocateDmaBuffers(Size: SizeUInt): Pointer;
begin
  Result := Pointer(AllocatePages(PageCount(Size)));
end;

function AllocateDma(Size: SizeUInt): Pointer;
begin
  Result := AllocateDmaBuffers(Size);
  if Result <> nil then
    FillChar(Result^, PageCount(Size) * DmaPageSize, 0);
end;

var
  { What is left of the last pages for AllocateKept }
  KeptAt: Pointer;
  KeptLeft: SizeUInt;

function AllocateKept(Size: SizeUInt): Pointer;
begin
  Size := (Size + 15) and not SizeUInt(15);
  if Size > KeptLeft then
  begin
    KeptAt := AllocateDma(Size);
    if KeptAt = nil then
      Exit(nil);
    KeptLeft := PageCount(Size) * DmaPageSize;
  end;
  Result := KeptAt;
  Inc(KeptAt, Size);
  Dec(KeptLeft, Size);
end;

procedure FreeDma(Block: Pointer; Size: SizeUInt);
begin
  FreePages(PtrUInt(Block), PageCount(Size));
end;

function PhysicalAddress(Block: Pointer): QWord;
begin
  Result := Toro.Paging.PhysicalAddress(PtrUInt(Block));
end;

{ A page of a stack exists from the first access on, so it is touched before it is looked up. }
function PhysicalPiece(Block: Pointer; Size: SizeUInt; out Address: QWord): SizeUInt;
var
  LeftOnPage: SizeUInt;
begin
  Result := Size;
  if PtrUInt(Block) < StackArea then
  begin
    Address := PtrUInt(Block);
    Exit;
  end;
  TouchedByte := PByte(Block)^;
  Address := PhysicalAddress(Block);
  LeftOnPage := DmaPageSize - PtrUInt(Block) mod DmaPageSize;
  if Result > LeftOnPage then
    Result := LeftOnPage;
end;

end.

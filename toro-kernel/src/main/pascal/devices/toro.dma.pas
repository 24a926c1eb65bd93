{ SPDX-License-Identifier: Apache-2.0 }
{ Memory that a device may read and write.

  Called by: drivers, when they set themselves up and for their buffers.
  Touches: the page allocator.

  The kernel maps memory at its own address, so the address a device sees is the pointer's value:
  PhysicalAddress says so where it matters. What this unit adds is that a block lies in one piece
  of physical memory, starts on a page, and is zero. x86 devices see the caches, so no flushing is
  needed; the order of accesses is the driver's care (Toro.Virtio shows how). }
unit Toro.Dma;

{$mode objfpc}

interface

const
  DmaPageSize = 4096;

{ At least Size bytes, page aligned, contiguous, zero; nil when memory is out. Every block is whole
  pages: take one for a queue or a pool of buffers, not one for a 20-byte header. }
function AllocateDma(Size: SizeUInt): Pointer;

{ Gives back a block with the size it was asked for. No device may use it any more. }
procedure FreeDma(Block: Pointer; Size: SizeUInt);

{ What to write into a device's register or descriptor for this pointer. }
function PhysicalAddress(Block: Pointer): QWord; inline;

implementation

{ Where the system has the kernel's memory map, anonymous mappings are contiguous and identity
  mapped; on Linux (hosted tests) they are merely zero and page aligned, all that is asked there. }
const
  ProtReadWrite = 3;
  MapPrivateAnonymous = $22;
  SysMmap = 9;
  SysMunmap = 11;

function FPC_SYSCALL6(Number, A1, A2, A3, A4, A5, A6: Int64): Int64; external name 'FPC_SYSCALL6';
function FPC_SYSCALL2(Number, A1, A2: Int64): Int64; external name 'FPC_SYSCALL2';

function AllocateDma(Size: SizeUInt): Pointer;
var
  Address: Int64;
begin
  Address := FPC_SYSCALL6(SysMmap, 0, Size, ProtReadWrite, MapPrivateAnonymous, -1, 0);
  if Address <= 0 then
    Exit(nil);
  Result := Pointer(Address);
end;

procedure FreeDma(Block: Pointer; Size: SizeUInt);
begin
  FPC_SYSCALL2(SysMunmap, Int64(Block), Size);
end;

function PhysicalAddress(Block: Pointer): QWord;
begin
  Result := QWord(Block);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Memory for nodes, buffers and the files of the memory filesystem.

  Called by: the units of this folder.
  Touches: pages, through mmap, which works the same in the appliance and on Linux.

  Not the program's heap: a program may check its own heap for leaks, replace its manager or run
  out of it, and files must not show there. The size is given back on release, so blocks have no
  header: small ones come from a free list per power of two, large ones are pages. }
unit Toro.FileMemory;

{$mode objfpc}

interface

const
  MemoryPageSize = 4096;

{ A zeroed block, or nil when memory is out. }
function TakeMemory(Size: SizeUInt): Pointer;

{ Gives back a block of TakeMemory with the size it was asked for. nil is allowed. }
procedure ReturnMemory(Block: Pointer; Size: SizeUInt);

{ A larger (or smaller) block with the same contents; nil leaves the old one as it is. }
function ResizeMemory(Block: Pointer; OldSize, NewSize: SizeUInt): Pointer;

implementation

const
  SmallestShift = 5;
  LargestShift = 11;
  SysMmap = 9;
  SysMunmap = 11;
  ProtectReadWrite = 3;
  MapPrivateAnonymous = $22;

type
  PFreeBlock = ^TFreeBlock;
  TFreeBlock = record
    Next: PFreeBlock;
  end;

var
  FreeBlocks: array[SmallestShift..LargestShift] of PFreeBlock;

function SystemCall6(Number, A1, A2, A3, A4, A5, A6: Int64): Int64; external name 'FPC_SYSCALL6';
function SystemCall2(Number, A1, A2: Int64): Int64; external name 'FPC_SYSCALL2';

function TakePages(Size: SizeUInt): Pointer;
var
  Address: Int64;
begin
  Address := SystemCall6(SysMmap, 0, Size, ProtectReadWrite, MapPrivateAnonymous, -1, 0);
  if (Address <= 0) and (Address > -4096) then
    Exit(nil);
  Result := Pointer(Address);
end;

function ClassOf(Size: SizeUInt): LongInt;
begin
  Result := SmallestShift;
  while SizeUInt(1) shl Result < Size do
    Inc(Result);
end;

function Refill(Shift: LongInt): Boolean;
var
  Page: PByte;
  I: LongInt;
  Block: PFreeBlock;
begin
  Page := TakePages(MemoryPageSize);
  Result := Page <> nil;
  if not Result then
    Exit;
  for I := 0 to (MemoryPageSize shr Shift) - 1 do
  begin
    Block := PFreeBlock(Page + I shl Shift);
    Block^.Next := FreeBlocks[Shift];
    FreeBlocks[Shift] := Block;
  end;
end;

function TakeMemory(Size: SizeUInt): Pointer;
var
  Shift: LongInt;
begin
  Shift := ClassOf(Size);
  if Shift > LargestShift then
    Exit(TakePages((Size + MemoryPageSize - 1) and not SizeUInt(MemoryPageSize - 1)));
  if (FreeBlocks[Shift] = nil) and not Refill(Shift) then
    Exit(nil);
  Result := FreeBlocks[Shift];
  FreeBlocks[Shift] := FreeBlocks[Shift]^.Next;
  FillChar(Result^, SizeUInt(1) shl Shift, 0);
end;

procedure ReturnMemory(Block: Pointer; Size: SizeUInt);
var
  Shift: LongInt;
begin
  if Block = nil then
    Exit;
  Shift := ClassOf(Size);
  if Shift > LargestShift then
  begin
    SystemCall2(SysMunmap, Int64(Block),
      (Size + MemoryPageSize - 1) and not SizeUInt(MemoryPageSize - 1));
    Exit;
  end;
  PFreeBlock(Block)^.Next := FreeBlocks[Shift];
  FreeBlocks[Shift] := Block;
end;

function ResizeMemory(Block: Pointer; OldSize, NewSize: SizeUInt): Pointer;
begin
  Result := TakeMemory(NewSize);
  if Result = nil then
    Exit;
  if OldSize > NewSize then
    Move(Block^, Result^, NewSize)
  else if OldSize > 0 then
    Move(Block^, Result^, OldSize);
  ReturnMemory(Block, OldSize);
end;

end.

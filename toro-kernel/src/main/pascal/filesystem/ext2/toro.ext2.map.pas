{ SPDX-License-Identifier: Apache-2.0 }
{ Where the blocks of an ext2 file lie: the tree of direct and indirect pointers.

  Called by: Toro.Ext2.Files (contents), Toro.Ext2.Directory, Toro.Ext2.Inodes (freeing).
  Touches: indirect blocks, through buffers; free space.

  An inode has 12 direct pointers, then one to a block of pointers, one to a block of such
  blocks, and one more level (layout document, i_block). A pointer of 0 is a hole. }
unit Toro.Ext2.Map;

{$mode objfpc}

interface

uses
  Toro.FileTypes, Toro.Ext2.Layout;

{ The run of blocks of the file from Index on, at most Limit, that lie in a row on the disk. First
  0: the run is a hole. }
function FindRun(Node: PNode; Index, Limit: LongWord; out First, Count: LongWord): LongInt;

{ The same, but a hole is filled: Fresh says that the blocks are new, their contents undefined. }
function FillRun(Node: PNode; Index, Limit: LongWord; out First, Count: LongWord;
  out Fresh: Boolean): LongInt;

{ Frees all blocks from Index on. }
function CutBlocks(Node: PNode; Index: LongWord): LongInt;

{ The number of blocks that the pointers of an inode can reach. }
function ReachableBlocks(Volume: PVolume): QWord;

implementation

uses
  Toro.Errors, Toro.Buffers, Toro.Ext2.Space;

type
  { The way to a block: slots of the inode and of one indirect block after the other. }
  TWay = record
    Depth: LongInt; { the number of indirect blocks }
    Slots: array[0..3] of LongWord;
  end;

  PPointers = ^LongWord;

function ReachableBlocks(Volume: PVolume): QWord;
var
  P: QWord;
begin
  P := Ext2Of(Volume)^.PointersPerBlock;
  Result := DirectPointers + P + P * P + P * P * P;
end;

function FindWay(Volume: PVolume; Index: QWord; out Way: TWay): LongInt;
var
  P, Span: QWord;
  I: LongInt;
begin
  P := Ext2Of(Volume)^.PointersPerBlock;
  Way.Depth := 0;
  Way.Slots[0] := Index;
  if Index < DirectPointers then
    Exit(0);
  Dec(Index, DirectPointers);
  Span := 1;
  repeat
    Inc(Way.Depth);
    Span := Span * P;
    if Index < Span then
      Break;
    Dec(Index, Span);
  until Way.Depth = 3;
  if Index >= Span then
    Exit(-EFBIG);
  Way.Slots[0] := DirectPointers + Way.Depth - 1;
  for I := 1 to Way.Depth do
  begin
    Span := Span div P;
    Way.Slots[I] := Index div Span;
    Index := Index mod Span;
  end;
  Result := 0;
end;

function RankOfDepth(Depth: LongInt): TRank; inline;
begin
  Result := TRank(Ord(rkMap1) + Depth - 1);
end;

procedure CountBlocks(Node: PNode; Count: LongWord);
begin
  Inc(Node^.Blocks, QWord(Count) * (Node^.Volume^.BlockSize div 512));
  TouchNode(Node);
end;

{ Where a new block of the file would best lie: after the pointer before its own, after the
  indirect block that will point to it, or at the start of the inode's group. }
function GoalFor(Node: PNode; Held: PBuffer; Pointers: PPointers; Slot: LongWord): LongWord;
begin
  if (Slot > 0) and (Pointers[Slot - 1] <> 0) then
    Result := Pointers[Slot - 1] + 1
  else if Held <> nil then
    Result := Held^.Block + 1
  else
    Result := GroupStart(Node^.Volume, Node^.Number);
end;

{ Makes the pointer lead to an indirect block when it leads nowhere. }
function FillIndirect(Node: PNode; Held: PBuffer; Pointers: PPointers; Slot: LongWord;
  Depth: LongInt): LongInt;
var
  Block, Count: LongWord;
  Buffer: PBuffer;
begin
  Result := TakeBlocks(Node^.Volume, GoalFor(Node, Held, Pointers, Slot), 1, Block, Count);
  if Result = 0 then
    Result := NewBuffer(Node^.Volume, Block, Buffer);
  if Result <> 0 then
    Exit;
  DirtyBuffer(Buffer, RankOfDepth(Depth));
  ReleaseBuffer(Buffer);
  Pointers[Slot] := Block;
  CountBlocks(Node, 1);
end;

{ Follows the way to the array of pointers that holds the block's own. Held is the buffer to
  release afterwards, nil when the array is the inode's; Pointers is nil when a hole came first. }
function FindPointers(Node: PNode; const Way: TWay; Fill: Boolean; out Held: PBuffer;
  out Pointers: PPointers): LongInt;
var
  I: LongInt;
  Next: PBuffer;
begin
  Held := nil;
  Pointers := @OwnOf(Node)^.Block;
  Result := 0;
  for I := 0 to Way.Depth - 1 do
  begin
    if (Pointers[Way.Slots[I]] = 0) and Fill then
    begin
      Result := FillIndirect(Node, Held, Pointers, Way.Slots[I], Way.Depth - I);
      if (Result = 0) and (Held <> nil) then
        DirtyBuffer(Held, RankOfDepth(Way.Depth - I + 1));
    end;
    Next := nil;
    if (Result = 0) and (Pointers[Way.Slots[I]] <> 0) then
      if IsFileBlock(Node^.Volume, Pointers[Way.Slots[I]]) then
        Result := GetBuffer(Node^.Volume, Pointers[Way.Slots[I]], Next)
      else
        Result := Damaged(Node^.Volume, 'indirect block outside the volume',
          Pointers[Way.Slots[I]]);
    if Held <> nil then
      ReleaseBuffer(Held);
    Held := Next;
    Pointers := nil;
    if Next = nil then
      Exit;
    Pointers := PPointers(Next^.Data);
  end;
end;

function SlotLimit(Node: PNode; const Way: TWay): LongWord;
begin
  if Way.Depth = 0 then
    Result := DirectPointers
  else
    Result := Ext2Of(Node^.Volume)^.PointersPerBlock;
end;

{ How many pointers from Slot on continue a run: one after another, or all 0. }
function CountRun(Pointers: PPointers; Slot, Limit: LongWord): LongWord;
begin
  Result := 1;
  if Pointers[Slot] = 0 then
    while (Result < Limit) and (Pointers[Slot + Result] = 0) do
      Inc(Result)
  else
    while (Result < Limit) and (Pointers[Slot + Result] = Pointers[Slot] + Result) do
      Inc(Result);
end;

function CheckRun(Node: PNode; First, Count: LongWord): LongInt;
begin
  if IsFileBlock(Node^.Volume, First) and IsFileBlock(Node^.Volume, First + Count - 1) then
    Result := 0
  else
    Result := Damaged(Node^.Volume, 'file block outside the volume', First);
end;

function FindRun(Node: PNode; Index, Limit: LongWord; out First, Count: LongWord): LongInt;
var
  Way: TWay;
  Held: PBuffer;
  Pointers: PPointers;
  Slot: LongWord;
begin
  Result := FindWay(Node^.Volume, Index, Way);
  if Result = 0 then
    Result := FindPointers(Node, Way, False, Held, Pointers);
  if Result <> 0 then
    Exit;
  First := 0;
  Count := 1;
  if Pointers = nil then
    Exit;
  Slot := Way.Slots[Way.Depth];
  First := Pointers[Slot];
  if Limit > SlotLimit(Node, Way) - Slot then
    Limit := SlotLimit(Node, Way) - Slot;
  Count := CountRun(Pointers, Slot, Limit);
  if Held <> nil then
    ReleaseBuffer(Held);
  if First <> 0 then
    Result := CheckRun(Node, First, Count);
end;

{ Fills up to Wanted empty pointers with blocks that lie in a row. }
function FillPointers(Node: PNode; Held: PBuffer; Pointers: PPointers; Slot, Wanted: LongWord;
  out First, Count: LongWord): LongInt;
var
  I: LongWord;
begin
  Result := TakeBlocks(Node^.Volume, GoalFor(Node, Held, Pointers, Slot), Wanted, First, Count);
  if Result <> 0 then
    Exit;
  for I := 0 to Count - 1 do
    Pointers[Slot + I] := First + I;
  CountBlocks(Node, Count);
end;

function FillRun(Node: PNode; Index, Limit: LongWord; out First, Count: LongWord;
  out Fresh: Boolean): LongInt;
var
  Way: TWay;
  Held: PBuffer;
  Pointers: PPointers;
  Slot: LongWord;
begin
  Result := FindWay(Node^.Volume, Index, Way);
  if Result = 0 then
    Result := FindPointers(Node, Way, True, Held, Pointers);
  if Result <> 0 then
    Exit;
  Slot := Way.Slots[Way.Depth];
  if Limit > SlotLimit(Node, Way) - Slot then
    Limit := SlotLimit(Node, Way) - Slot;
  Count := CountRun(Pointers, Slot, Limit);
  First := Pointers[Slot];
  Fresh := First = 0;
  if not Fresh then
    Result := CheckRun(Node, First, Count)
  else
  begin
    Result := FillPointers(Node, Held, Pointers, Slot, Count, First, Count);
    if (Result = 0) and (Held <> nil) then
      DirtyBuffer(Held, rkMap1);
  end;
  if Held <> nil then
    ReleaseBuffer(Held);
end;

function FreeOne(Node: PNode; var Pointer: LongWord): LongInt;
begin
  Result := FreeBlock(Node^.Volume, Pointer);
  Pointer := 0;
  if (Result = 0) and (Node^.Blocks >= Node^.Volume^.BlockSize div 512) then
    Dec(Node^.Blocks, Node^.Volume^.BlockSize div 512);
  TouchNode(Node);
end;

{ Frees the blocks below a pointer from the Index-th on, and the pointer's own when Index is 0. }
function CutTree(Node: PNode; var Pointer: LongWord; Depth: LongInt; Index: QWord): LongInt;
var
  Buffer: PBuffer;
  Pointers: PPointers;
  I: LongInt;
  P, Below, Slot: QWord;
  Whole: Boolean;
begin
  Result := 0;
  if Pointer = 0 then
    Exit;
  if (Depth = 0) or not IsFileBlock(Node^.Volume, Pointer) then
    Exit(FreeOne(Node, Pointer));
  P := Ext2Of(Node^.Volume)^.PointersPerBlock;
  Below := 1;
  for I := 2 to Depth do
    Below := Below * P;
  Result := GetBuffer(Node^.Volume, Pointer, Buffer);
  if Result <> 0 then
    Exit;
  Pointers := PPointers(Buffer^.Data);
  Slot := Index div Below;
  Index := Index mod Below;
  Whole := Slot + Index = 0;
  if not Whole then
    DirtyBuffer(Buffer, RankOfDepth(Depth));
  while (Slot < P) and (Result = 0) do
  begin
    Result := CutTree(Node, Pointers[Slot], Depth - 1, Index);
    Index := 0;
    Inc(Slot);
  end;
  ReleaseBuffer(Buffer);
  if (Result = 0) and Whole then
    Result := FreeOne(Node, Pointer);
end;

function CutBlocks(Node: PNode; Index: LongWord): LongInt;
var
  Own: PExt2Node;
  Depth, Status: LongInt;
  From, Span: QWord;
begin
  Own := OwnOf(Node);
  Result := 0;
  From := Index;
  while From < DirectPointers do
  begin
    if Own^.Block[From] <> 0 then
    begin
      Status := FreeOne(Node, Own^.Block[From]);
      if Status <> 0 then
        Result := Status;
    end;
    Inc(From);
  end;
  Dec(From, DirectPointers);
  Span := 1;
  for Depth := 1 to 3 do
  begin
    Span := Span * Ext2Of(Node^.Volume)^.PointersPerBlock;
    if From < Span then
    begin
      Status := CutTree(Node, Own^.Block[DirectPointers + Depth - 1], Depth, From);
      if Status <> 0 then
        Result := Status;
      From := 0;
    end
    else
      Dec(From, Span);
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Free space of an ext2 volume: taking blocks and inodes, and freeing them at the next commit.

  Called by: the other units of this folder.
  Touches: bitmaps and counts, through buffers.

  What is freed stays taken until ApplyPending, which the commit calls when no block on the disk
  refers to it any more (Toro.Volumes says why). When the volume is full and something waits to
  be freed, a commit makes room. }
unit Toro.Ext2.Space;

{$mode objfpc}

interface

uses
  Toro.FileTypes, Toro.Ext2.Layout;

{ Takes up to Wanted blocks in a row, as near after Goal as there are; -ENOSPC. }
function TakeBlocks(Volume: PVolume; Goal, Wanted: LongWord; out First, Count: LongWord): LongInt;

{ Frees a block at the next commit, and forgets its buffer. A number that cannot be a file's block
  is reported and left alone. }
function FreeBlock(Volume: PVolume; Block: LongWord): LongInt;

{ Takes an inode: in its directory's group, or for a directory in the group with most room. }
function TakeInode(Volume: PVolume; Parent: LongWord; IsDirectory: Boolean;
  out Number: LongWord): LongInt;
function FreeInode(Volume: PVolume; Number: LongWord; WasDirectory: Boolean): LongInt;

{ The first block of the inode's group: where to look for a file's first block. }
function GroupStart(Volume: PVolume; Inode: LongWord): LongWord;

{ Where an inode lies: the block and the offset in it; -EUCLEAN for an impossible number. }
function LocateInode(Volume: PVolume; Number: LongWord; out Block, Offset: LongWord): LongInt;

{ Marks what has been freed as free, in buffers. }
function ApplyPending(Volume: PVolume): LongInt;

implementation

uses
  Toro.Errors, Toro.Buffers, Toro.FileMemory, Toro.Volumes;

function TestBit(Bits: PByte; Index: LongWord): Boolean; inline;
begin
  Result := Bits[Index shr 3] and (1 shl (Index and 7)) <> 0;
end;

procedure SetBit(Bits: PByte; Index: LongWord); inline;
begin
  Bits[Index shr 3] := Bits[Index shr 3] or (1 shl (Index and 7));
end;

procedure ClearBit(Bits: PByte; Index: LongWord); inline;
begin
  Bits[Index shr 3] := Bits[Index shr 3] and not (1 shl (Index and 7));
end;

{ The first clear bit in From..Limit-1, or Limit. }
function ClearBitFrom(Bits: PByte; From, Limit: LongWord): LongWord;
begin
  Result := From;
  while Result < Limit do
  begin
    if (Result and 63 = 0) and (Result + 64 <= Limit)
      and (PQWord(Bits + Result shr 3)^ = High(QWord)) then
      Inc(Result, 64)
    else if TestBit(Bits, Result) then
      Inc(Result)
    else
      Exit;
  end;
end;

function BlocksInGroup(Volume: PExt2Volume; Group: LongWord): LongWord;
begin
  Result := Volume^.Super.BlocksCount - Volume^.Super.FirstDataBlock
    - Group * Volume^.Super.BlocksPerGroup;
  if Result > Volume^.Super.BlocksPerGroup then
    Result := Volume^.Super.BlocksPerGroup;
end;

procedure CountBlocks(Volume: PExt2Volume; Group: LongWord; Change: LongInt);
begin
  Inc(Volume^.Groups[Group].FreeBlocksCount, Change);
  Inc(Volume^.Super.FreeBlocksCount, Change);
  Volume^.CountsChanged := True;
end;

procedure CountInodes(Volume: PExt2Volume; Group: LongWord; Change, Directories: LongInt);
begin
  Inc(Volume^.Groups[Group].FreeInodesCount, Change);
  Inc(Volume^.Groups[Group].UsedDirsCount, Directories);
  Inc(Volume^.Super.FreeInodesCount, Change);
  Volume^.CountsChanged := True;
end;

{ Whether a run touches the tables of its group or the superblock: a bitmap that calls those free is
  damaged. }
function IsReserved(Ext2: PExt2Volume; Group, First, Count: LongWord): Boolean;
var
  TableBlocks: LongWord;
begin
  TableBlocks := QWord(Ext2^.Super.InodesPerGroup) * Ext2^.InodeSize
    div (Ext2^.PointersPerBlock * SizeOf(LongWord));
  with Ext2^.Groups[Group] do
    Result := (First <= Ext2^.Super.FirstDataBlock)
      or (BlockBitmap >= First) and (BlockBitmap < First + Count)
      or (InodeBitmap >= First) and (InodeBitmap < First + Count)
      or (InodeTable < First + Count) and (InodeTable + TableBlocks > First);
end;

{ Takes blocks in one group from bit From on; Count 0: there are none. }
function TakeInGroup(Volume: PVolume; Group, From, Wanted: LongWord;
  out First, Count: LongWord): LongInt;
var
  Ext2: PExt2Volume;
  Buffer: PBuffer;
  Limit: LongWord;
begin
  Ext2 := Ext2Of(Volume);
  Count := 0;
  if Ext2^.Groups[Group].FreeBlocksCount = 0 then
    Exit(0);
  Result := GetBuffer(Volume, Ext2^.Groups[Group].BlockBitmap, Buffer);
  if Result <> 0 then
    Exit;
  Limit := BlocksInGroup(Ext2, Group);
  First := ClearBitFrom(Buffer^.Data, From, Limit);
  if (First >= Limit) and (From > 0) then
    First := ClearBitFrom(Buffer^.Data, 0, From);
  while (Count < Wanted) and (First + Count < Limit)
    and (Count < Ext2^.Groups[Group].FreeBlocksCount)
    and not TestBit(Buffer^.Data, First + Count) do
  begin
    SetBit(Buffer^.Data, First + Count);
    Inc(Count);
  end;
  if Count > 0 then
  begin
    DirtyBuffer(Buffer, rkFree);
    CountBlocks(Ext2, Group, -LongInt(Count));
  end;
  ReleaseBuffer(Buffer);
  First := First + Ext2^.Super.FirstDataBlock + Group * Ext2^.Super.BlocksPerGroup;
  if (Count > 0) and IsReserved(Ext2, Group, First, Count) then
    Result := Damaged(Volume, 'bitmap of group', Group);
end;

function TakeAnywhere(Volume: PVolume; Goal, Wanted: LongWord;
  out First, Count: LongWord): LongInt;
var
  Ext2: PExt2Volume;
  Group, From, Tried: LongWord;
begin
  Ext2 := Ext2Of(Volume);
  if not IsFileBlock(Volume, Goal) then
    Goal := Ext2^.Super.FirstDataBlock;
  Group := (Goal - Ext2^.Super.FirstDataBlock) div Ext2^.Super.BlocksPerGroup;
  From := (Goal - Ext2^.Super.FirstDataBlock) mod Ext2^.Super.BlocksPerGroup;
  for Tried := 0 to Ext2^.GroupCount - 1 do
  begin
    Result := TakeInGroup(Volume, Group, From, Wanted, First, Count);
    if (Result <> 0) or (Count > 0) then
      Exit;
    Group := (Group + 1) mod Ext2^.GroupCount;
    From := 0;
  end;
  Result := -ENOSPC;
end;

function TakeBlocks(Volume: PVolume; Goal, Wanted: LongWord; out First, Count: LongWord): LongInt;
begin
  Result := TakeAnywhere(Volume, Goal, Wanted, First, Count);
  if (Result <> -ENOSPC) or (Ext2Of(Volume)^.PendingBlocks = 0) then
    Exit;
  Result := CommitVolume(Volume);
  if Result = 0 then
    Result := TakeAnywhere(Volume, Goal, Wanted, First, Count);
end;

function GrowList(var List: Pointer; var Room: LongInt; ItemBytes: LongInt): LongInt;
var
  Larger: Pointer;
begin
  Larger := ResizeMemory(List, Room * ItemBytes, (2 * Room + 64) * ItemBytes);
  if Larger = nil then
    Exit(-ENOMEM);
  List := Larger;
  Room := 2 * Room + 64;
  Result := 0;
end;

function FreeBlock(Volume: PVolume; Block: LongWord): LongInt;
var
  Ext2: PExt2Volume;
  Last: ^TExtent;
begin
  Result := 0;
  if not IsFileBlock(Volume, Block) then
    Exit(Damaged(Volume, 'block outside the volume', Block));
  Ext2 := Ext2Of(Volume);
  if Ext2^.PendingBlocks >= Ext2^.Super.BlocksCount then
    Exit(Damaged(Volume, 'block freed again and again', Block));
  ForgetBlock(Volume, Block);
  Last := nil;
  if Ext2^.PendingExtentCount > 0 then
    Last := @Ext2^.PendingExtents[Ext2^.PendingExtentCount - 1];
  if (Last <> nil) and (Last^.First + Last^.Count = Block) then
    Inc(Last^.Count)
  else
  begin
    if Ext2^.PendingExtentCount = Ext2^.PendingExtentRoom then
      Result := GrowList(Ext2^.PendingExtents, Ext2^.PendingExtentRoom, SizeOf(TExtent));
    if Result <> 0 then
      Exit;
    Ext2^.PendingExtents[Ext2^.PendingExtentCount].First := Block;
    Ext2^.PendingExtents[Ext2^.PendingExtentCount].Count := 1;
    Inc(Ext2^.PendingExtentCount);
  end;
  Inc(Ext2^.PendingBlocks);
end;

function GroupOfInode(Volume: PVolume; Number: LongWord): LongWord; inline;
begin
  Result := (Number - 1) div Ext2Of(Volume)^.Super.InodesPerGroup;
end;

function GroupStart(Volume: PVolume; Inode: LongWord): LongWord;
begin
  Result := Ext2Of(Volume)^.Super.FirstDataBlock
    + GroupOfInode(Volume, Inode) * Ext2Of(Volume)^.Super.BlocksPerGroup;
end;

function LocateInode(Volume: PVolume; Number: LongWord; out Block, Offset: LongWord): LongInt;
var
  Ext2: PExt2Volume;
  Index: QWord;
begin
  Ext2 := Ext2Of(Volume);
  if (Number = 0) or (Number > Ext2^.Super.InodesCount) then
    Exit(Damaged(Volume, 'inode number outside the volume', Number));
  Index := QWord((Number - 1) mod Ext2^.Super.InodesPerGroup) * Ext2^.InodeSize;
  Block := Ext2^.Groups[GroupOfInode(Volume, Number)].InodeTable + Index shr Volume^.BlockShift;
  Offset := Index and (Volume^.BlockSize - 1);
  Result := 0;
end;

{ A directory goes to the group with the most free blocks among those with inodes to spare, so
  that the files of different directories do not crowd each other; a file stays with its
  directory. }
function GroupForInode(Volume: PVolume; Parent: LongWord; IsDirectory: Boolean): LongWord;
var
  Ext2: PExt2Volume;
  Group: LongWord;
begin
  Ext2 := Ext2Of(Volume);
  Result := GroupOfInode(Volume, Parent);
  if not IsDirectory then
    Exit;
  for Group := 0 to Ext2^.GroupCount - 1 do
    if (Ext2^.Groups[Group].FreeInodesCount > 0) and ((Ext2^.Groups[Result].FreeInodesCount = 0)
      or (Ext2^.Groups[Group].FreeBlocksCount > Ext2^.Groups[Result].FreeBlocksCount)) then
      Result := Group;
end;

function FirstUsableInode(Ext2: PExt2Volume): LongWord;
begin
  Result := OldFirstInode;
  if Ext2^.Super.RevLevel > 0 then
    Result := Ext2^.Super.FirstIno;
end;

function TakeInodeInGroup(Volume: PVolume; Group: LongWord; IsDirectory: Boolean;
  out Number: LongWord): LongInt;
var
  Ext2: PExt2Volume;
  Buffer: PBuffer;
  From, Index: LongWord;
begin
  Ext2 := Ext2Of(Volume);
  Number := 0;
  if Ext2^.Groups[Group].FreeInodesCount = 0 then
    Exit(0);
  Result := GetBuffer(Volume, Ext2^.Groups[Group].InodeBitmap, Buffer);
  if Result <> 0 then
    Exit;
  From := 0;
  if Group = 0 then
    From := FirstUsableInode(Ext2) - 1;
  Index := ClearBitFrom(Buffer^.Data, From, Ext2^.Super.InodesPerGroup);
  if Index < Ext2^.Super.InodesPerGroup then
  begin
    SetBit(Buffer^.Data, Index);
    DirtyBuffer(Buffer, rkFree);
    CountInodes(Ext2, Group, -1, Ord(IsDirectory));
    Number := Group * Ext2^.Super.InodesPerGroup + Index + 1;
  end;
  ReleaseBuffer(Buffer);
end;

function TakeInodeAnywhere(Volume: PVolume; Parent: LongWord; IsDirectory: Boolean;
  out Number: LongWord): LongInt;
var
  Group, Tried: LongWord;
begin
  Group := GroupForInode(Volume, Parent, IsDirectory);
  for Tried := 0 to Ext2Of(Volume)^.GroupCount - 1 do
  begin
    Result := TakeInodeInGroup(Volume, Group, IsDirectory, Number);
    if (Result <> 0) or (Number <> 0) then
      Exit;
    Group := (Group + 1) mod Ext2Of(Volume)^.GroupCount;
  end;
  Result := -ENOSPC;
end;

function TakeInode(Volume: PVolume; Parent: LongWord; IsDirectory: Boolean;
  out Number: LongWord): LongInt;
begin
  Result := TakeInodeAnywhere(Volume, Parent, IsDirectory, Number);
  if (Result <> -ENOSPC) or (Ext2Of(Volume)^.PendingInodeCount = 0) then
    Exit;
  Result := CommitVolume(Volume);
  if Result = 0 then
    Result := TakeInodeAnywhere(Volume, Parent, IsDirectory, Number);
end;

function FreeInode(Volume: PVolume; Number: LongWord; WasDirectory: Boolean): LongInt;
var
  Ext2: PExt2Volume;
begin
  Result := 0;
  Ext2 := Ext2Of(Volume);
  if Ext2^.PendingInodeCount = Ext2^.PendingInodeRoom then
    Result := GrowList(Ext2^.PendingInodes, Ext2^.PendingInodeRoom, SizeOf(TPendingInode));
  if Result <> 0 then
    Exit;
  Ext2^.PendingInodes[Ext2^.PendingInodeCount].Number := Number;
  Ext2^.PendingInodes[Ext2^.PendingInodeCount].WasDirectory := WasDirectory;
  Inc(Ext2^.PendingInodeCount);
end;

{ Now, as far as the clock can be believed: a number up to that of the inodes would be taken for a
  link in the list of orphans that ext3 keeps in this field. }
function TimeOfDeath(Ext2: PExt2Volume): LongWord;
begin
  Result := NowNs div NsPerSecond;
  if Result < Ext2^.Super.WTime then
    Result := Ext2^.Super.WTime;
  if Result <= Ext2^.Super.InodesCount then
    Result := Ext2^.Super.InodesCount + 1;
end;

{ An inode that is no more: no links and a time of death (layout document, i_dtime). }
function EraseInode(Volume: PVolume; Number: LongWord): LongInt;
var
  Block, Offset, Generation: LongWord;
  Buffer: PBuffer;
  Inode: PInode;
begin
  Result := LocateInode(Volume, Number, Block, Offset);
  if Result = 0 then
    Result := GetBuffer(Volume, Block, Buffer);
  if Result <> 0 then
    Exit;
  Inode := PInode(Buffer^.Data + Offset);
  Generation := Inode^.Generation;
  FillChar(Inode^, Ext2Of(Volume)^.InodeSize, 0);
  Inode^.Generation := Generation;
  Inode^.DTime := TimeOfDeath(Ext2Of(Volume));
  DirtyBuffer(Buffer, rkInode);
  ReleaseBuffer(Buffer);
end;

function ApplyInode(Volume: PVolume; const Pending: TPendingInode): LongInt;
var
  Buffer: PBuffer;
  Group, Index: LongWord;
begin
  Result := EraseInode(Volume, Pending.Number);
  Group := GroupOfInode(Volume, Pending.Number);
  if Result = 0 then
    Result := GetBuffer(Volume, Ext2Of(Volume)^.Groups[Group].InodeBitmap, Buffer);
  if Result <> 0 then
    Exit;
  Index := (Pending.Number - 1) mod Ext2Of(Volume)^.Super.InodesPerGroup;
  if TestBit(Buffer^.Data, Index) then
    CountInodes(Ext2Of(Volume), Group, 1, -Ord(Pending.WasDirectory));
  ClearBit(Buffer^.Data, Index);
  DirtyBuffer(Buffer, rkFree);
  ReleaseBuffer(Buffer);
end;

{ Frees the part of an extent that lies in its first block's group. A block that is free already
  was in two files: damage, but no reason to count it twice. }
function ApplyExtent(Volume: PVolume; var Extent: TExtent): LongInt;
var
  Ext2: PExt2Volume;
  Buffer: PBuffer;
  Group, Index: LongWord;
begin
  Ext2 := Ext2Of(Volume);
  Group := (Extent.First - Ext2^.Super.FirstDataBlock) div Ext2^.Super.BlocksPerGroup;
  Index := (Extent.First - Ext2^.Super.FirstDataBlock) mod Ext2^.Super.BlocksPerGroup;
  Result := GetBuffer(Volume, Ext2^.Groups[Group].BlockBitmap, Buffer);
  if Result <> 0 then
    Exit;
  while (Extent.Count > 0) and (Index < Ext2^.Super.BlocksPerGroup) do
  begin
    if TestBit(Buffer^.Data, Index) then
      CountBlocks(Ext2, Group, 1)
    else
      Damaged(Volume, 'freed block was free', Extent.First);
    ClearBit(Buffer^.Data, Index);
    Inc(Index);
    Inc(Extent.First);
    Dec(Extent.Count);
  end;
  DirtyBuffer(Buffer, rkFree);
  ReleaseBuffer(Buffer);
end;

function ApplyPending(Volume: PVolume): LongInt;
var
  Ext2: PExt2Volume;
  I: LongInt;
begin
  Ext2 := Ext2Of(Volume);
  Result := 0;
  for I := 0 to Ext2^.PendingInodeCount - 1 do
  begin
    Result := ApplyInode(Volume, Ext2^.PendingInodes[I]);
    if Result <> 0 then
      Exit;
  end;
  Ext2^.PendingInodeCount := 0;
  for I := 0 to Ext2^.PendingExtentCount - 1 do
    while Ext2^.PendingExtents[I].Count > 0 do
    begin
      Result := ApplyExtent(Volume, Ext2^.PendingExtents[I]);
      if Result <> 0 then
        Exit;
    end;
  Ext2^.PendingExtentCount := 0;
  Ext2^.PendingBlocks := 0;
end;

end.

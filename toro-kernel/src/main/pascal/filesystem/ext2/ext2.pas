{ SPDX-License-Identifier: Apache-2.0 }
{ The ext2 filesystem: name this unit to mount ext2 volumes, for reading and writing.

  Called by: nobody; naming it registers the kind 'ext2' with Toro.Volumes.
  Touches: superblock and group descriptors; the rest is in the units of this folder.

  Mounts revisions 0 and 1 with the features filetype, sparse_super and large_file (and what is
  merely compatible, such as a hashed directory or an unused journal); refuses what it does not
  know, or mounts it for reading only where the format says that this is safe. }
unit Ext2;

{$mode objfpc}

interface

implementation

uses
  Toro.Errors, Toro.Buffers, Toro.FileMemory, Toro.FileTypes, Toro.Volumes, Toro.Ext2.Layout, Toro.Ext2.Space,
  Toro.Ext2.Inodes, Toro.Ext2.Entries, Toro.Ext2.Names, Toro.Ext2.Files;

const
  StatisticsMagic = $EF53;
  LargestShift = 12;

function BlocksOfGroups(Volume: PVolume): LongWord;
begin
  Result := (QWord(Ext2Of(Volume)^.GroupCount) * SizeOf(TGroup) + Volume^.BlockSize - 1)
    shr Volume^.BlockShift;
end;

{ Writes the superblock into its buffer. }
function PutSuper(Volume: PVolume; Rank: TRank): LongInt;
var
  Buffer: PBuffer;
begin
  Result := GetBuffer(Volume, SuperBlockOffset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Move(Ext2Of(Volume)^.Super, Buffer^.Data[SuperBlockOffset and (Volume^.BlockSize - 1)],
    SuperBlockBytes);
  DirtyBuffer(Buffer, Rank);
  ReleaseBuffer(Buffer);
end;

{ Moves the group descriptors from or to their blocks, which follow the superblock's. }
function MoveGroups(Volume: PVolume; ToDisk: Boolean): LongInt;
var
  I, Bytes, Left: LongWord;
  Buffer: PBuffer;
  Place: PByte;
begin
  Place := PByte(Ext2Of(Volume)^.Groups);
  Left := Ext2Of(Volume)^.GroupCount * SizeOf(TGroup);
  for I := 0 to BlocksOfGroups(Volume) - 1 do
  begin
    Result := GetBuffer(Volume, Ext2Of(Volume)^.Super.FirstDataBlock + 1 + I, Buffer);
    if Result <> 0 then
      Exit;
    Bytes := Volume^.BlockSize;
    if Bytes > Left then
      Bytes := Left;
    if not ToDisk then
      Move(Buffer^.Data^, Place^, Bytes)
    else if CompareByte(Buffer^.Data^, Place^, Bytes) <> 0 then
    begin
      Move(Place^, Buffer^.Data^, Bytes);
      DirtyBuffer(Buffer, rkFree);
    end;
    ReleaseBuffer(Buffer);
    Inc(Place, Bytes);
    Dec(Left, Bytes);
  end;
end;

function ApplyFrees(Volume: PVolume): LongInt;
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Volume);
  Result := ApplyPending(Volume);
  if (Result <> 0) or not Ext2^.CountsChanged then
    Exit;
  Ext2^.Super.WTime := NowNs div NsPerSecond;
  Result := PutSuper(Volume, rkFree);
  if Result = 0 then
    Result := MoveGroups(Volume, True);
  Ext2^.CountsChanged := Result <> 0;
end;

{ The state on the disk, at once and before anything else. }
function WriteState(Volume: PVolume; Valid: Boolean): LongInt;
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Volume);
  Ext2^.Super.State := Ext2^.Super.State and not StateValid;
  if Valid and Ext2^.WasValid and (Ext2^.Super.State and StateErrors = 0) then
    Ext2^.Super.State := Ext2^.Super.State or StateValid;
  Result := PutSuper(Volume, rkData);
  if Result = 0 then
    Result := FlushBuffers(Volume, rkData);
end;

function MarkDirty(Volume: PVolume): LongInt;
begin
  Inc(Ext2Of(Volume)^.Super.MntCount);
  Ext2Of(Volume)^.Super.MTime := NowNs div NsPerSecond;
  Result := WriteState(Volume, False);
end;

function MarkClean(Volume: PVolume): LongInt;
begin
  Result := WriteState(Volume, True);
  if Result = 0 then
    Result := Barrier(Volume);
end;

procedure Statistics(Volume: PVolume; out Statistics: TVolumeStatistics);
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Volume);
  Statistics.Magic := StatisticsMagic;
  Statistics.BlockSize := Volume^.BlockSize;
  Statistics.Blocks := Ext2^.Super.BlocksCount;
  Statistics.FreeBlocks := Ext2^.Super.FreeBlocksCount + Ext2^.PendingBlocks;
  Statistics.AvailableBlocks := 0;
  if Statistics.FreeBlocks > Ext2^.Super.RBlocksCount then
    Statistics.AvailableBlocks := Statistics.FreeBlocks - Ext2^.Super.RBlocksCount;
  Statistics.Files := Ext2^.Super.InodesCount;
  Statistics.FreeFiles := Ext2^.Super.FreeInodesCount + LongWord(Ext2^.PendingInodeCount);
  Statistics.NameLength := NameLimit;
end;

procedure Release(Volume: PVolume);
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Volume);
  ReturnMemory(Ext2^.Groups, Ext2^.GroupCount * SizeOf(TGroup));
  ReturnMemory(Ext2^.PendingExtents, Ext2^.PendingExtentRoom * SizeOf(TExtent));
  ReturnMemory(Ext2^.PendingInodes, Ext2^.PendingInodeRoom * SizeOf(TPendingInode));
  ReturnMemory(Ext2, SizeOf(TExt2Volume));
end;

const
  Operations: TVolumeOperations = (
    Load: @LoadInode; Store: @StoreInode; Discard: @DiscardInode; Forget: nil;
    Lookup: @LookupName; Make: @MakeNode; Link: @LinkName; Unlink: @UnlinkName;
    Rename: @RenameName; ReadDirectory: @VisitEntries; ReadLink: @ReadTarget;
    Read: @ReadFileBytes; Write: @WriteFileBytes; Truncate: @ResizeFile;
    ApplyFrees: @ApplyFrees; MarkDirty: @MarkDirty; MarkClean: @MarkClean;
    Statistics: @Statistics; Release: @Release);

{ Whether the superblock's numbers agree with each other and with the device. }
function IsSound(Volume: PVolume): Boolean;
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Volume);
  with Ext2^.Super do
  begin
    Ext2^.InodeSize := OldInodeSize;
    if RevLevel > 0 then
      Ext2^.InodeSize := InodeSize;
    Result := (BlocksPerGroup > 0) and (BlocksPerGroup <= Volume^.BlockSize * 8)
      and (BlocksPerGroup and 7 = 0)
      and (InodesPerGroup > 0) and (InodesPerGroup <= Volume^.BlockSize * 8)
      and (InodesPerGroup and 7 = 0)
      and (FirstDataBlock = LongWord(Ord(Volume^.BlockShift = 10)))
      and (BlocksCount > FirstDataBlock + 1)
      and (QWord(BlocksCount) * Volume^.SectorsPerBlock <= Volume^.Device^.SectorCount)
      and (Ext2^.InodeSize >= OldInodeSize) and (Ext2^.InodeSize <= Volume^.BlockSize)
      and (Ext2^.InodeSize and (Ext2^.InodeSize - 1) = 0)
      and ((RevLevel = 0) or ((FirstIno > RootInode) and (FirstIno <= InodesPerGroup)));
    if not Result then
      Exit;
    Ext2^.GroupCount := (BlocksCount - FirstDataBlock + BlocksPerGroup - 1) div BlocksPerGroup;
    Result := QWord(Ext2^.GroupCount) * InodesPerGroup = InodesCount;
  end;
end;

{ Whether each group's tables lie on the volume. }
function AreGroupsSound(Volume: PVolume): Boolean;
var
  Ext2: PExt2Volume;
  Group: LongWord;
  TableBlocks: QWord;
begin
  Ext2 := Ext2Of(Volume);
  TableBlocks := (QWord(Ext2^.Super.InodesPerGroup) * Ext2^.InodeSize + Volume^.BlockSize - 1)
    shr Volume^.BlockShift;
  Result := True;
  for Group := 0 to Ext2^.GroupCount - 1 do
    with Ext2^.Groups[Group] do
      Result := Result and IsFileBlock(Volume, BlockBitmap) and IsFileBlock(Volume, InodeBitmap)
        and IsFileBlock(Volume, InodeTable)
        and (InodeTable + TableBlocks <= Ext2^.Super.BlocksCount);
end;

{ Revision 0 knows no features. An unknown incompatible one forbids to mount, an unknown read-only
  compatible one forbids to write (layout document, s_feature_incompat). }
function CheckFeatures(Volume: PVolume): LongInt;
begin
  Result := 0;
  with Ext2Of(Volume)^.Super do
  begin
    if RevLevel = 0 then
    begin
      FeatureIncompat := 0;
      FeatureRoCompat := 0;
    end;
    if FeatureIncompat and not LongWord(KnownIncompat) <> 0 then
    begin
      Tell(Volume, 'ext2 volume with unknown features, not mounted',
        FeatureIncompat and not LongWord(KnownIncompat));
      Exit(-EUCLEAN);
    end;
    if FeatureRoCompat and not LongWord(KnownRoCompat) <> 0 then
      Volume^.ReadOnly := True;
    Ext2Of(Volume)^.WasValid := State and (StateValid or StateErrors) = StateValid;
  end;
end;

function LoadGroups(Volume: PVolume): LongInt;
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Volume);
  Ext2^.PointersPerBlock := Volume^.BlockSize div SizeOf(LongWord);
  Ext2^.Groups := TakeMemory(Ext2^.GroupCount * SizeOf(TGroup));
  if Ext2^.Groups = nil then
    Exit(-ENOMEM);
  Result := MoveGroups(Volume, False);
  if (Result = 0) and not AreGroupsSound(Volume) then
    Result := Damaged(Volume, 'group descriptors', 0);
end;

function ReadSuper(Volume: PVolume): LongInt;
var
  Buffer: PBuffer;
begin
  SetBlockSize(Volume, 10);
  if Volume^.SectorsPerBlock = 0 then
    Exit(-EINVAL);
  Result := GetBuffer(Volume, 1, Buffer);
  if Result <> 0 then
    Exit;
  Move(Buffer^.Data^, Ext2Of(Volume)^.Super, SuperBlockBytes);
  ReleaseBuffer(Buffer);
  { Blocks may be numbered otherwise from now on. }
  ForgetVolume(Volume);
  if Ext2Of(Volume)^.Super.Magic <> Ext2Magic then
    Exit(-EINVAL);
  if Ext2Of(Volume)^.Super.LogBlockSize > LargestShift - 10 then
    Exit(Damaged(Volume, 'block size, 1024 shifted by', Ext2Of(Volume)^.Super.LogBlockSize));
  SetBlockSize(Volume, 10 + Ext2Of(Volume)^.Super.LogBlockSize);
  if not IsSound(Volume) then
    Result := Damaged(Volume, 'superblock', 0);
end;

function CheckRoot(Volume: PVolume): LongInt;
var
  Root: TNode;
begin
  FillChar(Root, SizeOf(Root), 0);
  Root.Volume := Volume;
  Root.Number := RootInode;
  Result := LoadInode(@Root);
  if (Result = 0) and not IsDirectory(@Root) then
    Result := Damaged(Volume, 'root directory', RootInode);
end;

function Mount(Volume: PVolume): LongInt; [public, alias: 'toro_mount_ext2'];
begin
  Volume^.Own := TakeMemory(SizeOf(TExt2Volume));
  if Volume^.Own = nil then
    Exit(-ENOMEM);
  Volume^.Operations := @Operations;
  Volume^.RootNumber := RootInode;
  Result := ReadSuper(Volume);
  if Result = 0 then
    Result := CheckFeatures(Volume);
  if Result = 0 then
    Result := LoadGroups(Volume);
  if Result = 0 then
    Result := CheckRoot(Volume);
  if Result <> 0 then
    Release(Volume)
  else if not Ext2Of(Volume)^.WasValid then
    Tell(Volume, 'ext2 volume was not closed or has errors: run e2fsck', 0);
end;

var
  Kind: TFileSystemKind = (Name: 'ext2'; Mount: @Mount; Next: nil);

initialization
  RegisterFileSystem(@Kind);
end.

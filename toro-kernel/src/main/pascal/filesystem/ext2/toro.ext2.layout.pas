{ SPDX-License-Identifier: Apache-2.0 }
{ The second extended filesystem on the disk and in memory.

  Called by: the units of this folder.
  Touches: nothing.

  Layouts: Poirier, "The Second Extended File System: Internal Layout" (nongnu.org/ext2-doc);
  field names are its own without their prefix. All numbers are little endian. }
unit Toro.Ext2.Layout;

{$mode objfpc}
{$packrecords 1}

interface

uses
  Toro.FileTypes;

const
  SuperBlockOffset = 1024;
  SuperBlockBytes = 1024;
  Ext2Magic = $EF53;

  { State. }
  StateValid = 1;
  StateErrors = 2;

  { FeatureIncompat, FeatureRoCompat. }
  IncompatFileType = $0002;
  RoCompatSparseSuper = $0001;
  RoCompatLargeFile = $0002;
  KnownIncompat = IncompatFileType;
  KnownRoCompat = RoCompatSparseSuper or RoCompatLargeFile;

  RootInode = 2;
  OldFirstInode = 11; { of revision 0 }
  OldInodeSize = 128;

  { Inode flags. }
  FlagImmutable = $10;
  FlagAppendOnly = $20;
  FlagIndex = $1000; { a hashed directory, which stays readable as a plain one }

  DirectPointers = 12;
  PointerSlots = 15;
  LinkLimit = 32000;
  FastLinkLimit = 60; { a shorter target lies in the inode itself }

  EntryHeader = 8;

type
  TSuperBlock = record
    InodesCount, BlocksCount, RBlocksCount, FreeBlocksCount, FreeInodesCount: LongWord;
    FirstDataBlock, LogBlockSize, LogFragSize: LongWord;
    BlocksPerGroup, FragsPerGroup, InodesPerGroup: LongWord;
    MTime, WTime: LongWord;
    MntCount, MaxMntCount, Magic, State, Errors, MinorRevLevel: Word;
    LastCheck, CheckInterval, CreatorOs, RevLevel: LongWord;
    DefResUid, DefResGid: Word;
    FirstIno: LongWord;
    InodeSize, BlockGroupNr: Word;
    FeatureCompat, FeatureIncompat, FeatureRoCompat: LongWord;
    Rest: array[104..SuperBlockBytes - 1] of Byte;
  end;

  PGroup = ^TGroup;
  TGroup = record
    BlockBitmap, InodeBitmap, InodeTable: LongWord;
    FreeBlocksCount, FreeInodesCount, UsedDirsCount, Pad: Word;
    Reserved: array[0..2] of LongWord;
  end;

  PInode = ^TInode;
  TInode = record
    Mode, Uid: Word;
    Size, ATime, CTime, MTime, DTime: LongWord;
    Gid, LinksCount: Word;
    Blocks, Flags, Osd1: LongWord;
    Block: array[0..PointerSlots - 1] of LongWord;
    Generation, FileAcl, SizeHigh, FAddr: LongWord;
    Osd2Frag, Osd2Pad, UidHigh, GidHigh: Word;
    Reserved2: LongWord;
  end;

  PEntry = ^TEntry;
  TEntry = record
    Inode: LongWord;
    RecLen: Word;
    NameLen, FileType: Byte;
    Name: array[0..NameLimit - 1] of AnsiChar;
  end;

  { A run of blocks that is free after the next commit. }
  TExtent = record
    First, Count: LongWord;
  end;

  PPendingInode = ^TPendingInode;
  TPendingInode = record
    Number: LongWord;
    WasDirectory: Boolean;
  end;

  PExt2Volume = ^TExt2Volume;
  TExt2Volume = record
    Super: TSuperBlock;
    Groups: PGroup; { an array of GroupCount }
    GroupCount: LongWord;
    PointersPerBlock: LongWord;
    InodeSize: LongWord;
    WasValid: Boolean; { when it was mounted }
    CountsChanged: Boolean; { superblock or groups differ from the disk }
    PendingExtents: ^TExtent;
    PendingExtentCount, PendingExtentRoom: LongInt;
    PendingBlocks: LongWord; { their sum }
    PendingInodes: PPendingInode;
    PendingInodeCount, PendingInodeRoom: LongInt;
  end;

  { What a node of ext2 holds in its Own. }
  PExt2Node = ^TExt2Node;
  TExt2Node = record
    Block: array[0..PointerSlots - 1] of LongWord;
    Flags, FileAcl, Generation: LongWord;
    NextRead: LongWord; { the block after the last one read: a sequential reader comes here }
  end;

function Ext2Of(Volume: PVolume): PExt2Volume; inline;
function OwnOf(Node: PNode): PExt2Node; inline;

{ Whether a block number can be that of a file's block. }
function IsFileBlock(Volume: PVolume; Block: LongWord): Boolean;

{ Bytes an entry with a name of that length takes. }
function EntryBytes(NameLength: LongInt): LongInt; inline;

{ The file type field for a mode, and the kind getdents64 gives for a file type. }
function FileTypeOf(Mode: LongWord): Byte;
function KindOfFileType(FileType: Byte): Byte;

{ Reports damage on the console and returns -EUCLEAN. }
function Damaged(Volume: PVolume; const What: ShortString; Value: QWord): LongInt;

implementation

uses
  Toro.Errors;


function Ext2Of(Volume: PVolume): PExt2Volume;
begin
  Result := Volume^.Own;
end;

function OwnOf(Node: PNode): PExt2Node;
begin
  Result := @Node^.Own;
end;

function IsFileBlock(Volume: PVolume; Block: LongWord): Boolean;
begin
  Result := (Block > Ext2Of(Volume)^.Super.FirstDataBlock)
    and (Block < Ext2Of(Volume)^.Super.BlocksCount);
end;

function EntryBytes(NameLength: LongInt): LongInt;
begin
  Result := (EntryHeader + NameLength + 3) and not 3;
end;

const
  { By the four type bits of a mode: pipe 5, character 3, directory 2, block 4, file 1,
    link 7, socket 6 (layout document, table 4.2). }
  FileTypes: array[0..15] of Byte = (0, 5, 3, 0, 2, 0, 4, 0, 1, 0, 7, 0, 6, 0, 0, 0);

function FileTypeOf(Mode: LongWord): Byte;
begin
  Result := FileTypes[(Mode and ModeTypeMask) shr 12];
end;

function KindOfFileType(FileType: Byte): Byte;
begin
  Result := 15;
  while (Result > 0) and (FileTypes[Result] <> FileType) do
    Dec(Result);
end;

function Damaged(Volume: PVolume; const What: ShortString; Value: QWord): LongInt;
begin
  Ext2Of(Volume)^.Super.State := Ext2Of(Volume)^.Super.State or StateErrors;
  Ext2Of(Volume)^.CountsChanged := True;
  Tell(Volume, What, Value);
  Result := -EUCLEAN;
end;

end.

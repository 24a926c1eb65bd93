{ SPDX-License-Identifier: Apache-2.0 }
{ Inodes of ext2: between the disk's record and the node in memory; birth and death.

  Called by: Toro.Nodes through the operations of Ext2; Toro.Ext2.Names (MakeInode).
  Touches: inode tables, through buffers; free space. }
unit Toro.Ext2.Inodes;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

function LoadInode(Node: PNode): LongInt;
function StoreInode(Node: PNode): LongInt;

{ Frees all that the node occupies; the inode itself is freed by the next commit. }
function DiscardInode(Node: PNode): LongInt;

{ A new node of that mode near its directory, not yet under any name: Links is 0. }
function MakeInode(Parent: PNode; Mode: LongWord; out Node: PNode): LongInt;

{ Whether the target of a link lies in the inode itself. }
function IsFastLink(Node: PNode): Boolean;

implementation

uses
  Toro.Buffers, Toro.Nodes, Toro.Ext2.Layout, Toro.Ext2.Map, Toro.Ext2.Space;

type
  { The block of extended attributes that several inodes may share (fs/ext2/xattr.h's header). }
  PAttributeHeader = ^TAttributeHeader;
  TAttributeHeader = packed record
    Magic, RefCount, Blocks, Hash: LongWord;
  end;

const
  AttributeMagic = $EA020000;

function HoldInodeBuffer(Node: PNode; out Buffer: PBuffer; out Inode: PInode): LongInt;
var
  Block, Offset: LongWord;
begin
  Result := LocateInode(Node^.Volume, Node^.Number, Block, Offset);
  if Result = 0 then
    Result := GetBuffer(Node^.Volume, Block, Buffer);
  if Result = 0 then
    Inode := PInode(Buffer^.Data + Offset);
end;

function HasData(Node: PNode): Boolean; inline;
begin
  Result := IsFile(Node) or IsDirectory(Node) or (IsSymLink(Node) and not IsFastLink(Node));
end;

function IsFastLink(Node: PNode): Boolean;
var
  OfAttributes: QWord;
begin
  OfAttributes := 0;
  if OwnOf(Node)^.FileAcl <> 0 then
    OfAttributes := Node^.Volume^.BlockSize div 512;
  Result := (Node^.Blocks = OfAttributes) and (Node^.Size < FastLinkLimit);
end;

procedure CopyIn(Node: PNode; Inode: PInode);
var
  Own: PExt2Node;
begin
  Own := OwnOf(Node);
  Node^.Mode := Inode^.Mode;
  Node^.Links := Inode^.LinksCount;
  Node^.User := Inode^.Uid or LongWord(Inode^.UidHigh) shl 16;
  Node^.Group := Inode^.Gid or LongWord(Inode^.GidHigh) shl 16;
  Node^.Size := Inode^.Size;
  if IsFile(Node) then
    Node^.Size := Node^.Size or Int64(Inode^.SizeHigh) shl 32;
  Node^.Blocks := Inode^.Blocks;
  { Times are signed seconds (layout document, i_atime; Linux reads them so). }
  Node^.AccessNs := LongInt(Inode^.ATime) * NsPerSecond;
  Node^.ModifyNs := LongInt(Inode^.MTime) * NsPerSecond;
  Node^.ChangeNs := LongInt(Inode^.CTime) * NsPerSecond;
  Move(Inode^.Block, Own^.Block, SizeOf(Own^.Block));
  Own^.Flags := Inode^.Flags;
  Own^.FileAcl := Inode^.FileAcl;
  Own^.Generation := Inode^.Generation;
  if not HasData(Node) and not IsSymLink(Node) then
    Node^.Device := Own^.Block[0];
end;

{ What a damaged inode could make the rest of the kernel believe. }
function CheckNode(Node: PNode): LongInt;
begin
  Result := 0;
  case Node^.Mode and ModeTypeMask of
    ModeFile:
      if (Node^.Size < 0) or (QWord(Node^.Size) shr Node^.Volume^.BlockShift
        >= ReachableBlocks(Node^.Volume)) then
        Result := Damaged(Node^.Volume, 'size of inode', Node^.Number);
    ModeDirectory:
      if (Node^.Size and (Node^.Volume^.BlockSize - 1) <> 0)
        or (QWord(Node^.Size) shr Node^.Volume^.BlockShift
        > Ext2Of(Node^.Volume)^.Super.BlocksCount) then
        Result := Damaged(Node^.Volume, 'size of directory', Node^.Number);
    ModeSymLink:
      if (Node^.Size > LinkTargetLimit) or (Node^.Size > Node^.Volume^.BlockSize) then
        Result := Damaged(Node^.Volume, 'size of link', Node^.Number);
    ModeSocket, ModeBlockDevice, ModeCharacterDevice, ModePipe:
      ;
  else
    Result := Damaged(Node^.Volume, 'type of inode', Node^.Number);
  end;
end;

function LoadInode(Node: PNode): LongInt;
var
  Buffer: PBuffer;
  Inode: PInode;
begin
  Result := HoldInodeBuffer(Node, Buffer, Inode);
  if Result <> 0 then
    Exit;
  CopyIn(Node, Inode);
  ReleaseBuffer(Buffer);
  { A name that leads to a deleted inode: opening it must not bring it back to life. }
  if Node^.Links = 0 then
    Exit(Damaged(Node^.Volume, 'name of a deleted inode', Node^.Number));
  Result := CheckNode(Node);
end;

function Seconds(Ns: Int64): LongWord;
begin
  Result := LongWord(LongInt(Ns div NsPerSecond));
end;

procedure CopyOut(Node: PNode; Inode: PInode);
var
  Own: PExt2Node;
begin
  Own := OwnOf(Node);
  Inode^.Mode := Node^.Mode;
  { A node that has lost its last name keeps a count on the disk, or a power cut could leave a name
    that leads to a deleted inode; the commit after it is let go erases it. }
  if Node^.Links > 0 then
    Inode^.LinksCount := Node^.Links;
  Inode^.Uid := Node^.User;
  Inode^.UidHigh := Node^.User shr 16;
  Inode^.Gid := Node^.Group;
  Inode^.GidHigh := Node^.Group shr 16;
  Inode^.Size := Node^.Size;
  if IsFile(Node) then
    Inode^.SizeHigh := Node^.Size shr 32;
  Inode^.Blocks := Node^.Blocks;
  Inode^.ATime := Seconds(Node^.AccessNs);
  Inode^.MTime := Seconds(Node^.ModifyNs);
  Inode^.CTime := Seconds(Node^.ChangeNs);
  Inode^.DTime := 0;
  Move(Own^.Block, Inode^.Block, SizeOf(Own^.Block));
  if not HasData(Node) and not IsSymLink(Node) then
    Inode^.Block[0] := Node^.Device;
  Inode^.Flags := Own^.Flags;
  Inode^.FileAcl := Own^.FileAcl;
  Inode^.Generation := Own^.Generation;
end;

{ Files of 2 GiB and more are a feature that the superblock tells of. }
procedure NoteLargeFile(Node: PNode);
var
  Ext2: PExt2Volume;
begin
  Ext2 := Ext2Of(Node^.Volume);
  if not IsFile(Node) or (Node^.Size < Int64(1) shl 31)
    or (Ext2^.Super.FeatureRoCompat and RoCompatLargeFile <> 0) then
    Exit;
  Ext2^.Super.FeatureRoCompat := Ext2^.Super.FeatureRoCompat or RoCompatLargeFile;
  Ext2^.CountsChanged := True;
end;

function StoreInode(Node: PNode): LongInt;
var
  Buffer: PBuffer;
  Inode: PInode;
begin
  Result := HoldInodeBuffer(Node, Buffer, Inode);
  if Result <> 0 then
    Exit;
  NoteLargeFile(Node);
  CopyOut(Node, Inode);
  DirtyBuffer(Buffer, rkInode);
  ReleaseBuffer(Buffer);
  Node^.Dirty := False;
end;

function DropAttributes(Node: PNode): LongInt;
var
  Buffer: PBuffer;
  Header: PAttributeHeader;
  Block: LongWord;
  Shared: Boolean;
begin
  Block := OwnOf(Node)^.FileAcl;
  if Block = 0 then
    Exit(0);
  if not IsFileBlock(Node^.Volume, Block) then
    Exit(Damaged(Node^.Volume, 'attribute block outside the volume', Block));
  Result := GetBuffer(Node^.Volume, Block, Buffer);
  if Result <> 0 then
    Exit;
  Header := PAttributeHeader(Buffer^.Data);
  if Header^.Magic <> AttributeMagic then
    Result := Damaged(Node^.Volume, 'attribute block', Block);
  Shared := Header^.RefCount > 1;
  if (Result = 0) and Shared then
  begin
    Dec(Header^.RefCount);
    DirtyBuffer(Buffer, rkInode);
  end;
  ReleaseBuffer(Buffer);
  OwnOf(Node)^.FileAcl := 0;
  if (Result = 0) and not Shared then
    Result := FreeBlock(Node^.Volume, Block);
end;

function DiscardInode(Node: PNode): LongInt;
var
  Status: LongInt;
begin
  Result := 0;
  if HasData(Node) then
    Result := CutBlocks(Node, 0);
  Status := DropAttributes(Node);
  if Status <> 0 then
    Result := Status;
  Status := FreeInode(Node^.Volume, Node^.Number, IsDirectory(Node));
  if Status <> 0 then
    Result := Status;
  Node^.Links := 1; { so that it is not discarded twice at the end }
  Node^.Dirty := False;
end;

function ClearInode(Node: PNode): LongInt;
var
  Buffer: PBuffer;
  Inode: PInode;
begin
  Result := HoldInodeBuffer(Node, Buffer, Inode);
  if Result <> 0 then
    Exit;
  OwnOf(Node)^.Generation := Inode^.Generation + 1;
  FillChar(Inode^, Ext2Of(Node^.Volume)^.InodeSize, 0);
  DirtyBuffer(Buffer, rkInode);
  ReleaseBuffer(Buffer);
end;

function MakeInode(Parent: PNode; Mode: LongWord; out Node: PNode): LongInt;
var
  Number: LongWord;
begin
  Node := nil;
  Result := TakeInode(Parent^.Volume, Parent^.Number, Mode and ModeTypeMask = ModeDirectory,
    Number);
  if Result <> 0 then
    Exit;
  if FindNode(Parent^.Volume, Number) <> nil then
    Exit(Damaged(Parent^.Volume, 'free inode in use', Number));
  Result := FreshNode(Parent^.Volume, Number, Node);
  if Result <> 0 then
    Exit;
  Node^.Mode := Mode;
  Result := ClearInode(Node);
  if Result <> 0 then
  begin
    LetGo(Node);
    Node := nil;
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Nodes and names of FAT: between directory entries and nodes; making, removing and renaming.

  Called by: Toro.Vfs and Toro.Nodes through the operations of Fat.
  Touches: directories, through buffers.

  FAT has no inodes. A file's number is the place of its entry, a directory's its first cluster,
  so a file that is renamed gets another number, and one that loses its name while it is held gets
  a number that no entry has. There are no links and no owners. }
unit Toro.Fat.Nodes;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

function LoadNode(Node: PNode): LongInt;
function StoreNode(Node: PNode): LongInt;
function DiscardNode(Node: PNode): LongInt;
function LookupName(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
function MakeNode(Directory: PNode; const Name: TName; Mode: LongWord; const Target: TName;
  out Node: PNode): LongInt;
function UnlinkName(Directory: PNode; const Name: TName; Node: PNode): LongInt;
function RenameName(OldDirectory: PNode; const OldName: TName; Node, NewDirectory: PNode;
  const NewName: TName; Replaced: PNode): LongInt;

implementation

uses
  Toro.Buffers, Toro.Errors, Toro.Nodes, Toro.Fat.Layout, Toro.Fat.Table, Toro.Fat.Chains,
  Toro.Fat.Entries;

{ What stands for the root in a '..' entry is 0. }
function ClusterForChildren(Directory: PNode): LongWord;
begin
  Result := OwnOf(Directory)^.First;
  if Directory^.Number = RootNumber then
    Result := 0;
end;

procedure TakeEntry(Node: PNode; const Entry: TEntry);
var
  Own: PFatNode;
begin
  Own := OwnOf(Node);
  Own^.First := ClusterOf(Entry);
  Own^.Attributes := Entry.Attributes;
  Node^.ModifyNs := DecodeTime(Entry.ModifyDate, Entry.ModifyTime);
  Node^.AccessNs := DecodeTime(Entry.AccessDate, 0);
  Node^.ChangeNs := Node^.ModifyNs;
end;

procedure BecomeDirectory(Node: PNode);
begin
  Node^.Mode := ModeDirectory or &755;
  Node^.Links := 2;
end;

function LoadDirectory(Node: PNode; Cluster: LongWord): LongInt;
var
  Entry: TEntry;
  Clusters: LongWord;
begin
  BecomeDirectory(Node);
  OwnOf(Node)^.First := Cluster;
  Result := ChainLength(Node, Clusters);
  if Result <> 0 then
    Exit;
  Node^.Size := Int64(Clusters) * ClusterBytes(Node^.Volume);
  Node^.Blocks := Node^.Size div 512;
  if Node^.Number = RootNumber then
    Exit;
  { The times of a directory are those of its own '.'. }
  Result := ReadEntry(Node^.Volume, Int64(QWord(Cluster - FirstCluster)
    * FatOf(Node^.Volume)^.BlocksPerCluster + FatOf(Node^.Volume)^.DataStart)
    shl Node^.Volume^.BlockShift, Entry);
  if Result = 0 then
    TakeEntry(Node, Entry);
  OwnOf(Node)^.First := Cluster;
end;

function LoadFile(Node: PNode): LongInt;
var
  Entry: TEntry;
begin
  OwnOf(Node)^.EntryOffset := Int64(Node^.Number) * EntryBytes;
  Result := ReadEntry(Node^.Volume, OwnOf(Node)^.EntryOffset, Entry);
  if Result <> 0 then
    Exit;
  TakeEntry(Node, Entry);
  Node^.Size := Entry.Size;
  Node^.Blocks := (Node^.Size + ClusterBytes(Node^.Volume) - 1)
    and not Int64(ClusterBytes(Node^.Volume) - 1) div 512;
  Node^.Mode := ModeFile or &644;
  if Entry.Attributes and AttributeReadOnly <> 0 then
    Node^.Mode := ModeFile or &444;
  Node^.Links := 1;
  if (Node^.Size > 0) and not IsCluster(Node^.Volume, OwnOf(Node)^.First) then
    Result := Damaged(Node^.Volume, 'first cluster of a file', OwnOf(Node)^.First);
end;

function LoadNode(Node: PNode): LongInt;
begin
  if Node^.Number = RootNumber then
    Result := LoadDirectory(Node, FatOf(Node^.Volume)^.RootCluster)
  else if Node^.Number < DirectoryNumbers then
    Result := LoadFile(Node)
  else if IsCluster(Node^.Volume, Node^.Number - DirectoryNumbers) then
    Result := LoadDirectory(Node, Node^.Number - DirectoryNumbers)
  else
    Result := Damaged(Node^.Volume, 'first cluster of a directory',
      Node^.Number - DirectoryNumbers);
end;

procedure FillEntry(Node: PNode; var Entry: TEntry);
begin
  SetCluster(Entry, OwnOf(Node)^.First);
  Entry.Size := 0;
  if IsFile(Node) then
  begin
    Entry.Size := Node^.Size;
    Entry.Attributes := Entry.Attributes and not AttributeReadOnly or AttributeArchive;
    if Node^.Mode and &222 = 0 then
      Entry.Attributes := Entry.Attributes or AttributeReadOnly;
  end;
  EncodeTime(Node^.ModifyNs, Entry.ModifyDate, Entry.ModifyTime);
end;

{ A directory that was not looked at through its entry keeps its times; nothing else of it is in
  the entry. }
function StoreNode(Node: PNode): LongInt;
var
  Entry: TEntry;
begin
  Node^.Dirty := False;
  Result := 0;
  if (Node^.Links = 0) or (OwnOf(Node)^.EntryOffset = 0) then
    Exit;
  Result := ReadEntry(Node^.Volume, OwnOf(Node)^.EntryOffset, Entry);
  if Result <> 0 then
    Exit;
  FillEntry(Node, Entry);
  Result := WriteEntry(Node^.Volume, OwnOf(Node)^.EntryOffset, Entry);
end;

function DiscardNode(Node: PNode): LongInt;
begin
  Result := CutChain(Node, 0);
  Node^.Links := 1;
  Node^.Dirty := False;
  OwnOf(Node)^.EntryOffset := 0;
end;

function LookupName(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
var
  Found: TFoundEntry;
begin
  Number := RootNumber;
  if IsDotDot(Name) and (Directory^.Number = RootNumber) then
    Exit(0);
  Result := FindEntry(Directory, Name, Found);
  if Result = 0 then
    Number := NumberOf(Directory^.Volume, Found.Entry, Found.Offset);
end;

{ The node loses its place in the directory; while it is held it needs a number of its own. }
procedure LoseName(Node: PNode);
begin
  Node^.Links := 0;
  OwnOf(Node)^.EntryOffset := 0;
  Inc(FatOf(Node^.Volume)^.LastNameless);
  RenumberNode(Node, NamelessNumbers + FatOf(Node^.Volume)^.LastNameless);
end;

procedure TakePlace(Node: PNode; Offset: Int64);
begin
  OwnOf(Node)^.EntryOffset := Offset;
  if IsDirectory(Node) then
    RenumberNode(Node, DirectoryNumbers + OwnOf(Node)^.First)
  else
    RenumberNode(Node, Offset div EntryBytes);
end;

procedure ModelOf(Node: PNode; out Entry: TEntry);
begin
  FillChar(Entry, SizeOf(Entry), 0);
  if IsDirectory(Node) then
    Entry.Attributes := AttributeDirectory;
  FillEntry(Node, Entry);
  Entry.CreateDate := Entry.ModifyDate;
  Entry.CreateTime := Entry.ModifyTime;
  Entry.AccessDate := Entry.ModifyDate;
end;

function MakeNode(Directory: PNode; const Name: TName; Mode: LongWord; const Target: TName;
  out Node: PNode): LongInt;
var
  Entry: TEntry;
  Offset: Int64;
begin
  Node := nil;
  if (Mode and ModeTypeMask <> ModeFile) and (Mode and ModeTypeMask <> ModeDirectory) then
    Exit(-EPERM);
  Inc(FatOf(Directory^.Volume)^.LastNameless);
  Result := FreshNode(Directory^.Volume,
    NamelessNumbers + FatOf(Directory^.Volume)^.LastNameless, Node);
  if Result <> 0 then
    Exit;
  Node^.Mode := Mode;
  if IsDirectory(Node) then
    Result := InitialiseDirectory(Node, ClusterForChildren(Directory));
  ModelOf(Node, Entry);
  if Result = 0 then
    Result := AddEntry(Directory, Name, Entry, Offset);
  if Result <> 0 then
  begin
    LetGo(Node); { without links, so this frees it }
    Node := nil;
    Exit;
  end;
  Node^.Links := 1 + Ord(IsDirectory(Node));
  TakePlace(Node, Offset);
end;

function UnlinkName(Directory: PNode; const Name: TName; Node: PNode): LongInt;
var
  Found: TFoundEntry;
begin
  Result := FindEntry(Directory, Name, Found);
  if Result = 0 then
    Result := RemoveEntry(Directory, Found);
  if Result = 0 then
    LoseName(Node);
end;

function MoveParent(Node, OldDirectory, NewDirectory: PNode): LongInt;
var
  Found: TFoundEntry;
begin
  if not IsDirectory(Node) or (OldDirectory = NewDirectory) then
    Exit(0);
  Result := FindEntry(Node, MakeName('..', 2), Found);
  if Result <> 0 then
    Exit;
  SetCluster(Found.Entry, ClusterForChildren(NewDirectory));
  Result := WriteEntry(Node^.Volume, Found.Offset, Found.Entry);
end;

{ Lets the entry of Replaced lead to Node: one write, so that the name is never without a file. }
function ReplaceEntry(Directory: PNode; const Name: TName; const Model: TEntry;
  out Offset: Int64): LongInt;
var
  Found: TFoundEntry;
  Entry: TEntry;
begin
  Result := FindEntry(Directory, Name, Found);
  if Result <> 0 then
    Exit;
  Entry := Model;
  Entry.Case_ := Found.Entry.Case_;
  Move(Found.Entry.Name, Entry.Name, SizeOf(Entry.Name));
  Offset := Found.Offset;
  Result := WriteEntry(Directory^.Volume, Offset, Entry);
  ModifyNode(Directory);
end;

function RenameName(OldDirectory: PNode; const OldName: TName; Node, NewDirectory: PNode;
  const NewName: TName; Replaced: PNode): LongInt;
var
  Found: TFoundEntry;
  Offset: Int64;
begin
  Result := FindEntry(OldDirectory, OldName, Found);
  if Result <> 0 then
    Exit;
  FillEntry(Node, Found.Entry);
  if Replaced <> nil then
    Result := ReplaceEntry(NewDirectory, NewName, Found.Entry, Offset)
  else
    Result := AddEntry(NewDirectory, NewName, Found.Entry, Offset);
  { Adding may have moved nothing, but the old name's place is looked up again all the same: with
    another case of the same letters it would be the new one. }
  if Result = 0 then
    Result := RemoveEntry(OldDirectory, Found);
  if Result = 0 then
    Result := MoveParent(Node, OldDirectory, NewDirectory);
  if Result <> 0 then
    Exit;
  if Replaced <> nil then
    LoseName(Replaced);
  TakePlace(Node, Offset);
  TouchNode(Node);
end;

end.

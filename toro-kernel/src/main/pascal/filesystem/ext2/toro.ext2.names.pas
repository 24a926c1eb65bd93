{ SPDX-License-Identifier: Apache-2.0 }
{ Names of ext2: looking up, making, linking, removing and renaming.

  Called by: Toro.Vfs through the operations of Ext2.
  Touches: directories and inodes, through buffers.

  The order in which things change is chosen so that a power cut at any moment leaves each file
  under one of its names: a new name is on the disk before the old one goes. }
unit Toro.Ext2.Names;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

function LookupName(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
function MakeNode(Directory: PNode; const Name: TName; Mode: LongWord; const Target: TName;
  out Node: PNode): LongInt;
function LinkName(Directory: PNode; const Name: TName; Node: PNode): LongInt;
function UnlinkName(Directory: PNode; const Name: TName; Node: PNode): LongInt;
function RenameName(OldDirectory: PNode; const OldName: TName; Node, NewDirectory: PNode;
  const NewName: TName; Replaced: PNode): LongInt;

implementation

uses
  Toro.Errors, Toro.Nodes, Toro.Volumes, Toro.Ext2.Layout, Toro.Ext2.Entries, Toro.Ext2.Files,
  Toro.Ext2.Inodes;

procedure ChangeLinks(Node: PNode; Change: LongInt);
begin
  Inc(Node^.Links, Change);
  Node^.ChangeNs := NowNs;
  TouchNode(Node);
end;

{ One name less. A damaged link count must not wrap around. }
procedure LoseName(Node: PNode);
begin
  if Node^.Links > 0 then
    ChangeLinks(Node, -1);
end;

function LookupName(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
var
  Found: TFoundEntry;
begin
  Result := FindEntry(Directory, Name, Found);
  if Result <> 0 then
    Exit;
  Number := Found.Entry^.Inode;
  ReleaseEntry(Found);
  { Reserved inodes below the root's are no files. }
  if Number < RootInode then
    Result := Damaged(Directory^.Volume, 'entry leads to inode', Number);
end;

{ Fills a new node: a directory's first block, a link's target, a device's numbers. }
function FillNode(Directory, Node: PNode; const Target: TName): LongInt;
begin
  Result := 0;
  case Node^.Mode and ModeTypeMask of
    ModeDirectory: Result := InitialiseDirectory(Node, Directory^.Number);
    ModeSymLink: Result := WriteTarget(Node, Target);
  end;
end;

function MakeNode(Directory: PNode; const Name: TName; Mode: LongWord; const Target: TName;
  out Node: PNode): LongInt;
var
  Block: LongWord;
begin
  if (Mode and ModeTypeMask = ModeDirectory) and (Directory^.Links >= LinkLimit) then
    Exit(-EMLINK);
  Result := MakeInode(Directory, Mode, Node);
  if Result <> 0 then
    Exit;
  Result := FillNode(Directory, Node, Target);
  if Result = 0 then
    Result := AddEntry(Directory, Name, Node^.Number, Mode, Block);
  if Result <> 0 then
  begin
    LetGo(Node); { without links, so this frees it }
    Node := nil;
    Exit;
  end;
  ChangeLinks(Node, 1);
  if IsDirectory(Node) then
  begin
    ChangeLinks(Node, 1);
    ChangeLinks(Directory, 1);
  end;
end;

function LinkName(Directory: PNode; const Name: TName; Node: PNode): LongInt;
var
  Block: LongWord;
begin
  if Node^.Links >= LinkLimit then
    Exit(-EMLINK);
  Result := AddEntry(Directory, Name, Node^.Number, Node^.Mode, Block);
  if Result = 0 then
    ChangeLinks(Node, 1);
end;

function UnlinkName(Directory: PNode; const Name: TName; Node: PNode): LongInt;
var
  Found: TFoundEntry;
begin
  Result := FindEntry(Directory, Name, Found);
  if Result <> 0 then
    Exit;
  RemoveEntry(Directory, Found);
  ReleaseEntry(Found);
  LoseName(Node);
  if not IsDirectory(Node) then
    Exit;
  { Its own '.', and the parent's name in it. }
  LoseName(Node);
  LoseName(Directory);
end;

{ Puts Node under the new name; Block is where its entry lies. }
function EnterName(Directory: PNode; const Name: TName; Node, Replaced: PNode;
  out Block: LongWord): LongInt;
var
  Found: TFoundEntry;
begin
  if Replaced = nil then
    Exit(AddEntry(Directory, Name, Node^.Number, Node^.Mode, Block));
  Result := FindEntry(Directory, Name, Found);
  if Result <> 0 then
    Exit;
  RedirectEntry(Directory, Found, Node^.Number, Node^.Mode);
  Block := Found.Buffer^.Block;
  ReleaseEntry(Found);
end;

{ Takes the old name away. When it lies in another block than the new one, the new one must be on
  the disk first, and with a link count that counts both. }
function LeaveName(Directory: PNode; const Name: TName; Node: PNode; NewBlock: LongWord): LongInt;
var
  Found: TFoundEntry;
begin
  Result := FindEntry(Directory, Name, Found);
  if Result <> 0 then
    Exit;
  if Found.Buffer^.Block <> NewBlock then
  begin
    ReleaseEntry(Found);
    ChangeLinks(Node, 1);
    Result := CommitVolume(Node^.Volume);
    ChangeLinks(Node, -1);
    if Result = 0 then
      Result := FindEntry(Directory, Name, Found);
    if Result <> 0 then
      Exit;
  end;
  RemoveEntry(Directory, Found);
  ReleaseEntry(Found);
end;

{ A directory that moves has a new parent. }
function MoveParent(Node, OldDirectory, NewDirectory: PNode): LongInt;
var
  Found: TFoundEntry;
begin
  if not IsDirectory(Node) or (OldDirectory = NewDirectory) then
    Exit(0);
  Result := FindEntry(Node, MakeName('..', 2), Found);
  if Result <> 0 then
    Exit;
  RedirectEntry(Node, Found, NewDirectory^.Number, ModeDirectory);
  ReleaseEntry(Found);
  ChangeLinks(NewDirectory, 1);
  LoseName(OldDirectory);
end;

procedure LoseReplaced(Directory, Replaced: PNode);
begin
  if Replaced = nil then
    Exit;
  LoseName(Replaced);
  if not IsDirectory(Replaced) then
    Exit;
  LoseName(Replaced);
  LoseName(Directory);
end;

function RenameName(OldDirectory: PNode; const OldName: TName; Node, NewDirectory: PNode;
  const NewName: TName; Replaced: PNode): LongInt;
var
  Block: LongWord;
begin
  if IsDirectory(Node) and (OldDirectory <> NewDirectory)
    and (NewDirectory^.Links >= LinkLimit) then
    Exit(-EMLINK);
  Result := EnterName(NewDirectory, NewName, Node, Replaced, Block);
  if Result = 0 then
    Result := LeaveName(OldDirectory, OldName, Node, Block);
  if Result = 0 then
    Result := MoveParent(Node, OldDirectory, NewDirectory);
  if Result <> 0 then
    Exit;
  LoseReplaced(NewDirectory, Replaced);
  ChangeLinks(Node, 0);
end;

end.

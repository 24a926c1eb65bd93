{ SPDX-License-Identifier: Apache-2.0 }
{ What programs ask of files, without knowing where they lie: open, make, remove, rename, read.

  Called by: Toro.FileCalls (the run-time library's face) and Filesystem (Toro's face).
  Touches: nodes and volumes, through their operations.

  Each function checks what Linux checks and answers the errno Linux answers; a filesystem's
  operations then only do what can be done. There are no users: permissions are kept, not
  enforced. The caller holds the lock of Toro.OpenFiles. }
unit Toro.Vfs;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

const
  { open(2), asm-generic/fcntl.h. }
  OpenAccessMask = &3;
  OpenReadOnly = 0;
  OpenCreate = &100;
  OpenExclusive = &200;
  OpenTruncate = &1000;
  OpenAppend = &2000;
  OpenDirectory = &200000;
  OpenNoFollow = &400000;

{ The node to read or write, held. }
function OpenNode(Path: PAnsiChar; Flags: LongInt; Mode: LongWord; out Node: PNode): LongInt;

{ A directory, link (to Target) or special file that must not be there yet. }
function MakePath(Path: PAnsiChar; Mode: LongWord; const Target: TName; Device: LongWord): LongInt;
function LinkPath(OldPath, NewPath: PAnsiChar): LongInt;
function UnlinkPath(Path: PAnsiChar): LongInt;
function RemoveDirectory(Path: PAnsiChar): LongInt;
function RenamePath(OldPath, NewPath: PAnsiChar): LongInt;
function ReadLinkPath(Path: PAnsiChar; Buffer: PAnsiChar; Size: LongInt): LongInt;
function ChangeDirectory(Path: PAnsiChar): LongInt;

{ The absolute path of a directory with its NUL; the length without it. }
function PathOfDirectory(Directory: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;

function ReadNode(Node: PNode; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
function WriteNode(Node: PNode; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
function TruncateNode(Node: PNode; Size: Int64): LongInt;
function VisitDirectory(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;

{ Attributes: High(Int64) and High(LongWord) leave one as it is. }
function SetTimes(Node: PNode; AccessNs, ModifyNs: Int64): LongInt;
function SetMode(Node: PNode; Mode: LongWord): LongInt;
function SetOwner(Node: PNode; User, Group: LongWord): LongInt;

implementation

uses
  Toro.Errors, Toro.Nodes, Toro.Paths, Toro.Volumes;

const
  { Entries of attached volumes come after those of the directory itself. }
  AttachedPosition = Int64(1) shl 62;
  NoTarget: TName = (Text: nil; Length: 0);

{ Makes a node at a place that is free. }
function MakeAt(var Place: TPlace; Mode: LongWord; const Target: TName; Device: LongWord;
  out Node: PNode): LongInt;
begin
  Node := nil;
  { The directory may have been removed while it was held. }
  if Place.Parent^.Links = 0 then
    Exit(-ENOENT);
  Result := BeginChange(Place.Parent^.Volume);
  if Result = 0 then
    Result := Place.Parent^.Volume^.Operations^.Make(Place.Parent, Place.Name, Mode, Target, Node);
  if Result <> 0 then
    Exit;
  Node^.Device := Device;
  Relieve(Place.Parent^.Volume);
end;

function CheckOpen(Node: PNode; Flags: LongInt): LongInt;
var
  Writes: Boolean;
begin
  Result := 0;
  Writes := (Flags and OpenAccessMask <> OpenReadOnly) or (Flags and OpenTruncate <> 0);
  if IsSymLink(Node) then
    Result := -ELOOP
  else if (Flags and OpenDirectory <> 0) and not IsDirectory(Node) then
    Result := -ENOTDIR
  else if IsDirectory(Node) and (Writes or (Flags and OpenCreate <> 0)) then
    Result := -EISDIR
  else if Writes and IsFile(Node) and Node^.Volume^.ReadOnly then
    Result := -EROFS
  else if (Flags and OpenTruncate <> 0) and IsFile(Node) then
    Result := TruncateNode(Node, 0);
end;

function OpenNode(Path: PAnsiChar; Flags: LongInt; Mode: LongWord; out Node: PNode): LongInt;
var
  Place: TPlace;
  Follow: Boolean;
begin
  Node := nil;
  Follow := (Flags and OpenNoFollow = 0)
    and (Flags and (OpenCreate or OpenExclusive) <> OpenCreate or OpenExclusive);
  Result := FindPlace(Path, Follow, Place);
  if Result <> 0 then
    Exit;
  if Place.Node <> nil then
  begin
    if Flags and (OpenCreate or OpenExclusive) = OpenCreate or OpenExclusive then
      Result := -EEXIST
    else
      Result := CheckOpen(Place.Node, Flags);
    if Result = 0 then
      Node := HoldAgain(Place.Node);
  end
  else if Flags and OpenCreate = 0 then
    Result := -ENOENT
  else if Place.WantsDirectory then
    Result := -EISDIR
  else
    Result := MakeAt(Place, ModeFile or Mode and &7777, NoTarget, 0, Node);
  LeavePlace(Place);
end;

function MakePath(Path: PAnsiChar; Mode: LongWord; const Target: TName; Device: LongWord): LongInt;
var
  Place: TPlace;
  Node: PNode;
begin
  Result := FindPlace(Path, False, Place);
  if Result <> 0 then
    Exit;
  if Place.Node <> nil then
    Result := -EEXIST
  else if Place.WantsDirectory and (Mode and ModeTypeMask <> ModeDirectory) then
    Result := -ENOENT
  else
  begin
    Result := MakeAt(Place, Mode, Target, Device, Node);
    LetGo(Node);
  end;
  LeavePlace(Place);
end;

function LinkPath(OldPath, NewPath: PAnsiChar): LongInt;
var
  Node: PNode;
  Place: TPlace;
begin
  Result := FindPath(OldPath, False, Node);
  if Result <> 0 then
    Exit;
  Result := FindPlace(NewPath, False, Place);
  if Result = 0 then
  begin
    if Place.Node <> nil then
      Result := -EEXIST
    else if IsDirectory(Node) then
      Result := -EPERM
    else if Place.Parent^.Volume <> Node^.Volume then
      Result := -EXDEV
    else if Place.WantsDirectory or (Place.Parent^.Links = 0) then
      Result := -ENOENT
    else if Node^.Volume^.Operations^.Link = nil then
      Result := -EPERM
    else
      Result := BeginChange(Node^.Volume);
    if Result = 0 then
      Result := Node^.Volume^.Operations^.Link(Place.Parent, Place.Name, Node);
    Relieve(Node^.Volume);
    LeavePlace(Place);
  end;
  LetGo(Node);
end;

function SeeEntry(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
  NextPosition: Int64): Boolean;
begin
  Result := IsDot(Name) or IsDotDot(Name);
  PBoolean(Context)^ := Result;
end;

{ Whether a directory holds nothing but '.' and '..'. }
function CheckEmpty(Directory: PNode): LongInt;
var
  Empty: Boolean;
begin
  Empty := True;
  Result := Directory^.Volume^.Operations^.ReadDirectory(Directory, 0, @SeeEntry, @Empty);
  if (Result = 0) and not Empty then
    Result := -ENOTEMPTY;
end;

function UnlinkAt(var Place: TPlace): LongInt;
begin
  Result := BeginChange(Place.Parent^.Volume);
  if Result = 0 then
    Result := Place.Parent^.Volume^.Operations^.Unlink(Place.Parent, Place.Name, Place.Node);
  if Result = 0 then
    Relieve(Place.Parent^.Volume);
end;

{ Linux looks at this before it looks for the name. }
function IsReadOnlyAt(const Place: TPlace): Boolean;
begin
  Result := (Place.Parent <> nil) and Place.Parent^.Volume^.ReadOnly;
end;

function UnlinkPath(Path: PAnsiChar): LongInt;
var
  Place: TPlace;
begin
  Result := FindPlace(Path, False, Place);
  if Result <> 0 then
    Exit;
  if IsReadOnlyAt(Place) then
    Result := -EROFS
  else if Place.Node = nil then
    Result := -ENOENT
  else if IsDirectory(Place.Node) then
    Result := -EISDIR
  else
    Result := UnlinkAt(Place);
  LeavePlace(Place);
end;

function RemoveDirectory(Path: PAnsiChar): LongInt;
var
  Place: TPlace;
begin
  Result := FindPlace(Path, False, Place);
  if Result <> 0 then
    Exit;
  if IsReadOnlyAt(Place) then
    Result := -EROFS
  else if Place.Node = nil then
    Result := -ENOENT
  else if not IsDirectory(Place.Node) then
    Result := -ENOTDIR
  else if IsAttachedRoot(Place.Node) then
    Result := -EBUSY
  else if Place.Name.Length = 0 then
    Result := -EINVAL
  else
    Result := CheckEmpty(Place.Node);
  if Result = 0 then
    Result := UnlinkAt(Place);
  LeavePlace(Place);
end;

{ -EINVAL when Inner is Outer or lies in it: a directory cannot move into itself. On a damaged
  volume the way up may go in circles. }
function CheckOutside(Outer, Inner: PNode): LongInt;
var
  Here, Above: PNode;
  Depth: LongInt;
begin
  Result := 0;
  Depth := 0;
  Here := HoldAgain(Inner);
  while (Result = 0) and not IsAttachedRoot(Here) do
  begin
    if Here = Outer then
      Result := -EINVAL
    else
      Result := StepInto(Here, MakeName('..', 2), Above);
    if Result = 0 then
    begin
      LetGo(Here);
      Here := Above;
      Inc(Depth);
      if Depth > PathLimit then
        Result := -ELOOP;
    end;
  end;
  LetGo(Here);
end;

{ What stands at the new name must be of the same kind, and empty. }
function CheckReplace(Node, Replaced: PNode): LongInt;
begin
  Result := 0;
  if Replaced = nil then
    Exit;
  if IsAttachedRoot(Replaced) then
    Result := -EBUSY
  else if IsDirectory(Node) and not IsDirectory(Replaced) then
    Result := -ENOTDIR
  else if not IsDirectory(Node) and IsDirectory(Replaced) then
    Result := -EISDIR
  else if IsDirectory(Replaced) then
    Result := CheckEmpty(Replaced);
end;

function CheckRename(var Old, New: TPlace): LongInt;
begin
  Result := 0;
  if Old.Node = nil then
    Result := -ENOENT
  else if (Old.Name.Length = 0) or (New.Name.Length = 0) or IsAttachedRoot(Old.Node) then
    Result := -EBUSY
  else if Old.Parent^.Volume <> New.Parent^.Volume then
    Result := -EXDEV
  else if New.WantsDirectory and not IsDirectory(Old.Node) then
    Result := -ENOTDIR
  else if New.Parent^.Links = 0 then
    Result := -ENOENT
  else if IsDirectory(Old.Node) then
    Result := CheckOutside(Old.Node, New.Parent);
  { The old name lies somewhere in what would be replaced: it is not empty. }
  if (Result = 0) and (New.Node <> nil) and IsDirectory(New.Node)
    and (CheckOutside(New.Node, Old.Parent) <> 0) then
    Result := -ENOTEMPTY;
  if Result = 0 then
    Result := CheckReplace(Old.Node, New.Node);
end;

function RenameAt(var Old, New: TPlace): LongInt;
var
  Volume: PVolume;
begin
  if (Old.Node <> nil) and (Old.Node = New.Node) then
    Exit(0);
  Result := CheckRename(Old, New);
  Volume := Old.Parent^.Volume;
  if Result = 0 then
    Result := BeginChange(Volume);
  if Result = 0 then
    Result := Volume^.Operations^.Rename(Old.Parent, Old.Name, Old.Node, New.Parent, New.Name,
      New.Node);
  if Result = 0 then
    Relieve(Volume);
end;

function RenamePath(OldPath, NewPath: PAnsiChar): LongInt;
var
  Old, New: TPlace;
begin
  Result := FindPlace(OldPath, False, Old);
  if Result <> 0 then
    Exit;
  Result := FindPlace(NewPath, False, New);
  if Result = 0 then
  begin
    if (Old.Parent = nil) or (New.Parent = nil) then
      Result := -EBUSY
    else
      Result := RenameAt(Old, New);
    LeavePlace(New);
  end;
  LeavePlace(Old);
end;

function ReadLinkPath(Path: PAnsiChar; Buffer: PAnsiChar; Size: LongInt): LongInt;
var
  Node: PNode;
begin
  Result := FindPath(Path, False, Node);
  if Result <> 0 then
    Exit;
  if IsSymLink(Node) then
    Result := Node^.Volume^.Operations^.ReadLink(Node, Buffer, Size)
  else
    Result := -EINVAL;
  LetGo(Node);
end;

function ChangeDirectory(Path: PAnsiChar): LongInt;
var
  Node: PNode;
begin
  Result := FindPath(Path, True, Node);
  if Result <> 0 then
    Exit;
  if IsDirectory(Node) then
    SetWorkingDirectory(Node)
  else
  begin
    LetGo(Node);
    Result := -ENOTDIR;
  end;
end;

type
  PNameSearch = ^TNameSearch;
  TNameSearch = record
    Number: QWord;
    Name: ShortString;
  end;

function MatchNumber(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
  NextPosition: Int64): Boolean;
begin
  Result := (Number <> PNameSearch(Context)^.Number) or IsDot(Name) or IsDotDot(Name);
  if not Result then
    SetString(PNameSearch(Context)^.Name, Name.Text, Name.Length);
end;

{ The name that leads from the directory above to this one. }
function NameAbove(Above, Directory: PNode; out Name: ShortString): LongInt;
var
  Search: TNameSearch;
  Attached: TName;
  Volume: PVolume;
  I: LongInt;
begin
  Name := '';
  if Above^.Volume = Directory^.Volume then
  begin
    Search.Number := Directory^.Number;
    Search.Name := '';
    Result := Above^.Volume^.Operations^.ReadDirectory(Above, 0, @MatchNumber, @Search);
    Name := Search.Name;
  end
  else
  begin
    Result := 0;
    I := 0;
    while (Name = '') and AttachedName(Above, I, Attached, Volume) do
    begin
      if Volume = Directory^.Volume then
        SetString(Name, Attached.Text, Attached.Length);
      Inc(I);
    end;
  end;
  if (Result = 0) and (Name = '') then
    Result := -ENOENT;
end;

{ Fills the buffer from its end upwards, then moves the path to the front. }
function PathOfDirectory(Directory: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
var
  Here, Above: PNode;
  Name: ShortString;
  Start: LongInt;
begin
  Result := 0;
  Start := Size;
  Here := HoldAgain(Directory);
  repeat
    Result := StepInto(Here, MakeName('..', 2), Above);
    if Result <> 0 then
      Break;
    if Above = Here then
    begin
      LetGo(Above);
      Break;
    end;
    Result := NameAbove(Above, Here, Name);
    LetGo(Here);
    Here := Above;
    if (Result = 0) and (Start - Length(Name) - 1 < 1) then
      Result := -ERANGE;
    if Result = 0 then
    begin
      Dec(Start, Length(Name) + 1);
      Buffer[Start] := '/';
      Move(Name[1], Buffer[Start + 1], Length(Name));
    end;
  until Result <> 0;
  LetGo(Here);
  if Result <> 0 then
    Exit;
  if Size < 2 then
    Exit(-ERANGE);
  if Start = Size then
  begin
    Dec(Start);
    Buffer[Start] := '/';
  end;
  Result := Size - Start;
  Move(Buffer[Start], Buffer^, Result);
  Buffer[Result] := #0;
end;

function ReadNode(Node: PNode; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
begin
  if IsDirectory(Node) then
    Exit(-EISDIR);
  if (Offset < 0) or (Count < 0) then
    Exit(-EINVAL);
  Result := Node^.Volume^.Operations^.Read(Node, Offset, Buffer, Count);
end;

function WriteNode(Node: PNode; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
begin
  if (Offset < 0) or (Count < 0) then
    Exit(-EINVAL);
  if Count = 0 then
    Exit(0);
  Result := BeginChange(Node^.Volume);
  if Result = 0 then
    Result := Node^.Volume^.Operations^.Write(Node, Offset, Buffer, Count);
  if Result >= 0 then
    Relieve(Node^.Volume);
end;

function TruncateNode(Node: PNode; Size: Int64): LongInt;
begin
  if IsDirectory(Node) then
    Exit(-EISDIR);
  if (Size < 0) or not IsFile(Node) then
    Exit(-EINVAL);
  Result := BeginChange(Node^.Volume);
  if Result = 0 then
    Result := Node^.Volume^.Operations^.Truncate(Node, Size);
  if Result = 0 then
    Relieve(Node^.Volume);
end;

type
  PHidingVisit = ^THidingVisit;
  THidingVisit = record
    Directory: PNode;
    Visitor: TEntryVisitor;
    Context: Pointer;
    Stopped: Boolean;
  end;

{ Passes an entry on unless a volume is attached under its name. }
function VisitUnlessHidden(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
  NextPosition: Int64): Boolean;
var
  Visit: PHidingVisit;
begin
  Visit := Context;
  if AttachedVolume(Visit^.Directory, Name) <> nil then
    Exit(True);
  Result := Visit^.Visitor(Visit^.Context, Name, Number, Kind, NextPosition);
  Visit^.Stopped := not Result;
end;

function VisitDirectory(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;
var
  Visit: THidingVisit;
  Name: TName;
  Volume: PVolume;
  I: LongInt;
begin
  if not IsDirectory(Directory) then
    Exit(-ENOTDIR);
  Visit.Directory := Directory;
  Visit.Visitor := Visitor;
  Visit.Context := Context;
  Visit.Stopped := False;
  Result := 0;
  I := 0;
  if Position >= AttachedPosition then
    I := Position - AttachedPosition
  else
    Result := Directory^.Volume^.Operations^.ReadDirectory(Directory, Position,
      @VisitUnlessHidden, @Visit);
  while (Result = 0) and not Visit.Stopped and AttachedName(Directory, I, Name, Volume) do
  begin
    Inc(I);
    Visit.Stopped := not Visitor(Context, Name, Volume^.RootNumber, EntryKind(ModeDirectory),
      AttachedPosition + I);
  end;
end;

function Change(Node: PNode): LongInt;
begin
  Result := BeginChange(Node^.Volume);
  if Result <> 0 then
    Exit;
  Node^.ChangeNs := NowNs;
  TouchNode(Node);
end;

function SetTimes(Node: PNode; AccessNs, ModifyNs: Int64): LongInt;
begin
  Result := Change(Node);
  if Result <> 0 then
    Exit;
  if AccessNs <> High(Int64) then
    Node^.AccessNs := AccessNs;
  if ModifyNs <> High(Int64) then
    Node^.ModifyNs := ModifyNs;
end;

function SetMode(Node: PNode; Mode: LongWord): LongInt;
begin
  Result := Change(Node);
  if Result = 0 then
    Node^.Mode := Node^.Mode and ModeTypeMask or Mode and &7777;
end;

function SetOwner(Node: PNode; User, Group: LongWord): LongInt;
begin
  Result := Change(Node);
  if Result <> 0 then
    Exit;
  if User <> High(LongWord) then
    Node^.User := User;
  if Group <> High(LongWord) then
    Node^.Group := Group;
end;

end.

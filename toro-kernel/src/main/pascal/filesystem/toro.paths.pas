{ SPDX-License-Identifier: Apache-2.0 }
{ From a path to a node: the walk over directories, links and mounted volumes.

  Called by: Toro.Vfs and Toro.FileCalls.
  Touches: nodes; the table of attachments.

  The root is a volume's root directory. A volume is attached to a name in a directory: the name
  leads to the volume's root whether or not the directory has such an entry. So /tmp and /dev are
  there on whatever disk is mounted as the root. }
unit Toro.Paths;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

type
  { Where a path leads: to Node, under Name in Parent. Node is nil when there is no such name (yet);
    Name is empty when the path ends in a directory's own name ('/', '.', '..'). Both are held. }
  PPlace = ^TPlace;
  TPlace = record
    Parent, Node: PNode;
    Name: TName;
    Text: array[0..NameLimit] of AnsiChar; { Name points here }
    WantsDirectory: Boolean; { the path ends with a slash }
  end;

{ Makes the volume's root directory the root and the working directory, and moves what is attached
  to the old root to the new one. }
function SetRoot(Volume: PVolume): LongInt;

{ Attaches a volume under a name of a directory; at most 16 volumes. }
function AttachVolume(Directory: PNode; const Name: TName; Volume: PVolume): LongInt;

{ The volume attached under the name, or nil. }
function AttachedVolume(Directory: PNode; const Name: TName): PVolume;

{ The I-th name attached to the directory, from 0. }
function AttachedName(Directory: PNode; I: LongInt; out Name: TName; out Volume: PVolume): Boolean;

{ Whether the node is the root of a volume that is attached or the root. }
function IsAttachedRoot(Node: PNode): Boolean;

{ Walks. Follow: a link at the end is followed, also to a place where nothing is yet. }
function FindPlace(Path: PAnsiChar; Follow: Boolean; out Place: TPlace): LongInt;
procedure LeavePlace(var Place: TPlace);

{ The node a path leads to, held; -ENOENT when there is none. }
function FindPath(Path: PAnsiChar; Follow: Boolean; out Node: PNode): LongInt;

function StepInto(Directory: PNode; const Name: TName; out Node: PNode): LongInt;

function WorkingDirectory: PNode;
{ Takes over the caller's hold of the node. }
procedure SetWorkingDirectory(Directory: PNode);

implementation

uses
  Toro.Errors, Toro.FileMemory, Toro.Nodes;

const
  AttachmentLimit = 16;
  LinkBudget = 40; { links followed in one walk, as in Linux }

type
  TAttachment = record
    Directory: PNode;
    Name: ShortString;
    Volume: PVolume;
    Root: PNode; { held, so that the node stays the same }
  end;

var
  Root, Current: PNode;
  Attachments: array[0..AttachmentLimit - 1] of TAttachment;
  AttachmentCount: LongInt;

function WorkingDirectory: PNode;
begin
  Result := Current;
end;

procedure SetWorkingDirectory(Directory: PNode);
begin
  LetGo(Current);
  Current := Directory;
end;

function SetRoot(Volume: PVolume): LongInt;
var
  Node, Old: PNode;
  I: LongInt;
begin
  Result := HoldNode(Volume, Volume^.RootNumber, Node);
  if Result <> 0 then
    Exit;
  Old := Root;
  Root := Node;
  for I := 0 to AttachmentCount - 1 do
    if Attachments[I].Directory = Old then
    begin
      LetGo(Old);
      Attachments[I].Directory := HoldAgain(Root);
    end;
  SetWorkingDirectory(HoldAgain(Root));
  LetGo(Old);
end;

function NameOf(const Attachment: TAttachment): TName;
begin
  Result := MakeName(@Attachment.Name[1], Length(Attachment.Name));
end;

function FindAttachment(Directory: PNode; const Name: TName): LongInt;
begin
  Result := AttachmentCount - 1;
  while (Result >= 0) and not ((Attachments[Result].Directory = Directory)
    and Toro.FileTypes.SameName(NameOf(Attachments[Result]), Name)) do
    Dec(Result);
end;

function AttachVolume(Directory: PNode; const Name: TName; Volume: PVolume): LongInt;
var
  Node: PNode;
begin
  if AttachmentCount = AttachmentLimit then
    Exit(-ENOMEM);
  if (Name.Length = 0) or (Name.Length > NameLimit) or (FindAttachment(Directory, Name) >= 0) then
    Exit(-EBUSY);
  Result := HoldNode(Volume, Volume^.RootNumber, Node);
  if Result <> 0 then
    Exit;
  Attachments[AttachmentCount].Directory := HoldAgain(Directory);
  SetString(Attachments[AttachmentCount].Name, Name.Text, Name.Length);
  Attachments[AttachmentCount].Volume := Volume;
  Attachments[AttachmentCount].Root := Node;
  Inc(AttachmentCount);
end;

function AttachedVolume(Directory: PNode; const Name: TName): PVolume;
var
  I: LongInt;
begin
  I := FindAttachment(Directory, Name);
  Result := nil;
  if I >= 0 then
    Result := Attachments[I].Volume;
end;

function AttachedName(Directory: PNode; I: LongInt; out Name: TName; out Volume: PVolume): Boolean;
var
  J: LongInt;
begin
  for J := 0 to AttachmentCount - 1 do
    if Attachments[J].Directory = Directory then
    begin
      Name := NameOf(Attachments[J]);
      Volume := Attachments[J].Volume;
      if I = 0 then
        Exit(True);
      Dec(I);
    end;
  Result := False;
end;

function IsAttachedRoot(Node: PNode): Boolean;
var
  I: LongInt;
begin
  Result := Node = Root;
  for I := 0 to AttachmentCount - 1 do
    Result := Result or (Attachments[I].Root = Node);
end;

{ The directory above: over the border between volumes where Directory is a volume's root. }
function StepUp(Directory: PNode; out Node: PNode): LongInt;
var
  I: LongInt;
  Number: QWord;
begin
  Result := 0;
  if Directory = Root then
  begin
    Node := HoldAgain(Root);
    Exit;
  end;
  for I := 0 to AttachmentCount - 1 do
    if Attachments[I].Root = Directory then
    begin
      Node := HoldAgain(Attachments[I].Directory);
      Exit;
    end;
  Result := Directory^.Volume^.Operations^.Lookup(Directory, MakeName('..', 2), Number);
  if Result = 0 then
    Result := HoldNode(Directory^.Volume, Number, Node);
end;

function StepInto(Directory: PNode; const Name: TName; out Node: PNode): LongInt;
var
  I: LongInt;
  Number: QWord;
begin
  Node := nil;
  if not IsDirectory(Directory) then
    Exit(-ENOTDIR);
  if Name.Length > NameLimit then
    Exit(-ENAMETOOLONG);
  if IsDot(Name) then
  begin
    Node := HoldAgain(Directory);
    Exit(0);
  end;
  if IsDotDot(Name) then
    Exit(StepUp(Directory, Node));
  I := FindAttachment(Directory, Name);
  if I >= 0 then
  begin
    Node := HoldAgain(Attachments[I].Root);
    Exit(0);
  end;
  Result := Directory^.Volume^.Operations^.Lookup(Directory, Name, Number);
  if Result = 0 then
    Result := HoldNode(Directory^.Volume, Number, Node);
end;

function WalkFrom(Start: PNode; Path: PAnsiChar; Follow: Boolean; var Budget: LongInt;
  out Place: TPlace): LongInt; forward;

{ Goes on at the target of the link that Place has led to. }
function FollowLink(var Place: TPlace; var Budget: LongInt): LongInt;
var
  Target: PAnsiChar;
  Length: LongInt;
  Link: PNode;
  Start: PNode;
  Slash: Boolean;
begin
  Dec(Budget);
  if Budget < 0 then
    Exit(-ELOOP);
  Target := TakeMemory(PathLimit);
  if Target = nil then
    Exit(-ENOMEM);
  Link := Place.Node;
  Start := Place.Parent;
  Slash := Place.WantsDirectory;
  Place.Node := nil;
  Place.Parent := nil;
  Length := Link^.Volume^.Operations^.ReadLink(Link, Target, LinkTargetLimit);
  Result := Length;
  if Length >= 0 then
  begin
    Target[Length] := #0;
    Result := WalkFrom(Start, Target, True, Budget, Place);
    Place.WantsDirectory := Place.WantsDirectory or Slash;
  end;
  LetGo(Link);
  LetGo(Start);
  ReturnMemory(Target, PathLimit);
end;

{ The next component of a path; Path moves behind it and the slashes after it. }
function NextName(var Path: PAnsiChar; out IsLast, Slash: Boolean): TName;
begin
  Result.Text := Path;
  while (Path^ <> #0) and (Path^ <> '/') do
    Inc(Path);
  Result.Length := Path - Result.Text;
  Slash := Path^ = '/';
  while Path^ = '/' do
    Inc(Path);
  IsLast := Path^ = #0;
end;

procedure KeepName(var Place: TPlace; const Name: TName);
begin
  Place.Name.Length := Name.Length;
  if IsDot(Name) or IsDotDot(Name) then
    Place.Name.Length := 0;
  Move(Name.Text^, Place.Text, Place.Name.Length);
  Place.Text[Place.Name.Length] := #0;
end;

{ One step: from Place.Parent to what Name leads to in it. }
function Step(var Place: TPlace; const Name: TName; IsLast, Slash, Follow: Boolean;
  var Budget: LongInt): LongInt;
begin
  Result := StepInto(Place.Parent, Name, Place.Node);
  Place.WantsDirectory := Slash;
  if (Result = -ENOENT) and IsLast then
    Result := 0;
  if Result <> 0 then
    Exit;
  KeepName(Place, Name);
  if (Place.Node <> nil) and IsSymLink(Place.Node) and (Follow or Slash or not IsLast) then
    Result := FollowLink(Place, Budget);
  if Result <> 0 then
    Exit;
  if Place.Node = nil then
  begin
    if not IsLast then
      Result := -ENOENT;
  end
  else if Place.WantsDirectory and not IsDirectory(Place.Node) then
    Result := -ENOTDIR;
end;

function WalkFrom(Start: PNode; Path: PAnsiChar; Follow: Boolean; var Budget: LongInt;
  out Place: TPlace): LongInt;
var
  Name: TName;
  IsLast, Slash: Boolean;
begin
  Place.Parent := nil;
  Place.Node := nil;
  Place.Name := MakeName(@Place.Text, 0);
  Place.WantsDirectory := False;
  if Path^ = #0 then
    Exit(-ENOENT);
  if Path^ = '/' then
    Start := Root;
  while Path^ = '/' do
    Inc(Path);
  Place.Node := HoldAgain(Start);
  Result := 0;
  while (Path^ <> #0) and (Result = 0) do
  begin
    LetGo(Place.Parent);
    Place.Parent := Place.Node;
    Place.Node := nil;
    Name := NextName(Path, IsLast, Slash);
    Result := Step(Place, Name, IsLast, Slash, Follow, Budget);
  end;
end;

procedure LeavePlace(var Place: TPlace);
begin
  LetGo(Place.Parent);
  LetGo(Place.Node);
  Place.Parent := nil;
  Place.Node := nil;
end;

function FindPlace(Path: PAnsiChar; Follow: Boolean; out Place: TPlace): LongInt;
var
  Budget: LongInt;
begin
  Budget := LinkBudget;
  if StrLen(Path) >= PathLimit then
    Exit(-ENAMETOOLONG);
  Result := WalkFrom(Current, Path, Follow, Budget, Place);
  Place.Name.Text := @Place.Text;
  if Result <> 0 then
    LeavePlace(Place);
end;

function FindPath(Path: PAnsiChar; Follow: Boolean; out Node: PNode): LongInt;
var
  Place: TPlace;
begin
  Result := FindPlace(Path, Follow, Place);
  if Result <> 0 then
    Exit;
  Node := HoldAgain(Place.Node);
  LeavePlace(Place);
  if Node = nil then
    Result := -ENOENT;
end;

end.

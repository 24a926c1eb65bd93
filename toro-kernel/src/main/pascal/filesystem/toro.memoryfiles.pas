{ SPDX-License-Identifier: Apache-2.0 }
{ A filesystem in memory: /tmp, and the root of an appliance without a disk.

  Called by: Toro.Vfs through its operations; Toro.FileStart (NewMemoryVolume).
  Touches: memory only.

  A file is a record with pages, a directory a record with a list of entries; the record's address
  is its node number. Nothing is limited but by memory, and all is gone when the appliance ends. }
unit Toro.MemoryFiles;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

{ A new empty volume whose root directory has that mode, or nil when memory is out. }
function NewMemoryVolume(Mode: LongWord): PVolume;

implementation

uses
  Toro.Errors, Toro.FileMemory, Toro.Nodes, Toro.Volumes;

const
  StatisticsMagic = $01021994; { tmpfs }
  SizeLimit = Int64(1) shl 40;
  PageShift = 12;

type
  PMemoryFile = ^TMemoryFile;
  PEntry = ^TEntry;

  TEntry = record
    Next: PEntry;
    Target: PMemoryFile;
    Position: Int64; { grows from entry to entry, so that a walk can go on after a change }
    Length: LongInt;
    Name: array[0..NameLimit] of AnsiChar; { only as much as Length says is there }
  end;

  TMemoryFile = record
    Mode, Links, User, Group, Device: LongWord;
    Size: Int64;
    AccessNs, ModifyNs, ChangeNs: Int64;
    Pages: ^PByte; { nil: a hole }
    PageRoom, PageCount: Int64; { of the array; of pages that are there }
    Parent: PMemoryFile; { of a directory }
    First, Last: PEntry;
    LastPosition: Int64;
  end;

const
  EntryBytes = SizeOf(TEntry) - NameLimit - 1;

function FileOf(Node: PNode): PMemoryFile; inline;
begin
  Result := PMemoryFile(PtrUInt(Node^.Number));
end;

function Load(Node: PNode): LongInt;
var
  Source: PMemoryFile;
begin
  Source := FileOf(Node);
  Node^.Mode := Source^.Mode;
  Node^.Links := Source^.Links;
  Node^.User := Source^.User;
  Node^.Group := Source^.Group;
  Node^.Device := Source^.Device;
  Node^.Size := Source^.Size;
  Node^.Blocks := Source^.PageCount * (MemoryPageSize div 512);
  Node^.AccessNs := Source^.AccessNs;
  Node^.ModifyNs := Source^.ModifyNs;
  Node^.ChangeNs := Source^.ChangeNs;
  Result := 0;
end;

function Store(Node: PNode): LongInt;
var
  Target: PMemoryFile;
begin
  Target := FileOf(Node);
  Target^.Mode := Node^.Mode;
  Target^.Links := Node^.Links;
  Target^.User := Node^.User;
  Target^.Group := Node^.Group;
  Target^.Device := Node^.Device;
  Target^.Size := Node^.Size;
  Target^.AccessNs := Node^.AccessNs;
  Target^.ModifyNs := Node^.ModifyNs;
  Target^.ChangeNs := Node^.ChangeNs;
  Node^.Dirty := False;
  Result := 0;
end;

{ Frees the pages from Index on. }
procedure CutPages(Target: PMemoryFile; Index: Int64);
begin
  while Index < Target^.PageRoom do
  begin
    if Target^.Pages[Index] <> nil then
    begin
      ReturnMemory(Target^.Pages[Index], MemoryPageSize);
      Dec(Target^.PageCount);
    end;
    Target^.Pages[Index] := nil;
    Inc(Index);
  end;
end;

function Discard(Node: PNode): LongInt;
var
  Target: PMemoryFile;
begin
  Target := FileOf(Node);
  CutPages(Target, 0);
  ReturnMemory(Target^.Pages, Target^.PageRoom * SizeOf(Pointer));
  ReturnMemory(Target, SizeOf(TMemoryFile));
  Result := 0;
end;

{ The entry of that name; Before is the one in front of it, or nil. }
function FindEntry(Directory: PMemoryFile; const Name: TName; out Before: PEntry): PEntry;
begin
  Before := nil;
  Result := Directory^.First;
  while (Result <> nil) and not SameName(MakeName(Result^.Name, Result^.Length), Name) do
  begin
    Before := Result;
    Result := Result^.Next;
  end;
end;

function Lookup(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
var
  Entry, Before: PEntry;
begin
  Result := 0;
  if IsDotDot(Name) then
  begin
    Number := PtrUInt(FileOf(Directory)^.Parent);
    Exit;
  end;
  Entry := FindEntry(FileOf(Directory), Name, Before);
  if Entry = nil then
    Result := -ENOENT
  else
    Number := PtrUInt(Entry^.Target);
end;

function AddEntry(Directory: PNode; const Name: TName; Target: PMemoryFile): LongInt;
var
  Entry: PEntry;
  Owner: PMemoryFile;
begin
  Entry := TakeMemory(EntryBytes + Name.Length);
  if Entry = nil then
    Exit(-ENOSPC);
  Owner := FileOf(Directory);
  Inc(Owner^.LastPosition);
  Entry^.Position := Owner^.LastPosition;
  Entry^.Target := Target;
  Entry^.Length := Name.Length;
  Move(Name.Text^, Entry^.Name, Name.Length);
  if Owner^.Last = nil then
    Owner^.First := Entry
  else
    Owner^.Last^.Next := Entry;
  Owner^.Last := Entry;
  ModifyNode(Directory);
  Result := 0;
end;

procedure RemoveEntry(Directory: PNode; const Name: TName);
var
  Entry, Before: PEntry;
  Owner: PMemoryFile;
begin
  Owner := FileOf(Directory);
  Entry := FindEntry(Owner, Name, Before);
  if Entry = nil then
    Exit;
  if Before = nil then
    Owner^.First := Entry^.Next
  else
    Before^.Next := Entry^.Next;
  if Owner^.Last = Entry then
    Owner^.Last := Before;
  ReturnMemory(Entry, EntryBytes + Entry^.Length);
  ModifyNode(Directory);
end;

procedure ChangeLinks(Node: PNode; Change: LongInt);
begin
  Inc(Node^.Links, Change);
  Node^.ChangeNs := NowNs;
  TouchNode(Node);
end;

function GrowPages(Target: PMemoryFile; Index: Int64): LongInt;
var
  Larger: Pointer;
  Room: Int64;
begin
  Room := Target^.PageRoom * 2;
  if Room <= Index then
    Room := Index + 1;
  Larger := ResizeMemory(Target^.Pages, Target^.PageRoom * SizeOf(Pointer),
    Room * SizeOf(Pointer));
  if Larger = nil then
    Exit(-ENOSPC);
  Target^.Pages := Larger;
  Target^.PageRoom := Room;
  Result := 0;
end;

function Write(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
var
  Target: PMemoryFile;
  Index, Piece: Int64;
  Inside: LongInt;
begin
  if Offset >= SizeLimit - Count then
    Exit(-EFBIG);
  Target := FileOf(Node);
  Result := 0;
  while Result < Count do
  begin
    Index := (Offset + Result) shr PageShift;
    Inside := (Offset + Result) and (MemoryPageSize - 1);
    if (Index >= Target^.PageRoom) and (GrowPages(Target, Index) <> 0) then
      Break;
    if Target^.Pages[Index] = nil then
    begin
      Target^.Pages[Index] := TakeMemory(MemoryPageSize);
      if Target^.Pages[Index] = nil then
        Break;
      Inc(Target^.PageCount);
    end;
    Piece := MemoryPageSize - Inside;
    if Piece > Count - Result then
      Piece := Count - Result;
    Move(Buffer[Result], Target^.Pages[Index][Inside], Piece);
    Inc(Result, Piece);
  end;
  if Result = 0 then
    Exit(-ENOSPC);
  if Offset + Result > Node^.Size then
    Node^.Size := Offset + Result;
  Node^.Blocks := Target^.PageCount * (MemoryPageSize div 512);
  ModifyNode(Node);
end;

function Read(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
var
  Source: PMemoryFile;
  Index, Piece: Int64;
  Inside: LongInt;
begin
  Source := FileOf(Node);
  Result := 0;
  if Offset >= Node^.Size then
    Exit;
  if Count > Node^.Size - Offset then
    Count := Node^.Size - Offset;
  while Result < Count do
  begin
    Index := (Offset + Result) shr PageShift;
    Inside := (Offset + Result) and (MemoryPageSize - 1);
    Piece := MemoryPageSize - Inside;
    if Piece > Count - Result then
      Piece := Count - Result;
    if (Index < Source^.PageRoom) and (Source^.Pages[Index] <> nil) then
      Move(Source^.Pages[Index][Inside], Buffer[Result], Piece)
    else
      FillChar(Buffer[Result], Piece, 0);
    Inc(Result, Piece);
  end;
end;

function Truncate(Node: PNode; Size: Int64): LongInt;
var
  Target: PMemoryFile;
  Last: Int64;
  Inside: LongInt;
begin
  if Size > SizeLimit then
    Exit(-EFBIG);
  Target := FileOf(Node);
  Last := Size shr PageShift;
  Inside := Size and (MemoryPageSize - 1);
  CutPages(Target, (Size + MemoryPageSize - 1) shr PageShift);
  if (Inside > 0) and (Last < Target^.PageRoom) and (Target^.Pages[Last] <> nil) then
    FillChar(Target^.Pages[Last][Inside], MemoryPageSize - Inside, 0);
  Node^.Size := Size;
  Node^.Blocks := Target^.PageCount * (MemoryPageSize div 512);
  ModifyNode(Node);
  Result := 0;
end;

function Fill(Directory, Node: PNode; const Target: TName): LongInt;
begin
  Result := 0;
  if IsSymLink(Node) then
  begin
    if Write(Node, 0, PByte(Target.Text), Target.Length) < Target.Length then
      Result := -ENOSPC;
  end
  else if IsDirectory(Node) then
    FileOf(Node)^.Parent := FileOf(Directory);
end;

function Make(Directory: PNode; const Name: TName; Mode: LongWord; const Target: TName;
  out Node: PNode): LongInt;
var
  Fresh: PMemoryFile;
begin
  Node := nil;
  Fresh := TakeMemory(SizeOf(TMemoryFile));
  if Fresh = nil then
    Exit(-ENOSPC);
  Result := FreshNode(Directory^.Volume, PtrUInt(Fresh), Node);
  if Result <> 0 then
  begin
    ReturnMemory(Fresh, SizeOf(TMemoryFile));
    Exit;
  end;
  Node^.Mode := Mode;
  Result := Fill(Directory, Node, Target);
  if Result = 0 then
    Result := AddEntry(Directory, Name, Fresh);
  if Result <> 0 then
  begin
    LetGo(Node);
    Node := nil;
    Exit;
  end;
  ChangeLinks(Node, 1 + Ord(IsDirectory(Node)));
  if IsDirectory(Node) then
    ChangeLinks(Directory, 1);
end;

function Link(Directory: PNode; const Name: TName; Node: PNode): LongInt;
begin
  Result := AddEntry(Directory, Name, FileOf(Node));
  if Result = 0 then
    ChangeLinks(Node, 1);
end;

{ The names of a directory are its entry, its own '.', and one '..' for each directory in it. }
procedure LoseName(Directory, Node: PNode);
begin
  ChangeLinks(Node, -1);
  if not IsDirectory(Node) then
    Exit;
  ChangeLinks(Node, -1);
  ChangeLinks(Directory, -1);
end;

function Unlink(Directory: PNode; const Name: TName; Node: PNode): LongInt;
begin
  RemoveEntry(Directory, Name);
  LoseName(Directory, Node);
  Result := 0;
end;

function Rename(OldDirectory: PNode; const OldName: TName; Node, NewDirectory: PNode;
  const NewName: TName; Replaced: PNode): LongInt;
var
  Entry, Before: PEntry;
begin
  Result := 0;
  Entry := nil;
  if Replaced <> nil then
    Entry := FindEntry(FileOf(NewDirectory), NewName, Before);
  if Entry <> nil then
    Entry^.Target := FileOf(Node)
  else
    Result := AddEntry(NewDirectory, NewName, FileOf(Node));
  if Result <> 0 then
    Exit;
  RemoveEntry(OldDirectory, OldName);
  if Replaced <> nil then
    LoseName(NewDirectory, Replaced);
  ChangeLinks(Node, 0);
  if not IsDirectory(Node) or (OldDirectory = NewDirectory) then
    Exit;
  FileOf(Node)^.Parent := FileOf(NewDirectory);
  ChangeLinks(NewDirectory, 1);
  ChangeLinks(OldDirectory, -1);
end;

{ Positions 0 and 1 are '.' and '..'; an entry's is its own number plus 1. }
function ReadDirectory(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;
var
  Entry: PEntry;
begin
  Result := 0;
  if (Position = 0) and not Visitor(Context, MakeName('.', 1), Directory^.Number,
    EntryKind(ModeDirectory), 1) then
    Exit;
  if (Position <= 1) and not Visitor(Context, MakeName('..', 2),
    PtrUInt(FileOf(Directory)^.Parent), EntryKind(ModeDirectory), 2) then
    Exit;
  Entry := FileOf(Directory)^.First;
  while Entry <> nil do
  begin
    if (Entry^.Position + 1 >= Position) and not Visitor(Context,
      MakeName(Entry^.Name, Entry^.Length), PtrUInt(Entry^.Target),
      EntryKind(Entry^.Target^.Mode), Entry^.Position + 2) then
      Exit;
    Entry := Entry^.Next;
  end;
end;

function ReadLink(Node: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
begin
  Result := Read(Node, 0, PByte(Buffer), Size);
end;

procedure Statistics(Volume: PVolume; out Statistics: TVolumeStatistics);
begin
  FillChar(Statistics, SizeOf(Statistics), 0);
  Statistics.Magic := StatisticsMagic;
  Statistics.BlockSize := MemoryPageSize;
  Statistics.NameLength := NameLimit;
end;

function Nothing(Volume: PVolume): LongInt;
begin
  Result := 0;
end;

procedure Release(Volume: PVolume);
begin
end;

const
  Operations: TVolumeOperations = (
    Load: @Load; Store: @Store; Discard: @Discard; Forget: nil;
    Lookup: @Lookup; Make: @Make; Link: @Link; Unlink: @Unlink; Rename: @Rename;
    ReadDirectory: @ReadDirectory; ReadLink: @ReadLink; Read: @Read; Write: @Write;
    Truncate: @Truncate; ApplyFrees: @Nothing; MarkDirty: @Nothing; MarkClean: @Nothing;
    Statistics: @Statistics; Release: @Release);

function NewMemoryVolume(Mode: LongWord): PVolume;
var
  Root: PMemoryFile;
begin
  Result := TakeMemory(SizeOf(TVolume));
  Root := TakeMemory(SizeOf(TMemoryFile));
  if (Result = nil) or (Root = nil) then
    Exit(nil);
  Root^.Mode := ModeDirectory or Mode;
  Root^.Links := 2;
  Root^.Parent := Root;
  Root^.ModifyNs := NowNs;
  Root^.AccessNs := Root^.ModifyNs;
  Root^.ChangeNs := Root^.ModifyNs;
  Result^.Operations := @Operations;
  Result^.BlockSize := MemoryPageSize;
  Result^.BlockShift := PageShift;
  Result^.RootNumber := PtrUInt(Root);
  EnterVolume(Result);
end;

end.

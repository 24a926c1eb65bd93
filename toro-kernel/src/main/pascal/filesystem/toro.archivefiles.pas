{ SPDX-License-Identifier: Apache-2.0 }
{ A read-only filesystem over a cpio archive in memory: files embedded in the image.

  Called by: Resources (NewArchiveVolume), Toro.Vfs through its operations.
  Touches: memory only.

  The archive is of the "newc" kind, as toro-disk writes it: a header of 110 characters, a name with
  its NUL, the contents, both padded to 4 (cpio(5)). It is indexed once; contents are read where
  they lie. Every folder has an entry of its own before what is in it; an entry without one, or a
  damaged archive, ends the index there. }
unit Toro.ArchiveFiles;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

{ A volume of the archive's files, or nil when memory is out. }
function NewArchiveVolume(Start: PByte; Size: SizeUInt): PVolume;

implementation

uses
  Toro.Errors, Toro.FileMemory, Toro.Volumes;

const
  HeaderBytes = 110;
  StatisticsMagic = $C7; { of our own: cpio's first magic was 070707 octal }
  { Fields of a header, by number after the magic. }
  FieldMode = 1;
  FieldTime = 5;
  FieldSize = 6;
  FieldNameSize = 11;

type
  PArchiveEntry = ^TArchiveEntry;
  TArchiveEntry = record
    Name: TName; { the last component; in the archive }
    Parent, FirstChild, LastChild, Sibling: PArchiveEntry;
    Mode: LongWord;
    TimeNs: Int64;
    Bytes: PByte;
    Size: Int64;
    Children: LongInt;
    Number: LongInt;
  end;

function EntryOf(Node: PNode): PArchiveEntry; inline;
begin
  Result := PArchiveEntry(PtrUInt(Node^.Number));
end;

function Load(Node: PNode): LongInt;
var
  Entry: PArchiveEntry;
begin
  Entry := EntryOf(Node);
  Node^.Mode := Entry^.Mode;
  Node^.Links := 1 + Ord(IsDirectory(Node));
  Node^.Size := Entry^.Size;
  Node^.Blocks := (Entry^.Size + 511) div 512;
  Node^.AccessNs := Entry^.TimeNs;
  Node^.ModifyNs := Entry^.TimeNs;
  Node^.ChangeNs := Entry^.TimeNs;
  Result := 0;
end;

function FindChild(Directory: PArchiveEntry; const Name: TName): PArchiveEntry;
begin
  Result := Directory^.FirstChild;
  while (Result <> nil) and not SameName(Result^.Name, Name) do
    Result := Result^.Sibling;
end;

function Lookup(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
var
  Entry: PArchiveEntry;
begin
  if IsDotDot(Name) then
    Entry := EntryOf(Directory)^.Parent
  else
    Entry := FindChild(EntryOf(Directory), Name);
  Result := 0;
  if Entry = nil then
    Result := -ENOENT;
  Number := PtrUInt(Entry);
end;

{ Positions 0 and 1 are '.' and '..'; a child's is its number plus 2. }
function ReadDirectory(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;
var
  Entry: PArchiveEntry;
begin
  Result := 0;
  Entry := EntryOf(Directory);
  if (Position = 0) and not Visitor(Context, MakeName('.', 1), PtrUInt(Entry),
    EntryKind(ModeDirectory), 1) then
    Exit;
  if (Position <= 1) and not Visitor(Context, MakeName('..', 2), PtrUInt(Entry^.Parent),
    EntryKind(ModeDirectory), 2) then
    Exit;
  Entry := Entry^.FirstChild;
  while Entry <> nil do
  begin
    if (Entry^.Number + 2 >= Position) and not Visitor(Context, Entry^.Name, PtrUInt(Entry),
      EntryKind(Entry^.Mode), Entry^.Number + 3) then
      Exit;
    Entry := Entry^.Sibling;
  end;
end;

function Read(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
var
  Entry: PArchiveEntry;
begin
  Entry := EntryOf(Node);
  Result := 0;
  if Offset >= Entry^.Size then
    Exit;
  Result := Entry^.Size - Offset;
  if Result > Count then
    Result := Count;
  Move(Entry^.Bytes[Offset], Buffer^, Result);
end;

function ReadLink(Node: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
begin
  Result := Read(Node, 0, PByte(Buffer), Size);
end;

function Nothing(Node: PNode): LongInt;
begin
  Result := 0;
end;

procedure Statistics(Volume: PVolume; out Statistics: TVolumeStatistics);
begin
  FillChar(Statistics, SizeOf(Statistics), 0);
  Statistics.Magic := StatisticsMagic;
  Statistics.BlockSize := Volume^.BlockSize;
  Statistics.NameLength := NameLimit;
end;

const
  { The volume is read-only: what would change it is never called. }
  Operations: TVolumeOperations = (
    Load: @Load; Store: @Nothing; Discard: @Nothing; Forget: nil;
    Lookup: @Lookup; Make: nil; Link: nil; Unlink: nil; Rename: nil;
    ReadDirectory: @ReadDirectory; ReadLink: @ReadLink; Read: @Read; Write: nil;
    Truncate: nil; ApplyFrees: nil; MarkDirty: nil; MarkClean: nil;
    Statistics: @Statistics; Release: nil);

function HexField(Header: PAnsiChar; Field: LongInt): LongWord;
var
  I: LongInt;
  Digit: AnsiChar;
begin
  Result := 0;
  for I := 6 + Field * 8 to 13 + Field * 8 do
  begin
    Digit := UpCase(Header[I]);
    if Digit in ['0'..'9'] then
      Result := Result shl 4 or LongWord(Ord(Digit) - Ord('0'))
    else
      Result := Result shl 4 or LongWord(Ord(Digit) - Ord('A') + 10) and 15;
  end;
end;

{ The folder that a path's last component is in, and that component; nil when there is none. }
function FindParent(Root: PArchiveEntry; Path: PAnsiChar; Length: LongInt;
  out Name: TName): PArchiveEntry;
var
  I, Start: LongInt;
begin
  Result := Root;
  Start := 0;
  for I := 0 to Length - 1 do
    if (Path[I] = '/') and (Result <> nil) then
    begin
      Result := FindChild(Result, MakeName(Path + Start, I - Start));
      Start := I + 1;
    end;
  Name := MakeName(Path + Start, Length - Start);
end;

function AddChild(Parent: PArchiveEntry; const Name: TName): PArchiveEntry;
begin
  Result := TakeMemory(SizeOf(TArchiveEntry));
  if Result = nil then
    Exit;
  Result^.Name := Name;
  Result^.Parent := Parent;
  Result^.Number := Parent^.Children;
  Inc(Parent^.Children);
  if Parent^.LastChild = nil then
    Parent^.FirstChild := Result
  else
    Parent^.LastChild^.Sibling := Result;
  Parent^.LastChild := Result;
end;

function Padded(Size: SizeUInt): SizeUInt;
begin
  Result := (Size + 3) and not SizeUInt(3);
end;

{ Reads the entry at Offset and moves behind it; False: the archive ends here. }
function IndexEntry(Root: PArchiveEntry; Start: PByte; Size: SizeUInt;
  var Offset: SizeUInt): Boolean;
var
  Header: PAnsiChar;
  NameSize, FileSize, Contents: SizeUInt;
  Name: TName;
  Parent, Entry: PArchiveEntry;
begin
  Result := False;
  if (Offset > Size) or (Size - Offset < HeaderBytes) then
    Exit;
  Header := PAnsiChar(Start + Offset);
  NameSize := HexField(Header, FieldNameSize);
  FileSize := HexField(Header, FieldSize);
  if (NameSize < 2) or (NameSize > PathLimit) then
    Exit;
  Contents := Padded(Offset + HeaderBytes + NameSize);
  if (Contents > Size) or (FileSize > Size - Contents) or (HexField(Header, FieldMode) = 0) then
    Exit;
  Parent := FindParent(Root, Header + HeaderBytes, NameSize - 1, Name);
  Entry := nil;
  if Parent <> nil then
    Entry := AddChild(Parent, Name);
  if Entry = nil then
    Exit;
  Entry^.Mode := HexField(Header, FieldMode);
  Entry^.TimeNs := HexField(Header, FieldTime) * NsPerSecond;
  Entry^.Bytes := Start + Contents;
  Entry^.Size := FileSize;
  Offset := Padded(Contents + FileSize);
  Result := True;
end;

function NewArchiveVolume(Start: PByte; Size: SizeUInt): PVolume;
var
  Root: PArchiveEntry;
  Offset: SizeUInt;
begin
  Result := TakeMemory(SizeOf(TVolume));
  Root := TakeMemory(SizeOf(TArchiveEntry));
  if (Result = nil) or (Root = nil) then
    Exit(nil);
  Root^.Mode := ModeDirectory or &555;
  Root^.Parent := Root;
  Offset := 0;
  while IndexEntry(Root, Start, Size, Offset) do
    ;
  Result^.Operations := @Operations;
  Result^.ReadOnly := True;
  Result^.BlockSize := MemoryPageSize;
  Result^.BlockShift := 12;
  Result^.RootNumber := PtrUInt(Root);
  EnterVolume(Result);
end;

end.

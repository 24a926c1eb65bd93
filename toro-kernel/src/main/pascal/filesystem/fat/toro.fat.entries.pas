{ SPDX-License-Identifier: Apache-2.0 }
{ Directories of FAT as rows of entries of 32 bytes: find, add, remove, visit.

  Called by: Toro.Fat.Nodes, and Fat (VisitEntries).
  Touches: directory blocks, through buffers.

  A long name lies in entries before the short one, the last part first, each with a checksum of
  the short name; entries that do not fit together are ignored (overview, "Long Directory
  Entries"). }
unit Toro.Fat.Entries;

{$mode objfpc}

interface

uses
  Toro.FileTypes, Toro.Fat.Layout;

type
  TFoundEntry = record
    Entry: TEntry; { a copy }
    Offset: Int64; { of the short entry on the volume, in bytes }
    FirstIndex, Index: LongInt; { of the first entry of the name, and of the short one }
  end;

{ -ENOENT when the name is not there. }
function FindEntry(Directory: PNode; const Name: TName; out Found: TFoundEntry): LongInt;

{ Adds an entry like Model under a new name; Offset is where its short entry lies. }
function AddEntry(Directory: PNode; const Name: TName; const Model: TEntry;
  out Offset: Int64): LongInt;

function RemoveEntry(Directory: PNode; const Found: TFoundEntry): LongInt;

{ Reads and writes a short entry where it lies. }
function ReadEntry(Volume: PVolume; Offset: Int64; out Entry: TEntry): LongInt;
function WriteEntry(Volume: PVolume; Offset: Int64; const Entry: TEntry): LongInt;

{ The first cluster of a new directory, with '.' and '..'. }
function InitialiseDirectory(Directory: PNode; ParentCluster: LongWord): LongInt;

function VisitEntries(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;

function ClusterOf(const Entry: TEntry): LongWord;
procedure SetCluster(var Entry: TEntry; Cluster: LongWord);

{ The node number behind an entry. }
function NumberOf(Volume: PVolume; const Entry: TEntry; Offset: Int64): QWord;

implementation

uses
  Toro.Buffers, Toro.Errors, Toro.Fat.Chains, Toro.Fat.Names;

type
  { A walk over the entries of a directory; the block of the last one is held. }
  TWalk = record
    Directory: PNode;
    Buffer: PBuffer;
    Block: LongWord; { of the directory, of Buffer }
    Index: LongInt;
    Entry: PEntry;
    Offset: Int64;
    { The long name gathered so far. }
    Long: TLongName;
    Expected: LongInt; { the order of the next part, 0: complete; -1: none }
    Sum: Byte;
    FirstIndex: LongInt;
    { The name of a short entry once found. }
    Name: TName;
    Text: array[0..NameLimit] of AnsiChar;
  end;

function ClusterOf(const Entry: TEntry): LongWord;
begin
  Result := LongWord(Entry.ClusterHigh) shl 16 or Entry.ClusterLow;
end;

procedure SetCluster(var Entry: TEntry; Cluster: LongWord);
begin
  Entry.ClusterHigh := Cluster shr 16;
  Entry.ClusterLow := Cluster and $FFFF;
end;

function NumberOf(Volume: PVolume; const Entry: TEntry; Offset: Int64): QWord;
begin
  if (Entry.Attributes and AttributeDirectory <> 0) and (ClusterOf(Entry) = 0) then
    Result := RootNumber
  else if Entry.Attributes and AttributeDirectory <> 0 then
    Result := DirectoryNumbers + ClusterOf(Entry)
  else
    Result := Offset div EntryBytes;
end;

function ReadEntry(Volume: PVolume; Offset: Int64; out Entry: TEntry): LongInt;
var
  Buffer: PBuffer;
begin
  Result := GetBuffer(Volume, Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Entry := PEntry(@Buffer^.Data[Offset and (Volume^.BlockSize - 1)])^;
  ReleaseBuffer(Buffer);
end;

function WriteEntry(Volume: PVolume; Offset: Int64; const Entry: TEntry): LongInt;
var
  Buffer: PBuffer;
begin
  Result := GetBuffer(Volume, Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  PEntry(@Buffer^.Data[Offset and (Volume^.BlockSize - 1)])^ := Entry;
  DirtyBuffer(Buffer, rkDirectory);
  ReleaseBuffer(Buffer);
end;

procedure StartWalk(out Walk: TWalk; Directory: PNode; Index: LongInt);
begin
  Walk.Directory := Directory;
  Walk.Buffer := nil;
  Walk.Index := Index - 1;
  Walk.Expected := -1;
end;

procedure EndWalk(var Walk: TWalk);
begin
  if Walk.Buffer <> nil then
    ReleaseBuffer(Walk.Buffer);
  Walk.Buffer := nil;
end;

{ Goes to an entry; -ENOENT beyond the directory's blocks. }
function GoToEntry(var Walk: TWalk; Index: LongInt): LongInt;
var
  Volume: PVolume;
  Block, First, Count: LongWord;
begin
  Volume := Walk.Directory^.Volume;
  Result := 0;
  Walk.Index := Index;
  if Int64(Index) * EntryBytes >= DirectoryLimit then
    Exit(-ENOENT);
  Block := LongWord(Index) * EntryBytes shr Volume^.BlockShift;
  if (Walk.Buffer = nil) or (Walk.Block <> Block) then
  begin
    EndWalk(Walk);
    Result := FindRun(Walk.Directory, Block, 8, First, Count);
    if (Result = 0) and (Count = 0) then
      Result := -ENOENT;
    if Result <> 0 then
      Exit;
    if not IsBuffered(Volume, First) then
      ReadAhead(Volume, First, Count);
    Result := GetBuffer(Volume, First, Walk.Buffer);
    if Result <> 0 then
    begin
      Walk.Buffer := nil;
      Exit;
    end;
    Walk.Block := Block;
  end;
  Index := LongWord(Index) * EntryBytes and (Volume^.BlockSize - 1);
  Walk.Entry := PEntry(Walk.Buffer^.Data + Index);
  Walk.Offset := Int64(Walk.Buffer^.Block) shl Volume^.BlockShift + Index;
end;

procedure GatherPart(var Walk: TWalk; Part: PLongEntry);
var
  Order, I: LongInt;
begin
  Order := Part^.Order and not LastLongEntry;
  if Part^.Order and LastLongEntry <> 0 then
  begin
    Walk.Expected := Order;
    Walk.Sum := Part^.Checksum;
    Walk.FirstIndex := Walk.Index;
    Walk.Long.Length := Order * CharsPerEntry;
  end;
  if (Order = 0) or (Order <> Walk.Expected) or (Order * CharsPerEntry > LongNameLimit + 5)
    or (Part^.Checksum <> Walk.Sum) then
  begin
    Walk.Expected := -1;
    Exit;
  end;
  Dec(Walk.Expected);
  Order := (Order - 1) * CharsPerEntry;
  for I := 0 to 4 do
    Walk.Long.Units[Order + I] := Part^.Name1[I];
  for I := 0 to 5 do
    Walk.Long.Units[Order + 5 + I] := Part^.Name2[I];
  for I := 0 to 1 do
    Walk.Long.Units[Order + 11 + I] := Part^.Name3[I];
end;

procedure NameIt(var Walk: TWalk);
var
  I: LongInt;
begin
  Walk.Name.Text := @Walk.Text;
  if (Walk.Expected = 0) and (Walk.Sum = Checksum(TShortName(Walk.Entry^.Name))) then
  begin
    I := 0;
    while (I < Walk.Long.Length) and (Walk.Long.Units[I] <> 0) do
      Inc(I);
    Walk.Long.Length := I;
    Walk.Name.Length := FromLongName(Walk.Long, Walk.Text);
  end
  else
  begin
    Walk.FirstIndex := Walk.Index;
    Walk.Name.Length := FromShortName(Walk.Entry, Walk.Text);
  end;
  Walk.Expected := -1;
end;

{ The next file or directory; -ENOENT at the end. }
function NextName(var Walk: TWalk): LongInt;
begin
  repeat
    Result := GoToEntry(Walk, Walk.Index + 1);
    if Result <> 0 then
      Exit;
    if Walk.Entry^.Name[0] = EntryEnd then
      Exit(-ENOENT);
    if Walk.Entry^.Name[0] = EntryDeleted then
      Walk.Expected := -1
    else if Walk.Entry^.Attributes and $3F = AttributeLongName then
      GatherPart(Walk, PLongEntry(Walk.Entry))
    else if Walk.Entry^.Attributes and AttributeVolume = 0 then
    begin
      NameIt(Walk);
      Exit;
    end
    else
      Walk.Expected := -1;
  until False;
end;

function FindEntry(Directory: PNode; const Name: TName; out Found: TFoundEntry): LongInt;
var
  Walk: TWalk;
begin
  StartWalk(Walk, Directory, 0);
  repeat
    Result := NextName(Walk);
  until (Result <> 0) or SameNameNoCase(Walk.Name, Name);
  if Result = 0 then
  begin
    Found.Entry := Walk.Entry^;
    Found.Offset := Walk.Offset;
    Found.FirstIndex := Walk.FirstIndex;
    Found.Index := Walk.Index;
  end;
  EndWalk(Walk);
end;

{ Whether the directory has that short name. }
function HasShort(Directory: PNode; const Short: TShortName; out Has: Boolean): LongInt;
var
  Walk: TWalk;
begin
  Has := False;
  StartWalk(Walk, Directory, 0);
  repeat
    Result := GoToEntry(Walk, Walk.Index + 1);
    if Result <> 0 then
      Break;
    if Walk.Entry^.Name[0] = EntryEnd then
      Result := -ENOENT;
    Has := (Result = 0) and (Walk.Entry^.Attributes and $3F <> AttributeLongName)
      and (CompareByte(Walk.Entry^.Name, Short, SizeOf(Short)) = 0);
  until Has or (Result <> 0);
  EndWalk(Walk);
  if Result = -ENOENT then
    Result := 0;
end;

function ChooseAlias(Directory: PNode; const Name: TName; out Short: TShortName): LongInt;
const
  AttemptLimit = 1000;
var
  Attempt: LongInt;
  Has: Boolean;
begin
  Attempt := 1;
  repeat
    MakeAlias(Name, Attempt, Short);
    Result := HasShort(Directory, Short, Has);
    Inc(Attempt);
    if Attempt > AttemptLimit then
      Result := -ENOSPC;
  until (Result <> 0) or not Has;
end;

{ A cluster more for a directory, zeroed: it ends the row of entries. }
function ExtendDirectory(Directory: PNode): LongInt;
var
  Clusters, First, Count, I: LongWord;
  Buffer: PBuffer;
begin
  if IsFixedRoot(Directory) then
    Exit(-ENOSPC);
  Result := ChainLength(Directory, Clusters);
  if (Result = 0) and (Int64(Clusters) * ClusterBytes(Directory^.Volume) >= DirectoryLimit) then
    Result := -ENOSPC;
  if Result = 0 then
    Result := ExtendChain(Directory, Clusters + 1);
  if Result = 0 then
    Result := FindRun(Directory, Clusters * FatOf(Directory^.Volume)^.BlocksPerCluster,
      FatOf(Directory^.Volume)^.BlocksPerCluster, First, Count);
  if Result <> 0 then
    Exit;
  for I := 0 to FatOf(Directory^.Volume)^.BlocksPerCluster - 1 do
  begin
    Result := NewBuffer(Directory^.Volume, First + I, Buffer);
    if Result <> 0 then
      Exit;
    { Zeros must be there before the chain leads to them. }
    DirtyBuffer(Buffer, rkMap1);
    ReleaseBuffer(Buffer);
  end;
  Directory^.Size := Int64(Clusters + 1) * ClusterBytes(Directory^.Volume);
end;

{ The index of the first of Count free entries in a row. }
function FindGap(Directory: PNode; Count: LongInt; out First: LongInt): LongInt;
var
  Walk: TWalk;
  Free: LongInt;
  AtEnd: Boolean;
begin
  Free := 0;
  AtEnd := False;
  StartWalk(Walk, Directory, 0);
  repeat
    Result := GoToEntry(Walk, Walk.Index + 1);
    if Result = -ENOENT then
    begin
      EndWalk(Walk);
      Result := ExtendDirectory(Directory);
      if Result = 0 then
        Result := GoToEntry(Walk, Walk.Index);
    end;
    if Result <> 0 then
      Break;
    { Everything after the end is free, whatever it holds. }
    AtEnd := AtEnd or (Walk.Entry^.Name[0] = EntryEnd);
    if AtEnd or (Walk.Entry^.Name[0] = EntryDeleted) then
      Inc(Free)
    else
      Free := 0;
  until Free = Count;
  First := Walk.Index - Count + 1;
  if Result = -ENOENT then
    Result := -ENOSPC;
  EndWalk(Walk);
end;

procedure FillPart(var Part: TLongEntry; const Long: TLongName; Order: LongInt; Last: Boolean;
  Sum: Byte);
var
  I: LongInt;
  Units: array[0..CharsPerEntry - 1] of Word;
begin
  for I := 0 to CharsPerEntry - 1 do
    if (Order - 1) * CharsPerEntry + I < Long.Length then
      Units[I] := Long.Units[(Order - 1) * CharsPerEntry + I]
    else
      { One zero ends the name, the rest is filled with ones. }
      Units[I] := Word(-Ord((Order - 1) * CharsPerEntry + I > Long.Length));
  FillChar(Part, SizeOf(Part), 0);
  Part.Order := Order or Ord(Last) * LastLongEntry;
  Part.Attributes := AttributeLongName;
  Part.Checksum := Sum;
  Move(Units[0], Part.Name1, SizeOf(Part.Name1));
  Move(Units[5], Part.Name2, SizeOf(Part.Name2));
  Move(Units[11], Part.Name3, SizeOf(Part.Name3));
end;

{ Writes the entries of a name from index First on; an end marker behind them stays or is put. }
function PutEntries(Directory: PNode; First, Parts: LongInt; const Long: TLongName;
  const Entry: TEntry; out Offset: Int64): LongInt;
var
  Walk: TWalk;
  I: LongInt;
begin
  StartWalk(Walk, Directory, First);
  for I := 0 to Parts do
  begin
    Result := GoToEntry(Walk, First + I);
    if Result <> 0 then
      Break;
    if I < Parts then
      FillPart(PLongEntry(Walk.Entry)^, Long, Parts - I, I = 0,
        Checksum(TShortName(Entry.Name)))
    else
      Walk.Entry^ := Entry;
    DirtyBuffer(Walk.Buffer, rkDirectory);
    Offset := Walk.Offset;
  end;
  EndWalk(Walk);
  ModifyNode(Directory);
end;

function AddEntry(Directory: PNode; const Name: TName; const Model: TEntry;
  out Offset: Int64): LongInt;
var
  Long: TLongName;
  Short: TShortName;
  Entry: TEntry;
  Parts, First: LongInt;
begin
  Result := ToLongName(Name, Long);
  if Result <> 0 then
    Exit;
  Parts := 0;
  if not IsShortName(Name, Short) then
  begin
    Parts := (Long.Length + CharsPerEntry - 1) div CharsPerEntry;
    Result := ChooseAlias(Directory, Name, Short);
  end;
  if Result = 0 then
    Result := FindGap(Directory, Parts + 1, First);
  if Result <> 0 then
    Exit;
  Entry := Model;
  Entry.Case_ := 0;
  Move(Short, Entry.Name, SizeOf(Short));
  Result := PutEntries(Directory, First, Parts, Long, Entry, Offset);
end;

function RemoveEntry(Directory: PNode; const Found: TFoundEntry): LongInt;
var
  Walk: TWalk;
  I: LongInt;
begin
  StartWalk(Walk, Directory, 0);
  Result := 0;
  for I := Found.FirstIndex to Found.Index do
  begin
    Result := GoToEntry(Walk, I);
    if Result <> 0 then
      Break;
    Walk.Entry^.Name[0] := EntryDeleted;
    DirtyBuffer(Walk.Buffer, rkDirectory);
  end;
  EndWalk(Walk);
  ModifyNode(Directory);
end;

procedure FillDot(var Entry: TEntry; Directory: PNode; Dots: LongInt; Cluster: LongWord);
begin
  FillChar(Entry, SizeOf(Entry), 0);
  FillChar(Entry.Name, SizeOf(Entry.Name), ' ');
  FillChar(Entry.Name, Dots, '.');
  Entry.Attributes := AttributeDirectory;
  EncodeTime(Directory^.ModifyNs, Entry.ModifyDate, Entry.ModifyTime);
  Entry.CreateDate := Entry.ModifyDate;
  Entry.CreateTime := Entry.ModifyTime;
  Entry.AccessDate := Entry.ModifyDate;
  SetCluster(Entry, Cluster);
end;

function InitialiseDirectory(Directory: PNode; ParentCluster: LongWord): LongInt;
var
  Walk: TWalk;
begin
  Result := ExtendDirectory(Directory);
  if Result <> 0 then
    Exit;
  StartWalk(Walk, Directory, 0);
  Result := GoToEntry(Walk, 0);
  if Result = 0 then
  begin
    FillDot(Walk.Entry^, Directory, 1, OwnOf(Directory)^.First);
    FillDot(Walk.Entry[1], Directory, 2, ParentCluster);
    DirtyBuffer(Walk.Buffer, rkMap1);
  end;
  EndWalk(Walk);
end;

{ Positions 0 and 1 are '.' and '..', which the root does not have; an entry's is its index plus 2,
  that of the first of its name. }
function VisitEntries(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;
var
  Walk: TWalk;
  Kind: Byte;
begin
  Result := 0;
  if (Position = 0) and not Visitor(Context, MakeName('.', 1), Directory^.Number,
    EntryKind(ModeDirectory), 1) then
    Exit;
  if (Position <= 1) and not Visitor(Context, MakeName('..', 2), Directory^.Number,
    EntryKind(ModeDirectory), 2) then
    Exit;
  if Position < 2 then
    Position := 2;
  if Position > DirectoryLimit then
    Exit;
  StartWalk(Walk, Directory, Position - 2);
  repeat
    Result := NextName(Walk);
    if Result <> 0 then
      Break;
    if IsDot(Walk.Name) or IsDotDot(Walk.Name) or (Walk.Name.Length = 0) then
      Continue;
    Kind := EntryKind(ModeFile);
    if Walk.Entry^.Attributes and AttributeDirectory <> 0 then
      Kind := EntryKind(ModeDirectory);
    if not Visitor(Context, Walk.Name, NumberOf(Directory^.Volume, Walk.Entry^, Walk.Offset), Kind,
      Walk.Index + 3) then
      Break;
  until False;
  EndWalk(Walk);
  if Result = -ENOENT then
    Result := 0;
end;

end.

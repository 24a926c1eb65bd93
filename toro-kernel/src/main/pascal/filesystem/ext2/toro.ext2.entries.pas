{ SPDX-License-Identifier: Apache-2.0 }
{ Directories of ext2 as lists of entries: find, add, remove, visit.

  Called by: Toro.Ext2.Names.
  Touches: directory blocks, through buffers.

  A directory is a file of entries that never cross a block; the space of a removed entry goes to
  the one before it (layout document, "Directories"). Every entry is checked before it is used.
  A hashed directory reads as a plain one; the first change to it drops the hash flag, as the
  index lies in what look like empty entries. }
unit Toro.Ext2.Entries;

{$mode objfpc}

interface

uses
  Toro.FileTypes, Toro.Buffers, Toro.Ext2.Layout;

type
  { An entry found, in a buffer that is held until ReleaseEntry. }
  TFoundEntry = record
    Buffer: PBuffer;
    Entry: PEntry;
    Before: PEntry; { the entry before it in its block, or nil }
  end;

{ -ENOENT when the name is not there. }
function FindEntry(Directory: PNode; const Name: TName; out Found: TFoundEntry): LongInt;
procedure ReleaseEntry(const Found: TFoundEntry);

{ Block is where the entry now lies, to know whether two entries are written together. }
function AddEntry(Directory: PNode; const Name: TName; Number: LongWord; Mode: LongWord;
  out Block: LongWord): LongInt;
procedure RemoveEntry(Directory: PNode; const Found: TFoundEntry);

{ Lets an entry lead to another inode. }
procedure RedirectEntry(Directory: PNode; const Found: TFoundEntry; Number, Mode: LongWord);

{ The first block of a new directory, with '.' and '..'. }
function InitialiseDirectory(Directory: PNode; ParentNumber: LongWord): LongInt;

function VisitEntries(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;

implementation

uses
  Toro.Errors, Toro.Ext2.Map;

function HoldDirectoryBlock(Directory: PNode; Index: LongWord; out Buffer: PBuffer): LongInt;
var
  Block, Count, Blocks: LongWord;
begin
  Blocks := Directory^.Size shr Directory^.Volume^.BlockShift;
  if Blocks - Index > ReadAheadBlocks then
    Blocks := Index + ReadAheadBlocks;
  Result := FindRun(Directory, Index, Blocks - Index, Block, Count);
  if (Result = 0) and (Block = 0) then
    Result := Damaged(Directory^.Volume, 'hole in directory', Directory^.Number);
  if Result <> 0 then
    Exit;
  if not IsBuffered(Directory^.Volume, Block) then
    ReadAhead(Directory^.Volume, Block, Count);
  Result := GetBuffer(Directory^.Volume, Block, Buffer);
end;

{ Whether the entry at Offset keeps the rules, so that a walk over it ends in its block. }
function IsSound(Directory: PNode; Entry: PEntry; Offset: LongWord): Boolean; inline;
begin
  Result := (Entry^.RecLen >= EntryHeader + 4) and (Entry^.RecLen and 3 = 0)
    and (Entry^.RecLen >= EntryBytes(Entry^.NameLen))
    and (Offset + Entry^.RecLen <= Directory^.Volume^.BlockSize)
    and (Entry^.Inode <= Ext2Of(Directory^.Volume)^.Super.InodesCount);
end;

function Unsound(Directory: PNode): LongInt;
begin
  Result := Damaged(Directory^.Volume, 'entry in directory', Directory^.Number);
end;

{ Looks for the name in one block; True: found, or an error in Status. }
function FindInBlock(Directory: PNode; const Name: TName; var Found: TFoundEntry;
  out Status: LongInt): Boolean;
var
  Offset: LongWord;
  Entry: PEntry;
begin
  Status := 0;
  Offset := 0;
  Found.Before := nil;
  repeat
    Entry := PEntry(Found.Buffer^.Data + Offset);
    if not IsSound(Directory, Entry, Offset) then
    begin
      Status := Unsound(Directory);
      Exit(True);
    end;
    if (Entry^.NameLen = Name.Length) and (Entry^.Inode <> 0)
      and (CompareByte(Entry^.Name, Name.Text^, Name.Length) = 0) then
    begin
      Found.Entry := Entry;
      Exit(True);
    end;
    Found.Before := Entry;
    Inc(Offset, Entry^.RecLen);
  until Offset >= Directory^.Volume^.BlockSize;
  Result := False;
end;

function FindEntry(Directory: PNode; const Name: TName; out Found: TFoundEntry): LongInt;
var
  Index: LongWord;
begin
  if Name.Length > NameLimit then
    Exit(-ENAMETOOLONG);
  Index := 0;
  while Index < Directory^.Size shr Directory^.Volume^.BlockShift do
  begin
    Result := HoldDirectoryBlock(Directory, Index, Found.Buffer);
    if Result <> 0 then
      Exit;
    if FindInBlock(Directory, Name, Found, Result) and (Result = 0) then
      Exit;
    ReleaseBuffer(Found.Buffer);
    if Result <> 0 then
      Exit;
    Inc(Index);
  end;
  Result := -ENOENT;
end;

procedure ReleaseEntry(const Found: TFoundEntry);
begin
  ReleaseBuffer(Found.Buffer);
end;

procedure MarkChanged(Directory: PNode; Buffer: PBuffer);
begin
  DirtyBuffer(Buffer, rkDirectory);
  OwnOf(Directory)^.Flags := OwnOf(Directory)^.Flags and not FlagIndex;
  ModifyNode(Directory);
end;

procedure SetType(Directory: PNode; Entry: PEntry; Mode: LongWord);
begin
  { Without the feature this byte is the upper half of the name's length, always 0. }
  Entry^.FileType := 0;
  if Ext2Of(Directory^.Volume)^.Super.FeatureIncompat and IncompatFileType <> 0 then
    Entry^.FileType := FileTypeOf(Mode);
end;

procedure WriteEntry(Directory: PNode; Entry: PEntry; const Name: TName; Number, Mode: LongWord);
begin
  Entry^.Inode := Number;
  Entry^.NameLen := Name.Length;
  SetType(Directory, Entry, Mode);
  Move(Name.Text^, Entry^.Name, Name.Length);
end;

{ Puts the entry into a gap of the block, when there is one that is large enough. }
function AddInBlock(Directory: PNode; Buffer: PBuffer; const Name: TName; Number, Mode: LongWord;
  out Status: LongInt): Boolean;
var
  Offset, Used, Length: LongWord;
  Entry: PEntry;
begin
  Status := 0;
  Offset := 0;
  repeat
    Entry := PEntry(Buffer^.Data + Offset);
    if not IsSound(Directory, Entry, Offset) then
    begin
      Status := Unsound(Directory);
      Exit(True);
    end;
    Length := Entry^.RecLen;
    Used := 0;
    if Entry^.Inode <> 0 then
      Used := EntryBytes(Entry^.NameLen);
    if Length - Used >= LongWord(EntryBytes(Name.Length)) then
    begin
      if Used > 0 then
      begin
        Entry^.RecLen := Used;
        Entry := PEntry(PByte(Entry) + Used);
        Entry^.RecLen := Length - Used;
      end;
      WriteEntry(Directory, Entry, Name, Number, Mode);
      Exit(True);
    end;
    Inc(Offset, Length);
  until Offset >= Directory^.Volume^.BlockSize;
  Result := False;
end;

{ A block more for the directory. It goes to the disk before anything refers to it. }
function ExtendDirectory(Directory: PNode; out Buffer: PBuffer): LongInt;
var
  First, Count, Index: LongWord;
  Fresh: Boolean;
begin
  Index := Directory^.Size shr Directory^.Volume^.BlockShift;
  if Directory^.Size + Directory^.Volume^.BlockSize > High(LongInt) then
    Exit(-ENOSPC);
  Result := FillRun(Directory, Index, 1, First, Count, Fresh);
  if Result <> 0 then
    Exit;
  Result := NewBuffer(Directory^.Volume, First, Buffer);
  if Result <> 0 then
  begin
    CutBlocks(Directory, Index);
    Exit;
  end;
  PEntry(Buffer^.Data)^.RecLen := Directory^.Volume^.BlockSize;
  DirtyBuffer(Buffer, rkMap1);
  Inc(Directory^.Size, Directory^.Volume^.BlockSize);
end;

function AddEntry(Directory: PNode; const Name: TName; Number: LongWord; Mode: LongWord;
  out Block: LongWord): LongInt;
var
  Index, Blocks: LongWord;
  Buffer: PBuffer;
  Done: Boolean;
begin
  Index := 0;
  Blocks := Directory^.Size shr Directory^.Volume^.BlockShift;
  repeat
    if Index < Blocks then
      Result := HoldDirectoryBlock(Directory, Index, Buffer)
    else
      Result := ExtendDirectory(Directory, Buffer);
    if Result <> 0 then
      Exit;
    Done := AddInBlock(Directory, Buffer, Name, Number, Mode, Result);
    if Done and (Result = 0) then
    begin
      MarkChanged(Directory, Buffer);
      Block := Buffer^.Block;
    end;
    ReleaseBuffer(Buffer);
    Inc(Index);
  until Done;
end;

procedure RemoveEntry(Directory: PNode; const Found: TFoundEntry);
begin
  if Found.Before <> nil then
    Inc(Found.Before^.RecLen, Found.Entry^.RecLen)
  else
    Found.Entry^.Inode := 0;
  MarkChanged(Directory, Found.Buffer);
end;

procedure RedirectEntry(Directory: PNode; const Found: TFoundEntry; Number, Mode: LongWord);
begin
  Found.Entry^.Inode := Number;
  SetType(Directory, Found.Entry, Mode);
  MarkChanged(Directory, Found.Buffer);
end;

function InitialiseDirectory(Directory: PNode; ParentNumber: LongWord): LongInt;
var
  Buffer: PBuffer;
  Entry: PEntry;
begin
  Result := ExtendDirectory(Directory, Buffer);
  if Result <> 0 then
    Exit;
  Entry := PEntry(Buffer^.Data);
  WriteEntry(Directory, Entry, MakeName('.', 1), Directory^.Number, ModeDirectory);
  Entry^.RecLen := EntryBytes(1);
  Entry := PEntry(Buffer^.Data + EntryBytes(1));
  WriteEntry(Directory, Entry, MakeName('..', 2), ParentNumber, ModeDirectory);
  Entry^.RecLen := LongInt(Directory^.Volume^.BlockSize) - EntryBytes(1);
  ReleaseBuffer(Buffer);
end;

{ Visits the entries of one block from Position on; False: the visitor has enough. A position that
  is no entry's start, because the directory has changed since, moves on to the next one. }
function VisitBlock(Directory: PNode; Buffer: PBuffer; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer; out Status: LongInt): Boolean;
var
  Offset: LongWord;
  Entry: PEntry;
  Base: Int64;
begin
  Status := 0;
  Result := True;
  Base := Position and not Int64(Directory^.Volume^.BlockSize - 1);
  Offset := 0;
  while Result and (Offset < Directory^.Volume^.BlockSize) do
  begin
    Entry := PEntry(Buffer^.Data + Offset);
    if not IsSound(Directory, Entry, Offset) then
    begin
      Status := Unsound(Directory);
      Exit(False);
    end;
    if (Entry^.Inode <> 0) and (Base + Offset >= Position) then
      Result := Visitor(Context, MakeName(Entry^.Name, Entry^.NameLen), Entry^.Inode,
        KindOfFileType(Entry^.FileType), Base + Offset + Entry^.RecLen);
    Inc(Offset, Entry^.RecLen);
  end;
end;

function VisitEntries(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
  Context: Pointer): LongInt;
var
  Buffer: PBuffer;
  Index: LongWord;
  More: Boolean;
begin
  Result := 0;
  More := True;
  while More and (Position < Directory^.Size) do
  begin
    Index := Position shr Directory^.Volume^.BlockShift;
    Result := HoldDirectoryBlock(Directory, Index, Buffer);
    if Result <> 0 then
      Exit;
    More := VisitBlock(Directory, Buffer, Position, Visitor, Context, Result);
    ReleaseBuffer(Buffer);
    Position := Int64(Index + 1) shl Directory^.Volume^.BlockShift;
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Files whose text another unit makes: /etc/hosts, /etc/resolv.conf. Toro.NoFiles, and a file system that
  has no file of the name, ask here. Read-only; the text is taken when the file is opened. }
unit Toro.StaticFiles;

{$mode objfpc}

interface

uses
  Toro.Errors;

type
  { Answers the text and its size; it stays valid until the next call. }
  TStaticText = function(out Size: LongInt): PAnsiChar;

{ Who opens it for writing gets WriteError. }
procedure RegisterStaticFile(Path: PAnsiChar; Text: TStaticText; WriteError: LongInt = EROFS);
{ A descriptor, or -ENOENT when no such file is registered. }
function OpenStaticFile(Path: PAnsiChar; Flags: LongWord): LongInt;
{ Fills struct stat; 0 or -ENOENT. }
function StatStaticFile(Path: PAnsiChar; Buffer: Pointer): LongInt;

implementation

uses
  Toro.Descriptors;

const
  MaxFiles = 8;
  FileMode = $8000 or &444;
  StatSize = 144;
  LinksOffset = 16;
  ModeOffset = 24;
  SizeOffset = 48;
  ModifiedOffset = 88;
  { 1980-01-01: the earliest time that every unit of the run-time library can name }
  ModifiedSeconds = 315532800;

type
  PStaticFile = ^TStaticFile;
  TStaticFile = record
    Path: PAnsiChar;
    Text: TStaticText;
    WriteError: LongInt;
  end;

var
  Files: array[0..MaxFiles - 1] of TStaticFile;
  FileCount: LongInt;

procedure RegisterStaticFile(Path: PAnsiChar; Text: TStaticText; WriteError: LongInt);
begin
  if FileCount = MaxFiles then
    Exit;
  Files[FileCount].Path := Path;
  Files[FileCount].Text := Text;
  Files[FileCount].WriteError := WriteError;
  Inc(FileCount);
end;

function SamePath(A, B: PAnsiChar): Boolean;
begin
  while (A^ <> #0) and (A^ = B^) do
  begin
    Inc(A);
    Inc(B);
  end;
  Result := A^ = B^;
end;

function Find(Path: PAnsiChar): PStaticFile;
var
  Index: LongInt;
begin
  for Index := 0 to FileCount - 1 do
    if SamePath(Files[Index].Path, Path) then
      Exit(@Files[Index]);
  Result := nil;
end;

function TextSize(Item: PStaticFile): LongInt;
begin
  Item^.Text(Result);
end;

procedure FillStat(Item: PStaticFile; Buffer: Pointer);
begin
  PInt64(Buffer + LinksOffset)^ := 1;
  PLongWord(Buffer + ModeOffset)^ := FileMode;
  PInt64(Buffer + SizeOffset)^ := TextSize(Item);
  PInt64(Buffer + ModifiedOffset)^ := ModifiedSeconds;
end;

function StaticRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
var
  Text: PAnsiChar;
  Size: LongInt;
begin
  Text := PStaticFile(Descriptor^.Data)^.Text(Size);
  Result := Size - Descriptor^.Position;
  if Result > Count then
    Result := Count;
  if Result <= 0 then
    Exit(0);
  Move(Text[Descriptor^.Position], Buffer^, Result);
  Inc(Descriptor^.Position, Result);
end;

function StaticSeek(Descriptor: PDescriptor; Offset: Int64; Whence: LongInt): Int64;
begin
  case Whence of
    1: Inc(Offset, Descriptor^.Position);
    2: Inc(Offset, TextSize(PStaticFile(Descriptor^.Data)));
  end;
  if Offset < 0 then
    Exit(-EINVAL);
  Descriptor^.Position := Offset;
  Result := Offset;
end;

function StaticStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
begin
  FillStat(PStaticFile(Descriptor^.Data), Buffer);
  Result := 0;
end;

const
  Operations: TDescriptorOperations = (Read: @StaticRead; Write: nil; Seek: @StaticSeek;
    Close: nil; Stat: @StaticStat; Ioctl: nil; Poll: nil; Truncate: nil; Sync: nil;
    ReadDirectory: nil);

function OpenStaticFile(Path: PAnsiChar; Flags: LongWord): LongInt;
var
  Item: PStaticFile;
begin
  Item := Find(Path);
  if Item = nil then
    Exit(-ENOENT);
  if Flags and OpenAccessMask <> OpenReadOnly then
    Exit(-Item^.WriteError);
  Result := AllocateDescriptor(@Operations, Item, OpenReadOnly);
end;

function StatStaticFile(Path: PAnsiChar; Buffer: Pointer): LongInt;
var
  Item: PStaticFile;
begin
  Item := Find(Path);
  if Item = nil then
    Exit(-ENOENT);
  FillChar(Buffer^, StatSize, 0);
  FillStat(Item, Buffer);
  Result := 0;
end;

end.

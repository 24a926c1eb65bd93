{ SPDX-License-Identifier: Apache-2.0 }
{ What the calls about paths answer while no file system is in the image: nothing exists but an empty root
  folder and /dev/null. The unit Filesystem registers its own in their place. }
unit Toro.NoFiles;

{$mode objfpc}

interface

{ readlink: every program asks for its own name. }
function SysReadlink(Path, Buffer, Size, A4, A5, A6: Int64): Int64;
procedure InitNoFiles;

implementation

uses
  Toro.BootAbi, Toro.CommandLine, Toro.Descriptors, Toro.Errors, Toro.StaticFiles,
  Toro.SystemCalls;

const
  OpenCreate = $40;
  DirectoryMode = $4000 or &755;
  NullDeviceMode = $2000 or &666;
  StatSize = 144;
  ModeOffset = 24;
  LinksOffset = 16;
  RootNumber = 1;

function SameText(Left, Right: PAnsiChar): Boolean;
begin
  while (Left^ <> #0) and (Left^ = Right^) do
  begin
    Inc(Left);
    Inc(Right);
  end;
  Result := Left^ = Right^;
end;

function IsRoot(Path: PAnsiChar): Boolean;
begin
  while (Path[0] = '.') and (Path[1] = '/') do
    Inc(Path, 2);
  Result := SameText(Path, '/') or SameText(Path, '.') or SameText(Path, '..') or SameText(Path, '') or
    SameText(Path, '/tmp') or SameText(Path, '/tmp/') or SameText(Path, '/dev');
end;

function IsNullDevice(Path: PAnsiChar): Boolean;
begin
  Result := SameText(Path, '/dev/null');
end;

{ ---- /dev/null ---- }

function NullRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := 0;
end;

function NullWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := Count;
end;

function NullSeek(Descriptor: PDescriptor; Offset: Int64; Whence: LongInt): Int64;
begin
  Result := 0;
end;

function NullStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
begin
  PLongWord(Buffer + ModeOffset)^ := NullDeviceMode;
  Result := 0;
end;

const
  NullOperations: TDescriptorOperations = (Read: @NullRead; Write: @NullWrite; Seek: @NullSeek;
    Close: nil; Stat: @NullStat; Ioctl: nil; Poll: nil; Truncate: nil; Sync: nil;
    ReadDirectory: nil);

{ ---- The root folder ---- }

function FolderRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  Result := -EISDIR;
end;

function FolderStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
begin
  PInt64(Buffer + LinksOffset)^ := 1;
  PLongWord(Buffer + ModeOffset)^ := DirectoryMode;
  Result := 0;
end;

{ struct linux_dirent64: inode, place, size of the record, kind, name }
function FolderEntries(Descriptor: PDescriptor; Buffer: Pointer; Size: Int64): Int64;
const
  EntrySize = 24;
  SizeField = 16;
  KindField = 18;
  NameField = 19;
  KindFolder = 4;
  Dot: array[0..3] of AnsiChar = '..'#0#0;
begin
  Result := 0;
  while (Descriptor^.Position < 2) and (Result + EntrySize <= Size) do
  begin
    FillChar(Buffer^, EntrySize, 0);
    Inc(Descriptor^.Position);
    PInt64(Buffer)^ := RootNumber;
    PInt64(Buffer + SizeOf(Int64))^ := Descriptor^.Position;
    PWord(Buffer + SizeField)^ := EntrySize;
    PByte(Buffer + KindField)^ := KindFolder;
    Move(Dot, PByte(Buffer + NameField)^, Descriptor^.Position);
    Inc(Buffer, EntrySize);
    Inc(Result, EntrySize);
  end;
  if (Result = 0) and (Descriptor^.Position < 2) then
    Result := -EINVAL;
end;

function FolderSeek(Descriptor: PDescriptor; Offset: Int64; Whence: LongInt): Int64;
begin
  if (Whence <> 0) or (Offset < 0) then
    Exit(-EINVAL);
  Descriptor^.Position := Offset;
  Result := Offset;
end;

const
  FolderOperations: TDescriptorOperations = (Read: @FolderRead; Write: nil; Seek: @FolderSeek;
    Close: nil; Stat: @FolderStat; Ioctl: nil; Poll: nil; Truncate: nil; Sync: nil;
    ReadDirectory: @FolderEntries);

{ ---- Calls ---- }

function SysOpen(Path, Flags, Mode, A4, A5, A6: Int64): Int64;
begin
  if IsNullDevice(PAnsiChar(Path)) then
    Exit(AllocateDescriptor(@NullOperations, nil, Flags));
  if IsRoot(PAnsiChar(Path)) then
  begin
    if Flags and (OpenAccessMask or OpenCreate) <> OpenReadOnly then
      Exit(-EISDIR);
    Exit(AllocateDescriptor(@FolderOperations, nil, Flags));
  end;
  Result := OpenStaticFile(PAnsiChar(Path), Flags);
  if (Result = -ENOENT) and (Flags and OpenCreate <> 0) then
    Result := -EROFS;
end;

function SysOpenAt(Directory, Path, Flags, Mode, A5, A6: Int64): Int64;
begin
  Result := SysOpen(Path, Flags, Mode, 0, 0, 0);
end;

function SysStat(Path, Buffer, A3, A4, A5, A6: Int64): Int64;
begin
  if not (IsRoot(PAnsiChar(Path)) or IsNullDevice(PAnsiChar(Path))) then
    Exit(StatStaticFile(PAnsiChar(Path), Pointer(Buffer)));
  FillChar(Pointer(Buffer)^, StatSize, 0);
  PInt64(Buffer + LinksOffset)^ := 1;
  PLongWord(Buffer + ModeOffset)^ := DirectoryMode;
  if IsNullDevice(PAnsiChar(Path)) then
    PLongWord(Buffer + ModeOffset)^ := NullDeviceMode;
  Result := 0;
end;

function SysReadlink(Path, Buffer, Size, A4, A5, A6: Int64): Int64;
begin
  if not SameText(PAnsiChar(Path), '/proc/self/exe') then
    Exit(-ENOENT);
  Result := StrLen(@ProgramName);
  if Result > Size then
    Result := Size;
  Move(ProgramName, Pointer(Buffer)^, Result);
end;

function SysGetcwd(Buffer, Size, A3, A4, A5, A6: Int64): Int64;
begin
  if Size < 2 then
    Exit(-ERANGE);
  PWord(Buffer)^ := Ord('/');
  Result := 2;
end;

function SysChdir(Path, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 0;
  if not IsRoot(PAnsiChar(Path)) then
    Result := -ENOENT;
end;

{ access, unlink, rename, rmdir, chmod, utime and all that needs an existing file }
function SysMissing(Path, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := -ENOENT;
  if IsRoot(PAnsiChar(Path)) then
    Result := -EROFS;
end;

function SysAccess(Path, Mode, A3, A4, A5, A6: Int64): Int64;
var
  Ignored: array[0..StatSize - 1] of Byte;
begin
  Result := 0;
  if not (IsRoot(PAnsiChar(Path)) or IsNullDevice(PAnsiChar(Path))) then
    Result := StatStaticFile(PAnsiChar(Path), @Ignored);
end;

{ mkdir, symlink, link, mknod }
function SysReadOnly(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := -EROFS;
end;

{ statfs: a filesystem of memory that is all in use }
function SysStatfs(Path, Buffer, A3, A4, A5, A6: Int64): Int64;
const
  StatfsSize = 120;
  BlockSizeOffset = 8;
  NameLengthOffset = 64;
  FragmentSizeOffset = 72;
  MemoryMagic = $01021994;
begin
  if not IsRoot(PAnsiChar(Path)) then
    Exit(-ENOENT);
  FillChar(Pointer(Buffer)^, StatfsSize, 0);
  PInt64(Buffer)^ := MemoryMagic;
  PInt64(Buffer + BlockSizeOffset)^ := PageSize;
  PInt64(Buffer + NameLengthOffset)^ := 255;
  PInt64(Buffer + FragmentSizeOffset)^ := PageSize;
  Result := 0;
end;

{ The program's own file is the image in memory, without what a debugger would look for. }
function ImageText(out Size: LongInt): PAnsiChar;
begin
  Size := @ImageEnd - @ImageStart;
  Result := @ImageStart;
end;

{ For a program that reads the lines of its code from its own file (lnfodwrf): these. }
function LinesText(out Size: LongInt): PAnsiChar; [public, alias: 'toro_program_file'];
begin
  Size := @ProgramFileEnd - @ProgramFileStart;
  Result := @ProgramFileStart;
end;

procedure InitNoFiles;
const
  { nil in the image of a program that does not (overrides.txt) }
  Lines: TStaticText = @LinesText;
  Calls: array[0..19] of TSystemCallEntry = (
    (Number: 2; Handler: @SysOpen), (Number: 4; Handler: @SysStat),
    (Number: 6; Handler: @SysStat), (Number: 21; Handler: @SysAccess),
    (Number: 76; Handler: @SysMissing), (Number: 79; Handler: @SysGetcwd),
    (Number: 80; Handler: @SysChdir), (Number: 82; Handler: @SysMissing),
    (Number: 83; Handler: @SysReadOnly), (Number: 84; Handler: @SysMissing),
    (Number: 85; Handler: @SysReadOnly), (Number: 86; Handler: @SysMissing),
    (Number: 87; Handler: @SysMissing), (Number: 88; Handler: @SysReadOnly),
    (Number: 90; Handler: @SysMissing),
    (Number: 92; Handler: @SysMissing), (Number: 132; Handler: @SysMissing),
    (Number: 137; Handler: @SysStatfs), (Number: 235; Handler: @SysMissing),
    (Number: 257; Handler: @SysOpenAt));
var
  Own: TStaticText;
begin
  RegisterSystemCalls(Calls);
  Own := Lines;
  if Own = nil then
    Own := @ImageText;
  RegisterStaticFile(@ProgramName, Own, ETXTBSY);
  RegisterStaticFile('/proc/self/exe', Own, ETXTBSY);
end;

end.

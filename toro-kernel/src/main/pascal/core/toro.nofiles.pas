{ SPDX-License-Identifier: Apache-2.0 }
{ What the calls about paths answer while no file system is in the image: nothing exists but the root
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
  Result := SameText(Path, '/') or SameText(Path, '.') or SameText(Path, '/tmp') or
    SameText(Path, '/tmp/') or SameText(Path, '/dev');
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

{ ---- Calls ---- }

function SysOpen(Path, Flags, Mode, A4, A5, A6: Int64): Int64;
begin
  if IsNullDevice(PAnsiChar(Path)) then
    Exit(AllocateDescriptor(@NullOperations, nil, Flags));
  if IsRoot(PAnsiChar(Path)) then
    Exit(-EISDIR);
  Result := OpenStaticFile(PAnsiChar(Path));
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

{ The program's own file is the image in memory, without what a debugger would look for. }
function ImageText(out Size: LongInt): PAnsiChar;
begin
  Size := @ImageEnd - @ImageStart;
  Result := @ImageStart;
end;

procedure InitNoFiles;
const
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
    (Number: 137; Handler: @SysMissing), (Number: 235; Handler: @SysMissing),
    (Number: 257; Handler: @SysOpenAt));
begin
  RegisterSystemCalls(Calls);
  RegisterStaticFile(@ProgramName, @ImageText);
  RegisterStaticFile('/proc/self/exe', @ImageText);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Files and disks. Naming this unit lets the run-time library's files work (Assign, Reset, FileOpen,
  TFileStream, FindFirst, ...) on a memory filesystem, and on the disks whose drivers and kinds of
  filesystem the program names too: Filesystem, Ext2, VirtIOBlk. What follows is Toro's own
  interface to the same files.

  Called by: programs.
  Touches: everything below it in this folder.

  Toro gives each core its own files; here all cores share them, so dedicating a disk to a core
  changes nothing and a mounted disk is seen by all. Paths are absolute and end with a NUL. }
unit Filesystem;

{$mode objfpc}

interface

uses
  Toro.Block, Toro.FileTypes;

const
  SeekSet = 0;
  SeekCur = 1;
  SeekEof = 2;

  INODE_DIR = 1;
  INODE_REG = 2;

type
  XChar = AnsiChar;
  PXChar = PAnsiChar;

  PInode = ^TInode;
  { What SysStatFile tells. Times are seconds since 1970. }
  TInode = record
    ino: LongInt;
    Size: Int64;
    Mode: LongInt; { INODE_DIR or INODE_REG }
    ATime, CTime, MTime, DTime: LongInt;
    Dirty: Boolean;
    Count: LongInt;
    SuperBlock: Pointer;
  end;

  { For drivers and filesystems of the program's own: Toro.Block and Toro.FileTypes say how. }
  TBlockDriver = TBlockDevice;
  PBlockDriver = PBlockDevice;
  TFileSystemDriver = TFileSystemKind;
  PFileSystemDriver = PFileSystemKind;

{ Hands a disk controller to a core. All cores may use every disk, so nothing happens. }
procedure DedicateBlockDriver(const Name: AnsiString; CPUID: LongInt);

{ Mounts partition Minor of a controller as '/'. Prints what went wrong. }
procedure SysMount(const FileSystemName, BlockName: AnsiString; const Minor: LongInt);

{ 1 and fills Buffer, or 0. }
function SysStatFile(Path: PXChar; Buffer: PInode): LongInt;

{ A handle, or 0 when there is no such file. }
function SysOpenFile(Path: PXChar): THandle;

{ A handle to a new, empty file, or 0. }
function SysCreateFile(Path: PAnsiChar): THandle;

{ 1 or 0. }
function SysCreateDir(Path: PAnsiChar): LongInt;

{ Bytes moved, at the file's position; 0 for a directory or after an error. }
function SysReadFile(FileHandle: THandle; Count: LongInt; Buffer: Pointer): LongInt;
function SysWriteFile(FileHandle: THandle; Count: LongInt; Buffer: Pointer): LongInt;

{ The new position. SeekEof goes to the end, whatever Offset says. }
function SysSeekFile(FileHandle: THandle; Offset, Whence: LongInt): LongInt;

procedure SysCloseFile(FileHandle: THandle);

{ A disk or partition as raw sectors of 512 bytes. The handle is closed with SysCloseFile. }
function SysOpenBlock(const Name: AnsiString; Minor: LongInt): THandle;
{ Sectors moved. }
function SysReadBlock(FileHandle: THandle; Block, Count: LongInt; Buffer: Pointer): LongInt;
function SysWriteBlock(FileHandle: THandle; Block, Count: LongInt; Buffer: Pointer): LongInt;

procedure RegisterBlockDriver(Driver: PBlockDriver);
procedure RegisterFilesystem(Driver: PFileSystemDriver);

implementation

uses
  Toro.AutoMount, Toro.Descriptors, Toro.Errors, Toro.FileCalls, Toro.FileStart, Toro.Nodes,
  Toro.OpenFiles, Toro.Paths, Toro.Serial, Toro.Vfs, Toro.Volumes, Toro.WriteBack;

procedure Report(const Text: AnsiString);
begin
  WriteSerial(PAnsiChar(Text), Length(Text));
end;

procedure DedicateBlockDriver(const Name: AnsiString; CPUID: LongInt);
begin
  { The program does its own mounting. }
  LeaveDisksAlone;
end;

procedure SysMount(const FileSystemName, BlockName: AnsiString; const Minor: LongInt);
var
  Kind: PFileSystemKind;
  Device: PBlockDevice;
  Volume: PVolume;
  Status: LongInt;
begin
  LeaveDisksAlone;
  LookForDisks;
  Kind := FindFileSystem(FileSystemName);
  Device := FindBlockDevice(BlockName, Minor);
  Status := -ENODEV;
  Volume := nil;
  LockFiles;
  if Device <> nil then
    Volume := VolumeOf(Device);
  if Volume <> nil then
    Status := 0
  else if (Kind <> nil) and (Device <> nil) then
    Status := MountVolume(Kind, Device, False, Volume);
  if Status = 0 then
    Status := SetRoot(Volume);
  UnlockFiles;
  if Status = 0 then
    Exit;
  Report('SysMount: ' + BlockName + ' not mounted as ' + FileSystemName + ': ');
  if Kind = nil then
    Report('no such filesystem'#10)
  else if Device = nil then
    Report('no such disk'#10)
  else
    Report('the disk cannot be read as one'#10);
end;

function SysStatFile(Path: PXChar; Buffer: PInode): LongInt;
var
  Node: PNode;
begin
  LockFiles;
  Result := Ord(FindPath(Path, True, Node) = 0);
  if Result = 1 then
  begin
    FillChar(Buffer^, SizeOf(TInode), 0);
    Buffer^.ino := Node^.Number;
    Buffer^.Size := Node^.Size;
    Buffer^.Mode := INODE_REG;
    if IsDirectory(Node) then
      Buffer^.Mode := INODE_DIR;
    Buffer^.ATime := Node^.AccessNs div NsPerSecond;
    Buffer^.CTime := Node^.ChangeNs div NsPerSecond;
    Buffer^.MTime := Node^.ModifyNs div NsPerSecond;
    Buffer^.Dirty := Node^.Dirty;
    Buffer^.Count := Node^.References;
    Buffer^.SuperBlock := Node^.Volume;
    LetGo(Node);
  end;
  UnlockFiles;
end;

function OpenHandle(Path: PAnsiChar; Flags: LongInt): THandle;
var
  Node: PNode;
begin
  LockFiles;
  Result := OpenNode(Path, Flags, &644, Node);
  if Result = 0 then
    Result := OpenDescriptor(Node, Flags);
  UnlockFiles;
  if Result < 0 then
    Result := 0;
end;

{ A directory can be opened, and nothing be read from it. }
function SysOpenFile(Path: PXChar): THandle;
begin
  Result := OpenHandle(Path, OpenReadWrite);
  if Result = 0 then
    Result := OpenHandle(Path, Toro.Vfs.OpenReadOnly);
end;

function SysCreateFile(Path: PAnsiChar): THandle;
begin
  Result := OpenHandle(Path, OpenReadWrite or OpenCreate or OpenTruncate);
end;

function SysCreateDir(Path: PAnsiChar): LongInt;
begin
  LockFiles;
  Result := Ord(MakePath(Path, ModeDirectory or &755, MakeName(nil, 0), 0) = 0);
  UnlockFiles;
end;

function SysReadFile(FileHandle: THandle; Count: LongInt; Buffer: Pointer): LongInt;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(FileHandle);
  Result := 0;
  if (Descriptor <> nil) and (Descriptor^.Operations^.Read <> nil) then
    Result := Descriptor^.Operations^.Read(Descriptor, Buffer, Count);
  if Result < 0 then
    Result := 0;
end;

function SysWriteFile(FileHandle: THandle; Count: LongInt; Buffer: Pointer): LongInt;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(FileHandle);
  Result := 0;
  if (Descriptor <> nil) and (Descriptor^.Operations^.Write <> nil) then
    Result := Descriptor^.Operations^.Write(Descriptor, Buffer, Count);
  if Result < 0 then
    Result := 0;
end;

function SysSeekFile(FileHandle: THandle; Offset, Whence: LongInt): LongInt;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(FileHandle);
  if (Descriptor = nil) or (Descriptor^.Operations^.Seek = nil) then
    Exit(0);
  if Whence = SeekEof then
    Offset := 0;
  Result := Descriptor^.Operations^.Seek(Descriptor, Offset, Whence);
  if Result < 0 then
    Result := Descriptor^.Position;
end;

procedure SysCloseFile(FileHandle: THandle);
begin
  CloseDescriptor(FileHandle);
end;

const
  { A descriptor of its own kind: only the calls below know it. }
  BlockOperations: TDescriptorOperations = (Read: nil; Write: nil; Seek: nil; Close: nil;
    Stat: nil; Ioctl: nil; Poll: nil; Truncate: nil; Sync: nil; ReadDirectory: nil);

function SysOpenBlock(const Name: AnsiString; Minor: LongInt): THandle;
var
  Device: PBlockDevice;
begin
  LookForDisks;
  Device := FindBlockDevice(Name, Minor);
  Result := 0;
  if Device <> nil then
    Result := AllocateDescriptor(@BlockOperations, Device);
  if Result < 0 then
    Result := 0;
end;

function DeviceOf(FileHandle: THandle): PBlockDevice;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(FileHandle);
  Result := nil;
  if (Descriptor <> nil) and (Descriptor^.Operations = @BlockOperations) then
    Result := Descriptor^.Data;
end;

function SysReadBlock(FileHandle: THandle; Block, Count: LongInt; Buffer: Pointer): LongInt;
var
  Device: PBlockDevice;
begin
  Device := DeviceOf(FileHandle);
  Result := 0;
  if (Device <> nil) and (Block >= 0) and (Count > 0)
    and (ReadSectors(Device, Block, Count, Buffer) = 0) then
    Result := Count;
end;

function SysWriteBlock(FileHandle: THandle; Block, Count: LongInt; Buffer: Pointer): LongInt;
var
  Device: PBlockDevice;
begin
  Device := DeviceOf(FileHandle);
  Result := 0;
  if (Device <> nil) and (Block >= 0) and (Count > 0)
    and (WriteSectors(Device, Block, Count, Buffer) = 0) then
    Result := Count;
end;

procedure RegisterBlockDriver(Driver: PBlockDriver);
begin
  RegisterBlockDevice(Driver);
end;

procedure RegisterFilesystem(Driver: PFileSystemDriver);
begin
  Toro.Volumes.RegisterFileSystem(Driver);
end;

procedure StartWithDisks; [public, alias: 'toro_start_files'];
begin
  StartFiles;
  StartWriteBack;
  BeforePath := @MountDisks;
end;

const
  { nil in an image where nothing uses a path (overrides.txt) }
  Start: procedure = @StartWithDisks;

initialization
  if Start <> nil then
    Start();
end.

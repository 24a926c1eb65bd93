{ SPDX-License-Identifier: Apache-2.0 }
{ Open files and directories as descriptors, and the lock that keeps file operations apart.

  Called by: Toro.Descriptors through the operations; Toro.FileCalls and Filesystem.
  Touches: nodes, through Toro.Vfs.

  An operation may wait for a disk, and meanwhile other threads run. One lock over all files keeps
  their structures whole; a thread that meets it waits on a queue. }
unit Toro.OpenFiles;

{$mode objfpc}

interface

uses
  Toro.Descriptors, Toro.FileTypes;

type
  TFileLock = (flNone, flShared, flExclusive);

  POpenFile = ^TOpenFile;
  TOpenFile = record
    Node: PNode;
    Lock: TFileLock; { of flock(2) }
  end;

var
  { Called once, with the files locked, before anything is done to them. }
  BeforeFirstUse: procedure;

procedure LockFiles;
procedure UnlockFiles;
function FilesAreLocked: Boolean;

{ Opens a descriptor for a node and takes over the caller's hold of it; its number or an errno. }
function OpenDescriptor(Node: PNode; Flags: LongInt): LongInt;

{ The open file behind a descriptor's number; nil when it is none. }
function OpenFileOf(Number: LongInt): POpenFile;

{ Reads and writes at a position of the caller's. }
function ReadAt(Descriptor: PDescriptor; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
function WriteAt(Descriptor: PDescriptor; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;

{ Whether the descriptor is a file or directory of a volume. }
function IsOpenFile(Descriptor: PDescriptor): Boolean;

procedure FillStat(Node: PNode; Buffer: Pointer);

{ flock(2); False: another open file holds a lock that forbids it. }
function TryLock(OpenFile: POpenFile; Lock: TFileLock): Boolean;

implementation

uses
  Toro.Cores, Toro.DeviceFiles, Toro.Errors, Toro.FileMemory, Toro.Nodes, Toro.Traps, Toro.Vfs,
  Toro.Volumes, Toro.Waiting;

type
  { struct stat of x86-64, asm/stat.h. }
  PStat = ^TStat;
  TStat = packed record
    Dev, Ino, LinkCount: QWord;
    Mode, Uid, Gid, Pad: LongWord;
    RDev: QWord;
    Size, BlkSize, Blocks: Int64;
    ASeconds, ANs, MSeconds, MNs, CSeconds, CNs: Int64;
    Unused: array[0..2] of Int64;
  end;

  { struct linux_dirent64, getdents64(2). }
  PDirent = ^TDirent;
  TDirent = packed record
    Ino: QWord;
    Off: Int64;
    RecLen: Word;
    Kind: Byte;
    Name: array[0..NameLimit] of AnsiChar;
  end;

const
  DirentHeader = 19;

var
  Locked, Waiters: LongInt;
  Queue: TWaitQueue;
  { The system call that holds the lock, by its TCore.Recovery }
  Holder: PtrUInt;
  { What was told of bad pointers before files were used }
  Hooked: Boolean;
  FormerHook: TProcedure;

{ The call that holds the lock met a bad pointer: no structure is half changed, as contents are copied last. }
procedure UnlockAfterFault;
begin
  if (Locked <> 0) and (Holder = ThisCore^.Recovery) then
    UnlockFiles;
  if FormerHook <> nil then
    FormerHook();
end;

procedure TakeLock;
begin
  if InterlockedExchange(Locked, 1) <> 0 then
  begin
    InterlockedIncrement(Waiters);
    while InterlockedExchange(Locked, 1) <> 0 do
      WaitOn(Queue, Forever);
    InterlockedDecrement(Waiters);
  end;
  Holder := ThisCore^.Recovery;
  if Hooked then
    Exit;
  Hooked := True;
  FormerHook := BadPointerHook;
  BadPointerHook := @UnlockAfterFault;
end;

procedure LockFiles; [public, alias: 'toro_lock_files'];
var
  Prepare: procedure;
begin
  TakeLock;
  if BeforeFirstUse = nil then
    Exit;
  Prepare := BeforeFirstUse;
  BeforeFirstUse := nil;
  Prepare();
end;

procedure UnlockFiles;
begin
  InterlockedExchange(Locked, 0);
  if Waiters > 0 then
    WakeOne(Queue);
end;

function FilesAreLocked: Boolean;
begin
  Result := Locked <> 0;
end;

function NodeOf(Descriptor: PDescriptor): PNode; inline;
begin
  Result := POpenFile(Descriptor^.Data)^.Node;
end;

procedure PutTime(Ns: Int64; out Seconds, Rest: Int64);
begin
  Seconds := Ns div NsPerSecond;
  Rest := Ns mod NsPerSecond;
  if Rest >= 0 then
    Exit;
  Dec(Seconds);
  Inc(Rest, NsPerSecond);
end;

procedure FillStat(Node: PNode; Buffer: Pointer);
var
  Stat: PStat;
begin
  Stat := Buffer;
  FillChar(Stat^, SizeOf(TStat), 0);
  Stat^.Dev := Node^.Volume^.Id;
  Stat^.Ino := Node^.Number;
  Stat^.LinkCount := Node^.Links;
  Stat^.Mode := Node^.Mode;
  Stat^.Uid := Node^.User;
  Stat^.Gid := Node^.Group;
  Stat^.RDev := Node^.Device;
  Stat^.Size := Node^.Size;
  Stat^.BlkSize := Node^.Volume^.BlockSize;
  Stat^.Blocks := Node^.Blocks;
  PutTime(Node^.AccessNs, Stat^.ASeconds, Stat^.ANs);
  PutTime(Node^.ModifyNs, Stat^.MSeconds, Stat^.MNs);
  PutTime(Node^.ChangeNs, Stat^.CSeconds, Stat^.CNs);
end;

function ReadAt(Descriptor: PDescriptor; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
begin
  LockFiles;
  Result := ReadNode(NodeOf(Descriptor), Offset, Buffer, Count);
  UnlockFiles;
end;

function WriteAt(Descriptor: PDescriptor; Offset: Int64; Buffer: Pointer; Count: Int64): Int64;
begin
  LockFiles;
  Result := WriteNode(NodeOf(Descriptor), Offset, Buffer, Count);
  UnlockFiles;
end;

function Read(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  LockFiles;
  Result := ReadNode(NodeOf(Descriptor), Descriptor^.Position, Buffer, Count);
  if Result > 0 then
    Inc(Descriptor^.Position, Result);
  UnlockFiles;
end;

function Write(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  LockFiles;
  if Descriptor^.Flags and Toro.Vfs.OpenAppend <> 0 then
    Descriptor^.Position := NodeOf(Descriptor)^.Size;
  Result := WriteNode(NodeOf(Descriptor), Descriptor^.Position, Buffer, Count);
  if Result > 0 then
    Inc(Descriptor^.Position, Result);
  UnlockFiles;
end;

function Seek(Descriptor: PDescriptor; Offset: Int64; Whence: LongInt): Int64;
begin
  case Whence of
    0: Result := Offset;
    1: Result := Descriptor^.Position + Offset;
    2: Result := NodeOf(Descriptor)^.Size + Offset;
  else
    Result := -1;
  end;
  if Result < 0 then
    Exit(-EINVAL);
  Descriptor^.Position := Result;
end;

function TryLock(OpenFile: POpenFile; Lock: TFileLock): Boolean;
var
  Node: PNode;
begin
  Node := OpenFile^.Node;
  if OpenFile^.Lock = flExclusive then
    Node^.ExclusiveLock := False
  else if OpenFile^.Lock = flShared then
    Dec(Node^.SharedLocks);
  OpenFile^.Lock := flNone;
  Result := (Lock = flNone) or not Node^.ExclusiveLock
    and ((Lock = flShared) or (Node^.SharedLocks = 0));
  if not Result then
    Exit;
  OpenFile^.Lock := Lock;
  if Lock = flExclusive then
    Node^.ExclusiveLock := True
  else if Lock = flShared then
    Inc(Node^.SharedLocks);
end;

function Close(Descriptor: PDescriptor): Int64;
var
  OpenFile: POpenFile;
begin
  OpenFile := Descriptor^.Data;
  LockFiles;
  TryLock(OpenFile, flNone);
  LetGo(OpenFile^.Node);
  UnlockFiles;
  ReturnMemory(OpenFile, SizeOf(TOpenFile));
  Result := 0;
end;

function Stat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
begin
  FillStat(NodeOf(Descriptor), Buffer);
  Result := 0;
end;

function Truncate(Descriptor: PDescriptor; Size: Int64): Int64;
begin
  LockFiles;
  Result := TruncateNode(NodeOf(Descriptor), Size);
  UnlockFiles;
end;

function Sync(Descriptor: PDescriptor): Int64;
begin
  LockFiles;
  Result := CommitVolume(NodeOf(Descriptor)^.Volume);
  UnlockFiles;
end;

type
  PListing = ^TListing;
  TListing = record
    Next: PByte;
    Left: Int64;
    Position: Int64;
    Full: Boolean;
  end;

function ListEntry(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
  NextPosition: Int64): Boolean;
var
  Listing: PListing;
  Dirent: PDirent;
  Bytes: LongInt;
begin
  Listing := Context;
  Bytes := (DirentHeader + Name.Length + 1 + 7) and not 7;
  Listing^.Full := Bytes > Listing^.Left;
  if Listing^.Full then
    Exit(False);
  Dirent := PDirent(Listing^.Next);
  Dirent^.Ino := Number;
  Dirent^.Off := NextPosition;
  Dirent^.RecLen := Bytes;
  Dirent^.Kind := Kind;
  Move(Name.Text^, Dirent^.Name, Name.Length);
  Dirent^.Name[Name.Length] := #0;
  Inc(Listing^.Next, Bytes);
  Dec(Listing^.Left, Bytes);
  Listing^.Position := NextPosition;
  Result := True;
end;

function ReadDirectory(Descriptor: PDescriptor; Buffer: Pointer; Size: Int64): Int64;
var
  Listing: TListing;
begin
  Listing.Next := Buffer;
  Listing.Left := Size;
  Listing.Position := Descriptor^.Position;
  Listing.Full := False;
  LockFiles;
  Result := VisitDirectory(NodeOf(Descriptor), Descriptor^.Position, @ListEntry, @Listing);
  UnlockFiles;
  if Result <> 0 then
    Exit;
  Descriptor^.Position := Listing.Position;
  Result := Size - Listing.Left;
  if (Result = 0) and Listing.Full then
    Result := -EINVAL;
end;

const
  FileOperations: TDescriptorOperations = (Read: @Read; Write: @Write; Seek: @Seek;
    Close: @Close; Stat: @Stat; Ioctl: nil; Poll: nil; Truncate: @Truncate; Sync: @Sync;
    ReadDirectory: @ReadDirectory);

function IsOpenFile(Descriptor: PDescriptor): Boolean;
begin
  Result := (Descriptor <> nil) and (Descriptor^.Operations = @FileOperations);
end;

function OpenFileOf(Number: LongInt): POpenFile;
var
  Descriptor: PDescriptor;
begin
  Descriptor := FindDescriptor(Number);
  Result := nil;
  if IsOpenFile(Descriptor) then
    Result := Descriptor^.Data;
end;

function OpenDevice(Node: PNode; Flags: LongInt): LongInt;
var
  Operations: PDescriptorOperations;
begin
  Operations := DeviceOperations(Node^.Device);
  Result := -ENODEV;
  if Node^.Mode and ModeTypeMask = ModeSocket then
    Result := -ENXIO;
  LetGo(Node);
  if Operations = nil then
    Exit;
  Result := AllocateDescriptor(Operations, nil, Flags);
end;

{ Toro.Fifos' }
function OpenFifo(Node: PNode; Flags: LongInt): LongInt; external name 'toro_open_fifo';

const
  { nil in the image of a program that makes no nodes (overrides.txt) }
  Fifos: function(Node: PNode; Flags: LongInt): LongInt = @OpenFifo;

function OpenDescriptor(Node: PNode; Flags: LongInt): LongInt;
var
  OpenFile: POpenFile;
begin
  if (Node^.Mode and ModeTypeMask = ModePipe) and (Fifos <> nil) then
    Exit(Fifos(Node, Flags));
  if not (IsFile(Node) or IsDirectory(Node)) then
    Exit(OpenDevice(Node, Flags));
  OpenFile := TakeMemory(SizeOf(TOpenFile));
  Result := -ENOMEM;
  if OpenFile <> nil then
  begin
    OpenFile^.Node := Node;
    Result := AllocateDescriptor(@FileOperations, OpenFile, Flags);
  end;
  if Result >= 0 then
    Exit;
  LetGo(Node);
  ReturnMemory(OpenFile, SizeOf(TOpenFile));
end;

end.

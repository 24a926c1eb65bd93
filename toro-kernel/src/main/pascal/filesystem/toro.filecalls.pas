{ SPDX-License-Identifier: Apache-2.0 }
{ The system calls about files, as the run-time library makes them.

  Called by: the system-call table; Toro.FileStart registers them.
  Touches: Toro.Vfs, with the lock of Toro.OpenFiles held.

  Numbers and parameters: Linux for x86-64, manual pages of section 2. What needs only a
  descriptor's operations is in Toro.Descriptors. }
unit Toro.FileCalls;

{$mode objfpc}

interface

procedure RegisterFileCalls;

var
  { Called before a path is walked: Filesystem mounts disks here when they are first needed. }
  BeforePath: procedure;

implementation

uses
  Toro.Descriptors, Toro.Errors, Toro.Fifos, Toro.FileTypes, Toro.Nodes, Toro.OpenFiles, Toro.Paths,
  Toro.StaticFiles, Toro.SystemCalls, Toro.Vfs, Toro.Volumes, Toro.Waiting;

const
  AtWorkingDirectory = -100;
  LeaveAttribute = High(Int64);
  LockShared = 1;
  LockExclusive = 2;
  LockNonBlocking = 4;
  LockUnlock = 8;
  NsPerMicrosecond = 1000;
  NoTarget: TName = (Text: nil; Length: 0);

var
  CreationMask: LongWord = &022;
  LockQueue: TWaitQueue;
  { What the core answers for paths that no volume knows, such as /proc/self/exe. }
  CoreReadLink: TSystemCall;

procedure Enter;
begin
  LockFiles;
  if BeforePath <> nil then
    BeforePath();
end;

function Leave(Status: Int64): Int64;
begin
  UnlockFiles;
  Result := Status;
end;

{ While nothing was made and no disk can be mounted, the root holds /tmp and /dev: what the run-time library looks
  for at its start (time zones, the resolver's files) is answered without making any files. }
function IsMissingYet(Path: PAnsiChar): Boolean;
begin
  Result := (BeforeFirstUse <> nil) and (BeforePath = nil) and (Path[0] = '/')
    and ((Path[1] = 'e') and (Path[2] = 't') and (Path[3] = 'c')
    or (Path[1] = 'u') and (Path[2] = 's') and (Path[3] = 'r')) and (Path[4] = '/');
end;

{ Takes the lock for a walk along a path; False: nothing can be there yet, and nothing was made. }
function EnterAt(Path: PAnsiChar): Boolean;
begin
  Result := not IsMissingYet(Path);
  if Result then
    Enter;
end;

type
  TNodeAction = function(Node: PNode; A, B: Int64): LongInt;

{ Does something with what a path leads to. }
function AtPath(Path: Int64; Follow: Boolean; Action: TNodeAction; A, B: Int64): Int64;
var
  Node: PNode;
begin
  if not EnterAt(PAnsiChar(Path)) then
    Exit(-ENOENT);
  Result := FindPath(PAnsiChar(Path), Follow, Node);
  if Result = 0 then
  begin
    Result := Action(Node, A, B);
    LetGo(Node);
  end;
  Result := Leave(Result);
end;

{ Does something with an open file. }
function AtOpen(Number: Int64; Action: TNodeAction; A, B: Int64): Int64;
var
  OpenFile: POpenFile;
begin
  OpenFile := OpenFileOf(Number);
  if OpenFile = nil then
    Exit(-EBADF);
  LockFiles;
  Result := Leave(Action(OpenFile^.Node, A, B));
end;

function SysOpen(Path, Flags, Mode, A4, A5, A6: Int64): Int64;
var
  Node: PNode;
begin
  Result := -ENOENT;
  if EnterAt(PAnsiChar(Path)) then
  begin
    Result := OpenNode(PAnsiChar(Path), Flags, Mode and not Int64(CreationMask), Node);
    if Result = 0 then
      Result := OpenDescriptor(Node, Flags);
    Result := Leave(Result);
  end;
  if Result = -ENOENT then
    Result := OpenStaticFile(PAnsiChar(Path), Flags);
end;

function SysOpenAt(Directory, Path, Flags, Mode, A5, A6: Int64): Int64;
begin
  if (LongInt(Directory) <> AtWorkingDirectory) and (PAnsiChar(Path)^ <> '/') then
    Exit(-ENOSYS);
  Result := SysOpen(Path, Flags, Mode, 0, 0, 0);
end;

function SysCreat(Path, Mode, A3, A4, A5, A6: Int64): Int64;
begin
  Result := SysOpen(Path, OpenCreate or OpenTruncate or OpenWriteOnly, Mode, 0, 0, 0);
end;

function TellStatus(Node: PNode; Buffer, Unused: Int64): LongInt;
begin
  FillStat(Node, Pointer(Buffer));
  Result := 0;
end;

function StatPath(Path, Buffer: Int64; Follow: Boolean): Int64;
begin
  Result := AtPath(Path, Follow, @TellStatus, Buffer, 0);
  if Result = -ENOENT then
    Result := StatStaticFile(PAnsiChar(Path), Pointer(Buffer));
end;

function SysStat(Path, Buffer, A3, A4, A5, A6: Int64): Int64; [public, alias: 'toro_tell_node'];
begin
  Result := StatPath(Path, Buffer, True);
end;

function SysLstat(Path, Buffer, A3, A4, A5, A6: Int64): Int64;
begin
  Result := StatPath(Path, Buffer, False);
end;

{ There are no users, so all may read and write; a file without any x bit cannot be run. }
function CheckAccess(Node: PNode; Mode, Unused: Int64): LongInt;
begin
  Result := 0;
  if (Mode and 1 <> 0) and IsFile(Node) and (Node^.Mode and &111 = 0) then
    Result := -EACCES
  else if (Mode and 2 <> 0) and Node^.Volume^.ReadOnly then
    Result := -EROFS;
end;

function SysAccess(Path, Mode, A3, A4, A5, A6: Int64): Int64;
var
  Ignored: array[0..143] of Byte; { struct stat }
begin
  Result := AtPath(Path, True, @CheckAccess, Mode, 0);
  if Result = -ENOENT then
    Result := StatStaticFile(PAnsiChar(Path), @Ignored);
end;

{ The open file for a transfer at a place of its own; Barred is the access mode that forbids it. }
function FindForTransfer(Number, Barred: Int64; out Descriptor: PDescriptor): LongInt;
begin
  Result := 0;
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Result := -EBADF
  else if not IsOpenFile(Descriptor) then
    Result := -ESPIPE
  else if Descriptor^.Flags and OpenAccessMask = Barred then
    Result := -EBADF;
end;

function SysReadAt(Number, Buffer, Count, Offset, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Result := FindForTransfer(Number, OpenWriteOnly, Descriptor);
  if Result = 0 then
    Result := ReadAt(Descriptor, Offset, Pointer(Buffer), Count);
end;

function SysWriteAt(Number, Buffer, Count, Offset, A5, A6: Int64): Int64;
var
  Descriptor: PDescriptor;
begin
  Result := FindForTransfer(Number, OpenReadOnly, Descriptor);
  if Result = 0 then
    Result := WriteAt(Descriptor, Offset, Pointer(Buffer), Count);
end;

function ChangeSize(Node: PNode; Size, Unused: Int64): LongInt;
begin
  Result := TruncateNode(Node, Size);
end;

function SysTruncate(Path, Size, A3, A4, A5, A6: Int64): Int64;
begin
  Result := AtPath(Path, True, @ChangeSize, Size, 0);
end;

function SysGetcwd(Buffer, Size, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  if Size > PathLimit then
    Size := PathLimit;
  Result := PathOfDirectory(WorkingDirectory, PAnsiChar(Buffer), Size);
  if Result >= 0 then
    Inc(Result);
  Result := Leave(Result);
end;

function SysChdir(Path, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(ChangeDirectory(PAnsiChar(Path)));
end;

function SysFchdir(Number, A2, A3, A4, A5, A6: Int64): Int64;
var
  OpenFile: POpenFile;
begin
  OpenFile := OpenFileOf(Number);
  if OpenFile = nil then
    Exit(-EBADF);
  if not IsDirectory(OpenFile^.Node) then
    Exit(-ENOTDIR);
  Enter;
  SetWorkingDirectory(HoldAgain(OpenFile^.Node));
  Result := Leave(0);
end;

function SysRename(OldPath, NewPath, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(RenamePath(PAnsiChar(OldPath), PAnsiChar(NewPath)));
end;

function SysMkdir(Path, Mode, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(MakePath(PAnsiChar(Path),
    ModeDirectory or LongWord(Mode) and not CreationMask and &1777, NoTarget, 0));
end;

function SysMknod(Path, Mode, Device, A4, A5, A6: Int64): Int64; [public, alias: 'toro_make_node'];
begin
  if Mode and ModeTypeMask = ModeDirectory then
    Exit(-EPERM);
  if Mode and ModeTypeMask = 0 then
    Mode := Mode or ModeFile;
  Enter;
  Result := Leave(MakePath(PAnsiChar(Path), LongWord(Mode) and not CreationMask, NoTarget, Device));
end;

function SysRmdir(Path, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(RemoveDirectory(PAnsiChar(Path)));
end;

function SysLink(OldPath, NewPath, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(LinkPath(PAnsiChar(OldPath), PAnsiChar(NewPath)));
end;

function SysUnlink(Path, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(UnlinkPath(PAnsiChar(Path)));
end;

function SysSymlink(Target, Path, A3, A4, A5, A6: Int64): Int64;
var
  Length: SizeInt;
begin
  Length := StrLen(PAnsiChar(Target));
  if Length = 0 then
    Exit(-ENOENT);
  if Length > LinkTargetLimit then
    Exit(-ENAMETOOLONG);
  Enter;
  Result := Leave(MakePath(PAnsiChar(Path), ModeSymLink or &777,
    MakeName(PAnsiChar(Target), Length), 0));
end;

function SysReadlink(Path, Buffer, Size, A4, A5, A6: Int64): Int64;
begin
  Enter;
  Result := Leave(ReadLinkPath(PAnsiChar(Path), PAnsiChar(Buffer), Size));
  if (Result = -ENOENT) and (CoreReadLink <> nil) then
    Result := CoreReadLink(Path, Buffer, Size, 0, 0, 0);
end;

function ChangeMode(Node: PNode; Mode, Unused: Int64): LongInt;
begin
  Result := SetMode(Node, Mode);
end;

function ChangeOwner(Node: PNode; User, Group: Int64): LongInt;
begin
  Result := SetOwner(Node, LongWord(User), LongWord(Group));
end;

function ChangeTimes(Node: PNode; AccessNs, ModifyNs: Int64): LongInt;
begin
  Result := SetTimes(Node, AccessNs, ModifyNs);
end;

function SysChmod(Path, Mode, A3, A4, A5, A6: Int64): Int64;
begin
  Result := AtPath(Path, True, @ChangeMode, Mode, 0);
end;

function SysFchmod(Number, Mode, A3, A4, A5, A6: Int64): Int64;
begin
  Result := AtOpen(Number, @ChangeMode, Mode, 0);
end;

function SysChown(Path, User, Group, A4, A5, A6: Int64): Int64;
begin
  Result := AtPath(Path, True, @ChangeOwner, User, Group);
end;

function SysLchown(Path, User, Group, A4, A5, A6: Int64): Int64;
begin
  Result := AtPath(Path, False, @ChangeOwner, User, Group);
end;

function SysFchown(Number, User, Group, A4, A5, A6: Int64): Int64;
begin
  Result := AtOpen(Number, @ChangeOwner, User, Group);
end;

{ utime(2): two times in seconds, nil: now. }
function SysUtime(Path, Times, A3, A4, A5, A6: Int64): Int64;
var
  Pair: PInt64;
begin
  Pair := PInt64(Times);
  if Pair = nil then
    Result := AtPath(Path, True, @ChangeTimes, NowNs, NowNs)
  else
    Result := AtPath(Path, True, @ChangeTimes, Pair[0] * NsPerSecond, Pair[1] * NsPerSecond);
end;

{ utimes(2): two times in seconds and microseconds. }
function SysUtimes(Path, Times, A3, A4, A5, A6: Int64): Int64;
var
  Four: PInt64;
begin
  Four := PInt64(Times);
  if Four = nil then
    Exit(AtPath(Path, True, @ChangeTimes, NowNs, NowNs));
  Result := AtPath(Path, True, @ChangeTimes,
    Four[0] * NsPerSecond + Four[1] * NsPerMicrosecond,
    Four[2] * NsPerSecond + Four[3] * NsPerMicrosecond);
end;

{ One time of utimensat(2); UTIME_NOW and UTIME_OMIT in place of nanoseconds. }
function TimeOf(Pair: PInt64): Int64;
const
  UseNow = $3FFFFFFF;
  Omit = $3FFFFFFE;
begin
  if Pair[1] = UseNow then
    Result := NowNs
  else if Pair[1] = Omit then
    Result := LeaveAttribute
  else
    Result := Pair[0] * NsPerSecond + Pair[1];
end;

{ With a path of nil this is futimens: Directory is the file. }
function SysUtimensat(Directory, Path, Times, Flags, A5, A6: Int64): Int64;
const
  NoFollow = $100;
var
  AccessNs, ModifyNs: Int64;
begin
  AccessNs := NowNs;
  ModifyNs := AccessNs;
  if Times <> 0 then
  begin
    AccessNs := TimeOf(PInt64(Times));
    ModifyNs := TimeOf(PInt64(Times) + 2);
  end;
  if Path = 0 then
    Result := AtOpen(Directory, @ChangeTimes, AccessNs, ModifyNs)
  else if (LongInt(Directory) <> AtWorkingDirectory) and (PAnsiChar(Path)^ <> '/') then
    Result := -ENOSYS
  else
    Result := AtPath(Path, Flags and NoFollow = 0, @ChangeTimes, AccessNs, ModifyNs);
end;

function SysUmask(Mask, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := CreationMask;
  CreationMask := Mask and &777;
end;

type
  { struct statfs of x86-64, asm-generic/statfs.h. }
  PStatFs = ^TStatFs;
  TStatFs = packed record
    Kind, BlockSize, Blocks, BlocksFree, BlocksAvailable, Files, FilesFree, Id: Int64;
    NameLength, FragmentSize, Flags: Int64;
    Spare: array[0..3] of Int64;
  end;

function TellVolume(Node: PNode; Buffer, Unused: Int64): LongInt;
var
  Target: PStatFs;
  Statistics: TVolumeStatistics;
begin
  Target := PStatFs(Buffer);
  Node^.Volume^.Operations^.Statistics(Node^.Volume, Statistics);
  FillChar(Target^, SizeOf(TStatFs), 0);
  Target^.Kind := Statistics.Magic;
  Target^.BlockSize := Statistics.BlockSize;
  Target^.FragmentSize := Statistics.BlockSize;
  Target^.Blocks := Statistics.Blocks;
  Target^.BlocksFree := Statistics.FreeBlocks;
  Target^.BlocksAvailable := Statistics.AvailableBlocks;
  Target^.Files := Statistics.Files;
  Target^.FilesFree := Statistics.FreeFiles;
  Target^.Id := Node^.Volume^.Id;
  Target^.NameLength := Statistics.NameLength;
  Target^.Flags := Ord(Node^.Volume^.ReadOnly);
  Result := 0;
end;

function SysStatFs(Path, Buffer, A3, A4, A5, A6: Int64): Int64;
begin
  Result := AtPath(Path, True, @TellVolume, Buffer, 0);
end;

function SysFstatFs(Number, Buffer, A3, A4, A5, A6: Int64): Int64;
begin
  Result := AtOpen(Number, @TellVolume, Buffer, 0);
end;

function SysSyncAll(A1, A2, A3, A4, A5, A6: Int64): Int64;
var
  Volume: PVolume;
begin
  LockFiles;
  Volume := FirstVolume;
  while Volume <> nil do
  begin
    CommitVolume(Volume);
    Volume := Volume^.Next;
  end;
  Result := Leave(0);
end;

function SysFlock(Number, Operation, A3, A4, A5, A6: Int64): Int64;
var
  OpenFile: POpenFile;
  Lock: TFileLock;
begin
  if FindDescriptor(Number) = nil then
    Exit(-EBADF);
  OpenFile := OpenFileOf(Number);
  if OpenFile = nil then
    Exit(0);
  case Operation and not LockNonBlocking of
    LockShared: Lock := flShared;
    LockExclusive: Lock := flExclusive;
    LockUnlock: Lock := flNone;
  else
    Exit(-EINVAL);
  end;
  while not TryLock(OpenFile, Lock) do
  begin
    if Operation and LockNonBlocking <> 0 then
      Exit(-EAGAIN);
    WaitOn(LockQueue, Forever);
  end;
  WakeAll(LockQueue);
  Result := 0;
end;

procedure RegisterFileCalls;
const
  Calls: array[0..33] of TSystemCallEntry = (
    (Number: 2; Handler: @SysOpen), (Number: 4; Handler: @SysStat),
    (Number: 6; Handler: @SysLstat), (Number: 17; Handler: @SysReadAt),
    (Number: 18; Handler: @SysWriteAt), (Number: 21; Handler: @SysAccess),
    (Number: 73; Handler: @SysFlock), (Number: 76; Handler: @SysTruncate),
    (Number: 79; Handler: @SysGetcwd), (Number: 80; Handler: @SysChdir),
    (Number: 81; Handler: @SysFchdir), (Number: 82; Handler: @SysRename),
    (Number: 83; Handler: @SysMkdir), (Number: 84; Handler: @SysRmdir),
    (Number: 85; Handler: @SysCreat), (Number: 86; Handler: @SysLink),
    (Number: 87; Handler: @SysUnlink), (Number: 88; Handler: @SysSymlink),
    (Number: 89; Handler: @SysReadlink), (Number: 90; Handler: @SysChmod),
    (Number: 91; Handler: @SysFchmod), (Number: 92; Handler: @SysChown),
    (Number: 93; Handler: @SysFchown), (Number: 94; Handler: @SysLchown),
    (Number: 95; Handler: @SysUmask), (Number: 132; Handler: @SysUtime),
    (Number: 133; Handler: @SysMknod), (Number: 137; Handler: @SysStatFs),
    (Number: 138; Handler: @SysFstatFs), (Number: 162; Handler: @SysSyncAll),
    (Number: 235; Handler: @SysUtimes), (Number: 257; Handler: @SysOpenAt),
    (Number: 280; Handler: @SysUtimensat), (Number: 306; Handler: @SysSyncAll));
var
  I: LongInt;
begin
  CoreReadLink := RegisteredSystemCall(89);
  for I := Low(Calls) to High(Calls) do
    RegisterSystemCall(Calls[I].Number, Calls[I].Handler);
end;

end.

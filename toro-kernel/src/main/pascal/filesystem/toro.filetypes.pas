{ SPDX-License-Identifier: Apache-2.0 }
{ The words that everything about files shares: volumes, nodes, names, errors.

  Called by: every unit of this folder.
  Touches: nothing. It compiles on any Free Pascal target, as do all filesystems, so that they are
  developed and tested on Linux against an image in a file.

  A *volume* is a mounted filesystem, a *node* one file, directory or link of it in memory. A
  function that can fail returns 0 (or a count) or a negative Linux errno. Times are nanoseconds
  since 1970-01-01 UTC. }
unit Toro.FileTypes;

{$mode objfpc}

interface

uses
  Toro.Block;

const
  { The type bits of a mode, inode(7). }
  ModeTypeMask = &170000;
  ModeSocket = &140000;
  ModeSymLink = &120000;
  ModeFile = &100000;
  ModeBlockDevice = &060000;
  ModeDirectory = &040000;
  ModeCharacterDevice = &020000;
  ModePipe = &010000;

  NameLimit = 255; { bytes of one path component }
  PathLimit = 4096; { bytes of a path, its NUL included }
  LinkTargetLimit = 4095;
  NsPerSecond = Int64(1000000000);

type
  PNode = ^TNode;
  PVolume = ^TVolume;

  { One component of a path, or the target of a link. Not ended by a NUL. }
  TName = record
    Text: PAnsiChar;
    Length: LongInt;
  end;

  { What a directory tells of an entry; NextPosition is where to go on after it. False: stop, and
    do not count this entry as read. }
  TEntryVisitor = function(Context: Pointer; const Name: TName; Number: QWord; Kind: Byte;
    NextPosition: Int64): Boolean;

  TVolumeStatistics = record
    Magic: LongWord; { statfs(2) f_type }
    BlockSize: LongWord;
    Blocks, FreeBlocks, AvailableBlocks: QWord;
    Files, FreeFiles: QWord;
    NameLength: LongWord;
  end;

  { What a filesystem can do. Its callers (Toro.Vfs) have checked what needs no knowledge of the
    format: that a directory is one, that a name is new or there, that the volume may be written. }
  PVolumeOperations = ^TVolumeOperations;
  TVolumeOperations = record
    { Fills a node from its Number. }
    Load: function(Node: PNode): LongInt;
    { Puts a changed node's attributes into the buffers. }
    Store: function(Node: PNode): LongInt;
    { Nobody holds the node any more and no name leads to it: frees what it occupies. }
    Discard: function(Node: PNode): LongInt;
    { Nobody holds the node any more: frees its memory only. nil: nothing to free. }
    Forget: procedure(Node: PNode);
    { The number behind a name; '..' is a name, '.' is never asked for. }
    Lookup: function(Directory: PNode; const Name: TName; out Number: QWord): LongInt;
    { A new file, directory, link (Target) or special file under a name that is free. }
    Make: function(Directory: PNode; const Name: TName; Mode: LongWord; const Target: TName;
      out Node: PNode): LongInt;
    { One more name for a node. nil: the format has no links. }
    Link: function(Directory: PNode; const Name: TName; Node: PNode): LongInt;
    { Takes a name away. A directory has been found empty. }
    Unlink: function(Directory: PNode; const Name: TName; Node: PNode): LongInt;
    { Gives Node another name, taking it from Replaced when that is not nil. }
    Rename: function(OldDirectory: PNode; const OldName: TName; Node, NewDirectory: PNode;
      const NewName: TName; Replaced: PNode): LongInt;
    { Visits entries from Position on ('.' and '..' among them) until the visitor has enough. }
    ReadDirectory: function(Directory: PNode; Position: Int64; Visitor: TEntryVisitor;
      Context: Pointer): LongInt;
    ReadLink: function(Node: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
    Read: function(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
    Write: function(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
    Truncate: function(Node: PNode; Size: Int64): LongInt;
    { The last step of a commit (Toro.Volumes): frees what waits for it, writes counts. }
    ApplyFrees: function(Volume: PVolume): LongInt;
    { Marks the volume as in use, and as clean. }
    MarkDirty: function(Volume: PVolume): LongInt;
    MarkClean: function(Volume: PVolume): LongInt;
    Statistics: procedure(Volume: PVolume; out Statistics: TVolumeStatistics);
    { Gives back the volume's memory. }
    Release: procedure(Volume: PVolume);
  end;

  { A kind of filesystem: 'ext2', 'fat'. Mount looks at the device and fills the volume's
    Operations, RootNumber, block size and Own, or answers -EINVAL when it is of another kind. }
  PFileSystemKind = ^TFileSystemKind;
  TFileSystemKind = record
    Name: String[15];
    Mount: function(Volume: PVolume): LongInt;
    Next: PFileSystemKind;
  end;

  TVolume = record
    Kind: PFileSystemKind;
    Operations: PVolumeOperations;
    Device: PBlockDevice; { nil: lives in memory }
    Id: LongWord; { st_dev }
    BlockSize: LongWord; { bytes, a power of two from 512 to 4096 }
    BlockShift: LongWord;
    SectorsPerBlock: LongWord;
    RootNumber: QWord;
    ReadOnly: Boolean;
    MarkedDirty: Boolean; { the disk says that the volume is in use }
    Changed: Boolean; { since the last commit }
    ChangedAtNs: Int64; { when Changed became true }
    Unflushed: Boolean; { written since the device's last flush }
    Error: LongInt; { a write that failed since the last fsync, as errno }
    Nodes: PNode; { every node of it in memory }
    Own: Pointer; { the filesystem's }
    Next: PVolume;
  end;

  TNode = record
    Volume: PVolume;
    Number: QWord; { st_ino }
    Mode: LongWord;
    Links: LongWord;
    User, Group: LongWord;
    Device: LongWord; { st_rdev of a special file }
    Size: Int64;
    Blocks: QWord; { of 512 bytes, as stat(2) counts }
    AccessNs, ModifyNs, ChangeNs: Int64;
    References: LongInt;
    Dirty: Boolean;
    ExclusiveLock: Boolean; { flock(2) }
    SharedLocks: LongInt;
    Fifo: Pointer; { Toro.Fifos' while it is open }
    HashNext: PNode;
    Previous, Next: PNode; { in Volume^.Nodes }
    Own: array[0..31] of LongWord; { the filesystem's }
  end;

var
  { The wall clock. The kernel sets it; without one, times stay 0. }
  FileClock: function: Int64;
  { Where messages about volumes go. The kernel sets it; without it there are none. }
  VolumeMessage: procedure(Volume: PVolume; const What: ShortString; Value: QWord);

procedure Tell(Volume: PVolume; const What: ShortString; Value: QWord);

function NowNs: Int64;
function MakeName(Text: PAnsiChar; Length: LongInt): TName;
function SameName(const A, B: TName): Boolean;
function IsDot(const Name: TName): Boolean;
function IsDotDot(const Name: TName): Boolean;
function IsDirectory(Node: PNode): Boolean; inline;
function IsFile(Node: PNode): Boolean; inline;
function IsSymLink(Node: PNode): Boolean; inline;

function Least(A, B: Int64): Int64; inline;

{ Blocks of 2 to the power of Shift bytes from now on. SectorsPerBlock 0: the device's sectors are larger. }
procedure SetBlockSize(Volume: PVolume; Shift: LongWord);

{ Says that attributes of the node differ from the disk's. }
procedure TouchNode(Node: PNode);
{ The same, and that the contents have changed now. }
procedure ModifyNode(Node: PNode);

{ The kind of an entry as getdents64 tells it (DT_REG and so on). }
function EntryKind(Mode: LongWord): Byte; inline;

implementation

function NowNs: Int64;
begin
  if FileClock = nil then
    Result := 0
  else
    Result := FileClock();
end;

procedure Tell(Volume: PVolume; const What: ShortString; Value: QWord);
begin
  if VolumeMessage <> nil then
    VolumeMessage(Volume, What, Value);
end;

function MakeName(Text: PAnsiChar; Length: LongInt): TName;
begin
  Result.Text := Text;
  Result.Length := Length;
end;

function SameName(const A, B: TName): Boolean;
begin
  Result := (A.Length = B.Length) and (CompareByte(A.Text^, B.Text^, A.Length) = 0);
end;

function IsDot(const Name: TName): Boolean;
begin
  Result := (Name.Length = 1) and (Name.Text[0] = '.');
end;

function IsDotDot(const Name: TName): Boolean;
begin
  Result := (Name.Length = 2) and (Name.Text[0] = '.') and (Name.Text[1] = '.');
end;

function IsDirectory(Node: PNode): Boolean;
begin
  Result := Node^.Mode and ModeTypeMask = ModeDirectory;
end;

function IsFile(Node: PNode): Boolean;
begin
  Result := Node^.Mode and ModeTypeMask = ModeFile;
end;

function IsSymLink(Node: PNode): Boolean;
begin
  Result := Node^.Mode and ModeTypeMask = ModeSymLink;
end;

function Least(A, B: Int64): Int64;
begin
  if A < B then
    Result := A
  else
    Result := B;
end;

procedure SetBlockSize(Volume: PVolume; Shift: LongWord);
begin
  Volume^.BlockShift := Shift;
  Volume^.BlockSize := 1 shl Shift;
  Volume^.SectorsPerBlock := Volume^.BlockSize div Volume^.Device^.SectorSize;
end;

procedure TouchNode(Node: PNode);
var
  Volume: PVolume;
begin
  Node^.Dirty := True;
  Volume := Node^.Volume;
  if not Volume^.Changed then
  begin
    Volume^.Changed := True;
    Volume^.ChangedAtNs := NowNs;
  end;
end;

procedure ModifyNode(Node: PNode);
begin
  Node^.ModifyNs := NowNs;
  Node^.ChangeNs := Node^.ModifyNs;
  TouchNode(Node);
end;

function EntryKind(Mode: LongWord): Byte;
begin
  Result := (Mode and ModeTypeMask) shr 12;
end;

end.

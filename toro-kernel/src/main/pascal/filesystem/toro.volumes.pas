{ SPDX-License-Identifier: Apache-2.0 }
{ Mounted volumes: kinds of filesystems, mounting, and the commit that makes changes last.

  Called by: filesystems (RegisterFileSystem), Toro.Vfs and Toro.FileCalls (the rest).
  Touches: buffers, nodes, block devices.

  A commit writes all that has changed since the last one, in this order:
    1. attributes of nodes go into buffers
    2. buffers are written rank after rank with barriers between (Toro.Buffers)
    3. only now is freed space marked free (ApplyFrees), and written
  Until step 3 no freed block is given out again, so that no block ever belongs to two files
  whatever moment the power fails at: the disk shows the old state or the new one, and at worst
  space that is taken by nobody, which a file system check gives back. }
unit Toro.Volumes;

{$mode objfpc}

interface

uses
  Toro.Block, Toro.FileTypes;

procedure RegisterFileSystem(Kind: PFileSystemKind);

{ How many kinds there are. }
function FileSystemCount: LongInt;

{ The kind of that name (letter case counts not), or nil. }
function FindFileSystem(const Name: ShortString): PFileSystemKind;

{ Mounts the device as that kind, nil: as the first kind that recognises it. 0 or a negative
  errno; -EINVAL: no kind does. }
function MountVolume(Kind: PFileSystemKind; Device: PBlockDevice; ReadOnly: Boolean;
  out Volume: PVolume): LongInt;

{ Enters a volume that needs no device, such as files in memory. }
procedure EnterVolume(Volume: PVolume);

{ The volumes, newest first: start here, follow Next. }
function FirstVolume: PVolume;

{ Before a change: -EROFS, or the volume is marked in use on its disk. }
function BeginChange(Volume: PVolume): LongInt;

const
  { How old a change may become before it is written. }
  CommitAgeNs = 5 * NsPerSecond;

{ After a change: commits when much has gathered or the oldest of it is that old. }
procedure Relieve(Volume: PVolume);

{ Makes every change so far last. 0 or the first error since the last commit. }
function CommitVolume(Volume: PVolume): LongInt;

{ Commits and marks the volume clean; it stays mounted. }
function CloseVolume(Volume: PVolume): LongInt;

{ Takes a volume out; nobody may hold a node of it. }
function UnmountVolume(Volume: PVolume): LongInt;

{ CloseVolume for all, at the end of the appliance. }
procedure CloseAllVolumes;

implementation

uses
  Toro.Errors, Toro.Buffers, Toro.FileMemory, Toro.Nodes;

var
  Kinds: PFileSystemKind;
  KindCount: LongInt;
  Volumes: PVolume;
  LastId: LongWord;

procedure RegisterFileSystem(Kind: PFileSystemKind);
begin
  if FindFileSystem(Kind^.Name) <> nil then
    Exit;
  Kind^.Next := Kinds;
  Kinds := Kind;
  Inc(KindCount);
end;

function FileSystemCount: LongInt;
begin
  Result := KindCount;
end;

function FindFileSystem(const Name: ShortString): PFileSystemKind;
begin
  Result := Kinds;
  while (Result <> nil) and (UpCase(Result^.Name) <> UpCase(Name)) do
    Result := Result^.Next;
end;

function FirstVolume: PVolume;
begin
  Result := Volumes;
end;

procedure EnterVolume(Volume: PVolume);
begin
  Inc(LastId);
  Volume^.Id := LastId;
  Volume^.Next := Volumes;
  Volumes := Volume;
end;

procedure LeaveVolume(Volume: PVolume);
var
  Link: ^PVolume;
begin
  Link := @Volumes;
  while Link^ <> Volume do
    Link := @Link^^.Next;
  Link^ := Volume^.Next;
end;

function TryMount(Kind: PFileSystemKind; Device: PBlockDevice; ReadOnly: Boolean;
  out Volume: PVolume): LongInt;
begin
  Volume := TakeMemory(SizeOf(TVolume));
  if Volume = nil then
    Exit(-ENOMEM);
  Volume^.Kind := Kind;
  Volume^.Device := Device;
  Volume^.ReadOnly := ReadOnly or Device^.ReadOnly;
  EnterVolume(Volume);
  Result := Kind^.Mount(Volume);
  if Result = 0 then
    Exit;
  ForgetVolume(Volume);
  LeaveVolume(Volume);
  ReturnMemory(Volume, SizeOf(TVolume));
  Volume := nil;
end;

function MountVolume(Kind: PFileSystemKind; Device: PBlockDevice; ReadOnly: Boolean;
  out Volume: PVolume): LongInt;
  [public, alias: 'toro_mount_volume'];
begin
  if Kind <> nil then
    Exit(TryMount(Kind, Device, ReadOnly, Volume));
  Result := -EINVAL;
  Volume := nil;
  Kind := Kinds;
  while (Kind <> nil) and (Result = -EINVAL) do
  begin
    Result := TryMount(Kind, Device, ReadOnly, Volume);
    Kind := Kind^.Next;
  end;
end;

function BeginChange(Volume: PVolume): LongInt;
begin
  if Volume^.ReadOnly then
    Exit(-EROFS);
  Result := 0;
  if Volume^.MarkedDirty or (Volume^.Device = nil) then
    Exit;
  Result := Volume^.Operations^.MarkDirty(Volume);
  Volume^.MarkedDirty := Result = 0;
end;

function TryCommit(Volume: PVolume): LongInt;
begin
  Result := StoreNodes(Volume);
  if Result = 0 then
    Result := FlushBuffers(Volume, rkFree);
  if Result = 0 then
    Result := Barrier(Volume);
  if Result = 0 then
    Result := Volume^.Operations^.ApplyFrees(Volume);
  if Result = 0 then
    Result := FlushBuffers(Volume, rkFree);
  if Result = 0 then
    Result := Barrier(Volume);
end;

{ An error stays with the volume for the next that asks. }
procedure WriteBack(Volume: PVolume);
var
  Status: LongInt;
begin
  Volume^.Changed := False;
  Status := TryCommit(Volume);
  if Volume^.Error = 0 then
    Volume^.Error := Status;
end;

procedure Relieve(Volume: PVolume);
begin
  if (Volume^.Device <> nil) and ((DirtyBuffers > DirtyLimit)
    or (Volume^.Changed and (NowNs - Volume^.ChangedAtNs >= CommitAgeNs))) then
    WriteBack(Volume);
end;

function CommitVolume(Volume: PVolume): LongInt;
begin
  if (Volume^.Device = nil) or Volume^.ReadOnly then
    Exit(0);
  WriteBack(Volume);
  Result := Volume^.Error;
  Volume^.Error := 0;
end;

function CloseVolume(Volume: PVolume): LongInt;
begin
  if (Volume^.Device = nil) or Volume^.ReadOnly then
    Exit(0);
  DiscardNameless(Volume);
  Result := CommitVolume(Volume);
  if (Result = 0) and Volume^.MarkedDirty then
  begin
    Result := Volume^.Operations^.MarkClean(Volume);
    Volume^.MarkedDirty := Result <> 0;
  end;
end;

function UnmountVolume(Volume: PVolume): LongInt;
begin
  if Volume^.Nodes <> nil then
    Exit(-EBUSY);
  Result := CloseVolume(Volume);
  ForgetVolume(Volume);
  Volume^.Operations^.Release(Volume);
  LeaveVolume(Volume);
  ReturnMemory(Volume, SizeOf(TVolume));
end;

procedure CloseAllVolumes;
var
  Volume: PVolume;
  Status: LongInt;
begin
  Volume := Volumes;
  while Volume <> nil do
  begin
    Status := CloseVolume(Volume);
    if Status <> 0 then
      Tell(Volume, 'not everything could be written at the end, error', -Status);
    Volume := Volume^.Next;
  end;
end;

end.

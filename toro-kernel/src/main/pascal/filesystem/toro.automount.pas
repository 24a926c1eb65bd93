{ SPDX-License-Identifier: Apache-2.0 }
{ Mounts the disks that are there, when a path is first used.

  Called by: Toro.FileCalls before each path (MountDisks), Filesystem.
  Touches: volumes, the table of attachments.

  The first disk that holds a filesystem becomes the root, the next ones /disk1, /disk2, ... The
  word toro.mount=/,/data on the command line says otherwise: one path a disk, 'none' for a disk
  that stays unmounted. A path that is a directory of an earlier disk is hidden by the disk. }
unit Toro.AutoMount;

{$mode objfpc}

interface

uses
  Toro.Block, Toro.FileTypes;

{ Cheap when nothing has been registered since it was called last. }
procedure MountDisks;

{ Once: reads partition tables, and follows what is registered from now on. Not at the start of the
  appliance, as a disk takes its time to answer. }
procedure LookForDisks;

{ From now on the program mounts: disks are no longer mounted by themselves. }
procedure LeaveDisksAlone;

{ The volume of a device that is mounted, or nil. }
function VolumeOf(Device: PBlockDevice): PVolume;

implementation

uses
  Toro.CommandLine, Toro.Partitions, Toro.Paths, Toro.Volumes;

var
  Changed, LeftAlone, Looked: Boolean;
  SeenKinds: LongInt;
  Mounted: LongInt;

procedure NoteDevice(Device: PBlockDevice);
begin
  Changed := True;
end;

procedure LookForDisks;
begin
  if Looked then
    Exit;
  Looked := True;
  FindPartitions;
  VisitBlockDevices(@NoteDevice);
end;

procedure LeaveDisksAlone;
begin
  LeftAlone := True;
end;

function VolumeOf(Device: PBlockDevice): PVolume;
begin
  Result := FirstVolume;
  while (Result <> nil) and (Result^.Device <> Device) do
    Result := Result^.Next;
end;

function HasPartitions(Disk: PBlockDevice): Boolean;
var
  Device: PBlockDevice;
begin
  Device := FirstBlockDevice;
  while (Device <> nil) and (Device^.Parent <> Disk) do
    Device := Device^.Next;
  Result := Device <> nil;
end;

{ The path for the I-th disk, from the command line or by rule. }
function PathFor(I: LongInt): ShortString;
var
  Text: PAnsiChar;
  Left: LongInt;
  Number: String[11];
begin
  Text := FindKernelWord('toro.mount');
  Left := I;
  while (Text <> nil) and (Text^ <> #0) and (Left > 0) do
  begin
    if Text^ = ',' then
      Dec(Left);
    Inc(Text);
  end;
  Result := '';
  if (Text <> nil) and (Left = 0) then
    while not (Text^ in [#0, ',', ' ']) do
    begin
      Result := Result + Text^;
      Inc(Text);
    end;
  if Result <> '' then
    Exit;
  Str(I, Number);
  Result := '/disk' + Number;
  if I = 0 then
    Result := '/';
end;

function AttachAt(Path: ShortString; Volume: PVolume): LongInt;
var
  Place: TPlace;
begin
  if Path = '/' then
    Exit(SetRoot(Volume));
  Path := Path + #0;
  Result := FindPlace(@Path[1], False, Place);
  if Result <> 0 then
    Exit;
  Result := AttachVolume(Place.Parent, Place.Name, Volume);
  LeavePlace(Place);
end;

procedure MountDisk(Device: PBlockDevice);
var
  Path: ShortString;
  Volume: PVolume;
  Status: LongInt;
begin
  if (VolumeOf(Device) <> nil) or HasPartitions(Device) then
    Exit;
  Path := PathFor(Mounted);
  if Path = 'none' then
  begin
    Inc(Mounted);
    Exit;
  end;
  if MountVolume(nil, Device, False, Volume) <> 0 then
    Exit;
  Inc(Mounted);
  Status := AttachAt(Path, Volume);
  if Status <> 0 then
    Tell(Volume, 'not mounted at ' + Path + ', error', -Status);
end;

procedure MountDisks;
var
  Device: PBlockDevice;
begin
  if LeftAlone then
    Exit;
  LookForDisks;
  if not (Changed or (SeenKinds <> FileSystemCount)) or (FileSystemCount = 0) then
    Exit;
  Changed := False;
  SeenKinds := FileSystemCount;
  Device := FirstBlockDevice;
  while Device <> nil do
  begin
    MountDisk(Device);
    Device := Device^.Next;
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ mmap of files: a private copy of what the file holds, read at once; a shared one only to read, for nothing would
  carry its changes back. Linked where a program calls mmap itself (overrides.txt, toro_map_file), by
  Toro.Regions; touches descriptors through their operations. }
unit Toro.FileRegions;

{$mode objfpc}

interface

implementation

uses
  Toro.BootAbi, Toro.Descriptors, Toro.Errors, Toro.Regions;

const
  ProtectionWrite = 2;
  { To read and to write }
  Ordinary = 1 or ProtectionWrite;
  MapShared = 1;
  MapPrivate = 2;
  MapAnonymous = $20;
  SeekSet = 0;
  SeekCurrent = 1;

{ Reads up to Size bytes of the file from Offset on, and leaves the position as it was. 0 or a negative errno }
function ReadAt(Descriptor: PDescriptor; Target: PByte; Size, Offset: Int64): Int64;
var
  Before, Count: Int64;
begin
  Before := Descriptor^.Operations^.Seek(Descriptor, 0, SeekCurrent);
  Result := Descriptor^.Operations^.Seek(Descriptor, Offset, SeekSet);
  while (Result >= 0) and (Size > 0) do
  begin
    Count := Descriptor^.Operations^.Read(Descriptor, Target, Size);
    if Count < 0 then
      Result := Count;
    if Count <= 0 then
      Break;
    Inc(Target, Count);
    Dec(Size, Count);
  end;
  Descriptor^.Operations^.Seek(Descriptor, Before, SeekSet);
  if Result > 0 then
    Result := 0;
end;

{ What mmap(2) says of the arguments; 0: they are good. }
function Judge(Descriptor: PDescriptor; Size, Protection, Flags, Offset: Int64): Int64;
begin
  if Offset and (PageSize - 1) <> 0 then
    Exit(-EINVAL);
  if Descriptor = nil then
    Exit(-EBADF);
  if (Size <= 0) or (Flags and (MapShared or MapPrivate) = 0) then
    Exit(-EINVAL);
  if Descriptor^.Flags and OpenAccessMask = OpenWriteOnly then
    Exit(-EACCES);
  if (Flags and MapShared <> 0) and (Protection and ProtectionWrite <> 0) then
  begin
    if Descriptor^.Flags and OpenAccessMask = OpenReadOnly then
      Exit(-EACCES);
    Exit(-ENODEV);
  end;
  if (Descriptor^.Operations^.Seek = nil) or (Descriptor^.Operations^.Read = nil) then
    Exit(-ENODEV);
  Result := 0;
end;

function SysMapFile(Address, Size, Protection, Flags, Number, Offset: Int64): Int64;
  [public, alias: 'toro_map_file'];
var
  Descriptor: PDescriptor;
  Failed: Int64;
begin
  if Flags and MapAnonymous <> 0 then
    Exit(SysMmap(Address, Size, Protection, Flags, Number, Offset));
  Descriptor := FindDescriptor(Number);
  Failed := Judge(Descriptor, Size, Protection, Flags, Offset);
  if Failed <> 0 then
    Exit(Failed);
  { Filled first, protected then }
  Result := SysMmap(Address, Size, Ordinary, MapPrivate or MapAnonymous, -1, 0);
  if Result < 0 then
    Exit;
  Failed := ReadAt(Descriptor, PByte(Result), Size, Offset);
  if (Failed = 0) and (Protection <> Ordinary) then
    Failed := SysMprotect(Result, Size, Protection, 0, 0, 0);
  if Failed = 0 then
    Exit;
  SysMunmap(Result, Size, 0, 0, 0, 0);
  if Failed = -EISDIR then
    Failed := -ENODEV;
  Result := Failed;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Disks in memory: each module that the VMM loads beside the image (QEMU: -initrd) is a disk, 'ram'
  0, 1, ... What is written to one is gone when the appliance ends.

  Called by: nobody; naming this unit registers the disks.
  Touches: the memory of the modules (BOOT-ABI 5). }
unit RamDisk;

{$mode objfpc}

interface

uses
  Toro.Block;

{ Makes a disk of memory of the program's own: Bytes is a multiple of 512. The record is the
  caller's and stays his. }
procedure AddRamDisk(Disk: PBlockDevice; Memory: Pointer; Bytes: SizeUInt);

implementation

uses
  Toro.BootAbi, Toro.FileMemory;

const
  SectorBytes = 512;

var
  DiskCount: LongInt;

function Read(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Move((Device^.Data + Sector * SectorBytes)^, Buffer^, SizeUInt(Count) * SectorBytes);
  Result := 0;
end;

function Write(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Move(Buffer^, (Device^.Data + Sector * SectorBytes)^, SizeUInt(Count) * SectorBytes);
  Result := 0;
end;

const
  Operations: TBlockOperations = (Read: @Read; Write: @Write; Flush: nil);

procedure AddRamDisk(Disk: PBlockDevice; Memory: Pointer; Bytes: SizeUInt);
begin
  Disk^.Name := 'ram';
  Disk^.Minor := DiskCount;
  Disk^.SectorSize := SectorBytes;
  Disk^.SectorCount := Bytes div SectorBytes;
  Disk^.Operations := @Operations;
  Disk^.Data := Memory;
  Inc(DiskCount);
  RegisterBlockDevice(Disk);
end;

procedure AddModules;
var
  Module: PBootModule;
  Disk: PBlockDevice;
  I: LongInt;
begin
  for I := 0 to LongInt(BootInfo^.ModuleCount) - 1 do
  begin
    Module := @BootInfo^.Modules[I];
    Disk := TakeMemory(SizeOf(TBlockDevice));
    if (Disk <> nil) and (Module^.Finish > Module^.Start) then
      AddRamDisk(Disk, Pointer(Module^.Start), Module^.Finish - Module^.Start);
  end;
end;

initialization
  AddModules;
end.

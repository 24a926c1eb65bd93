{ SPDX-License-Identifier: Apache-2.0 }
{ Disks that are part of the image: 'ram' disks, after those that the VMM loads beside it. What is
  written to one is gone when the appliance ends.

  Called by: nobody; the build names this unit when a POM has a disk on bus embedded, and links the
  object with the disks that this unit refers to.
  Touches: nothing but that object. }
unit EmbeddedDisks;

{$mode objfpc}

interface

implementation

uses
  Toro.Block, Toro.FileMemory, RamDisk;

const
  { Each disk, and the first after the table, starts at a multiple. }
  Alignment = 16;

type
  { What EmbeddedDiskBuilder of toro-disk writes: the sizes in bytes, then the disks. }
  TTable = packed record
    Count: QWord;
    Sizes: array[0..0] of QWord;
  end;

var
  Table: TTable; external name 'toro_disks';

function Aligned(Size: QWord): QWord;
begin
  Result := (Size + Alignment - 1) and not QWord(Alignment - 1);
end;

procedure AddDisks;
var
  I: LongInt;
  Size: PQWord;
  Place: PByte;
  Disk: PBlockDevice;
begin
  Size := @Table.Sizes;
  Place := PByte(@Table) + Aligned((Table.Count + 1) * SizeOf(QWord));
  for I := 1 to Table.Count do
  begin
    Disk := TakeMemory(SizeOf(TBlockDevice));
    if Disk = nil then
      Exit;
    AddRamDisk(Disk, Place, Size^);
    Inc(Place, Aligned(Size^));
    Inc(Size);
  end;
end;

initialization
  AddDisks;
end.

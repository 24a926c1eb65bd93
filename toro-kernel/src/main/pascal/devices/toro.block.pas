{ SPDX-License-Identifier: Apache-2.0 }
{ Block devices: what a disk driver offers and a filesystem asks for.

  Called by: disk drivers (RegisterBlockDevice), partition tables and filesystems (the rest).
  Touches: nothing but its own list; it compiles and runs on any Free Pascal target, so that
  filesystems can be developed and tested against a file on Linux.

  A driver fills a record that lives as long as the appliance and registers it:

    Disk.Name := 'virtioblk'; Disk.Minor := 0;
    Disk.SectorSize := 512;   Disk.SectorCount := Capacity;
    Disk.Operations := @VirtIOBlkOperations;
    RegisterBlockDevice(@Disk);

  A partition is a block device too: Parent names the disk and FirstSector its place on it, and
  its operations pass each call on. All calls may block the calling thread (never the core). }
unit Toro.Block;

{$mode objfpc}

interface

const
  { Errors are negative Linux error numbers, as everywhere in the kernel. }
  BlockErrorIo = -5; { EIO: the device failed, or answered nothing in time }
  BlockErrorRange = -22; { EINVAL: the sectors asked for are not all on the device }
  BlockErrorReadOnly = -30; { EROFS }

  BlockNameLength = 15;

type
  PBlockDevice = ^TBlockDevice;

  { Moves Count sectors between the device, from Sector on, and Buffer; 0 or a negative errno.
    Buffer is any memory of the appliance (virtual = physical), 4-byte aligned at least; a driver
    that needs more copies. Count is at most the device's Largest.
    Use ReadSectors and WriteSectors below, which check the range first. }
  TBlockTransfer = function(Device: PBlockDevice; Sector: QWord; Count: LongWord;
    Buffer: Pointer): LongInt;

  { Returns when everything written before is on stable storage; 0 or a negative errno. }
  TBlockFlush = function(Device: PBlockDevice): LongInt;

  PBlockOperations = ^TBlockOperations;
  TBlockOperations = record
    Read: TBlockTransfer;
    Write: TBlockTransfer;
    Flush: TBlockFlush; { nil: the device has no cache of its own }
  end;

  TBlockDevice = record
    Name: String[BlockNameLength]; { of the controller: 'virtioblk', 'ATA0', 'ram' }
    Minor: LongInt; { which disk or partition of that controller }
    SectorSize: LongWord; { bytes, a power of two, 512 at least }
    SectorCount: QWord;
    Largest: LongWord; { sectors that the driver takes at once; 0: any number }
    ReadOnly: Boolean;
    Operations: PBlockOperations;
    Data: Pointer; { the driver's }
    Parent: PBlockDevice; { the disk a partition lies on, else nil }
    FirstSector: QWord; { of a partition on its disk, else 0 }
    Next: PBlockDevice; { the registry's }
  end;

  TBlockVisitor = procedure(Device: PBlockDevice);

{ Adds a device at the end of the list and tells every visitor. The record stays the driver's and
  must stay alive. A second device of the same name and minor is not added: False. }
function RegisterBlockDevice(Device: PBlockDevice): Boolean;

{ The device of that name (letter case does not matter) and minor, or nil. }
function FindBlockDevice(const Name: ShortString; Minor: LongInt): PBlockDevice;

{ The registered devices in the order they came: start here, follow Next. }
function FirstBlockDevice: PBlockDevice;

{ Calls Visitor for every device, those of now at once and those of later as they register: how a
  partition table reader sees each disk without minding which unit was initialised first. At most
  four visitors; False when there is no room. }
function VisitBlockDevices(Visitor: TBlockVisitor): Boolean;

{ Checked access of any size: 0, or BlockErrorRange, BlockErrorReadOnly or what the driver answers. }
function ReadSectors(Device: PBlockDevice; Sector: QWord; Count: LongWord;
  Buffer: Pointer): LongInt;
function WriteSectors(Device: PBlockDevice; Sector: QWord; Count: LongWord;
  Buffer: Pointer): LongInt;
function FlushDevice(Device: PBlockDevice): LongInt;

implementation

const
  MaxVisitors = 4;

var
  First, Last: PBlockDevice;
  Visitors: array[0..MaxVisitors - 1] of TBlockVisitor;
  VisitorCount: LongInt;

function SameName(const A, B: ShortString): Boolean;
var
  I: LongInt;
begin
  Result := Length(A) = Length(B);
  I := 1;
  while Result and (I <= Length(A)) do
  begin
    Result := UpCase(A[I]) = UpCase(B[I]);
    Inc(I);
  end;
end;

function FirstBlockDevice: PBlockDevice;
begin
  Result := First;
end;

function FindBlockDevice(const Name: ShortString; Minor: LongInt): PBlockDevice;
begin
  Result := First;
  while (Result <> nil) and not ((Result^.Minor = Minor) and SameName(Result^.Name, Name)) do
    Result := Result^.Next;
end;

function RegisterBlockDevice(Device: PBlockDevice): Boolean;
var
  I: LongInt;
begin
  Result := FindBlockDevice(Device^.Name, Device^.Minor) = nil;
  if not Result then
    Exit;
  Device^.Next := nil;
  if First = nil then
    First := Device
  else
    Last^.Next := Device;
  Last := Device;
  for I := 0 to VisitorCount - 1 do
    Visitors[I](Device);
end;

function VisitBlockDevices(Visitor: TBlockVisitor): Boolean;
var
  Device, LastOfNow: PBlockDevice;
begin
  Result := VisitorCount < MaxVisitors;
  if not Result then
    Exit;
  { A visitor may register devices of its own (partitions). It hears of those by the list it has
    just entered, so this walk ends at the device that was last when it began. }
  Visitors[VisitorCount] := Visitor;
  Inc(VisitorCount);
  Device := First;
  LastOfNow := Last;
  while Device <> nil do
  begin
    Visitor(Device);
    if Device = LastOfNow then
      Break;
    Device := Device^.Next;
  end;
end;

{ Written so that no sum can wrap. }
function OnDevice(Device: PBlockDevice; Sector: QWord; Count: LongWord): Boolean;
begin
  Result := (Sector <= Device^.SectorCount) and (Count <= Device^.SectorCount - Sector);
end;

{ In pieces of what the driver takes at once. }
function Move(Device: PBlockDevice; Transfer: TBlockTransfer; Sector: QWord; Count: LongWord;
  Buffer: PByte): LongInt;
var
  Piece: LongWord;
begin
  if not OnDevice(Device, Sector, Count) then
    Exit(BlockErrorRange);
  Result := 0;
  while (Count > 0) and (Result = 0) do
  begin
    Piece := Count;
    if (Device^.Largest > 0) and (Piece > Device^.Largest) then
      Piece := Device^.Largest;
    Result := Transfer(Device, Sector, Piece, Buffer);
    Inc(Sector, Piece);
    Inc(Buffer, SizeUInt(Piece) * Device^.SectorSize);
    Dec(Count, Piece);
  end;
end;

function ReadSectors(Device: PBlockDevice; Sector: QWord; Count: LongWord;
  Buffer: Pointer): LongInt;
begin
  Result := Move(Device, Device^.Operations^.Read, Sector, Count, Buffer);
end;

function WriteSectors(Device: PBlockDevice; Sector: QWord; Count: LongWord;
  Buffer: Pointer): LongInt;
begin
  if Device^.ReadOnly then
    Result := BlockErrorReadOnly
  else
    Result := Move(Device, Device^.Operations^.Write, Sector, Count, Buffer);
end;

function FlushDevice(Device: PBlockDevice): LongInt;
begin
  if Device^.Operations^.Flush = nil then
    Result := 0
  else
    Result := Device^.Operations^.Flush(Device);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Partitions: reads the table of each disk and registers what it lists as block devices.

  Called by: Filesystem (FindPartitions).
  Touches: the first sectors of disks.

  A partition has its disk's name and the disk's minor plus its number, 1 to 4, as Toro counts: the
  first partition of 'ATA0' minor 5 is minor 6. Where the minors leave no room for that, as
  virtioblk's 0, 1, 2, or for the number of a logical partition, it is minor 100 * (disk's minor + 1)
  + number. Entries that do not lie on the disk are skipped.

  Tables: the master boot record (four primary entries at offset 446, signature 55 AA), with the
  chain of extended boot records in one of them, whose logical partitions are numbered from 5 on;
  and GPT (UEFI 2.10, 5.3). }
unit Toro.Partitions;

{$mode objfpc}

interface

{ Looks at every disk, now and as they come. }
procedure FindPartitions;

implementation

uses
  Toro.Block, Toro.FileMemory;

const
  MbrEntries = 446;
  MbrSignature = $AA55;
  MbrKindProtective = $EE;
  FirstLogical = 5;
  LogicalLimit = 60; { so many of a disk's are looked at }
  GptSignature = QWord($5452415020494645); { 'EFI PART' }
  GptEntryLimit = 16; { so many of a disk's are looked at }

type
  PMbrEntry = ^TMbrEntry;
  TMbrEntry = packed record
    Status: Byte;
    FirstChs: array[0..2] of Byte;
    Kind: Byte;
    LastChs: array[0..2] of Byte;
    First, Count: LongWord;
  end;

  PGptHeader = ^TGptHeader;
  TGptHeader = packed record
    Signature: QWord;
    Revision, HeaderSize, HeaderCrc, Reserved: LongWord;
    MyLba, AlternateLba, FirstUsable, LastUsable: QWord;
    DiskId: array[0..1] of QWord;
    EntriesLba: QWord;
    EntryCount, EntrySize, EntriesCrc: LongWord;
  end;

  PGptEntry = ^TGptEntry;
  TGptEntry = packed record
    Kind, Id: array[0..1] of QWord;
    First, Last: QWord; { both included }
  end;

function ReadPart(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Result := ReadSectors(Device^.Parent, Device^.FirstSector + Sector, Count, Buffer);
end;

function WritePart(Device: PBlockDevice; Sector: QWord; Count: LongWord;
  Buffer: Pointer): LongInt;
begin
  Result := WriteSectors(Device^.Parent, Device^.FirstSector + Sector, Count, Buffer);
end;

function FlushPart(Device: PBlockDevice): LongInt;
begin
  Result := FlushDevice(Device^.Parent);
end;

const
  PartOperations: TBlockOperations = (Read: @ReadPart; Write: @WritePart; Flush: @FlushPart);

function MinorOf(Disk: PBlockDevice; Number: LongInt): LongInt;
begin
  if (Number < FirstLogical) and (UpCase(Copy(Disk^.Name, 1, 3)) = 'ATA') then
    Result := Disk^.Minor + Number
  else
    Result := 100 * (Disk^.Minor + 1) + Number;
end;

procedure AddPartition(Disk: PBlockDevice; Number: LongInt; First, Count: QWord);
var
  Part: PBlockDevice;
begin
  if (First = 0) or (Count = 0) or (First >= Disk^.SectorCount)
    or (Count > Disk^.SectorCount - First) then
    Exit;
  Part := TakeMemory(SizeOf(TBlockDevice));
  if Part = nil then
    Exit;
  Part^.Name := Disk^.Name;
  Part^.Minor := MinorOf(Disk, Number);
  Part^.SectorSize := Disk^.SectorSize;
  Part^.SectorCount := Count;
  Part^.ReadOnly := Disk^.ReadOnly;
  Part^.Operations := @PartOperations;
  Part^.Parent := Disk;
  Part^.FirstSector := First;
  RegisterBlockDevice(Part);
end;

{ The entries follow each other, at most EntryLimit in what one read brings. }
procedure ReadGpt(Disk: PBlockDevice; Sector: PByte);
var
  Header: TGptHeader;
  Entry: PGptEntry;
  I, PerSector: LongInt;
begin
  if ReadSectors(Disk, 1, 1, Sector) <> 0 then
    Exit;
  Header := PGptHeader(Sector)^;
  if (Header.Signature <> GptSignature) or (Header.EntrySize < SizeOf(TGptEntry))
    or (Header.EntrySize > Disk^.SectorSize) then
    Exit;
  PerSector := Disk^.SectorSize div Header.EntrySize;
  for I := 0 to GptEntryLimit - 1 do
  begin
    if LongWord(I) >= Header.EntryCount then
      Exit;
    if (I mod PerSector = 0)
      and (ReadSectors(Disk, Header.EntriesLba + I div PerSector, 1, Sector) <> 0) then
      Exit;
    Entry := PGptEntry(Sector + (I mod PerSector) * Header.EntrySize);
    if (Entry^.Kind[0] or Entry^.Kind[1] <> 0) and (Entry^.Last >= Entry^.First) then
      AddPartition(Disk, I + 1, Entry^.First, Entry^.Last - Entry^.First + 1);
  end;
end;

function IsExtended(Kind: Byte): Boolean;
begin
  Result := Kind in [$05, $0F, $85];
end;

{ An extended boot record looks like a master boot record. Its first entry is a logical partition,
  whose place counts from the record; the second leads to the next record, whose place counts from
  the whole extended partition. A damaged chain may go in circles. }
procedure ReadLogical(Disk: PBlockDevice; Extended: QWord; Sector: PByte);
var
  Entry: PMbrEntry;
  Seen: array[0..LogicalLimit - 1] of QWord;
  Place: QWord;
  I: LongInt;
begin
  Place := Extended;
  for I := 0 to LogicalLimit - 1 do
  begin
    if IndexQWord(Seen, I, Place) >= 0 then
      Exit;
    Seen[I] := Place;
    if (Place >= Disk^.SectorCount) or (ReadSectors(Disk, Place, 1, Sector) <> 0)
      or (PWord(Sector + 510)^ <> MbrSignature) then
      Exit;
    Entry := PMbrEntry(Sector + MbrEntries);
    if Entry[0].Kind <> 0 then
      AddPartition(Disk, FirstLogical + I, Place + Entry[0].First, Entry[0].Count);
    if not IsExtended(Entry[1].Kind) then
      Exit;
    Place := Extended + Entry[1].First;
  end;
end;

procedure ReadMbr(Disk: PBlockDevice; Sector: PByte);
var
  Entry: PMbrEntry;
  Extended: QWord;
  I: LongInt;
begin
  Entry := PMbrEntry(Sector + MbrEntries);
  if Entry^.Kind = MbrKindProtective then
  begin
    ReadGpt(Disk, Sector);
    Exit;
  end;
  { A boot sector of a filesystem has the signature too, but no such status bytes. }
  for I := 0 to 3 do
    if Entry[I].Status and $7F <> 0 then
      Exit;
  Extended := 0;
  for I := 0 to 3 do
    if IsExtended(Entry[I].Kind) then
      Extended := Entry[I].First
    else if Entry[I].Kind <> 0 then
      AddPartition(Disk, I + 1, Entry[I].First, Entry[I].Count);
  if Extended <> 0 then
    ReadLogical(Disk, Extended, Sector);
end;

procedure LookAt(Disk: PBlockDevice);
var
  Sector: PByte;
begin
  if (Disk^.Parent <> nil) or (Disk^.SectorCount < 2) then
    Exit;
  Sector := TakeMemory(Disk^.SectorSize);
  if Sector = nil then
    Exit;
  if (ReadSectors(Disk, 0, 1, Sector) = 0) and (PWord(Sector + 510)^ = MbrSignature) then
    ReadMbr(Disk, Sector);
  ReturnMemory(Sector, Disk^.SectorSize);
end;

procedure FindPartitions;
begin
  VisitBlockDevices(@LookAt);
end;

end.

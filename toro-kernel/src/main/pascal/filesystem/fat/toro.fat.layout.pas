{ SPDX-License-Identifier: Apache-2.0 }
{ The FAT filesystem on the disk and in memory, and its times.

  Called by: the units of this folder.
  Touches: nothing.

  Layouts: Microsoft, "FAT: General Overview of On-Disk Format" 1.03; long names: ECMA-107 has the
  rest. All numbers are little endian. Times are taken as UTC. }
unit Toro.Fat.Layout;

{$mode objfpc}
{$packrecords 1}

interface

uses
  Toro.FileTypes;

const
  EntryBytes = 32;

  { Attributes of an entry. }
  AttributeReadOnly = $01;
  AttributeVolume = $08;
  AttributeDirectory = $10;
  AttributeArchive = $20;
  AttributeLongName = $0F;

  { The first byte of an entry's name. }
  EntryEnd = $00;
  EntryDeleted = $E5;
  EntryE5 = $05; { stands for a real E5 }

  { Lower case kept outside a long name, in byte 12 (Windows NT). }
  LowerBase = $08;
  LowerExtension = $10;

  LastLongEntry = $40;
  CharsPerEntry = 13;
  LongNameLimit = 255; { UTF-16 units }

  FirstCluster = 2;
  EndOfChain = $0FFFFFF8; { what ends a chain, after widening }
  BadCluster = $0FFFFFF7;
  UnknownCount = $FFFFFFFF;

  RootNumber = 1;
  DirectoryNumbers = QWord(1) shl 40; { a directory's number: this plus its first cluster }
  NamelessNumbers = QWord(1) shl 50; { of what is held but has lost its name }

  InfoLead = $41615252;
  InfoSignature = $61417272;
  DirectoryLimit = 65536 * EntryBytes;

type
  TFatKind = (fk12, fk16, fk32);

  PBootSector = ^TBootSector;
  TBootSector = record
    Jump: array[0..2] of Byte;
    OemName: array[0..7] of AnsiChar;
    BytesPerSector: Word;
    SectorsPerCluster: Byte;
    ReservedSectors: Word;
    FatCount: Byte;
    RootEntries, TotalSectors16: Word;
    Media: Byte;
    FatSize16, SectorsPerTrack, Heads: Word;
    HiddenSectors, TotalSectors32: LongWord;
    { FAT32 only; FAT12 and FAT16 have the flags at 37. }
    FatSize32: LongWord;
    ExtendedFlags, Version: Word;
    RootCluster: LongWord;
    InfoSector, BackupSector: Word;
    Reserved: array[0..11] of Byte;
    Drive, Flags: Byte;
  end;

  PInfoSector = ^TInfoSector;
  TInfoSector = record
    Lead: LongWord;
    Reserved: array[0..479] of Byte;
    Signature, FreeCount, NextFree: LongWord;
  end;

  PEntry = ^TEntry;
  TEntry = record
    Name: array[0..10] of Byte;
    Attributes, Case_, CreateTenths: Byte;
    CreateTime, CreateDate, AccessDate, ClusterHigh: Word;
    ModifyTime, ModifyDate, ClusterLow: Word;
    Size: LongWord;
  end;

  PLongEntry = ^TLongEntry;
  TLongEntry = record
    Order: Byte;
    Name1: array[0..4] of Word;
    Attributes, Kind, Checksum: Byte;
    Name2: array[0..5] of Word;
    Zero: Word;
    Name3: array[0..1] of Word;
  end;

  TShortName = array[0..10] of Byte;

  PLongWords = ^LongWord;

  PFatVolume = ^TFatVolume;
  TFatVolume = record
    Kind: TFatKind;
    FatStart: LongWord; { blocks, as everything here }
    FatBlocks: LongWord; { of one copy }
    FatCount: LongWord;
    RootStart, RootBlocks: LongWord; { FAT12 and FAT16 }
    RootCluster: LongWord; { FAT32 }
    DataStart: LongWord;
    BlocksPerCluster: LongWord;
    ClusterLimit: LongWord; { one more than the last cluster }
    FreeCount: LongWord; { UnknownCount: not yet counted }
    NextFree: LongWord; { where to look first }
    InfoOffset: Int64; { of the information sector in bytes, 0: none }
    FlagOffset: LongInt; { of the dirty flag in the boot sector }
    CountsChanged: Boolean;
    Pending: PLongWords; { chains that are free after the next commit }
    PendingCount, PendingRoom: LongInt;
    LastNameless: QWord;
  end;

  { What a node of FAT holds in its Own. }
  PFatNode = ^TFatNode;
  TFatNode = record
    First: LongWord; { cluster, 0: none }
    EntryOffset: Int64; { where on the volume its entry lies, 0: not known or none }
    Attributes: Byte;
    Padding: array[0..2] of Byte;
    { The place in the chain found last: chains are walked from there. }
    SeenIndex, SeenCluster: LongWord;
    NextRead: LongWord;
  end;

function FatOf(Volume: PVolume): PFatVolume; inline;
function OwnOf(Node: PNode): PFatNode; inline;

{ Whether a number can be that of a cluster with data. }
function IsCluster(Volume: PVolume; Cluster: LongWord): Boolean;
function ClusterBytes(Volume: PVolume): LongWord;

{ Whether the node is the root directory of FAT12 or FAT16, which is no chain. }
function IsFixedRoot(Node: PNode): Boolean;

function DecodeTime(Date, Time: Word): Int64;
procedure EncodeTime(Ns: Int64; out Date, Time: Word);

function Damaged(Volume: PVolume; const What: ShortString; Value: QWord): LongInt;

implementation

uses
  Toro.Errors;

function FatOf(Volume: PVolume): PFatVolume;
begin
  Result := Volume^.Own;
end;

function OwnOf(Node: PNode): PFatNode;
begin
  Result := @Node^.Own;
end;

function IsCluster(Volume: PVolume; Cluster: LongWord): Boolean;
begin
  Result := (Cluster >= FirstCluster) and (Cluster < FatOf(Volume)^.ClusterLimit);
end;

function ClusterBytes(Volume: PVolume): LongWord;
begin
  Result := FatOf(Volume)^.BlocksPerCluster shl Volume^.BlockShift;
end;

function IsFixedRoot(Node: PNode): Boolean;
begin
  Result := (Node^.Number = RootNumber) and (FatOf(Node^.Volume)^.Kind <> fk32);
end;

{ Days since 1970-01-01 of a day of the Gregorian calendar, counted from 1 March so that the leap
  day is the last of its year. }
function DaysOf(Year, Month, Day: LongInt): LongInt;
begin
  if Month <= 2 then
  begin
    Dec(Year);
    Inc(Month, 12);
  end;
  Result := Year * 365 + Year div 4 - Year div 100 + Year div 400
    + (153 * (Month - 3) + 2) div 5 + Day - 719469;
end;

function DecodeTime(Date, Time: Word): Int64;
var
  Month, Day: LongInt;
begin
  if Date = 0 then
    Exit(0);
  Month := Date shr 5 and 15;
  Day := Date and 31;
  if Month = 0 then
    Month := 1;
  if Day = 0 then
    Day := 1;
  Result := Int64(DaysOf(1980 + Date shr 9, Month, Day)) * 86400 + (Time shr 11) * 3600
    + (Time shr 5 and 63) * 60 + (Time and 31) * 2;
  Result := Result * NsPerSecond;
end;

procedure EncodeTime(Ns: Int64; out Date, Time: Word);
const
  FirstSecond = Int64(315532800); { 1980-01-01 }
  LastSecond = Int64(4354819199); { 2107-12-31 23:59:59 }
var
  Seconds: Int64;
  Days, Year, Month: LongInt;
begin
  Seconds := Ns div NsPerSecond;
  if Seconds < FirstSecond then
    Seconds := FirstSecond;
  if Seconds > LastSecond then
    Seconds := LastSecond;
  Days := Seconds div 86400;
  Seconds := Seconds mod 86400;
  Year := 1980;
  while DaysOf(Year + 1, 1, 1) <= Days do
    Inc(Year);
  Month := 1;
  while (Month < 12) and (DaysOf(Year, Month + 1, 1) <= Days) do
    Inc(Month);
  Date := (Year - 1980) shl 9 or Month shl 5 or (Days - DaysOf(Year, Month, 1) + 1);
  Time := (Seconds div 3600) shl 11 or (Seconds div 60 mod 60) shl 5 or Seconds mod 60 div 2;
end;

function Damaged(Volume: PVolume; const What: ShortString; Value: QWord): LongInt;
begin
  Tell(Volume, What, Value);
  Result := -EUCLEAN;
end;

end.

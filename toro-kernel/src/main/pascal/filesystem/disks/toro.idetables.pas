{ SPDX-License-Identifier: Apache-2.0 }
{ What IdeDisk reads and writes in tables: a drive's identity, command codes, and the bus master's
  list of memory pieces. ATA/ATAPI-7 volume 1; Programming Interface for Bus Master IDE Controller
  1.0, 1.2.

  Called by: IdeDisk.
  Touches: memory only. }
unit Toro.IdeTables;

{$mode objfpc}

interface

type
  { The answer to IDENTIFY DEVICE (volume 1, 6.17). }
  TIdentity = packed array[0..255] of Word;

  TTransferKind = (tkPortRead, tkPortWrite, tkDmaRead, tkDmaWrite);

  { One piece of memory: it does not cross a multiple of 64 KiB; 0 bytes are 64 KiB. }
  TTransferPiece = packed record
    Address: LongWord;
    Bytes: Word;
    Last: Word;
  end;

  PTransferTable = ^TTransferTable;
  TTransferTable = packed array[0..511] of TTransferPiece;

function HasDma(const Identity: TIdentity): Boolean;
function HasLongAddresses(const Identity: TIdentity): Boolean;
{ Sectors of 512 bytes; 0: the drive has no such addresses, or others than 512 bytes. }
function SectorsOf(const Identity: TIdentity): QWord;

{ The command's code, with 28 or 48 bits of address. }
function CommandFor(Kind: TTransferKind; LongAddress: Boolean): Byte;

{ One page below 4 GiB; nil: no memory there. }
function NewTransferTable: PTransferTable;

{ Fills the table for a buffer. False: the bus master cannot reach it: too many pieces, an odd
  address, or memory beyond 4 GiB. }
function Describe(Table: PTransferTable; Buffer: PByte; Size: LongWord): Boolean;

implementation

uses
  Toro.Dma;

const
  WordCapabilities = 49;
  WordSectors28 = 60;
  WordCommandSets = 83;
  WordSectors48 = 100;
  WordSectorSize = 106;
  CapabilityDma = 1 shl 8;
  CapabilityLba = 1 shl 9;
  SetLongAddresses = 1 shl 10;
  SectorSizeValid = $C000;
  SectorSizeValidValue = $4000;
  SectorSizeLarger = 1 shl 12;

  Boundary = 65536;
  LastPiece = $8000;
  FourGiB = QWord(1) shl 32;

function HasDma(const Identity: TIdentity): Boolean;
begin
  Result := Identity[WordCapabilities] and CapabilityDma <> 0;
end;

function HasLongAddresses(const Identity: TIdentity): Boolean;
begin
  Result := Identity[WordCommandSets] and SetLongAddresses <> 0;
end;

function SectorsOf(const Identity: TIdentity): QWord;
var
  SizeWord: Word;
begin
  SizeWord := Identity[WordSectorSize];
  if Identity[WordCapabilities] and CapabilityLba = 0 then
    Exit(0);
  if (SizeWord and SectorSizeValid = SectorSizeValidValue)
    and (SizeWord and SectorSizeLarger <> 0) then
    Exit(0);
  if HasLongAddresses(Identity) then
    Result := PQWord(@Identity[WordSectors48])^ and $FFFFFFFFFFFF
  else
    Result := PLongWord(@Identity[WordSectors28])^ and $0FFFFFFF;
end;

function CommandFor(Kind: TTransferKind; LongAddress: Boolean): Byte;
const
  Codes: array[Boolean, TTransferKind] of Byte = (
    ($20, $30, $C8, $CA),
    ($24, $34, $25, $35));
begin
  Result := Codes[LongAddress, Kind];
end;

function NewTransferTable: PTransferTable;
begin
  Result := AllocateDma(SizeOf(TTransferTable));
  if (Result = nil) or (PhysicalAddress(Result) < FourGiB) then
    Exit;
  FreeDma(Result, SizeOf(TTransferTable));
  Result := nil;
end;

function Describe(Table: PTransferTable; Buffer: PByte; Size: LongWord): Boolean;
var
  Index: LongInt;
  Address: QWord;
  Piece: SizeUInt;
begin
  Index := 0;
  while Size > 0 do
  begin
    if Index > High(TTransferTable) then
      Exit(False);
    Piece := PhysicalPiece(Buffer, Size, Address);
    if Piece > Boundary - Address mod Boundary then
      Piece := Boundary - Address mod Boundary;
    if (Address + Piece > FourGiB) or Odd(Address) or Odd(Piece) then
      Exit(False);
    Table^[Index].Address := Address;
    Table^[Index].Bytes := Piece;
    Table^[Index].Last := 0;
    Inc(Index);
    Inc(Buffer, Piece);
    Dec(Size, Piece);
  end;
  Result := Index > 0;
  if Result then
    Table^[Index - 1].Last := LastPiece;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Tables that the firmware, or the VMM in its place, left in memory. ACPI 6.4, 5.2.

  Called by: who counts cores (Toro.CoreCount), finds I/O APICs or powers the machine off
  (Toro.Power).
  Reads: the BIOS area below 1 MiB, and the tables themselves. Every length is checked before it is
  believed, and a table with a wrong sum does not exist. }
unit Toro.Acpi;

{$mode objfpc}

interface

type
  TAcpiName = packed array[0..3] of AnsiChar;

  PAcpiTable = ^TAcpiTable;
  { What every table begins with (5.2.6). }
  TAcpiTable = packed record
    Signature: TAcpiName;
    Length: LongWord; { bytes, all of the table }
    Revision, Checksum: Byte;
    Oem: packed array[0..5] of AnsiChar;
    OemTable: packed array[0..7] of AnsiChar;
    OemRevision, Creator, CreatorRevision: LongWord;
  end;

{ The first table of that name that the root table lists; nil: there is none, or no ACPI. }
function FindAcpiTable(const Name: TAcpiName): PAcpiTable;

{ The table at a physical address that another table named; nil: it is not a sound one. }
function CheckedTable(Address: QWord): PAcpiTable;

{ Looks at every 16-byte boundary of the BIOS area, then of the last KiB below 640 KiB, for the two
  words of a signature and a structure of Size bytes that adds up to 0 modulo 256. SecondWord 0:
  only the first word counts. }
function FindFirmwareTable(FirstWord, SecondWord, Size: LongWord): PByte;

implementation

uses
  Toro.BootAbi;

const
  { 'RSD PTR ' (5.2.5.3). }
  RootSignature1 = $20445352;
  RootSignature2 = $20525450;
  RootSize = 20;

  BiosArea = $E0000;
  BiosAreaEnd = $100000;
  { The extended BIOS data area, where it usually is: the page that says so is not mapped. }
  ExtendedArea = $9FC00;
  ExtendedAreaEnd = $A0000;

  { More is not a table but a wrong address. }
  MaxTableSize = 16 * 1024 * 1024;
  { The kernel's map reaches this far at the start. }
  MappedAtStart = QWord(1) shl 32;

type
  PRootPointer = ^TRootPointer;
  TRootPointer = packed record
    Signature: packed array[0..7] of AnsiChar;
    Checksum: Byte;
    Oem: packed array[0..5] of AnsiChar;
    Revision: Byte;
    RootTable32: LongWord;
    Length: LongWord;
    RootTable64: QWord;
  end;

var
  Root: PRootPointer;
  Searched: Boolean;

function AddsUp(Block: PByte; Size: LongWord): Boolean;
var
  Sum: Byte;
  I: LongWord;
begin
  Sum := 0;
  for I := 1 to Size do
    Sum := (Sum + Block[I - 1]) and $FF;
  Result := Sum = 0;
end;

function FindIn(Start, Finish: PtrUInt; FirstWord, SecondWord, Size: LongWord): PByte;
begin
  while Start + Size <= Finish do
  begin
    Result := PByte(Start);
    if (PLongWord(Result)^ = FirstWord)
      and ((SecondWord = 0) or (PLongWord(Result)[1] = SecondWord)) and AddsUp(Result, Size) then
      Exit;
    Inc(Start, 16);
  end;
  Result := nil;
end;

function FindFirmwareTable(FirstWord, SecondWord, Size: LongWord): PByte;
begin
  Result := FindIn(BiosArea, BiosAreaEnd, FirstWord, SecondWord, Size);
  if Result = nil then
    Result := FindIn(ExtendedArea, ExtendedAreaEnd, FirstWord, SecondWord, Size);
end;

function RootPointer: PRootPointer;
begin
  if not Searched then
  begin
    Searched := True;
    Root := PRootPointer(BootInfo^.Rsdp);
    if Root = nil then
      Root := PRootPointer(FindFirmwareTable(RootSignature1, RootSignature2, RootSize));
  end;
  Result := Root;
end;

function CheckedTable(Address: QWord): PAcpiTable;
begin
  Result := nil;
  if (Address < $1000) or (Address >= MappedAtStart - SizeOf(TAcpiTable)) then
    Exit;
  Result := PAcpiTable(Address);
  if (Result^.Length < SizeOf(TAcpiTable)) or (Result^.Length > MaxTableSize)
    or not AddsUp(PByte(Result), Result^.Length) then
    Result := nil;
end;

{ Tables above 4 GiB are not mapped and not looked for: no VMM puts them there. }
function FindAcpiTable(const Name: TAcpiName): PAcpiTable;
var
  List: PAcpiTable;
  Entry, Finish: PByte;
  Wide: Boolean;
  Address: QWord;
begin
  Result := nil;
  if RootPointer = nil then
    Exit;
  Wide := (Root^.Revision >= 2) and (Root^.RootTable64 <> 0);
  if Wide then
    List := CheckedTable(Root^.RootTable64)
  else
    List := CheckedTable(Root^.RootTable32);
  if List = nil then
    Exit;
  Entry := PByte(List) + SizeOf(TAcpiTable);
  Finish := PByte(List) + List^.Length;
  while Entry + 4 + 4 * Ord(Wide) <= Finish do
  begin
    if Wide then
      Address := PQWord(Entry)^
    else
      Address := PLongWord(Entry)^;
    Result := CheckedTable(Address);
    if (Result <> nil) and (LongWord(Result^.Signature) = LongWord(Name)) then
      Exit;
    Inc(Entry, 4 + 4 * Ord(Wide));
  end;
  Result := nil;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ How many cores the machine says it has. Only Toro.Smp asks, and only when a program wants to know
  or waits for a core that has not arrived.

  Touches: the tables that firmware left in memory; the port of QEMU's configuration device. }
unit Toro.CoreCount;

{$mode objfpc}

interface

{ From ACPI's MADT, else the multiprocessor table, else QEMU's configuration device, else CPUID. }
function CountMachineCores: LongInt;

implementation

uses
  Toro.Acpi, Toro.Cpu;

const
  { MADT (ACPI 6.4, 5.2.12): entries from here on, each with type and length. }
  MadtEntries = 44;
  MadtLocalApic = 0;
  MadtLocalX2Apic = 9;
  ApicEnabled = 1;

  { Multiprocessor Specification 1.4, 4. }
  MpSignature = $5F504D5F; { '_MP_' }
  MpTableSignature = $504D4350; { 'PCMP' }
  MpHeaderSize = 44;
  MpProcessor = 0;
  MpProcessorSize = 20;
  MpProcessorEnabled = 1;

  { QEMU, docs/specs/fw_cfg. }
  ConfigSelectPort = $510;
  ConfigDataPort = $511;
  ConfigSignature = 0;
  ConfigCoreCount = 5;

function CountInMadt: LongInt;
var
  Table: PAcpiTable;
  Entry, Finish: PByte;
  Flags: LongWord;
begin
  Result := 0;
  Table := FindAcpiTable('APIC');
  if Table = nil then
    Exit;
  Entry := PByte(Table) + MadtEntries;
  Finish := PByte(Table) + Table^.Length;
  while (Entry + 2 <= Finish) and (Entry[1] >= 2) do
  begin
    Flags := 0;
    if Entry[0] = MadtLocalApic then
      Flags := PLongWord(Entry + 4)^;
    if Entry[0] = MadtLocalX2Apic then
      Flags := PLongWord(Entry + 8)^;
    Inc(Result, Flags and ApicEnabled);
    Inc(Entry, Entry[1]);
  end;
end;

{ Processors come first in the table. }
function CountInMpTable: LongInt;
var
  Floating, Entry: PByte;
  Left: LongInt;
begin
  Result := 0;
  Floating := FindFirmwareTable(MpSignature, 0, 16);
  if (Floating = nil) or (PLongWord(Floating + 4)^ = 0) then
    Exit;
  Entry := PByte(PtrUInt(PLongWord(Floating + 4)^));
  if PLongWord(Entry)^ <> MpTableSignature then
    Exit;
  Left := PWord(Entry + 34)^;
  Inc(Entry, MpHeaderSize);
  while (Left > 0) and (Entry[0] = MpProcessor) do
  begin
    Inc(Result, Entry[3] and MpProcessorEnabled);
    Inc(Entry, MpProcessorSize);
    Dec(Left);
  end;
end;

function CountInQemu: LongInt;
const
  Signature: array[0..3] of AnsiChar = 'QEMU';
var
  I: LongInt;
begin
  OutWord(ConfigSelectPort, ConfigSignature);
  for I := 0 to 3 do
    if InByte(ConfigDataPort) <> Ord(Signature[I]) then
      Exit(0);
  OutWord(ConfigSelectPort, ConfigCoreCount);
  Result := InByte(ConfigDataPort);
  Result := Result or InByte(ConfigDataPort) shl 8;
end;

{ Logical processors of this package (SDM 2, CPUID leaf 1): what a VMM of one package has. }
function CountInCpuid: LongInt;
const
  ManyFlag = 1 shl 28;
var
  Answer: TCpuid;
begin
  Cpuid(1, 0, Answer);
  Result := 1;
  if Answer.Edx and ManyFlag <> 0 then
    Result := (Answer.Ebx shr 16) and $FF;
end;

function CountMachineCores: LongInt;
begin
  Result := CountInMadt;
  if Result = 0 then
    Result := CountInMpTable;
  if Result = 0 then
    Result := CountInQemu;
  if Result = 0 then
    Result := CountInCpuid;
end;

end.

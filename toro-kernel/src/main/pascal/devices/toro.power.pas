{ SPDX-License-Identifier: Apache-2.0 }
{ Power off by ACPI, for VMMs that have no exit port. ACPI 6.4: 4.8.3.2 (PM1 control),
  4.8.3.7 (sleep control), 5.2.9 (FADT), 7.4.2 and 20.2 (the package
  _S5).

  Called by: Toro.Shutdown at the end of the appliance, when port $F4 did nothing.
  Touches: the registers that the FADT names. Nothing is looked up before it is needed. }
unit Toro.Power;

{$mode objfpc}

interface

{ Returns when the machine has no such thing. }
procedure AcpiPowerOff;

implementation

uses
  Toro.Acpi, Toro.Cpu, Toro.Shutdown;

const
  { Offsets in the FADT. }
  FadtDsdt = 40;
  FadtPm1aControl = 64;
  FadtPm1bControl = 68;
  FadtFlags = 112;
  FadtDsdtWide = 140;
  FadtSleepControl = 244;
  FadtFlagReduced = 1 shl 20;

  { PM1 control and the sleep control register: sleep type and enable. }
  Pm1SleepTypeShift = 10;
  Pm1SleepEnable = 1 shl 13;
  SleepTypeShift = 2;
  SleepEnable = 1 shl 5;

  { AML. }
  NameS5 = $5F35535F; { '_S5_' }
  PackageOp = $12;
  BytePrefix = $0A;

  SpaceMemory = 0;
  SpacePorts = 1;

type
  { Generic address structure (5.2.3.2). }
  PAcpiRegister = ^TAcpiRegister;
  TAcpiRegister = packed record
    Space, BitWidth, BitOffset, AccessSize: Byte;
    Address: QWord;
  end;

function Field32(Table: PAcpiTable; Offset: LongWord): LongWord;
begin
  Result := 0;
  if Offset + 4 <= Table^.Length then
    Result := PLongWord(PByte(Table) + Offset)^;
end;

{ One byte into a register that the FADT describes at Offset; nothing where it describes none. }
procedure WriteRegister(Fadt: PAcpiTable; Offset: LongWord; Value: Byte);
var
  Place: PAcpiRegister;
begin
  if Offset + SizeOf(TAcpiRegister) > Fadt^.Length then
    Exit;
  Place := PAcpiRegister(PByte(Fadt) + Offset);
  if Place^.Address = 0 then
    Exit;
  if Place^.Space = SpacePorts then
    OutByte(Place^.Address, Value)
  else if Place^.Space = SpaceMemory then
    PByte(Place^.Address)^ := Value;
end;

function Dsdt(Fadt: PAcpiTable): PAcpiTable;
begin
  Result := CheckedTable(Field32(Fadt, FadtDsdt));
  if Result = nil then
    Result := CheckedTable(Field32(Fadt, FadtDsdtWide)
      or QWord(Field32(Fadt, FadtDsdtWide + 4)) shl 32);
end;

{ The first element of the package _S5: what to write as sleep type. The package follows its name:
  operator, length of 1 to 4 bytes (the top two bits of the first say how many follow), number of
  elements, elements. A table is not run as a program for that: VMMs write the package plainly. }
function SleepTypeIn(Table: PAcpiTable; out SleepType: Byte): Boolean;
var
  Place, Finish: PByte;
begin
  Result := False;
  SleepType := 0;
  Place := PByte(Table) + SizeOf(TAcpiTable);
  { Name, operator, one byte each of length and count, and an element with its prefix. }
  Finish := PByte(Table) + Table^.Length - 9;
  while (Place <= Finish) and ((PLongWord(Place)^ <> NameS5) or (Place[4] <> PackageOp)) do
    Inc(Place);
  if Place > Finish then
    Exit;
  Inc(Place, 5);
  Inc(Place, Place[0] shr 6 + 2);
  if Place[0] = BytePrefix then
    Inc(Place);
  SleepType := Place[0] and 7;
  Result := True;
end;

procedure WritePm1(Port: LongWord; SleepType: Byte);
begin
  if Port <> 0 then
    OutWord(Port, SleepType shl Pm1SleepTypeShift or Pm1SleepEnable);
end;

procedure AcpiPowerOff;
var
  Fadt, Table: PAcpiTable;
  SleepType: Byte;
begin
  Fadt := FindAcpiTable('FACP');
  if Fadt = nil then
    Exit;
  Table := Dsdt(Fadt);
  if (Table = nil) or not SleepTypeIn(Table, SleepType) then
    Exit;
  if Field32(Fadt, FadtFlags) and FadtFlagReduced <> 0 then
    WriteRegister(Fadt, FadtSleepControl, SleepType shl SleepTypeShift or SleepEnable)
  else
  begin
    WritePm1(Field32(Fadt, FadtPm1aControl), SleepType);
    WritePm1(Field32(Fadt, FadtPm1bControl), SleepType);
  end;
end;

initialization
  PowerOffImplementation := @AcpiPowerOff;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The CMOS clock (MC146818 data sheet; the century register as in ACPI's FADT convention, 0x32).
  Read once, when a program first asks for the date. }
unit Toro.Rtc;

{$mode objfpc}

interface

{ Seconds since 1970-01-01; 0 when the machine has no such clock. }
function RtcSeconds: Int64;
{ Days from 1970-01-01 to a date of the Gregorian calendar }
function DaysSinceEpoch(Year, Month, Day: LongInt): LongInt;

implementation

uses
  Toro.Cpu;

const
  IndexPort = $70;
  DataPort = $71;
  RegisterSeconds = 0;
  RegisterMinutes = 2;
  RegisterHours = 4;
  RegisterDay = 7;
  RegisterMonth = 8;
  RegisterYear = 9;
  RegisterCentury = $32;
  StatusA = 10;
  StatusB = 11;
  UpdateInProgress = $80;
  BinaryMode = $04;
  Hours24 = $02;
  AfternoonBit = $80;
  NoClock = $FF;

function ReadRegister(Index: Byte): Byte;
begin
  OutByte(IndexPort, Index);
  Result := InByte(DataPort);
end;

function DaysSinceEpoch(Year, Month, Day: LongInt): LongInt;
begin
  { Years that begin in March put the leap day last. }
  if Month <= 2 then
  begin
    Dec(Year);
    Inc(Month, 12);
  end;
  Result := 365 * Year + Year div 4 - Year div 100 + Year div 400 +
    (153 * Month - 457) div 5 + Day - 719469;
end;

function RtcSeconds: Int64;
var
  Status: Byte;

  function Number(Index: Byte): LongInt;
  begin
    Result := ReadRegister(Index);
    if Status and BinaryMode = 0 then
      Result := (Result shr 4) * 10 + Result and $F;
  end;

var
  Seconds, Minutes, Hours, Day, Month, Year, Century: LongInt;
  RawHours: Byte;
begin
  Status := ReadRegister(StatusB);
  if Status = NoClock then
    Exit(0);
  repeat
    while ReadRegister(StatusA) and UpdateInProgress <> 0 do
      ;
    Seconds := Number(RegisterSeconds);
    Minutes := Number(RegisterMinutes);
    Hours := Number(RegisterHours);
    RawHours := ReadRegister(RegisterHours);
    Day := Number(RegisterDay);
    Month := Number(RegisterMonth);
    Year := Number(RegisterYear);
    Century := Number(RegisterCentury);
  until Seconds = Number(RegisterSeconds);
  if Status and Hours24 = 0 then
  begin
    Hours := RawHours and not AfternoonBit;
    if Status and BinaryMode = 0 then
      Hours := (Hours shr 4) * 10 + Hours and $F;
    Hours := Hours mod 12;
    if RawHours and AfternoonBit <> 0 then
      Inc(Hours, 12);
  end;
  if (Century < 19) or (Century > 21) then
    Century := 20;
  Result := ((Int64(DaysSinceEpoch(Century * 100 + Year, Month, Day)) * 24 + Hours) * 60 +
    Minutes) * 60 + Seconds;
end;

end.

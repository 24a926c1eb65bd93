{ SPDX-License-Identifier: Apache-2.0 }
{ Reports when the initialization of each unit has ended (BOOT-ABI 7, mark `init`), if the command line
  says `toro.trace=init`. Called by Toro.Kernel around the run-time library's own walk; touches the
  compiler's table of units. }
unit Toro.UnitTrace;

{$mode objfpc}

interface

{ Calls Walk, which initializes every unit of the table, and reports each. }
procedure TraceUnits(Walk: TProcedure);

implementation

uses
  Toro.Events, Toro.Serial;

const
  { Those after them are initialized and not reported. }
  MostUnits = 1024;

type
  TUnitEntry = record
    Initialize, Finish: CodePointer;
  end;

  { The compiler's table, in the order of initialization. The walk counts in Initialized what it has done. }
  TUnitTable = record
    Count, Initialized: PtrUInt;
    Units: array[0..MostUnits - 1] of TUnitEntry;
  end;

var
  UnitTable: TUnitTable; external name 'INITFINAL';
  { What the table said before Reporter was put into it }
  Originals: ^CodePointer;

procedure SendInitMark(Address: PtrUInt);
const
  { Code lies below 4 GiB. }
  Digits = 8;
var
  Text: array[0..Digits] of AnsiChar;
  Index: LongInt;
begin
  for Index := Digits - 1 downto 0 do
  begin
    Text[Index] := HexadecimalDigits[Address and 15];
    Address := Address shr 4;
  end;
  Text[Digits] := #0;
  SendMark(MarkInit, @Text);
end;

{ Stands in the table for every unit: the one that is next is meant. }
procedure Reporter;
var
  Index: PtrUInt;
begin
  Index := UnitTable.Initialized;
  UnitTable.Units[Index].Initialize := Originals[Index];
  TProcedure(Originals[Index])();
  SendInitMark(PtrUInt(Originals[Index]));
end;

procedure TraceUnits(Walk: TProcedure);
var
  Saved: array[0..MostUnits - 1] of CodePointer;
  Index: LongInt;
begin
  Originals := @Saved;
  for Index := 0 to MostUnits - 1 do
    if (PtrUInt(Index) < UnitTable.Count) and (UnitTable.Units[Index].Initialize <> nil) then
    begin
      Saved[Index] := UnitTable.Units[Index].Initialize;
      UnitTable.Units[Index].Initialize := @Reporter;
    end;
  Walk();
end;

end.

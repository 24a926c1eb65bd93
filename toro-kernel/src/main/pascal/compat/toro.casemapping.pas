{ SPDX-License-Identifier: Apache-2.0 }
{ Upper and lower case of single characters, as the locale of the program has it: all of Unicode's simple
  mappings (Unicode 15, 4.2), or ASCII's alone in the C locale. Used by the stand-in for cwstring. }
unit Toro.CaseMapping;

{$mode objfpc}

interface

function UpperOf(Character: LongWord): LongWord;
function LowerOf(Character: LongWord): LongWord;

var
  { The C locale: no case beyond ASCII }
  AsciiCaseOnly: Boolean;

implementation

type
  { Characters First, First + Step, ... Last have their other case Change away. }
  TCaseRange = array[(crFirst, crLast, crStep, crChange)] of LongInt;

{$I toro.caseranges.inc}

const
  CaseDistance = Ord('a') - Ord('A');

{ The ranges are in ascending order; those with a step may overlap their neighbour's. }
function MapBy(const Ranges: array of TCaseRange; Character: LongWord): LongWord;
var
  Index: LongInt;
begin
  Result := Character;
  if AsciiCaseOnly then
    Exit;
  for Index := 0 to High(Ranges) do
  begin
    if LongInt(Character) < Ranges[Index][crFirst] then
      Exit;
    if (LongInt(Character) <= Ranges[Index][crLast]) and
      ((LongInt(Character) - Ranges[Index][crFirst]) mod Ranges[Index][crStep] = 0) then
      Exit(Character + LongWord(Ranges[Index][crChange]));
  end;
end;

function UpperOf(Character: LongWord): LongWord;
begin
  if Character < $80 then
  begin
    Result := Character;
    if Chr(Character) in ['a'..'z'] then
      Dec(Result, CaseDistance);
  end
  else
    Result := MapBy(UpperRanges, Character);
end;

function LowerOf(Character: LongWord): LongWord;
begin
  if Character < $80 then
  begin
    Result := Character;
    if Chr(Character) in ['A'..'Z'] then
      Inc(Result, CaseDistance);
  end
  else
    Result := MapBy(LowerRanges, Character);
end;

end.

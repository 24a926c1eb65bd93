{ SPDX-License-Identifier: Apache-2.0 }
{ When memory is used up GetMem raises, and what was freed can be had again: the heap stays whole. }
program memory_exhausted;
{$mode objfpc}
uses
  SysUtils, Memory;
type
  PLink = ^TLink;
  TLink = record
    Next: PLink;
  end;
var
  First, Link: PLink;
  Round, Count: LongInt;
  Counts: array[1..6] of LongInt;
begin
  for Round := 1 to 6 do
  begin
    Count := 0;
    First := nil;
    try
      repeat
        Link := GetMem(100000);
        Link^.Next := First;
        First := Link;
        Inc(Count);
      until False;
    except
      on E: EOutOfMemory do
        Link := nil;
    end;
    while First <> nil do
    begin
      Link := First;
      First := First^.Next;
      FreeMem(Link);
    end;
    Counts[Round] := Count;
  end;
  WriteLn('many ', Counts[1] > 100);
  { The first rounds settle where blocks of other sizes lie; after that nothing may be lost. }
  WriteLn('nothing is lost ', (Counts[1] - Counts[3] < 10) and (Counts[6] = Counts[3]));
  try
    GetMem(PtrUInt(1) shl 45);
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
end.

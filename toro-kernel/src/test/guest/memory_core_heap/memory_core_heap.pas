{ SPDX-License-Identifier: Apache-2.0 }
{ The heap of a core: blocks of all sizes keep their contents, come back, and are found again. }
program memory_core_heap;
{$mode objfpc}
uses
  Memory;
const
  BlockCount = 500;
var
  Blocks: array[0..BlockCount - 1] of PByte;
  Sizes: array[0..BlockCount - 1] of PtrUInt;
  Seed: LongWord = 1;
  Turn, Index, Damaged: LongInt;

function Next(Limit: LongWord): LongWord;
begin
  Seed := Seed * 1664525 + 1013904223;
  Result := (Seed shr 8) mod Limit;
end;

procedure Check(Index: LongInt);
begin
  if (Blocks[Index][0] <> Byte(Index)) or (Blocks[Index][Sizes[Index] - 1] <> Byte(Index)) then
    Inc(Damaged);
end;

procedure Mark(Index: LongInt);
begin
  Blocks[Index][0] := Byte(Index);
  Blocks[Index][Sizes[Index] - 1] := Byte(Index);
end;

begin
  for Turn := 1 to 20000 do
  begin
    Index := Next(BlockCount);
    if Blocks[Index] = nil then
    begin
      Sizes[Index] := 1 + Next(1 shl (1 + Next(17)));
      Blocks[Index] := GetMem(Sizes[Index]);
      if PtrUInt(Blocks[Index]) mod 16 <> 0 then
        WriteLn('not aligned');
      Mark(Index);
    end
    else
    begin
      Check(Index);
      if Next(3) = 0 then
      begin
        Sizes[Index] := 1 + Next(40000);
        ReAllocMem(Blocks[Index], Sizes[Index]);
        if Blocks[Index][0] <> Byte(Index) then
          Inc(Damaged);
        Mark(Index);
      end
      else
      begin
        FreeMem(Blocks[Index]);
        Blocks[Index] := nil;
      end;
    end;
  end;
  for Index := 0 to BlockCount - 1 do
    FreeMem(Blocks[Index]);
  WriteLn('damaged ', Damaged);
  WriteLn('used at the end ', GetFPCHeapStatus.CurrHeapUsed < 4096);
end.

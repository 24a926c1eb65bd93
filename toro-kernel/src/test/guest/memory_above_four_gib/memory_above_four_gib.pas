{ SPDX-License-Identifier: Apache-2.0 }
{ Memory above 4 GiB is used: more than the machine has below can be held at once. }
program memory_above_four_gib;
{$mode objfpc}
const
  BlockSize = 64 * 1024 * 1024;
var
  Blocks: array[0..79] of PByte;
  Index, High, Wrong: LongInt;
begin
  ReturnNilIfGrowHeapFails := True;
  for Index := 0 to 79 do
  begin
    Blocks[Index] := GetMem(BlockSize);
    if Blocks[Index] = nil then
      Break;
    Blocks[Index][0] := Index;
    Blocks[Index][BlockSize - 1] := Index;
    if PtrUInt(Blocks[Index]) >= PtrUInt(1) shl 32 then
      Inc(High);
  end;
  for Index := 0 to 79 do
    if (Blocks[Index] <> nil) and (Blocks[Index][BlockSize - 1] <> Index) then
      Inc(Wrong);
  WriteLn('above ', High > 10, ', wrong ', Wrong);
end.

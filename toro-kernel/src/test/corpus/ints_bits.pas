{ SPDX-License-Identifier: Apache-2.0 }
program ints_bits;
{$mode objfpc}
var
  X: Cardinal;
  Q: QWord;
  I: Integer;
begin
  X := $12345678;
  WriteLn(HexStr(RolDWord(X, 8), 8), HexStr(RorDWord(X, 4), 8), HexStr(SwapEndian(X), 8), HexStr(Swap(Word($ABCD)), 4));
  Q := QWord($0123456789ABCDEF);
  WriteLn(HexStr(RolQWord(Q, 12), 16), ' ', HexStr(SwapEndian(Q), 16), ' ', PopCnt(Q), ' ', BsfQWord(Q), BsrQWord(Q));
  WriteLn(BsfDWord(0), ' ', BsrDWord(1), ' ', BsrDWord($80000000), ' ', PopCnt(Byte($F1)), ' ', SarLongint(-16, 2), ' ', SarInt64(-1024, 5));
  WriteLn(5 and 3, 5 or 3, 5 xor 3, not 5, ' ', not Byte(5), ' ', 1 shl 10, 1024 shr 3, ' ', -8 shr 1);
  for I := 0 to 7 do
    Write(HexStr(X shr (I * 4) and $F, 1));
  WriteLn;
  WriteLn(BinStr(X, 32), ' ', OctStr(X, 11), ' ', Lo(Word($1234)), Hi(Word($1234)), ' ', Lo(X), Hi(X), ' ', Lo(Q));
  WriteLn(NtoBE(X), BEtoN(X), LEtoN(X), ' ', NtoBE(Word(1)));
end.

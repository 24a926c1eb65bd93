{ SPDX-License-Identifier: Apache-2.0 }
program ints_limits;
var
  B: Byte; S: ShortInt; W: Word; I: SmallInt; L: LongInt; C: Cardinal; Q: Int64; U: QWord;
begin
  WriteLn(Low(Byte), High(Byte), Low(ShortInt), High(ShortInt), Low(Word), High(Word));
  WriteLn(Low(SmallInt), High(SmallInt), Low(LongInt), High(LongInt), Low(Cardinal), High(Cardinal));
  WriteLn(Low(Int64), High(Int64), ' ', Low(QWord), High(QWord));
  {$Q-}{$R-}
  B := 255; Inc(B); S := 127; Inc(S); W := 0; Dec(W); I := -32768; Dec(I);
  WriteLn(B, ' ', S, ' ', W, ' ', I);
  L := High(LongInt); Inc(L); C := 0; Dec(C); Q := High(Int64); Inc(Q); U := 0; Dec(U);
  WriteLn(L, ' ', C, ' ', Q, ' ', U);
  Q := Int64(1) shl 62; U := QWord(1) shl 63;
  WriteLn(Q, ' ', U, ' ', Q shr 3, ' ', U shr 60, ' ', -Q div 3, ' ', -Q mod 1000007);
  WriteLn(U div 10, ' ', U mod 10, ' ', U * 2, ' ', Q * 3);
  WriteLn(-7 div 2, ' ', -7 mod 2, ' ', 7 div -2, ' ', 7 mod -2);
  WriteLn(SizeOf(Integer), SizeOf(NativeInt), SizeOf(Pointer), SizeOf(Char), SizeOf(WideChar), SizeOf(Boolean), SizeOf(QWordBool));
end.

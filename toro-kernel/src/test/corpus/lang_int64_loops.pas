{ SPDX-License-Identifier: Apache-2.0 }
program lang_int64_loops;
var
  I: Int64; Q: QWord; N: Integer; C: Cardinal; B: Byte; S: ShortInt; W: WideChar;
begin
  N := 0; for I := High(Int64) - 3 to High(Int64) do Inc(N); WriteLn(N); N := 0; for Q := High(QWord) downto High(QWord) - 2 do Inc(N); WriteLn(N); N := 0; for C := $FFFFFFF0 to $FFFFFFFF do Inc(N); WriteLn(N);
  N := 0; for B := 0 to 255 do Inc(N, B); WriteLn(N); N := 0; for S := -128 to 127 do Inc(N, S); WriteLn(N); N := 0; for W := 'a' to 'e' do Inc(N, Ord(W)); WriteLn(N); I := 5000000000; while I > 4999999990 do Dec(I, 3); WriteLn(I); case Int64(5000000000) of 5000000000: WriteLn('big case'); else WriteLn('no') end;
end.

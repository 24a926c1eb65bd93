{ SPDX-License-Identifier: Apache-2.0 }
program rtl_random;
var
  I: Integer; H: array[0..9] of Integer;
begin
  RandSeed := 12345;
  for I := 1 to 10 do Write(Random(1000), ' ');
  WriteLn; for I := 1 to 3 do Write(Random:0:12, ' ');
  WriteLn; WriteLn(Random(Int64(1) shl 40), ' ', RandSeed);
  FillChar(H, SizeOf(H), 0); for I := 1 to 10000 do Inc(H[Random(10)]); for I := 0 to 9 do Write(H[I], ' '); WriteLn;
  Randomize; WriteLn(Random(1), Random(0));
end.

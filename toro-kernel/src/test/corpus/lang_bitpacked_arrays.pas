{ SPDX-License-Identifier: Apache-2.0 }
program lang_bitpacked_arrays;
{$mode objfpc}
type
  TNibble = 0..15;
  TBits = bitpacked array[0..19] of TNibble;
  TFlags = bitpacked array[Boolean, 0..6] of Boolean;
  TRec = bitpacked record A: 0..3; B: -8..7; C: 0..1023; D: Boolean; E: (x, y, z) end;
var
  T: TBits; F: TFlags; R: TRec; I: Integer;
begin
  for I := 0 to 19 do T[I] := I mod 16; for I := 0 to 19 do Write(T[I], ' '); WriteLn(SizeOf(T), ' ', SizeOf(F), ' ', SizeOf(R)); FillChar(F, SizeOf(F), 0); F[True, 3] := True; F[False, 6] := True; WriteLn(F[True, 3], F[True, 4], F[False, 6]);
  R.A := 2; R.B := -3; R.C := 777; R.D := True; R.E := z; WriteLn(R.A, ' ', R.B, ' ', R.C, ' ', R.D, ' ', R.E, ' ', BitSizeOf(TNibble), BitSizeOf(R));
end.

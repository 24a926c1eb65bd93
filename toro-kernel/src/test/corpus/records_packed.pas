{ SPDX-License-Identifier: Apache-2.0 }
program records_packed;
{$mode objfpc}
type
  TPacked = packed record A: Byte; B: LongInt; C: Word end;
  TLoose = record A: Byte; B: LongInt; C: Word end;
  TBits = bitpacked record F1: 0..1; F2: 0..7; F3: 0..15; F4: Boolean end;
  TVariant = record
    case Kind: Byte of
      0: (I: LongInt);
      1: (B: array[0..3] of Byte);
      2: (S: Single);
  end;
  {$packrecords 2}
  TTwo = record A: Byte; B: Int64 end;
  {$packrecords c}
  TC = record A: Byte; B: Int64; C: Byte end;
var
  P: TPacked; V: TVariant; B: TBits; A: packed array[0..9] of Boolean;
begin
  WriteLn(SizeOf(TPacked), ' ', SizeOf(TLoose), ' ', SizeOf(TBits), ' ', SizeOf(TVariant), ' ', SizeOf(TTwo), ' ', SizeOf(TC), ' ', SizeOf(A));
  P.A := 1; P.B := $01020304; P.C := 5;
  WriteLn(PByte(@P)[1], PByte(@P)[4], ' ', PtrUInt(@P.C) - PtrUInt(@P));
  V.Kind := 2; V.S := 1.0; WriteLn(HexStr(V.I, 8), ' ', V.B[3]);
  B.F1 := 1; B.F2 := 5; B.F3 := 9; B.F4 := True; WriteLn(PByte(@B)^, ' ', B.F2, B.F3, B.F4);
  with P do begin A := 7; C := A * 2; end;
  WriteLn(P.A, P.C);
end.

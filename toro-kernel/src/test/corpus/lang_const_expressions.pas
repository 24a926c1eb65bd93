{ SPDX-License-Identifier: Apache-2.0 }
program lang_const_expressions;
{$mode objfpc}
const
  A = 10;
  B = A * 3 + 7 mod 4;
  C = (1 shl 20) - 1;
  D = 'abc' + 'def';
  E = Ord('z') - Ord('a');
  F = Length(D);
  G = [1..5] - [3];
  H = SizeOf(Int64) * 8;
  I = High(Word);
  J = Pi / 2;
  K = not 5;
  L: array[0..F - 1] of Byte = (1, 2, 3, 4, 5, 6);
  M = Round(2.5) + Trunc(3.9) + Abs(-3) + Sqr(4);
  N = Low(ShortInt) < 0;
  O = 'x' = 'x';
  P: record Q: Integer; R: string[3] end = (Q: B; R: 'xyz');
  {$J+}
  Counter: Integer = 100;
  {$J-}
type
  TEnum = (First = 3, Second, Third = 10);
var
  T: set of 0..10 = [2, 4];
begin
  WriteLn(B, ' ', C, ' ', D, ' ', E, ' ', F, ' ', 3 in G, 4 in G, ' ', H, ' ', I, ' ', J:0:6, ' ', K, ' ', L[5], ' ', M, ' ', N, O, P.Q, P.R);
  Inc(Counter); WriteLn(Counter, ' ', Ord(Second), ' ', Ord(Third), ' ', 4 in T);
  WriteLn({$IFDEF FPC}'fpc'{$ELSE}'other'{$ENDIF}, ' ', {$I %FPCTARGETCPU%}, ' ', {$I %FPCVERSION%}, ' ', {$IF SizeOf(Pointer) = 8}'64'{$ELSE}'32'{$ENDIF});
  WriteLn(Succ(9), Pred(10), ' ', Odd(3), Chr(65), Ord(True), Byte('A'), Char(66));
end.

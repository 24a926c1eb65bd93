{ SPDX-License-Identifier: Apache-2.0 }
program lang_string_compare;
{$mode objfpc}{$H+}
uses
  SysUtils;
const
  W: array[0..5] of string = ('', 'a', 'A', 'ab', 'b', 'aa');
var
  I, J: Integer; P: PChar; S: ShortString; U: UnicodeString;
begin
  for I := 0 to 5 do begin for J := 0 to 5 do Write(Ord(W[I] < W[J]), Ord(W[I] = W[J]), Ord(W[I] >= W[J]), ' '); WriteLn end; S := 'ab'; P := 'ab'; U := 'ab'; WriteLn(S = W[3], P = W[3], U = W[3], S = P, W[3] > 'a', 'x' > S, U < 'b'); WriteLn(CompareStr('a'#0'b', 'a'#0'c'), CompareText('Ab', 'aB'), AnsiCompareText('a', 'B') < 0, CompareMemRange(@S[1], P, 2));
end.

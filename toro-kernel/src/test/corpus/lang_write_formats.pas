{ SPDX-License-Identifier: Apache-2.0 }
program lang_write_formats;
type
  TE = (alpha, beta);
var
  I: Integer; B: Boolean; C: Char; S: string; R: Real; E: TE; Q: QWord; P: PChar; A: array[1..3] of Char; U: UnicodeString; W: WideChar;
begin
  I := -42; B := True; C := 'c'; S := 'str'; R := -1234.5678; E := beta; Q := 18446744073709551615; P := 'pchar'; A := 'arr'; U := 'uni'; W := 'w';
  WriteLn(I:8, '|', I:2, '|', B:7, '|', C:3, '|', S:6, '|', S:2, '|', E:6, '|', Q:25, '|', P:7, '|', A:5, '|', U:5, '|', W:3, '|'); WriteLn(R, '|', R:12, '|', R:12:2, '|', R:1:0, '|', R:20:10, '|', R:0:1, '|', -R:10:3, '|'); WriteLn(I:-6, '|', 1e10:10, '|', 0.0, '|', 1.0:8:3, '|', 99.995:0:2, '|', 0.5:0:0, '|', 1.5:0:0, '|', 2.5:0:0); WriteLn; Write; WriteLn(1, 'a', True, 2.5:0:1, #65, ^J);
end.

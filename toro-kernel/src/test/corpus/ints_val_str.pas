{ SPDX-License-Identifier: Apache-2.0 }
program ints_val_str;
var
  I, Code: Integer; Q: Int64; U: QWord; R: Double; B: Byte; S: string; E: (Red, Green, Blue);
procedure TestInt(const Text: string);
begin
  Val(Text, I, Code);
  WriteLn(Text, ' -> ', I, ' code ', Code);
end;
begin
  TestInt('123'); TestInt('-45'); TestInt('+7'); TestInt('12x'); TestInt(''); TestInt('$FF'); TestInt('%1010');
  TestInt('&17'); TestInt('0x1F'); TestInt('99999999999'); TestInt('2147483648'); TestInt('  5'); TestInt('-'); TestInt('- 5');
  Val('9223372036854775807', Q, Code); WriteLn(Q, ' ', Code);
  Val('9223372036854775808', Q, Code); WriteLn(Q, ' ', Code);
  Val('18446744073709551615', U, Code); WriteLn(U, ' ', Code);
  Val('256', B, Code); WriteLn(B, ' ', Code);
  Val('3.25e2', R, Code); WriteLn(R:0:3, ' ', Code);
  Val('1e400', R, Code); WriteLn(Code);
  Val('abc', R, Code); WriteLn(Code);
  Val('Green', E, Code); WriteLn(Ord(E), ' ', Code);
  Val('Purple', E, Code); WriteLn(Code);
  Str(Blue, S); WriteLn(S);
  Str(True, S); WriteLn(S);
  Str(123456789012345, S); WriteLn(S);
  Str(-1:6, S); WriteLn('[', S, ']');
  Str(1.5:10:4, S); WriteLn('[', S, ']');
end.

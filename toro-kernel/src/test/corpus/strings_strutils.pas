{ SPDX-License-Identifier: Apache-2.0 }
program strings_strutils;
{$mode objfpc}{$H+}
uses
  SysUtils, StrUtils;
var
  P: SizeInt;
  S: string;
begin
  WriteLn(ReverseString('abcdef'), ' ', DupeString('ab', 4), ' ', LeftStr('abcdef', 2), RightStr('abcdef', 2));
  WriteLn(PosEx('a', 'banana', 3), ' ', RPos('a', 'banana'), ' ', NPos('a', 'banana', 2));
  WriteLn(AnsiReplaceStr('one two one', 'one', '1'), ' ', StringReplace('aAaA', 'a', 'b', [rfReplaceAll, rfIgnoreCase]));
  WriteLn(StringReplace('aAaA', 'a', 'bb', []), '|', PadLeft('x', 4), '|', PadRight('x', 4), '|', AddChar('*', 'x', 3));
  WriteLn(ExtractWord(2, 'a,bc;d', [',', ';']), ' ', WordCount('a b  c', [' ']), ' ', ExtractDelimited(3, 'a,b,,d', [',']), '|');
  WriteLn(IntToBin(10, 8), ' ', Dec2Numb(255, 4, 16), ' ', Numb2Dec('777', 8), ' ', RomanToInt('MCMXCIV'), ' ', IntToRoman(2026));
  WriteLn(AnsiContainsText('Hello World', 'WORLD'), AnsiStartsStr('He', 'Hello'), AnsiEndsStr('lo', 'Hello'), IfThen(True, 'y', 'n'));
  WriteLn(DelSpace('a b c'), DelSpace1('a  b   c'), ' ', Tab2Space(#9'x', 2), ' ', SoundEx('Robert'), ' ', SoundexSimilar('Robert', 'Rupert'));
  P := 1;
  S := 'red green blue';
  while P <= Length(S) do
    Write('<', ExtractSubstr(S, P, [' ']), '>');
  WriteLn;
  WriteLn(IsWild('program.pas', '*.p?s', False), FindPart('?b', 'aabb'), ' ', MidStr('abcdef', 3, 2), ' ', XorEncode('k', 'data'), ' ', XorDecode('k', XorEncode('k', 'data')));
  WriteLn(AnsiIndexText('b', ['A', 'B']), AnsiMatchStr('b', ['A', 'B']), ' ', TrimLeftSet('xxab', ['x']), ' ', StuffString('abcdef', 2, 3, 'Z'));
end.

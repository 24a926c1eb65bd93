{ SPDX-License-Identifier: Apache-2.0 }
program strings_cwstring_posix;
{ The same as strings_cwstring, where the environment asks for the C locale. }
{$mode objfpc}{$H+}{$codepage utf8}
uses
  cwstring, SysUtils;

procedure ShowBytes(const Text: RawByteString);
var
  I: Integer;
begin
  Write(StringCodePage(Text), ':');
  for I := 1 to Length(Text) do
    Write(HexStr(Ord(Text[I]), 2));
  WriteLn;
end;

procedure ShowUnits(const Text: UnicodeString);
var
  I: Integer;
begin
  for I := 1 to Length(Text) do
    Write(HexStr(Ord(Text[I]), 4), ' ');
  WriteLn;
end;

procedure Sums;
var
  I: Integer;
  Upper, Lower: QWord;
  U, L: UnicodeString;
begin
  U := '';
  for I := 1 to $FFFF do
    if (I < $D800) or (I > $DFFF) then
      U := U + WideChar(I);
  L := UnicodeLowerCase(U);
  U := UnicodeUpperCase(U);
  Upper := 0;
  Lower := 0;
  for I := 1 to Length(U) do
  begin
    Upper := (Upper * 31 + Ord(U[I])) mod 1000000007;
    Lower := (Lower * 31 + Ord(L[I])) mod 1000000007;
  end;
  WriteLn(Upper, ' ', Lower);
end;

procedure Pages;
const
  Numbers: array[0..14] of Word = (437, 850, 852, 858, 866, 874, 1250, 1251, 1252, 1253, 1254,
    1257, 20866, 28592, 28605);
var
  I, J: Integer;
  Bytes: RawByteString;
  Sum: QWord;
  Units: UnicodeString;
begin
  for I := 0 to High(Numbers) do
  begin
    SetLength(Bytes, 256);
    for J := 0 to 255 do
      Bytes[J + 1] := Chr(J);
    SetCodePage(Bytes, Numbers[I], False);
    Units := UnicodeString(Bytes);
    Sum := Length(Units);
    for J := 1 to Length(Units) do
      Sum := (Sum * 131 + Ord(Units[J])) mod 1000000007;
    Write(Numbers[I], ' ', Sum, ' ');
    Bytes := UTF8Encode(UnicodeString('Größe €42 Жук naïve Ωmega ¿'));
    SetCodePage(Bytes, Numbers[I], True);
    ShowBytes(Bytes);
  end;
end;

procedure Broken;
var
  Bytes: RawByteString;
  Units: UnicodeString;
  I: Integer;
const
  Texts: array[0..7] of RawByteString = ('a'#$E4'b', #$C3, 'x'#$E2#$82, #$E2#$82'y', #$C0#$80,
    #$ED#$A0#$80, #$F5#$80#$80#$80, #$F0#$9F#$98#$80#$80'z');
begin
  for I := 0 to High(Texts) do
  begin
    Bytes := Texts[I];
    UniqueString(Bytes);
    SetCodePage(Bytes, CP_UTF8, False);
    ShowUnits(UnicodeString(Bytes));
    SetCodePage(Bytes, 65001, False);
    ShowBytes(AnsiUpperCase(Bytes));
  end;
  Units := 'a'#$D83D'b'#$DE00'c'#$D83D#$DE00#$D83D;
  ShowBytes(UTF8String(Units));
  Bytes := UTF8Encode(UnicodeString('😀!'));
  SetCodePage(Bytes, 1252, True);
  ShowBytes(Bytes);
end;

procedure Comparisons;
const
  Texts: array[0..8] of string = ('a', 'B', 'abc', 'abcd', '', 'Ä', 'ä', '😀', 'ｚ');
var
  I, J: Integer;
begin
  for I := 0 to High(Texts) do
  begin
    for J := 0 to High(Texts) do
      Write(AnsiCompareStr(Texts[I], Texts[J]), AnsiCompareText(Texts[I], Texts[J]),
        WideCompareStr(UTF8Decode(Texts[I]), UTF8Decode(Texts[J])),
        UnicodeCompareText(UTF8Decode(Texts[I]), UTF8Decode(Texts[J])), ' ');
    WriteLn;
  end;
  WriteLn(AnsiStrLComp('abcx', 'abdy', 2), AnsiStrLComp('abcx', 'abdy', 3), AnsiStrLIComp('ABx', 'aby', 2),
    AnsiStrIComp('ÄÖ', 'äö'), AnsiSameText('ÄÖ', 'äö'));
end;

var
  Buffer: array[0..31] of Char;
begin
  WriteLn(DefaultSystemCodePage, ' ', DefaultFileSystemCodePage, ' ', DefaultRTLFileSystemCodePage, ' ',
    GetTextCodePage(Output));
  WriteLn(UnicodeString('Größe € Ж 😀'));
  ShowUnits(UpperCase(UnicodeString('straße ÿ µ ǆ')));
  ShowBytes(AnsiUpperCase('straße ÿ µ ǆ ꙁ ﬁ'));
  ShowBytes(AnsiLowerCase('ÅÉÎÕÜ Ÿ Σ İ'));
  StrPCopy(Buffer, 'grüße');
  WriteLn(AnsiStrUpper(Buffer), ' ', AnsiStrLower(Buffer));
  WriteLn(AnsiPos('ß', 'grüße'), ' ', AnsiLastChar('grü'), ' ', ByteToCharLen('grüße', 7));
  Sums;
  Pages;
  Broken;
  Comparisons;
end.

{ SPDX-License-Identifier: Apache-2.0 }
program strings_codepage;
{$mode objfpc}{$H+}
type
  TLatin1 = type AnsiString(28591);
  TDos = type AnsiString(437);
var
  L: TLatin1;
  U: UnicodeString;
  R: RawByteString;
  I: Integer;
begin
  WriteLn(DefaultSystemCodePage, ' ', DefaultFileSystemCodePage, ' ', DefaultRTLFileSystemCodePage,
    ' ', DefaultUnicodeCodePage, ' ', GetTextCodePage(Output));
  U := 'abc';
  L := TLatin1(U);
  WriteLn(Length(L), ' ', StringCodePage(L), ' ', L);
  R := L;
  WriteLn(StringCodePage(R));
  for I := 1 to Length(R) do
    Write(Ord(R[I]), ' ');
  WriteLn;
  WriteLn(StringCodePage(TDos('')), ' ', SizeOf(TDos));
  U := UnicodeString(#65#200#66);
  WriteLn(Length(U));
end.

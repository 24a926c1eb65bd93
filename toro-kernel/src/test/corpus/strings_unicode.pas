{ SPDX-License-Identifier: Apache-2.0 }
program strings_unicode;
{$mode objfpc}{$H+}{$codepage utf8}
uses
  SysUtils;
var
  U: UnicodeString;
  W: WideString;
  A: UTF8String;
  R: RawByteString;
  I: Integer;
begin
  U := 'Größe €';
  A := UTF8Encode(U);
  WriteLn(Length(U), ' ', Length(A));
  for I := 1 to Length(A) do
    Write(HexStr(Ord(A[I]), 2), ' ');
  WriteLn;
  W := UTF8Decode(A);
  WriteLn(W = U, ' ', Ord(W[7]));
  U := UnicodeUpperCase('abc');
  WriteLn(Length(U), ' ', Ord(U[1]));
  U := U + WideChar($263A) + 'x';
  WriteLn(Length(U), ' ', Pos('x', U), ' ', Ord(U[4]));
  R := A;
  WriteLn(StringCodePage(R), ' ', StringElementSize(R), ' ', StringRefCount(R) > 0);
  SetCodePage(R, 1252, False);
  WriteLn(StringCodePage(R), ' ', Length(R));
  WriteLn(UTF8Encode(UnicodeString('ascii only')));
  U := '';
  for I := 0 to 200 do
    U := U + WideChar(65 + I mod 26);
  WriteLn(Length(U), ' ', Copy(U, 100, 5));
  Delete(U, 1, 150);
  Insert('__', U, 2);
  WriteLn(U);
end.

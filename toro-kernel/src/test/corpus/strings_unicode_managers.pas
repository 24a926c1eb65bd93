{ SPDX-License-Identifier: Apache-2.0 }
program strings_unicode_managers;
{$mode objfpc}{$H+}{$codepage utf8}
uses
  cwstring, SysUtils;
var
  U: UnicodeString; A: AnsiString;
begin
  U := 'Straße ÄÖÜ'; A := UTF8Encode(U); WriteLn(Length(U), ' ', Length(A), ' ', A);
  U := UnicodeUpperCase('äöü'); WriteLn(UTF8Encode(U)); U := UnicodeLowerCase('ÄÖÜ'); WriteLn(UTF8Encode(U)); WriteLn(UnicodeCompareText('ÄB', 'äb') = 0, UnicodeCompareStr('a', 'b') < 0, ' ', UnicodeSameText('x', 'X'));
  A := 'plain'; U := A; WriteLn(U); WriteLn(AnsiUpperCase('abc'), AnsiLowerCase('ABC'), AnsiCompareStr('a', 'b') < 0);
end.

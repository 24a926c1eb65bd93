{ SPDX-License-Identifier: Apache-2.0 }
program strings_unicode_nomanager;
{$mode objfpc}{$H+}
uses
  fpwidestring, SysUtils, unicodeducet;
var
  U: UnicodeString;
begin
  U := UnicodeString('abc'); WriteLn(UnicodeUpperCase(U)); U := WideChar($E4) + UnicodeString('x'); WriteLn(UTF8Encode(UnicodeUpperCase(U)), ' ', Length(UTF8Encode(U))); WriteLn(UnicodeCompareStr('a', 'b'), ' ', UnicodeCompareText('A', 'a'));
end.

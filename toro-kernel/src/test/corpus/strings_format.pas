{ SPDX-License-Identifier: Apache-2.0 }
program strings_format;
{$mode objfpc}{$H+}
uses
  SysUtils;
begin
  WriteLn(Format('%d|%5d|%-5d|%.5d|%x|%8.8x|%u', [42, 42, 42, 42, 255, 48879, 7]));
  WriteLn(Format('%s|%10s|%-10s|%.2s|%%', ['text', 'text', 'text', 'text']));
  WriteLn(Format('%f|%10.3f|%-10.1f|%e|%g|%n|%m', [3.14159, 3.14159, 3.14159, 31415.9, 0.00001, 1234567.891, 99.5]));
  WriteLn(Format('%1:s %0:s %1:s', ['a', 'b']), Format('%*d', [6, 7]), Format('%p', [Pointer($1234)]));
  WriteLn(Format('%d %s', [High(Int64), 'q']), ' ', Format('%d', [Low(Int64)]), ' ', Format('%u', [QWord($8000000000000000)]));
  WriteLn(FormatFloat('0.00', 2.345), ' ', FormatFloat('#,##0.###', 1234567.5), ' ', FormatFloat('0.0E+00', 12345.678), ' ', FormatFloat('0;(0);zero', -5), ' ', FormatFloat('0;(0);zero', 0));
  WriteLn(IntToStr(-5), IntToHex(48879, 6), ' ', BoolToStr(True), BoolToStr(False, True), ' ', CurrToStr(12.3456), ' ', FloatToStr(1 / 3), ' ', FloatToStrF(1234.5678, ffNumber, 15, 2));
  WriteLn(FloatToStrF(0.5, ffExponent, 5, 3), ' ', FloatToStrF(123.456, ffGeneral, 4, 0), ' ', FloatToStrF(123.456, ffFixed, 10, 1), ' ', FloatToStrF(123.456, ffCurrency, 10, 1));
  try
    WriteLn(Format('%d', ['text']));
  except
    on E: EConvertError do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
  try
    WriteLn(Format('%d %d', [1]));
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
  WriteLn(QuotedStr('it''s'), ' ', AnsiQuotedStr('a"b', '"'), ' ', AnsiDequotedStr('''x''''y''', ''''));
  WriteLn(Trim('  x '), '|', TrimLeft('  x '), '|', TrimRight('  x '), '|', UpperCase('abc'), CompareText('ABC', 'abc'), CompareStr('a', 'b'), SameText('x', 'X'));
end.

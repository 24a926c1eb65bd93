{ SPDX-License-Identifier: Apache-2.0 }
program floats_currency;
{$mode objfpc}
uses
  SysUtils;
var
  A, B: Currency;
  I: Integer;
begin
  A := 1234567.8901; B := 0.0001;
  WriteLn(A + B, ' ', A - B:0:4, ' ', A * 2:0:2, ' ', A / 3:0:4);
  A := 0;
  for I := 1 to 10000 do A := A + 0.01;
  WriteLn(A:0:2, ' ', A = 100);
  WriteLn(CurrToStr(A), ' ', CurrToStrF(1234.5, ffCurrency, 2), ' ', FormatCurr('#,##0.00', 9876543.21), ' ', StrToCurr('12.34'):0:2);
  A := 922337203685477.5807; WriteLn(A);
  WriteLn(Trunc(A), ' ', Round(B * 5000), ' ', Frac(Currency(1.25)):0:4, ' ', Abs(Currency(-3.5)):0:1, ' ', Int64(Currency(2.5)));
  try A := StrToCurr('bad') except on E: EConvertError do WriteLn(E.Message) end;
end.

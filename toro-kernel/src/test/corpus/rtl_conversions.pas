{ SPDX-License-Identifier: Apache-2.0 }
program rtl_conversions;
{$mode objfpc}{$H+}
uses
  SysUtils, StrUtils, ConvUtils, StdConvs, Math;
var
  I: Integer; D: Double; B: Boolean; C: Currency; Q: Int64; T: TDateTime; U: QWord;
begin
  WriteLn(TryStrToInt('12', I), I, TryStrToInt('z', I), StrToIntDef('q', -1), ' ', StrToInt64('9000000000'), ' ', StrToQWord('18446744073709551615'), ' ', TryStrToInt64('x', Q), TryStrToQWord('7', U), U);
  WriteLn(TryStrToFloat('1.25', D), D:0:2, StrToFloatDef('x', 9):0:1, ' ', TryStrToBool('true', B), B, StrToBoolDef('zz', True), ' ', TryStrToCurr('5.5', C), C:0:2, ' ', StrToInt('$1F'), StrToInt('0x1F'), StrToInt('%101'), StrToInt('&17'));
  WriteLn(IntToStr(Low(Int64)), ' ', UIntToStr(High(QWord)), ' ', HexStr(Pointer($AB)), ' ', IntToHex(-1, 4), ' ', Hex2Dec('FF'));
  WriteLn(Convert(1, duMiles, duKilometers):0:4, ' ', Convert(100, tuCelsius, tuFahrenheit):0:2, ' ', ConvTypeToDescription(duMeters));
  WriteLn(TryStrToTime('25:00', T), TryStrToDate('1-1-2020', T), ' ', BCDToInt(Integer($1234)), ' ', BoolToStr(False, 'yes', 'no'), ' ', StrToFloat('1e3'):0:1, ' ', FloatToStr(1e15), ' ', FloatToStr(1e-5), ' ', FloatToStr(123456789012345678), ' ', FloatToStr(0.1 + 0.2), ' ', FloatToStr(100));
end.

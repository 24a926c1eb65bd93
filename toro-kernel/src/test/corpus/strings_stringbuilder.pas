{ SPDX-License-Identifier: Apache-2.0 }
program strings_stringbuilder;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  B: TStringBuilder; I: Integer; S: string;
begin
  B := TStringBuilder.Create; for I := 1 to 100 do B.Append(I).Append(','); WriteLn(B.Length); B.Replace(',', ';'); B.Insert(0, 'start:'); B.Remove(6, 4); S := B.ToString; WriteLn(Copy(S, 1, 30)); B.Clear; B.AppendFormat('%d-%s', [5, 'z']); B.AppendLine; WriteLn(B.ToString, B.Chars[0]); B.Free;
  S := 'a,b;c'; WriteLn(S.Split([',', ';'])[2], ' ', S.IndexOfAny([';', ',']), ' ', S.ToCharArray[0], ' ', LastDelimiter(',;', S), ' ', IsDelimiter(',', S, 2), ' ', WrapText('the quick brown fox jumps', 10), ' ', AdjustLineBreaks('a'#13#10'b') = 'a'#10'b');
end.

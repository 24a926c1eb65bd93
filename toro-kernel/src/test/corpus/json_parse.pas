{ SPDX-License-Identifier: Apache-2.0 }
program json_parse;
{$mode objfpc}{$H+}
uses
  SysUtils, fpjson, jsonparser;
var
  D: TJSONData; O: TJSONObject; A: TJSONArray; I: Integer; E: TJSONEnum;
begin
  D := GetJSON('{"name":"toro","n":42,"pi":3.14159,"ok":true,"none":null,"list":[1,"two",[3]],"o":{"a":{"b":"deep"}},"u":"\u0041\n\"q\""}');
  O := TJSONObject(D);
  WriteLn(O.Strings['name'], O.Integers['n'], ' ', O.Floats['pi']:0:5, ' ', O.Booleans['ok'], O.Nulls['none'], ' ', O.FindPath('o.a.b').AsString, ' ', O.Strings['u']);
  A := O.Arrays['list']; WriteLn(A.Count, A.Items[1].AsString, A.Arrays[2].Integers[0]);
  for E in O do Write(E.Key, ':', Ord(E.Value.JSONType), ' ');
  WriteLn; WriteLn(O.AsJSON); WriteLn(O.FormatJSON([], 2));
  O.Add('new', TJSONArray.Create([1, 2.5, 'x', False])); O.Delete('list'); O.Integers['n'] := 7; WriteLn(O.AsJSON, O.Get('zz', 'dflt'), O.IndexOfName('ok'));
  for I := 0 to 3 do Write(O.Arrays['new'][I].ClassName, ' ');
  WriteLn; D.Free;
  try GetJSON('{"a":}') except on X: Exception do WriteLn(X.ClassName, ': ', X.Message) end;
  try GetJSON('[1,2') except on X: Exception do WriteLn(X.ClassName, ': ', X.Message) end;
  D := GetJSON('[12345678901234, -1e10, "Grüße"]'); WriteLn(D.Items[0].AsInt64, ' ', D.Items[1].AsFloat:0:0, ' ', D.AsJSON); D.Free;
end.

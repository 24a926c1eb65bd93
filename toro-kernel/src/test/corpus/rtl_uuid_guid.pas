{ SPDX-License-Identifier: Apache-2.0 }
program rtl_uuid_guid;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  G, K: TGUID; S: string;
begin
  G := StringToGUID('{00112233-4455-6677-8899-AABBCCDDEEFF}'); WriteLn(GUIDToString(G), ' ', HexStr(G.D1, 8), G.D4[7]);
  WriteLn(CreateGUID(K) = 0, IsEqualGUID(G, K), IsEqualGUID(G, G), Length(GUIDToString(K)));
  try StringToGUID('nonsense') except on E: Exception do WriteLn(E.ClassName) end;
  WriteLn(TryStringToGUID('{x}', K)); S := StringOfChar(#45, 3); WriteLn(S);
end.

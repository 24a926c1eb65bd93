{ SPDX-License-Identifier: Apache-2.0 }
program hash_digests;
{$mode objfpc}{$H+}
uses
  md5, sha1, crc, hmac, base64, SysUtils;
var
  S: string; C: Cardinal; I: Integer;
begin
  WriteLn(MD5Print(MD5String('')), ' ', MD5Print(MD5String('abc')), ' ', MDPrint(MDString('abc', MD_VERSION_4)));
  WriteLn(SHA1Print(SHA1String('abc')), ' ', SHA1Print(SHA1String(StringOfChar('a', 1000))));
  S := 'The quick brown fox'; C := crc32(0, nil, 0); C := crc32(C, @S[1], Length(S)); WriteLn(HexStr(C, 8), ' ', HexStr(crc64(0, @S[1], Length(S)), 16));
  WriteLn(HMACMD5('key', S), ' ', HMACSHA1('key', S));
  WriteLn(EncodeStringBase64(S), ' ', DecodeStringBase64(EncodeStringBase64(S)) = S);
  S := ''; for I := 0 to 9999 do S := S + Chr(I and 255); WriteLn(MD5Print(MD5String(S)));
end.

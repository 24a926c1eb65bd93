{ SPDX-License-Identifier: Apache-2.0 }
program crypto_blowfish;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, BlowFish, idea, md5;
var
  E: TBlowFishEncryptStream; D: TBlowFishDecryptStream; M: TMemoryStream; S: string;
begin
  M := TMemoryStream.Create; E := TBlowFishEncryptStream.Create('secret key', M); S := 'attack at dawn, bring 12345678'; E.Write(S[1], Length(S)); E.Flush; E.Free;
  WriteLn(M.Size, ' ', MD5Print(MD5Buffer(M.Memory^, M.Size))); M.Position := 0; D := TBlowFishDecryptStream.Create('secret key', M); SetLength(S, 30); FillChar(S[1], 30, 0); WriteLn(D.Read(S[1], 30), ' ', S); D.Free; M.Free;
end.

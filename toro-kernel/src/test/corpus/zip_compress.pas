{ SPDX-License-Identifier: Apache-2.0 }
program zip_compress;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, ZStream, Zipper;
var
  M, U: TMemoryStream; C: TCompressionStream; D: TDecompressionStream; S, T: string; I: Integer;
begin
  S := ''; for I := 1 to 2000 do S := S + 'line ' + IntToStr(I mod 37) + #10;
  M := TMemoryStream.Create;
  C := TCompressionStream.Create(clMax, M); C.Write(S[1], Length(S)); C.Free;
  WriteLn(Length(S), ' ', M.Size);
  M.Position := 0; D := TDecompressionStream.Create(M); SetLength(T, Length(S)); WriteLn(D.Read(T[1], Length(T)), ' ', S = T); D.Free;
  PByte(M.Memory)[20] := PByte(M.Memory)[20] xor $FF; M.Position := 0; D := TDecompressionStream.Create(M);
  try D.Read(T[1], Length(T)); WriteLn(S = T) except on E: Exception do WriteLn(E.ClassName) end;
  D.Free; M.Free;
end.

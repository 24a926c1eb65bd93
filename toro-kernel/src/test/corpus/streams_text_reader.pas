{ SPDX-License-Identifier: Apache-2.0 }
program streams_text_reader;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, StreamEx, BufStream;
var
  M: TMemoryStream; R: TStreamReader; W: TWriteBufStream; B: TReadBufStream; S: string; I: Integer;
begin
  M := TMemoryStream.Create; W := TWriteBufStream.Create(M, 64);
  for I := 1 to 50 do begin S := 'row ' + IntToStr(I) + LineEnding; W.Write(S[1], Length(S)) end;
  W.Free; WriteLn(M.Size); M.Position := 0; R := TStreamReader.Create(M);
  I := 0; while not R.Eof do begin S := R.ReadLine; Inc(I); if I mod 20 = 0 then WriteLn(S) end; R.Free; WriteLn(I);
  M.Position := 0; B := TReadBufStream.Create(M, 32); SetLength(S, 7); B.Read(S[1], 7); WriteLn(S[1], S[5]); B.Free; M.Free;
end.

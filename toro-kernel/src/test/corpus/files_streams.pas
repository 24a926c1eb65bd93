{ SPDX-License-Identifier: Apache-2.0 }
program files_streams;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
var
  M: TMemoryStream; S: TStringStream; F: TFileStream; I: Integer; B: Byte; T: string; BS: TBytesStream;
begin
  M := TMemoryStream.Create;
  for I := 0 to 999 do M.WriteByte(I and 255);
  M.WriteAnsiString('tail'); M.WriteDWord($DEADBEEF);
  WriteLn(M.Size, ' ', M.Position); M.Seek(-4, soEnd); WriteLn(HexStr(M.ReadDWord, 8));
  M.Position := 1000; WriteLn(M.ReadAnsiString);
  F := TFileStream.Create('toro_files_streams.bin', fmCreate); M.Position := 0; WriteLn(F.CopyFrom(M, 500), ' ', F.Size); F.Free;
  F := TFileStream.Create('toro_files_streams.bin', fmOpenReadWrite); F.Position := 300; F.Read(B, 1); WriteLn(B); F.Size := 10; WriteLn(F.Size); F.Free;
  DeleteFile('toro_files_streams.bin');
  try F := TFileStream.Create('/tmp/toro/none/x', fmOpenRead) except on E: Exception do WriteLn(E.ClassName, ': ', E.Message) end;
  S := TStringStream.Create('abc'); S.Seek(0, soEnd); S.WriteString('def'); WriteLn(S.DataString, S.Size); S.Position := 2; WriteLn(S.ReadString(3)); S.Free;
  M.Clear; T := 'xyz'; M.Write(T[1], 3); M.Position := 0; try M.ReadBuffer(T[1], 4) except on E: EReadError do WriteLn(E.Message) end; M.Free;
  BS := TBytesStream.Create(TBytes.Create(1, 2, 3)); WriteLn(BS.Size, BS.Bytes[2]); BS.Free;
end.

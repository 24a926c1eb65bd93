{ SPDX-License-Identifier: Apache-2.0 }
program files_empty_name;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
var
  F: TFileStream;
begin
  try F := TFileStream.Create(ParamStr(1), fmOpenRead) except on E: Exception do WriteLn(E.ClassName, ' ', E.Message) end;
  WriteLn(FileExists(''), DirectoryExists(''), FileOpen('', fmOpenRead));
end.

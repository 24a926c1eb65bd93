{ SPDX-License-Identifier: Apache-2.0 }
{ A program knows its own name and can open its own file. }
program files_program;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
var
  Own: TFileStream;
begin
  WriteLn(ExtractFileName(ParamStr(0)), ' ', ApplicationName, ' ', ParamStr(0)[1]);
  WriteLn(FileExists(ParamStr(0)), DirectoryExists(ExtractFilePath(ParamStr(0))), FileAge(ParamStr(0)) > 0);
  WriteLn(ExtractFileName(ChangeFileExt(ParamStr(0), '.ini')), ' ', ExtractFileName(GetAppConfigFile(False)));
  Own := TFileStream.Create(ParamStr(0), fmOpenRead or fmShareDenyNone);
  WriteLn(Own.Size > 10000, ' ', Own.Read(Own, 0));
  Own.Free;
end.

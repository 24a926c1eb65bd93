{ SPDX-License-Identifier: Apache-2.0 }
{ A program that creates files later finds /tmp from its first call on. }
program files_from_the_start;
{$mode objfpc}{$H+}
uses
  SysUtils, BaseUnix, IniFiles;
var
  Ini: TIniFile;
  Number: cint;
  Item: Text;
begin
  ChDir('/tmp');
  WriteLn(GetCurrentDir, ' ', DirectoryExists('/tmp'), ' ', FileExists('/tmp/files_from_the_start.ini'));
  WriteLn(ForceDirectories('/tmp/files_from_the_start/a/b'));
  Ini := TIniFile.Create('/tmp/files_from_the_start/x.ini');
  Ini.WriteString('section', 'key', 'value');
  Ini.UpdateFile;
  Ini.Free;
  Number := fpOpen('files_from_the_start/y', O_CREAT or O_WRONLY, &600);
  WriteLn(Number >= 0, ' ', fpWrite(Number, PChar('12345'), 5));
  fpClose(Number);
  Assign(Item, 'files_from_the_start/y');
  Reset(Item);
  ReadLn(Item, Number);
  Close(Item);
  WriteLn(Number);
  WriteLn(DeleteFile('files_from_the_start/y'), DeleteFile('files_from_the_start/x.ini'));
  WriteLn(RemoveDir('files_from_the_start/a/b'), RemoveDir('files_from_the_start/a'));
  WriteLn(RemoveDir('files_from_the_start'));
end.

{ SPDX-License-Identifier: Apache-2.0 }
program ini_files;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes, IniFiles;
var
  I: TMemIniFile; L: TStringList; F: TIniFile;
begin
  L := TStringList.Create; I := TMemIniFile.Create(''); L.Text := '[one]'#10'a=1'#10'b = text'#10'; comment'#10'[two]'#10'f=2.5'#10't=1'; I.SetStrings(L);
  WriteLn(I.ReadInteger('one', 'a', 0), I.ReadString('one', 'b', ''), I.ReadFloat('two', 'f', 0):0:2, I.ReadBool('two', 't', False), I.ReadInteger('no', 'no', 7), I.SectionExists('two'), I.ValueExists('one', 'zz'));
  I.WriteString('three', 'k', 'v'); I.DeleteKey('one', 'a'); I.EraseSection('two'); I.GetStrings(L); Write(L.Text); I.ReadSections(L); WriteLn(L.CommaText); I.Free;
  F := TIniFile.Create('/tmp/toro_ini_files.ini'); F.WriteInteger('s', 'n', 42); F.UpdateFile; F.Free; F := TIniFile.Create('/tmp/toro_ini_files.ini'); WriteLn(F.ReadInteger('s', 'n', 0)); F.Free; DeleteFile('/tmp/toro_ini_files.ini'); L.Free;
end.

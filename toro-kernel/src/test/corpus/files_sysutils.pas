{ SPDX-License-Identifier: Apache-2.0 }
program files_sysutils;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
var
  H: THandle; S: string; R: TSearchRec; L: TStringList; Base: string;
begin
  Base := 'toro_files_sysutils';
  WriteLn(CreateDir(Base), DirectoryExists(Base), ForceDirectories(Base + '/a/b/c'));
  H := FileCreate(Base + '/one.txt'); S := 'hello file'; WriteLn(FileWrite(H, S[1], Length(S)), ' ', FileSeek(H, 0, fsFromEnd)); FileClose(H);
  WriteLn(FileExists(Base + '/one.txt'), FileExists(Base + '/no'), ' ', FileAge(Base + '/no'));
  H := FileOpen(Base + '/one.txt', fmOpenRead); SetLength(S, 5); FileSeek(H, 6, fsFromBeginning); WriteLn(FileRead(H, S[1], 5), S); FileClose(H);
  WriteLn(RenameFile(Base + '/one.txt', Base + '/two.txt'), FileExists(Base + '/two.txt'));
  L := TStringList.Create;
  L.Add('x=1'); L.Add('y=2'); L.SaveToFile(Base + '/list.txt'); L.Clear; L.LoadFromFile(Base + '/list.txt'); WriteLn(L.Count, L.Values['y']);
  L.Clear;
  if FindFirst(Base + '/*', faAnyFile, R) = 0 then
    repeat L.Add(R.Name + ' ' + BoolToStr(R.Attr and faDirectory <> 0, True)) until FindNext(R) <> 0;
  FindClose(R); L.Sort; Write(L.Text); L.Free;
  WriteLn(DeleteFile(Base + '/two.txt'), DeleteFile(Base + '/two.txt'), DeleteFile(Base + '/list.txt'));
  WriteLn(RemoveDir(Base), RemoveDir(Base + '/a/b/c'), RemoveDir(Base + '/a/b'), RemoveDir(Base + '/a'), RemoveDir(Base));
  WriteLn(ExtractFileName('/a/b.c'), ExtractFileExt('/a/b.c'), ExtractFilePath('/a/b.c'), ChangeFileExt('b.c', '.d'), ExpandFileName('/a/../b/./c'), ExtractRelativePath('/a/b/', '/a/c/d'), IncludeTrailingPathDelimiter('x'));
  WriteLn(FileSearch('passwd', '/nowhere:/etc') <> 'x', GetCurrentDir <> '', SetCurrentDir('/tmp'), GetCurrentDir);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Files embedded in the image: read, listed, and as read-only as Linux's own read-only filesystems. }
program resourcework;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysUtils, Classes, Filesystem, Resources;

procedure Show(const What: string; Status: LongInt);
begin
  if Status >= 0 then
    WriteLn(What, ': ', Status)
  else
    WriteLn(What, ': error ', fpGetErrno);
end;

var
  Lines: TStringList;
  Found: TSearchRec;
  Names: TStringList;
  Target: string;
begin
  Lines := TStringList.Create;
  Lines.LoadFromFile('/resources/dir/file7');
  WriteLn('text: ', Lines[0]);
  Names := TStringList.Create;
  Names.Sorted := True;
  if FindFirst('/resources/*', faAnyFile, Found) = 0 then
    repeat
      Names.Add(Found.Name + ' ' + IntToStr(Ord(Found.Attr and faDirectory <> 0)));
    until FindNext(Found) <> 0;
  FindClose(Found);
  WriteLn(Names.CommaText);
  Target := fpReadLink('/resources/link');
  WriteLn('link: ', Target);
  Show('create', fpOpen('/resources/new', O_CREAT or O_WRONLY, &644));
  Show('write', fpOpen('/resources/dir/file7', O_WRONLY));
  Show('truncate', fpOpen('/resources/dir/file7', O_RDONLY or O_TRUNC));
  Show('unlink', fpUnlink('/resources/dir/file7'));
  Show('mkdir', fpMkdir('/resources/folder', &755));
  Show('mkdir there', fpMkdir('/resources/dir', &755));
  Show('rmdir', fpRmdir('/resources/dir'));
  Show('rename', fpRename('/resources/dir/file7', '/resources/dir/file8'));
  Show('rename away', fpRename('/resources/dir/file7', '/tmp/file7'));
  Show('no such', fpOpen('/resources/nothing', O_RDONLY));
  Show('through a file', fpOpen('/resources/large/x', O_RDONLY));
  Show('access', fpAccess('/resources/dir/file7', W_OK));
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ A disk that the build has made of src/main/disk: what lies on it is read, a note is added and made
  to last, and the folder is listed. The disk is persistent: boot again and the count goes on. }
program Files;

{$mode objfpc}{$H+}

uses
  SysUtils, Classes, Filesystem, Ext2, VirtIOBlk;

const
  CountFile = '/boots.txt';

function CountBoot: LongInt;
var
  Lines: TStringList;
begin
  Lines := TStringList.Create;
  try
    if FileExists(CountFile) then
      Lines.LoadFromFile(CountFile)
    else
      Lines.Add('0');
    Result := StrToInt(Lines[0]) + 1;
    Lines[0] := IntToStr(Result);
    Lines.SaveToFile(CountFile);
  finally
    Lines.Free;
  end;
end;

procedure AddNote(Boot: LongInt);
var
  Note: TFileStream;
  Text: string;
begin
  Text := 'boot ' + IntToStr(Boot) + ' was here' + LineEnding;
  Note := TFileStream.Create('/notes/boot' + IntToStr(Boot) + '.txt', fmCreate);
  try
    Note.WriteBuffer(Text[1], Length(Text));
    { From here on not even a power cut loses it. }
    FileFlush(Note.Handle);
  finally
    Note.Free;
  end;
end;

procedure List(const Folder: string);
var
  Found: TSearchRec;
begin
  if FindFirst(Folder + '/*', faAnyFile and not faDirectory, Found) = 0 then
    repeat
      WriteLn(Folder, '/', Found.Name, ': ', Found.Size, ' bytes');
    until FindNext(Found) <> 0;
  FindClose(Found);
end;

var
  Greeting: Text;
  Line: string;
  Boot: LongInt;
begin
  Assign(Greeting, '/greeting.txt');
  Reset(Greeting);
  ReadLn(Greeting, Line);
  Close(Greeting);
  WriteLn(Line);
  Boot := CountBoot;
  AddNote(Boot);
  List('/notes');
  WriteLn('boot number ', Boot, ', free on the disk: ', DiskFree(0) div 1024, ' KiB');
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Work on a disk that Linux has filled, through the run-time library: what was there is read, files
  and folders are made, changed, renamed and removed. Linux then looks at what is left. }
program diskwork;

{$mode objfpc}{$H+}

uses
  Classes, SysUtils, Filesystem, Ext2, Fat, VirtIOBlk, IdeDisk, RamDisk;

const
  BigBytes = 3000000;

procedure ReadWhatWasThere;
var
  Lines: TStringList;
begin
  Lines := TStringList.Create;
  Lines.LoadFromFile('/dir/file7');
  WriteLn('from Linux: ', Lines[0]);
  Lines.Add('from the appliance');
  Lines.SaveToFile('/dir/file7');
  Lines.Free;
end;

procedure WriteBig;
var
  Bytes: TBytes;
  Stream: TFileStream;
  I: LongInt;
begin
  SetLength(Bytes, BigBytes);
  for I := 0 to BigBytes - 1 do
    Bytes[I] := (I * 7 + I div 1000) and 255;
  Stream := TFileStream.Create('/big file.bin', fmCreate);
  Stream.WriteBuffer(Bytes[0], BigBytes);
  Stream.Position := 1000;
  Stream.WriteBuffer(Bytes[0], 3);
  Stream.Free;
  FillChar(Bytes[0], BigBytes, 0);
  Stream := TFileStream.Create('/big file.bin', fmOpenRead);
  Stream.ReadBuffer(Bytes[0], BigBytes);
  WriteLn('big: ', Stream.Size, ' ', Bytes[1001] = 7, ' ', Bytes[BigBytes - 1]
    = ((BigBytes - 1) * 7 + (BigBytes - 1) div 1000) and 255);
  Stream.Free;
end;

procedure MakeMany;
var
  I, Count: LongInt;
  Search: TSearchRec;
begin
  CreateDir('/many');
  for I := 1 to 500 do
    FileClose(FileCreate('/many/a file with a long name ' + IntToStr(I)));
  for I := 1 to 500 do
    if I mod 5 <> 0 then
      DeleteFile('/many/a file with a long name ' + IntToStr(I));
  Count := 0;
  if FindFirst('/many/*', faAnyFile and not faDirectory, Search) = 0 then
    repeat
      Inc(Count);
    until FindNext(Search) <> 0;
  FindClose(Search);
  WriteLn('many: ', Count);
end;

procedure RenameAndRemove;
begin
  WriteLn('rename: ', RenameFile('/dir/file1', '/many/moved'), ' ', FileExists('/dir/file1'), ' ',
    FileExists('/many/moved'));
  WriteLn('remove: ', DeleteFile('/dir/file2'), ' ', RemoveDir('/dir'), ' ', CreateDir('/gone'),
    ' ', RemoveDir('/gone'));
  WriteLn('age: ', FileSetDate('/dir/file3', 1500000000), ' ', FileAge('/dir/file3'));
  ChDir('/many');
  WriteLn('here: ', GetCurrentDir);
end;

begin
  ReadWhatWasThere;
  WriteBig;
  MakeMany;
  RenameAndRemove;
  WriteLn('free: ', DiskFree(0) > 0);
end.

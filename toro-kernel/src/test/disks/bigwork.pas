{ SPDX-License-Identifier: Apache-2.0 }
{ Large things on an ext2 disk, both ways: a directory of 3,000 entries, a sparse file of more than
  2 GiB that needs every level of indirect blocks, symbolic links and times. What Linux made is
  read; the same is made for Linux to read. }
program bigwork;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysUtils, Filesystem, Ext2, VirtIOBlk;

const
  EntryCount = 3000;
  { Direct, single, double and triple indirect with blocks of 1,024 bytes, and beyond 2 GiB. }
  Places: array[0..4] of Int64 = (5000, 100000, 30000000, 100000000, 3221225472);

function CountEntries(const Folder: string): LongInt;
var
  Found: TSearchRec;
begin
  Result := 0;
  if FindFirst(Folder + '/*', faAnyFile and not faDirectory, Found) = 0 then
    repeat
      Inc(Result);
    until FindNext(Found) <> 0;
  FindClose(Found);
end;

procedure WritePlaces(const Name: string);
var
  Handle, I: LongInt;
  Word: string;
begin
  Handle := fpOpen(Name, O_CREAT or O_WRONLY, &644);
  for I := Low(Places) to High(Places) do
  begin
    Word := 'place ' + IntToStr(I);
    fpPWrite(Handle, PChar(Word), Length(Word), Places[I]);
  end;
  fpClose(Handle);
end;

procedure ReadPlaces(const Name: string);
var
  Handle, I: LongInt;
  Word: array[0..7] of AnsiChar;
  Text: string;
  Info: Stat;
begin
  Handle := fpOpen(Name, O_RDONLY);
  for I := Low(Places) to High(Places) do
  begin
    FillChar(Word, SizeOf(Word), 'x');
    fpPRead(Handle, @Word, 8, Places[I] - 1);
    SetString(Text, @Word[1], 7);
    WriteLn(Ord(Word[0]), ' ', Text);
  end;
  fpFStat(Handle, Info);
  WriteLn('size ', Info.st_size, ', sparse ', Info.st_blocks < 200);
  fpClose(Handle);
end;

procedure ShowTime(const Name: string);
var
  Info: Stat;
begin
  fpStat(Name, Info);
  WriteLn('time ', Info.st_mtime);
end;

var
  I: LongInt;
  Times: TUtimBuf;
begin
  WriteLn('many from Linux: ', CountEntries('/many'));
  WriteLn('one of them: ', FileExists('/many/entry 2999'), ' ', FileExists('/many/entry 3000'));
  ReadPlaces('/sparse');
  ShowTime('/dated');
  WriteLn('link: ', fpReadLink('/link'), ', long: ', Length(fpReadLink('/long')));

  CreateDir('/ours');
  for I := 0 to EntryCount - 1 do
    FileClose(FileCreate('/ours/entry ' + IntToStr(I)));
  for I := 0 to EntryCount - 1 do
    if I mod 3 = 0 then
      DeleteFile('/ours/entry ' + IntToStr(I));
  WriteLn('many of ours: ', CountEntries('/ours'));
  WritePlaces('/our sparse');
  ReadPlaces('/our sparse');
  FileClose(FileCreate('/our dated'));
  Times.actime := 1000000000;
  Times.modtime := 1234567890;
  fpUtime('/our dated', @Times);
  ShowTime('/our dated');
  WriteLn('links: ', fpSymlink('dir/file1', '/our link'), ' ',
    fpSymlink(PChar(StringOfChar('y', 80)), '/our long'));
end.

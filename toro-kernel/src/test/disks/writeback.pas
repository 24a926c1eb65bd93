{ SPDX-License-Identifier: Apache-2.0 }
{ A file is written and closed; then the program touches no file any more, but looks at the disk
  itself until the bytes are there. }
program writeback;

{$mode objfpc}{$H+}

uses
  SysUtils, Filesystem, Ext2, VirtIOBlk, Toro.Block;

const
  ChunkSectors = 64;

function IsOnDisk(const Text: string): Boolean;
var
  Disk: PBlockDevice;
  Chunk: array of Byte;
  Sector: QWord;
  I: LongInt;
begin
  Disk := FirstBlockDevice;
  SetLength(Chunk, ChunkSectors * 512);
  Result := False;
  Sector := 0;
  while not Result and (Sector < Disk^.SectorCount) do
  begin
    ReadSectors(Disk, Sector, ChunkSectors, @Chunk[0]);
    for I := 0 to ChunkSectors - 1 do
      if CompareByte(Chunk[I * 512], Text[1], Length(Text)) = 0 then
        Result := True;
    Inc(Sector, ChunkSectors);
  end;
end;

var
  Note: Text;
  Words: string;
begin
  Words := 'these words are written ' + 'once';
  Assign(Note, '/note.txt');
  Rewrite(Note);
  WriteLn(Note, Words);
  Close(Note);
  WriteLn('at once: ', IsOnDisk(Words));
  while not IsOnDisk(Words) do
    Sleep(200);
  WriteLn('later: TRUE');
end.

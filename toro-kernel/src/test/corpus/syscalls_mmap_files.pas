{ SPDX-License-Identifier: Apache-2.0 }
{ Files in memory: private mappings, their bounds, and what mmap refuses. }
program syscalls_mmap_files;
{$mode objfpc}{$H+}
uses
  BaseUnix;
const
  PageSize = 4096;
var
  Number, Index: LongInt;
  Area: PAnsiChar;
  Text: string;

procedure Report(const Name: string; Area: Pointer);
begin
  if Area = MAP_FAILED then
    WriteLn(Name, ' errno ', fpGetErrno)
  else
    WriteLn(Name, ' mapped');
end;

begin
  Number := fpOpen('mapped.txt', O_RDWR or O_CREAT or O_TRUNC, &644);
  for Index := 1 to 2000 do
  begin
    Str(Index, Text);
    Text := Text + #10;
    fpWrite(Number, Text[1], Length(Text));
  end;
  Area := fpMmap(nil, 8893, PROT_READ, MAP_PRIVATE, Number, 0);
  Report('whole', Area);
  WriteLn(Area[0], Area[2], ' ', Ord(Area[8892]), ' ', Ord(Area[8893]));
  WriteLn('position ', fpLSeek(Number, 0, SEEK_CUR));
  fpMunmap(Area, 8893);
  Area := fpMmap(nil, PageSize, PROT_READ or PROT_WRITE, MAP_PRIVATE, Number, PageSize);
  Report('second page', Area);
  WriteLn(Area[0], Area[1], Area[2], Area[3]);
  Area[0] := '#';
  fpPRead(Number, PAnsiChar(@Text[1]), 1, PageSize);
  WriteLn('file unchanged ', Text[1] <> '#');
  fpMunmap(Area, PageSize);
  Report('odd offset', fpMmap(nil, PageSize, PROT_READ, MAP_PRIVATE, Number, 100));
  Report('no size', fpMmap(nil, 0, PROT_READ, MAP_PRIVATE, Number, 0));
  Area := fpMmap(nil, PageSize, PROT_READ, MAP_SHARED, Number, 0);
  Report('shared', Area);
  WriteLn(Area[0]);
  fpMunmap(Area, PageSize);
  fpClose(Number);
  Report('closed', fpMmap(nil, PageSize, PROT_READ, MAP_PRIVATE, Number, 0));
  Number := fpOpen('mapped.txt', O_WRONLY);
  Report('write only', fpMmap(nil, PageSize, PROT_READ, MAP_PRIVATE, Number, 0));
  fpClose(Number);
  Number := fpOpen('mapped.txt', O_RDONLY);
  Report('private, to write', fpMmap(nil, PageSize, PROT_READ or PROT_WRITE, MAP_PRIVATE, Number, 0));
  Report('shared, to write', fpMmap(nil, PageSize, PROT_READ or PROT_WRITE, MAP_SHARED, Number, 0));
  fpClose(Number);
  Text := '/';
  Number := fpOpen(Text, O_RDONLY);
  Report('folder', fpMmap(nil, PageSize, PROT_READ, MAP_PRIVATE, Number, 0));
  fpClose(Number);
  fpUnlink('mapped.txt');
end.

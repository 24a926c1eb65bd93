{ SPDX-License-Identifier: Apache-2.0 }
{ Files in memory for a program that names no unit: text files, folders, devices, locks, links, as on
  Linux. The expected lines are what Linux prints. }
program files_memory;

{$mode objfpc}{$H+}

uses
  BaseUnix, Classes, SysUtils, Unix;

var
  Lines: Text;
  Line: string;
  First, Second: LongInt;
  Info: BaseUnix.TStat;
  Bytes: array[0..15] of Byte;
begin
  Assign(Lines, '/tmp/lines');
  Rewrite(Lines);
  WriteLn(Lines, 'one');
  Close(Lines);
  Append(Lines);
  WriteLn(Lines, 'two');
  Close(Lines);
  Reset(Lines);
  while not Eof(Lines) do
  begin
    ReadLn(Lines, Line);
    WriteLn(Line);
  end;
  Close(Lines);
  WriteLn(CreateDir('/tmp/a'), ' ', CreateDir('/tmp/a/b'), ' ', RemoveDir('/tmp/a'));
  WriteLn(fpSymlink('a/b', '/tmp/link'), ' ', fpReadLink('/tmp/link'), ' ',
    DirectoryExists('/tmp/link'));
  WriteLn(fpLink('/tmp/lines', '/tmp/again'), ' ', fpStat('/tmp/again', Info), ' ', Info.st_nlink);
  First := FileOpen('/tmp/lines', fmOpenRead);
  Second := FileOpen('/tmp/lines', fmOpenReadWrite or fmShareExclusive);
  WriteLn(First >= 0, ' ', Second >= 0);
  Second := FileOpen('/tmp/lines', fmOpenRead);
  WriteLn(fpFlock(First, LOCK_EX or LOCK_NB), ' ', fpFlock(Second, LOCK_SH or LOCK_NB), ' ',
    fpGetErrno = ESysEAGAIN);
  FileClose(First);
  WriteLn(fpFlock(Second, LOCK_SH or LOCK_NB));
  FileClose(Second);
  First := fpOpen('/dev/zero', O_RDONLY);
  Bytes[5] := 1;
  WriteLn(fpRead(First, Bytes, 16), ' ', Bytes[5]);
  fpClose(First);
  First := fpOpen('/dev/full', O_WRONLY);
  WriteLn(fpWrite(First, Bytes, 16), ' ', fpGetErrno = ESysENOSPC);
  First := fpOpen('/tmp/sparse', O_CREAT or O_RDWR, &600);
  WriteLn(fpLSeek(First, 100000, SEEK_SET), ' ', fpWrite(First, Bytes, 1), ' ', fpFStat(First, Info),
    ' ', Info.st_size, ' ', fpFTruncate(First, 10), ' ', FileSeek(First, 0, fsFromEnd));
  WriteLn(fpUnlink('/tmp/sparse'), ' ', fpPWrite(First, PAnsiChar('still'), 5, 0), ' ',
    fpPRead(First, @Bytes, 5, 0), ' ', FileExists('/tmp/sparse'));
  WriteLn(RenameFile('/tmp/lines', '/tmp/a/b/moved'), ' ', FileAge('/tmp/a/b/moved') > 0);
  WriteLn(fpAccess('/tmp/a/b/moved', X_OK), ' ', fpChmod('/tmp/a/b/moved', &755), ' ',
    fpAccess('/tmp/a/b/moved', X_OK));
  ChDir('/tmp/link');
  WriteLn(GetCurrentDir, ' ', FileExists('moved'), ' ', FileExists('../b/moved'));
  WriteLn(fpRename('/tmp/a', '/tmp/a/b/c'), ' ', fpGetErrno = ESysEINVAL);
end.

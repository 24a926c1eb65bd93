{ SPDX-License-Identifier: Apache-2.0 }
program unix_calls;
{$mode objfpc}{$H+}
uses
  BaseUnix, Unix, SysUtils;
var
  F: cint; B: array[0..15] of Char; S: stat; P: TFilDes; T: TTimeVal; D: pDir; N: Integer; E: pDirent;
begin
  F := fpOpen(PChar('/tmp/toro_unix_calls'), O_CREAT or O_RDWR or O_TRUNC, &644); WriteLn(fpWrite(F, PChar('hello'), 5), ' ', fpLSeek(F, 1, SEEK_SET), ' ', fpRead(F, B, 3), ' ', B[0], B[2]); WriteLn(fpFStat(F, S), ' ', S.st_size, ' ', fpS_ISREG(S.st_mode), ' ', S.st_mode and &777 = &644); WriteLn(fpFTruncate(F, 2), fpClose(F), ' ', fpClose(F), ' ', fpGetErrno = ESysEBADF);
  WriteLn(fpUnlink('/tmp/toro_unix_calls'), fpAccess(PChar('/tmp/toro_unix_calls'), F_OK), ' ', fpGetErrno = ESysENOENT); WriteLn(fpMkdir(PChar('/tmp/toro_unix_dir'), &755), fpMkdir(PChar('/tmp/toro_unix_dir'), &755), fpGetErrno = ESysEEXIST, fpRmdir('/tmp/toro_unix_dir'));
  WriteLn(AssignPipe(P[0], P[1]) = 0, fpWrite(P[1], PChar('xy'), 2), fpRead(P[0], B, 10), B[1]); fpClose(P[0]); fpClose(P[1]);
  WriteLn(fpGetTimeOfDay(@T, nil), ' ', T.tv_sec > 1700000000, ' ', fpGetPid > 0, fpGetUid = fpGetEUid); N := 0; D := fpOpenDir(PChar('/')); E := fpReadDir(D^); while E <> nil do begin if (StrPas(@E^.d_name[0]) = 'tmp') or (StrPas(@E^.d_name[0]) = 'dev') then Inc(N); E := fpReadDir(D^) end; fpCloseDir(D^); WriteLn(N);
  WriteLn(fpOpen(PChar('/no/such'), O_RDONLY), ' ', fpGetErrno, ' ', SysErrorMessage(ESysENOENT));
end.

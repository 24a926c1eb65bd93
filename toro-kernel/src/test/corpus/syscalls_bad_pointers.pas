{ SPDX-License-Identifier: Apache-2.0 }
{ A bad pointer in a system call is an error of that call; in the program itself it is an exception. }
program syscalls_bad_pointers;
{$mode objfpc}{$H+}
uses
  BaseUnix, Unix, SysUtils;

procedure Show(const What: string; Answer: Int64);
begin
  Write(What, ' ', Answer);
  if Answer < 0 then
    Write(' errno ', fpGetErrno);
  WriteLn;
end;

var
  Bad: Pointer;
  Number: cint;
  Info: stat;
begin
  { Where neither an appliance nor Linux has anything: its stacks are random, but above $7E0000000000. }
  Bad := Pointer(PtrUInt($600000000000));
  Number := fpOpen('syscalls_bad_pointers', O_CREAT or O_RDWR or O_TRUNC, &644);
  WriteLn(Number > 2);
  Show('write', fpWrite(Number, PChar(Bad), 10));
  Show('write near nil', fpWrite(Number, PChar(8), 10));
  fpWrite(Number, PChar('abc'), 3);
  fpLseek(Number, 0, SEEK_SET);
  Show('read', fpRead(Number, PChar(Bad), 3));
  Show('console', fpWrite(1, PChar(Bad), 3));
  Show('open', fpOpen(PChar(Bad), O_RDONLY));
  Show('open nil', fpOpen(PChar(nil), O_RDONLY));
  Show('stat', fpStat('/tmp', Info));
  Show('stat into it', fpStat(PChar('/tmp'), PStat(Bad)^));
  Show('fstat', fpFStat(Number, PStat(Bad)^));
  Show('uname', fpUname(PUtsName(Bad)^));
  Show('pipe', fpPipe(PFilDes(Bad)^));
  Show('gettimeofday', fpGetTimeOfDay(PTimeVal(Bad), nil));
  Show('nanosleep', fpNanoSleep(PTimeSpec(Bad), nil));
  Show('mkdir', fpMkdir(PChar(Bad), &755));
  Show('poll', fpPoll(PPollFd(Bad), 1, 0));
  Show('nothing to write', fpWrite(Number, PChar(Bad), 0));
  { What held a lock has given it back. }
  Show('seek', fpLseek(Number, 0, SEEK_END));
  fpClose(Number);
  Show('unlink', fpUnlink('syscalls_bad_pointers'));
  try
    PByte(Bad)^ := 1;
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
end.

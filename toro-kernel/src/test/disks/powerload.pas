{ SPDX-License-Identifier: Apache-2.0 }
{ Writes until the power is cut. Each line on the console names how much of the log is on the disk
  for good: it is printed after fsync has returned. }
program powerload;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysCall, SysUtils, Filesystem, Ext2, VirtIOBlk;

function fsync(Fd: LongInt): LongInt;
begin
  Result := do_syscall(74, Fd);
end;

var
  Log, Noise, Turn: LongInt;
  Line: string;
  Filler: array[0..20000] of Byte;
begin
  FillChar(Filler, SizeOf(Filler), $A5);
  Log := fpOpen('/log', O_CREAT or O_WRONLY or O_APPEND, &644);
  Turn := 0;
  repeat
    Inc(Turn);
    Line := Format('record %8.8d'#10, [Turn]);
    fpWrite(Log, Line[1], Length(Line));
    Noise := fpOpen('/noise' + IntToStr(Turn mod 7), O_CREAT or O_WRONLY or O_TRUNC, &644);
    fpWrite(Noise, Filler, Turn mod SizeOf(Filler));
    fpClose(Noise);
    if Turn mod 5 = 0 then
      fpUnlink('/noise' + IntToStr(Turn mod 4));
    if Turn mod 10 = 0 then
    begin
      fsync(Log);
      WriteLn('kept ', Turn);
    end;
  until False;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The clock shows UTC, and the run-time library knows that by name, from /etc/localtime. }
program time_zone;

{$mode objfpc}

uses
  BaseUnix, Unix;

var
  Info: stat;
begin
  WriteLn(TZName[False], ' ', TZDaylight);
  WriteLn(fpStat('/etc/localtime', Info), ' ', Info.st_size);
end.

{ SPDX-License-Identifier: Apache-2.0 }
program dates_sleep;
{$mode objfpc}
uses
  SysUtils, DateUtils;
var
  T: QWord; D: TDateTime; I: Integer;
begin
  T := GetTickCount64; Sleep(30); T := GetTickCount64 - T; WriteLn(T >= 29, T < 5000);
  D := Now; Sleep(20); WriteLn(MilliSecondsBetween(Now, D) >= 18);
  for I := 1 to 3 do Sleep(1);
  WriteLn('done');
end.

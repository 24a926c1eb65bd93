{ SPDX-License-Identifier: Apache-2.0 }
program lang_units_order;
{$mode objfpc}
uses
  SysUtils, Classes;
var
  P: Pointer;
procedure AtExit;
begin
  WriteLn('at exit');
  ExitProc := P;
end;
begin
  P := ExitProc; ExitProc := @AtExit; WriteLn('main'); 
end.

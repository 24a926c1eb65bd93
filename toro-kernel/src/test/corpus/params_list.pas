{ SPDX-License-Identifier: Apache-2.0 }
program params_list;
{$mode objfpc}{$H+}
uses
  SysUtils;
var
  I: Integer;
begin
  WriteLn(ParamCount, ' ', ParamStr(0) <> '', ParamStr(99), '|');
  for I := 1 to ParamCount do WriteLn(I, ' [', ParamStr(I), ']');
  WriteLn(FindCmdLineSwitch('v'), FindCmdLineSwitch('q'));
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Words, quotes, the environment before `--`, and the kernel's own words taken out. }
program core_command_line;
uses
  SysUtils;
var
  Index: LongInt;
begin
  for Index := 1 to ParamCount do
    WriteLn(Index, ' [', ParamStr(Index), ']');
  WriteLn(GetEnvironmentVariable('COLOUR'), ' ', GetEnvironmentVariableCount);
end.

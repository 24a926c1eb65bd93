{ SPDX-License-Identifier: Apache-2.0 }
program Endless;

begin
  WriteLn('running');
  if ParamStr(1) = 'loop' then
    repeat
    until False;
end.

{ SPDX-License-Identifier: Apache-2.0 }
program Hello;

begin
  if ParamCount > 0 then
    WriteLn('Hello, ', ParamStr(1), '!')
  else
    WriteLn('Hello, World!');
end.

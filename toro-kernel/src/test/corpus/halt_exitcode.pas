{ SPDX-License-Identifier: Apache-2.0 }
program halt_exitcode;
begin
  ExitCode := 9;
  WriteLn('set and fall off the end');
end.

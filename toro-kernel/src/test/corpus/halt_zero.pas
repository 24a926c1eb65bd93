{ SPDX-License-Identifier: Apache-2.0 }
program halt_zero;
begin
  WriteLn('ends early, all well');
  Halt;
  WriteLn('never');
end.

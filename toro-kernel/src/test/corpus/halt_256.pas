{ SPDX-License-Identifier: Apache-2.0 }
program halt_256;
begin
  WriteLn('code wraps');
  Halt(256 + 3);
end.

{ SPDX-License-Identifier: Apache-2.0 }
program halt_codes;
begin
  Write('no newline at the end');
  Halt(77);
end.

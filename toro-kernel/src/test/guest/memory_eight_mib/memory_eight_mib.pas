{ SPDX-License-Identifier: Apache-2.0 }
{ A machine of 8 MiB runs a program, and all of a large machine's memory is there. }
program memory_eight_mib;
begin
  GetMem(1000000);
  WriteLn('enough');
end.

{ SPDX-License-Identifier: Apache-2.0 }
program runerror_codes;
begin
  WriteLn('about to fail');
  RunError(217);
end.

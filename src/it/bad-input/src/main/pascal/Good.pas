{ SPDX-License-Identifier: Apache-2.0 }
program Good;
begin
  WriteLn('fine');
end.

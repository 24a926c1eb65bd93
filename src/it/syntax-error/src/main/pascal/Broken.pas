{ SPDX-License-Identifier: Apache-2.0 }
program Broken;
begin
  WriteLn('one' 'two');
end.

{ SPDX-License-Identifier: Apache-2.0 }
program runerror_assert;
{$C+}
begin
  Assert(1 = 1, 'fine');
  WriteLn('first holds');
  Assert(ParamCount < 0, 'second does not');
end.

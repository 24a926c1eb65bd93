{ SPDX-License-Identifier: Apache-2.0 }
program runerror_range;
{$R+}
var
  A: array[0..2] of Byte;
  I: Integer;
begin
  I := 3;
  WriteLn('x');
  A[I] := 1;
end.

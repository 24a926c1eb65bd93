{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_div_zero_unhandled;
var
  A, B: Integer;
begin
  A := 10; B := 0;
  WriteLn('dividing');
  WriteLn(A div B);
end.

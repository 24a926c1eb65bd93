{ SPDX-License-Identifier: Apache-2.0 }
unit SlowUnit;

interface

var
  Sum: Int64;

implementation

var
  I: LongInt;

initialization
  for I := 1 to 100000 do
    Sum := Sum + I;
end.

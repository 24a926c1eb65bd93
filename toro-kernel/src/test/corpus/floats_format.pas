{ SPDX-License-Identifier: Apache-2.0 }
program floats_format;
var
  S: Single; D: Double; X: Extended; C: Currency; I: Integer;
begin
  S := 1 / 3; D := 1 / 3; X := 1; X := X / 3; C := 10 / 3;
  WriteLn(S); WriteLn(D); WriteLn(X); WriteLn(C);
  WriteLn(S:0:5, ' ', D:20:15, ' ', X:25:18, ' ', C:0:4);
  D := 1e100; WriteLn(D, ' ', D:0:2);
  D := 1.5e-300; WriteLn(D); WriteLn(D:12);
  D := -0.0; WriteLn(D); D := 123456789.987654321; WriteLn(D:0:0, ' ', D:0:1, ' ', D:15:3);
  for I := -3 to 3 do begin D := I + 0.5; Write(D:0:0, ' ', Round(D), ' ', Trunc(D), '; ') end;
  WriteLn;
  D := 0.1; WriteLn(D + 0.2 = 0.3, ' ', D * 3:0:20);
  WriteLn(1e15:0:0, ' ', 1e16:0:0, ' ', 1e22:0:0, ' ', 12345.678:8:2, ' ', 12345.678:3:1);
  WriteLn(Pi, ' ', Pi:0:10); WriteLn(Single(16777217)); WriteLn(MaxInt * 1.0);
  D := 4.9406564584124654e-324; WriteLn(D); D := 1.7976931348623157e308; WriteLn(D);
  S := 1e-45; WriteLn(S); S := 3.4028235e38; WriteLn(S);
  X := 1.1e4932; WriteLn(X); X := 3.6e-4951; WriteLn(X);
end.

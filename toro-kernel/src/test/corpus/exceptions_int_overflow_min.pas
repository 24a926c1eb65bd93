{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_int_overflow_min;
{$mode objfpc}{$Q+}{$R+}
uses
  SysUtils;
var
  A: LongInt; B: Int64; C: Cardinal; Q: QWord; S: SmallInt;
procedure Try1(N: Integer);
begin
  try
    case N of
      1: begin A := Low(LongInt); A := -A end; 2: begin B := High(Int64); B := B + 1 end; 3: begin C := 0; C := C - 1 end; 4: begin Q := High(QWord); Q := Q * 2 end; 5: begin S := 32767; Inc(S) end; 6: begin A := Low(LongInt); A := Abs(A) end; 7: begin B := Low(Int64); B := B div -1 end; 8: begin A := 46341; A := A * A end;
    end;
    WriteLn(N, ' nothing');
  except
    on E: Exception do WriteLn(N, ' ', E.ClassName, ' ', E.Message);
  end;
end;
var
  I: Integer;
begin
  for I := 1 to 8 do Try1(I);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Exceptions of x87 instructions whose results are stored and never written. }
program floats_x87_stored;

{$mode objfpc}

uses
  Math, SysUtils;

var
  Zero, Minus: Extended;
  Result: Double;

procedure Divide;
begin
  try
    Result := 6 / Zero;
    WriteLn('no exception');
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
end;

procedure Undefined;
begin
  try
    Result := Zero / Zero;
    WriteLn('no exception');
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
end;

procedure Root;
begin
  try
    Result := Sqrt(Minus);
    WriteLn('no exception');
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
end;

procedure Silent;
begin
  try
    Result := Ln(Minus + 1) / 2;
  except
    on E: Exception do
      WriteLn(E.ClassName, ': ', E.Message);
  end;
end;

begin
  Zero := 0;
  Minus := -1;
  Divide;
  Undefined;
  Root;
  Silent;
  SetExceptionMask([exZeroDivide, exInvalidOp, exPrecision, exDenormalized, exOverflow,
    exUnderflow]);
  Divide;
  Undefined;
end.

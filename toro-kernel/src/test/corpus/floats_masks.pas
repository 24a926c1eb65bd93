{ SPDX-License-Identifier: Apache-2.0 }
{ Floating-point exceptions go and come with their mask; what happened while one was masked stays without
  consequence. }
program floats_masks;

{$mode objfpc}

uses
  SysUtils, Math;

var
  One, Zero: Double;

procedure Divide(const When: string);
begin
  try
    WriteLn(When, ': ', One / Zero);
  except
    on E: Exception do
      WriteLn(When, ': ', E.ClassName);
  end;
end;

var
  Before: TFPUExceptionMask;
begin
  One := 1;
  Zero := 0;
  Divide('at the start');
  Before := SetExceptionMask([exInvalidOp, exDenormalized, exZeroDivide, exOverflow, exUnderflow, exPrecision]);
  WriteLn(Integer(Before), ' ', Integer(GetExceptionMask));
  Divide('masked');
  WriteLn(Integer(SetExceptionMask(Before)));
  WriteLn(Integer(GetExceptionMask));
  Divide('unmasked');
end.

{ SPDX-License-Identifier: Apache-2.0 }
program floats_special;
{$mode objfpc}
uses
  Math, SysUtils;
var
  D: Double; Z: Double; Data: array[0..3] of Double = (1, 2, 3, 4.5);
begin
  SetExceptionMask([exInvalidOp, exDenormalized, exZeroDivide, exOverflow, exUnderflow, exPrecision]);
  Z := 0;
  D := 1 / Z; WriteLn(D, ' ', IsInfinite(D)); D := -1 / Z; WriteLn(D);
  D := Z / Z; WriteLn(D, ' ', IsNan(D), ' ', D = D);
  D := Ln(Z); WriteLn(D); D := Sqrt(-1.0); WriteLn(IsNan(D));
  D := 1e308 * 10; WriteLn(D, ' ', FloatToStr(D), ' ', FloatToStr(-D), ' ', FloatToStr(NaN));
  WriteLn(Sign(-3.5), Sign(0.0), ' ', Max(Double(1.5), Double(2.5)):0:1, ' ', Min(Integer(3), Integer(-3)), ' ', EnsureRange(Integer(15), 1, 10), InRange(Integer(5), 1, 10));
  WriteLn(Floor(-1.5), Ceil(-1.5), Floor(1.5), Ceil(1.5), ' ', RoundTo(Double(2.345), -2):0:3, ' ', SimpleRoundTo(Double(2.345), -2):0:3);
  WriteLn(Power(2, 10):0:3, ' ', IntPower(3, 5):0:0, ' ', Hypot(3, 4):0:2, ' ', Log10(1000):0:4, ' ', Log2(8):0:4, ' ', LogN(3, 81):0:4);
  WriteLn(Sin(1):0:12, ' ', Cos(1):0:12, ' ', Tan(1):0:12, ' ', ArcTan(1):0:12, ' ', ArcSin(0.5):0:12, ' ', ArcCos(0.5):0:12, ' ', ArcTan2(1, -1):0:12);
  WriteLn(Exp(1):0:12, ' ', Ln(10):0:12, ' ', Sqrt(2):0:12, ' ', Sqr(1.5):0:3, ' ', Frac(-2.75):0:4, ' ', Int(-2.75):0:4, ' ', Sinh(1):0:10, ' ', Cosh(1):0:10, ' ', Tanh(1):0:10);
  WriteLn(DegToRad(180):0:10, ' ', RadToDeg(Pi):0:6, ' ', Mean(Data):0:3, ' ', StdDev(Data):0:6, ' ', Sum(Data):0:2, ' ', MaxValue(Data):0:1);
  WriteLn(SameValue(Double(0.1 + 0.2), Double(0.3)), IsZero(Double(1e-20)), ' ', CompareValue(Double(1.0), Double(2.0)));
end.

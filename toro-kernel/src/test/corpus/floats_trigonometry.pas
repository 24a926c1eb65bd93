{ SPDX-License-Identifier: Apache-2.0 }
{ Sines, cosines and tangents to the last digit of Extended, also of arguments far from the first quarter of the
  circle, of infinities and of what is in use on the x87 around them. }
program floats_trigonometry;
{$mode objfpc}
uses
  Math, SysUtils;
const
  Angles: array[0..11] of Extended = (0, 0.1, -0.5, 0.75, 1.25, 1.5, -2, 3.5, 4.75, 100, -12345.678, 1E12);

function Area(const R: Extended): Extended;
begin
  { Deep on the x87: three operands wait for the sine. }
  Result := R * (1 + R * (2 + R * Sin(R) + Cos(R)));
end;

var
  X, S, C: Extended;
  D: Double;
begin
  for X in Angles do
  begin
    SinCos(X, S, C);
    WriteLn(Sin(X), Cos(X), Tan(X), ' ', (S = Sin(X)) and (C = Cos(X)));
  end;
  for X in Angles do
    WriteLn(Area(X));
  D := 0.3;
  WriteLn(Sin(D):0:15, ' ', Cos(D):0:15, ' ', ArcTan2(Sin(D), Cos(D)):0:15, ' ', Cotan(D):0:12);
  WriteLn(Sin(DegToRad(30)), Cos(Pi), Sin(Pi), Sinh(1));
  WriteLn(Sin(1E-20), Cos(1E-20), Tan(1E-30));
  try
    X := Infinity;
    WriteLn(Sin(X));
  except
    on E: Exception do
      WriteLn(E.ClassName);
  end;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ An invalid x87 calculation is caught by the try around it, even when nothing else follows in the block. }
program floats_x87_try;

{$mode objfpc}

uses
  SysUtils;

var
  Zero, Minus, R: Extended;

procedure Show(const What: string; E: Exception);
begin
  WriteLn(What, ': ', E.ClassName, ', ', E.Message);
end;

begin
  Zero := 0;
  Minus := -1;
  try
    R := Ln(Minus);
    WriteLn('a logarithm of -1');
  except
    on E: Exception do
      Show('ln', E);
  end;
  try
    R := Ln(Minus);
  except
    on E: Exception do
      Show('ln alone', E);
  end;
  try
    R := Sqrt(Minus);
  except
    on E: Exception do
      Show('sqrt', E);
  end;
  try
    R := Minus / Zero;
  except
    on E: Exception do
      Show('division', E);
  end;
  R := Sqrt(4 * Minus * Minus);
  WriteLn(R:0:1);
end.

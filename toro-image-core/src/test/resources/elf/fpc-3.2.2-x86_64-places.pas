{ SPDX-License-Identifier: Apache-2.0 }
program Places;

{$mode objfpc}
{$modeswitch advancedrecords}

type
  TPoint = record
    X: LongInt;
    procedure Move(By: LongInt);
  end;

procedure TPoint.Move(By: LongInt);
begin
  X := X + By;
end;

function Outer(A: LongInt): LongInt;

  procedure Inner;
  begin
    A := A + 1;
  end;

var
  Point: TPoint;
begin
  Inner;
  Point.X := A;
  Point.Move(2);
  Outer := Point.X;
end;

begin
  ExitCode := Outer(3);
end.

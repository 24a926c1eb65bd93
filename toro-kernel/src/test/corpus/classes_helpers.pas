{ SPDX-License-Identifier: Apache-2.0 }
program classes_helpers;
{$mode objfpc}{$H+}{$modeswitch advancedrecords}{$modeswitch typehelpers}
type
  TPoint = record X, Y: Integer end;
  TPointHelper = type helper for TPoint
    function Sum: Integer;
    procedure Scale(N: Integer);
    class function Origin: TPoint; static;
  end;
  TObjHelper = class helper for TObject
    function Hi: string;
  end;
  TIntHelper = type helper for Integer
    function Doubled: Integer;
    function IsEven: Boolean;
  end;
function TPointHelper.Sum: Integer;
begin
  Result := X + Y;
end;
procedure TPointHelper.Scale(N: Integer);
begin
  Self.X := Self.X * N; Self.Y := Self.Y * N;
end;
class function TPointHelper.Origin: TPoint;
begin
  Result.X := 0; Result.Y := 0;
end;
function TObjHelper.Hi: string;
begin
  Result := 'hi from ' + ClassName;
end;
function TIntHelper.Doubled: Integer;
begin
  Result := Self * 2;
end;
function TIntHelper.IsEven: Boolean;
begin
  Result := not Odd(Self);
end;
var
  P: TPoint;
  O: TObject;
  I: Integer;
begin
  P.X := 3; P.Y := 4; P.Scale(3);
  WriteLn(P.Sum, ' ', TPoint.Origin.Sum);
  O := TObject.Create; WriteLn(O.Hi); O.Free;
  I := 21; WriteLn(I.Doubled, I.IsEven, I.Doubled.IsEven);
end.

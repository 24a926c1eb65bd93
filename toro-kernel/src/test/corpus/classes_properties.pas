{ SPDX-License-Identifier: Apache-2.0 }
program classes_properties;
{$mode objfpc}{$H+}
type
  TGrid = class
  private
    FCells: array[0..3, 0..3] of Integer;
    FLog: string;
    function GetCell(X, Y: Integer): Integer;
    procedure SetCell(X, Y, Value: Integer);
    function GetNamed(const N: string): Integer;
    function GetSide(Index: Integer): Integer;
  public
    property Cells[X, Y: Integer]: Integer read GetCell write SetCell; default;
    property Named[const N: string]: Integer read GetNamed;
    property Left: Integer index 1 read GetSide;
    property Right: Integer index 2 read GetSide;
    property Log: string read FLog;
  end;
function TGrid.GetCell(X, Y: Integer): Integer;
begin
  Result := FCells[X, Y];
end;
procedure TGrid.SetCell(X, Y, Value: Integer);
begin
  FCells[X, Y] := Value; FLog := FLog + 's';
end;
function TGrid.GetNamed(const N: string): Integer;
begin
  Result := Length(N);
end;
function TGrid.GetSide(Index: Integer): Integer;
begin
  Result := Index * 100;
end;
var
  G: TGrid;
begin
  G := TGrid.Create;
  G[1, 2] := 5; G.Cells[3, 3] := G[1, 2] * 2;
  WriteLn(G[3, 3], ' ', G.Named['four'], ' ', G.Left, G.Right, ' ', G.Log);
  G.Free;
end.

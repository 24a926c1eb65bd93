{ SPDX-License-Identifier: Apache-2.0 }
program classes_basic;
{$mode objfpc}{$H+}
type
  TShape = class
  private
    FName: string;
  protected
    function GetArea: Double; virtual; abstract;
  public
    class var Count: Integer;
    constructor Create(const AName: string);
    destructor Destroy; override;
    procedure Show; virtual;
    class function Describe: string; virtual;
    property Name: string read FName write FName;
    property Area: Double read GetArea;
  end;
  TSquare = class(TShape)
  private
    FSide: Double;
  protected
    function GetArea: Double; override;
  public
    constructor Create(ASide: Double); overload;
    procedure Show; override;
    class function Describe: string; override;
  end;
  TShapeClass = class of TShape;
constructor TShape.Create(const AName: string);
begin
  FName := AName; Inc(Count);
end;
destructor TShape.Destroy;
begin
  WriteLn('gone ', FName); Dec(Count); inherited;
end;
procedure TShape.Show;
begin
  WriteLn(ClassName, ' ', FName, ' ', Area:0:2);
end;
class function TShape.Describe: string;
begin
  Result := 'shape/' + ClassName;
end;
function TSquare.GetArea: Double;
begin
  Result := FSide * FSide;
end;
constructor TSquare.Create(ASide: Double);
begin
  inherited Create('square'); FSide := ASide;
end;
procedure TSquare.Show;
begin
  Write('> '); inherited Show;
end;
class function TSquare.Describe: string;
begin
  Result := 'square:' + inherited Describe;
end;
var
  S: TShape;
  C: TShapeClass;
begin
  S := TSquare.Create(2.5);
  S.Show;
  WriteLn(S is TSquare, S is TShape, ' ', S.InheritsFrom(TShape), ' ', TShape.Count, ' ', S.InstanceSize >= 16);
  WriteLn((S as TSquare).Describe, ' ', S.ClassParent.ClassName, ' ', TSquare.Describe);
  C := TSquare;
  WriteLn(C.ClassName, ' ', C.Describe, ' ', C.InheritsFrom(TObject));
  S.Free;
  WriteLn(TShape.Count);
  S := nil;
  S.Free;
end.

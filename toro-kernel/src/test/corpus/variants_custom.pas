{ SPDX-License-Identifier: Apache-2.0 }
program variants_custom;
{$mode objfpc}{$H+}
uses
  SysUtils, Variants;
type
  TComplexType = class(TCustomVariantType)
    procedure Clear(var V: TVarData); override;
    procedure Copy(var Dest: TVarData; const Source: TVarData; const Indirect: Boolean); override;
    procedure BinaryOp(var Left: TVarData; const Right: TVarData; const Op: TVarOp); override;
    procedure CastTo(var Dest: TVarData; const Source: TVarData; const AType: TVarType); override;
  end;
procedure TComplexType.Clear(var V: TVarData);
begin
  V.vType := varEmpty;
end;
procedure TComplexType.Copy(var Dest: TVarData; const Source: TVarData; const Indirect: Boolean);
begin
  Dest := Source;
end;
procedure TComplexType.BinaryOp(var Left: TVarData; const Right: TVarData; const Op: TVarOp);
begin
  Left.vInt64 := Left.vInt64 * 100 + Right.vInt64;
end;
procedure TComplexType.CastTo(var Dest: TVarData; const Source: TVarData; const AType: TVarType);
begin
  VarDataFromStr(Dest, 'custom:' + IntToStr(Source.vInt64));
end;
var
  T: TComplexType;
  A, B: Variant;
begin
  T := TComplexType.Create;
  TVarData(A).vType := T.VarType; TVarData(A).vInt64 := 5;
  TVarData(B).vType := T.VarType; TVarData(B).vInt64 := 7;
  A := A + B;
  WriteLn(TVarData(A).vInt64, ' ', string(A));
  A := Unassigned; B := Unassigned;
  T.Free;
end.

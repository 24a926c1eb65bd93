{ SPDX-License-Identifier: Apache-2.0 }
program variants_arith;
{$mode objfpc}{$H+}
uses
  SysUtils, Variants;
var
  V, W: Variant;
  I: Integer;
begin
  V := 5; W := '7';
  WriteLn(V + W, ' ', V * 2.5);
  WriteLn(VarType(V), ' ', VarTypeAsText(VarType(W)), ' ', VarIsNumeric(V), VarIsStr(W));
  V := Null; WriteLn(VarIsNull(V), VarIsEmpty(Unassigned), ' ', VarToStr(V), '|', VarToStrDef(Null, 'def'));
  V := VarArrayCreate([0, 3], varInteger);
  for I := 0 to 3 do V[I] := I * I;
  WriteLn(VarArrayHighBound(V, 1), ' ', V[3], ' ', VarArrayDimCount(V), VarIsArray(V));
  V := VarArrayOf([1, 'two', 3.5]); WriteLn(V[1], ' ', V[2]);
  V := True; W := 1; WriteLn(V = W, ' ', V and False, ' ', not V);
  V := Int64(1) shl 40; WriteLn(V, ' ', V div 1000, ' ', V mod 1000);
  V := 'abc'; W := 'abd'; WriteLn(V < W, V = 'abc', ' ', V + W);
  V := EncodeDate(2020, 2, 29); W := V + 1; WriteLn(Double(W):0:1);
  try
    V := 'text'; I := V; WriteLn(I);
  except
    on E: Exception do WriteLn(E.ClassName, ': ', E.Message);
  end;
  try
    V := Null; I := V + 1; WriteLn(I);
  except
    on E: Exception do WriteLn(E.ClassName, ': ', E.Message);
  end;
  V := UnicodeString('wide'); WriteLn(VarType(V), ' ', V);
  V := Currency(1.5); WriteLn(VarType(V), ' ', V);
  case VarCompareValue(1, 2) of vrLessThan: WriteLn('less'); else WriteLn('other') end;
end.

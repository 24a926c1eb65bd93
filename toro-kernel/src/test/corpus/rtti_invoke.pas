{ SPDX-License-Identifier: Apache-2.0 }
program rtti_invoke;
{$mode objfpc}{$H+}{$M+}
uses
  SysUtils, TypInfo, Rtti;
type
  T = class
  private
    FN: Integer;
  published
    property N: Integer read FN write FN;
    procedure Hello;
  end;
procedure T.Hello;
begin
  WriteLn('hello ', FN);
end;
var
  O: T; M: TMethod; C: TRttiContext; R: TRttiType; P: TRttiProperty; V: TValue;
begin
  O := T.Create; O.N := 4; M.Code := O.MethodAddress('hello'); M.Data := O; if M.Code <> nil then WriteLn(O.MethodName(M.Code));
  C := TRttiContext.Create; R := C.GetType(T.ClassInfo); for P in R.GetProperties do begin WriteLn(P.Name, ' ', P.GetValue(O).AsInteger); P.SetValue(O, 9) end; WriteLn(O.N); V := TValue.specialize From<string>('txt'); WriteLn(V.AsString, ' ', V.Kind = tkAString); C.Free; O.Free;
end.

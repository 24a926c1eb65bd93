{ SPDX-License-Identifier: Apache-2.0 }
program rtti_typekinds;
{$mode objfpc}{$H+}
uses
  TypInfo;
type
  TRec = record A: Integer; S: string end;
  TArr = array of Integer;
  TStat = array[1..4] of Word;
  TProc = procedure(A: Integer);
  TMeth = function(S: string): Integer of object;
  generic TBox<T> = class V: T; procedure Info; end;
procedure TBox.Info;
begin
  WriteLn(PTypeInfo(TypeInfo(T))^.Name, ' ', GetEnumName(TypeInfo(TTypeKind), Ord(PTypeInfo(TypeInfo(T))^.Kind)), ' ', SizeOf(T));
end;
procedure Show(Info: PTypeInfo);
begin
  WriteLn(Info^.Name, ' ', GetEnumName(TypeInfo(TTypeKind), Ord(Info^.Kind)));
end;
var
  B: specialize TBox<Double>; C: specialize TBox<string>;
begin
  Show(TypeInfo(Integer)); Show(TypeInfo(Byte)); Show(TypeInfo(Int64)); Show(TypeInfo(QWord)); Show(TypeInfo(Char)); Show(TypeInfo(WideChar));
  Show(TypeInfo(Boolean)); Show(TypeInfo(Single)); Show(TypeInfo(Extended)); Show(TypeInfo(Currency)); Show(TypeInfo(ShortString));
  Show(TypeInfo(AnsiString)); Show(TypeInfo(UnicodeString)); Show(TypeInfo(Variant)); Show(TypeInfo(TRec)); Show(TypeInfo(TArr)); Show(TypeInfo(TStat));
  Show(TypeInfo(TProc)); Show(TypeInfo(TMeth)); Show(TypeInfo(TObject)); Show(TypeInfo(IUnknown)); Show(TypeInfo(Pointer));
  B := specialize TBox<Double>.Create; B.Info; B.Free;
  C := specialize TBox<string>.Create; C.Info; C.Free;
end.

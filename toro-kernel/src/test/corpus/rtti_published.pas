{ SPDX-License-Identifier: Apache-2.0 }
program rtti_published;
{$mode objfpc}{$H+}{$M+}
uses
  TypInfo, SysUtils, Classes;
type
  TColor = (clRed, clGreen, clBlue);
  TColors = set of TColor;
  TThing = class(TPersistent)
  private
    FA: Integer; FS: string; FC: TColor; FCs: TColors; FD: Double; FO: TPersistent; FB: Boolean;
  published
    property A: Integer read FA write FA default 5;
    property S: string read FS write FS;
    property C: TColor read FC write FC;
    property Cs: TColors read FCs write FCs;
    property D: Double read FD write FD;
    property B: Boolean read FB write FB stored False;
    property O: TPersistent read FO write FO;
  end;
var
  T: TThing; L: PPropList; N, I: Integer;
begin
  T := TThing.Create;
  SetOrdProp(T, 'A', 42); SetStrProp(T, 'S', 'text'); SetEnumProp(T, 'C', 'clBlue'); SetSetProp(T, 'Cs', '[clRed,clBlue]'); SetFloatProp(T, 'D', 2.5);
  WriteLn(T.A, T.S, Ord(T.C), clBlue in T.Cs, T.D:0:2);
  N := GetPropList(T.ClassInfo, L);
  for I := 0 to N - 1 do
    WriteLn(L^[I]^.Name, ' ', L^[I]^.PropType^.Name, ' ', GetEnumName(TypeInfo(TTypeKind), Ord(L^[I]^.PropType^.Kind)), ' ', IsStoredProp(T, L^[I]));
  FreeMem(L);
  WriteLn(GetEnumName(TypeInfo(TColor), 1), ' ', GetEnumValue(TypeInfo(TColor), 'clblue'), ' ', GetSetProp(T, 'Cs', True), ' ', GetEnumProp(T, 'C'));
  WriteLn(GetTypeData(TypeInfo(TColor))^.MaxValue, ' ', GetTypeData(TypeInfo(Byte))^.MaxValue, ' ', PTypeInfo(TypeInfo(string))^.Name, ' ', GetTypeData(T.ClassInfo)^.UnitName, ' ', IsPublishedProp(T, 'zz'));
  T.Free;
end.

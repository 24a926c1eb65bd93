{ SPDX-License-Identifier: Apache-2.0 }
program lists_tstringlist;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
var
  L: TStringList; I: Integer; S: string;
function ByLen(List: TStringList; A, B: Integer): Integer;
begin
  Result := Length(List[A]) - Length(List[B]); if Result = 0 then Result := CompareStr(List[A], List[B]);
end;
begin
  L := TStringList.Create;
  L.CommaText := 'pear,"a fig",apple,kiwi'; WriteLn(L.Count, L[1], ' ', L.CommaText); L.Sort; WriteLn(L.DelimitedText, ' ', L.IndexOf('KIWI')); L.CustomSort(@ByLen); WriteLn(L.CommaText);
  L.Delimiter := ';'; L.StrictDelimiter := True; L.DelimitedText := 'a b;c;;d'; WriteLn(L.Count, L[0], '|', L[2], '|');
  L.Clear; L.Sorted := True; L.Duplicates := dupIgnore; for I := 1 to 10 do L.Add(IntToStr(I mod 4)); WriteLn(L.Count, L.Find('2', I), I);
  L.Duplicates := dupError; try L.Add('1') except on E: EStringListError do WriteLn(E.Message) end;
  L.Sorted := False; L.Clear; L.Add('k=v'); L.Values['n'] := '5'; WriteLn(L.Names[1], L.ValueFromIndex[1], L.Values['k'], L.IndexOfName('n'), L.Text); L.Objects[0] := L; WriteLn(L.IndexOfObject(L));
  L.Insert(0, 'first'); L.Exchange(0, 2); L.Move(0, 1); for S in L do Write(S, ' '); WriteLn; try WriteLn(L[99]) except on E: Exception do WriteLn(E.ClassName, ': ', E.Message) end;
  L.LineBreak := '|'; WriteLn(L.Text); L.Free;
end.

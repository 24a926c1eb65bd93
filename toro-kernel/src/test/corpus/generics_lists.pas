{ SPDX-License-Identifier: Apache-2.0 }
program generics_lists;
{$mode objfpc}{$H+}
uses
  fgl, SysUtils;
type
  TInts = specialize TFPGList<Integer>;
  TNames = specialize TFPGMap<string, Integer>;
  TThing = class
    N: Integer;
    constructor Create(A: Integer);
    destructor Destroy; override;
  end;
  TThings = specialize TFPGObjectList<TThing>;
constructor TThing.Create(A: Integer);
begin
  N := A;
end;
destructor TThing.Destroy;
begin
  Write('-', N); inherited;
end;
function Compare(const A, B: Integer): Integer;
begin
  Result := B - A;
end;
var
  L: TInts; M: TNames; T: TThings; I: Integer;
begin
  L := TInts.Create;
  for I := 1 to 10 do L.Add(I * 7 mod 11);
  L.Sort(@Compare);
  for I in L do Write(I, ' ');
  WriteLn(L.IndexOf(4), ' ', L.Count, ' ', L.First, L.Last);
  L.Delete(0); L.Insert(2, 99); L.Exchange(0, 1); L.Move(2, 5);
  for I := 0 to L.Count - 1 do Write(L[I], ',');
  WriteLn; L.Free;
  M := TNames.Create; M.Sorted := True;
  M['one'] := 1; M['two'] := 2; M['three'] := 3; M['one'] := 11;
  for I := 0 to M.Count - 1 do Write(M.Keys[I], '=', M.Data[I], ' ');
  WriteLn(M.IndexOf('zz'), M.Count); M.Free;
  T := TThings.Create(True);
  for I := 1 to 4 do T.Add(TThing.Create(I));
  T.Delete(1); T.Free; WriteLn;
end.

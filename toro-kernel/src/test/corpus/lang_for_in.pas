{ SPDX-License-Identifier: Apache-2.0 }
program lang_for_in;
{$mode objfpc}{$H+}{$modeswitch advancedrecords}
uses
  Classes;
type
  TRange = record
    A, B: Integer;
    type TEnum = class
      Cur, Last: Integer;
      function MoveNext: Boolean;
      property Current: Integer read Cur;
    end;
    function GetEnumerator: TEnum;
  end;
  TE = (eA, eB, eC);
function TRange.TEnum.MoveNext: Boolean;
begin
  Inc(Cur); Result := Cur <= Last;
end;
function TRange.GetEnumerator: TEnum;
begin
  Result := TEnum.Create; Result.Cur := A - 1; Result.Last := B;
end;
operator enumerator(const R: Char): TRange.TEnum;
begin
  Result := TRange.TEnum.Create; Result.Cur := 0; Result.Last := Ord(R) - Ord('0');
end;
var
  R: TRange; I: Integer; C: Char; E: TE; L: TStringList; S: string; A: array[2..4] of Double = (1.5, 2.5, 3.5); D: Double; M: array[0..1, 0..1] of Integer = ((1, 2), (3, 4));
begin
  R.A := 3; R.B := 7; for I in R do Write(I, ' '); for C in 'xyz' do Write(C, '.'); for E in TE do Write(E, ' '); for E in [eA, eC] do Write(Ord(E));
  for D in A do Write(D:0:1, ' '); for I in M[1] do Write(I); C := '4'; for I in C do Write('<', I, '>');
  L := TStringList.Create; L.CommaText := 'p,q'; for S in L do Write(S); L.Free; WriteLn;
end.

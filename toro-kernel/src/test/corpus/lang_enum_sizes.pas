{ SPDX-License-Identifier: Apache-2.0 }
program lang_enum_sizes;
{$mode objfpc}
type
  {$packenum 1} TSmall = (s1, s2); {$packenum 2} TMid = (m1, m2); {$packenum 4} TBig = (b1, b2);
  {$packenum default} TSparse = (p1 = 1, p5 = 5, p300 = 300); {$packset 1} TSet1 = set of TSmall; {$packset default} TSetD = set of TSmall;
  {$scopedenums on} TScoped = (one, two); {$scopedenums off}
var
  E: TSmall; S: TScoped; I: Integer;
begin
  WriteLn(SizeOf(TSmall), SizeOf(TMid), SizeOf(TBig), SizeOf(TSparse), SizeOf(TSet1), SizeOf(TSetD)); E := s2; WriteLn(E, ' ', Ord(p300), ' ', p5 < p300); S := TScoped.two; WriteLn(S, ' ', Low(TScoped));
  for E := Low(TSmall) to High(TSmall) do Write(E, ' '); I := Ord(High(TSparse)); WriteLn(I, ' ', TSmall(0), Succ(s1));
end.

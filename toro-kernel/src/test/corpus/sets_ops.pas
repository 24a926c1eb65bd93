{ SPDX-License-Identifier: Apache-2.0 }
program sets_ops;
{$mode objfpc}
type
  TDay = (Mon, Tue, Wed, Thu, Fri, Sat, Sun);
  TDays = set of TDay;
  TChars = set of Char;
  TBig = set of 0..200;
var
  A, B: TDays; C: TChars; D: TDay; G: TBig; I: Integer; Ch: Char;
begin
  A := [Mon..Fri]; B := [Wed, Sat];
  for D in A * B do Write(Ord(D), ' ');
  for D := Low(TDay) to High(TDay) do if D in A + B then Write(Ord(D)) else Write('.');
  for D in A - B do Write('-', Ord(D));
  for D in A >< B do Write('x', Ord(D));
  WriteLn;
  WriteLn(B <= A, [Wed] <= A, A >= [Mon], A = [Mon, Tue, Wed, Thu, Fri], A <> B, ' ', SizeOf(TDays), SizeOf(TChars), SizeOf(TBig));
  Include(A, Sun); Exclude(A, Mon); WriteLn(Sun in A, Mon in A);
  C := ['a'..'f', '0', #200];
  for Ch in C do Write(Ord(Ch), ' ');
  WriteLn;
  G := [];
  for I := 0 to 200 do if I mod 17 = 0 then Include(G, I);
  for I in G do Write(I, ' ');
  WriteLn(199 in G, 187 in G);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Compares Toro.Trigonometry with the x87 of the core that this runs on. Arguments: seed, count. Writes for each
  function how many results of a thousand are the same, and the largest difference in units of the last place. }
program trigonometry;
{$mode objfpc}
{$asmmode intel}
uses
  Toro.Trigonometry;
const
  { Arguments below these: small, a quarter of pi and its multiples, large }
  Below: array[0..6] of Extended = (1E-9, 0.785, 1.6, 3.2, 100, 1E6, 9E18);
type
  TTally = record
    Same, Compared, Difference: Int64;
  end;
var
  Sines, Cosines, Tangents: TTally;
  Refused: Int64;

procedure CoreSineAndCosine(constref X: Extended; out Sine, Cosine: Extended); assembler; nostackframe;
asm
  fld tbyte ptr [rdi]
  fsincos
  fstp tbyte ptr [rdx]
  fstp tbyte ptr [rsi]
end;

procedure CoreTangent(constref X: Extended; out Tangent: Extended); assembler; nostackframe;
asm
  fld tbyte ptr [rdi]
  fptan
  fstp st(0)
  fstp tbyte ptr [rsi]
end;

procedure Compare(var Tally: TTally; const Ours: TExtendedBits; constref Core: Extended);
var
  Theirs: PExtendedBits;
  Difference: Int64;
begin
  Theirs := @Core;
  Difference := Abs(Int64(Ours.Mantissa - Theirs^.Mantissa));
  if Ours.SignAndExponent <> Theirs^.SignAndExponent then
    Difference := High(Int64);
  Inc(Tally.Compared);
  Inc(Tally.Same, Ord(Difference = 0));
  if Difference > Tally.Difference then
    Tally.Difference := Difference;
end;

procedure CompareAt(constref X: Extended);
var
  S, C, T: Extended;
  Sine, Cosine, Value: TExtendedBits;
begin
  if not (SineAndCosine(PExtendedBits(@X)^, Sine, Cosine) and Tangent(PExtendedBits(@X)^, Value)) then
  begin
    Inc(Refused);
    Exit;
  end;
  CoreSineAndCosine(X, S, C);
  CoreTangent(X, T);
  Compare(Sines, Sine, S);
  Compare(Cosines, Cosine, C);
  Compare(Tangents, Value, T);
end;

procedure Report(const Name: ShortString; const Tally: TTally);
begin
  WriteLn(Name, ' ', Tally.Same * 1000 div Tally.Compared, ' ', Tally.Difference);
end;

var
  Index, Seed, Count, Code: LongInt;
  X: Extended;
begin
  Val(ParamStr(1), Seed, Code);
  Val(ParamStr(2), Count, Code);
  RandSeed := Seed;
  for Index := 1 to Count do
  begin
    { All 64 bits of the mantissa }
    X := (Random + Random / (Int64(1) shl 32)) * Below[Index mod Length(Below)];
    if Index and 8 <> 0 then
      X := -X;
    CompareAt(X);
  end;
  Report('sine', Sines);
  Report('cosine', Cosines);
  Report('tangent', Tangents);
  WriteLn('refused ', Refused);
end.

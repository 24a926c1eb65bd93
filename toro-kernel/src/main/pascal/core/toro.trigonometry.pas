{ SPDX-License-Identifier: Apache-2.0 }
{ Sine, cosine and tangent of an extended number to the last bit, as the x87 of a real core gives them: QEMU's
  software emulation computes them with 53 bits only. In whole numbers, so that no register of the x87 or of SSE
  changes: numbers have a mantissa of 128 bits, arguments are reduced by a pi of 66 bits (Intel SDM 1, 8.3.8).
  Called by Toro.TrigonometryTraps, and by a test that compares it with the core it runs on. Touches nothing. }
unit Toro.Trigonometry;

{$mode objfpc}
{$asmmode intel}
{$Q-}{$R-}

interface

type
  { A number as the x87 stores it in ten bytes (SDM 1, figure 4-3) }
  PExtendedBits = ^TExtendedBits;
  TExtendedBits = packed record
    Mantissa: QWord;
    SignAndExponent: Word;
  end;

{ False: for this argument (0, not finite, denormal, 2^63 or more) the emulation is as exact as a core. }
function SineAndCosine(const Argument: TExtendedBits; out Sine, Cosine: TExtendedBits): Boolean;
function Tangent(const Argument: TExtendedBits; out Value: TExtendedBits): Boolean;
function IsInfinite(const Argument: TExtendedBits): Boolean;

implementation

type
  { A fraction of 128 bits, or a whole number }
  PWide = ^TWide;
  TWide = record
    Low, High: QWord;
  end;

  { Mantissa * 2^(Exponent - 127); the mantissa's top bit is set. }
  TNumber = record
    Mantissa: TWide;
    Exponent: LongInt;
  end;

  { An argument between -pi/4 and pi/4, and in which quarter of the circle it was }
  TReduced = record
    Size: TNumber;
    Zero, Negative: Boolean;
    Quarter: LongInt;
  end;

const
  TopBit = QWord(1) shl 63;
  ExponentBias = 16383;
  SignBit = $8000;
  { Of infinities and of what is not a number }
  TopExponent = $7FFF;
  { pi/4 has the exponent -1 and this mantissa. }
  QuarterPi = QWord($C90FDAA22168C234);
  { pi/2 is this number of 66 bits times 2^-65. }
  HalfPiHigh = 3;
  HalfPiLow = $243F6A8885A308D3;
  HalfPiScale = 65;
  { Bits of a quotient: the mantissa, one to round by and some more }
  QuotientBits = 70;

  FirstFactorial = 2;
  LastFactorial = 25;
  { 1/2!, 1/3!, ...: what comes after the last is below 2^-80 of the result. }
  Inverse: array[FirstFactorial..LastFactorial] of TWide = (
    (Low: $0000000000000000; High: QWord($8000000000000000)),
    (Low: QWord($AAAAAAAAAAAAAAAA); High: $2AAAAAAAAAAAAAAA),
    (Low: QWord($AAAAAAAAAAAAAAAA); High: $0AAAAAAAAAAAAAAA),
    (Low: $2222222222222222; High: $0222222222222222),
    (Low: $05B05B05B05B05B0; High: $005B05B05B05B05B),
    (Low: $00D00D00D00D00D0; High: $000D00D00D00D00D),
    (Low: QWord($A01A01A01A01A01A); High: $0001A01A01A01A01),
    (Low: $671F5583911CA002; High: $00002E3BC74AAD8E),
    (Low: QWord($D71CBBC05B4FA999); High: $0000049F93EDDE27),
    (Low: $138E3F9D1F92E0DF; High: $0000006B99159FD5),
    (Low: $6C4BDAA26D4C3D67; High: $00000008F76C77FC),
    (Low: $43684BE51C198E91; High: $00000000B092309D),
    (Low: $603E4E905D6F8A2E; High: $000000000C9CBA54),
    (Low: $399DC0F88EC32B58; High: $0000000000D73F9F),
    (Low: QWord($F399DC0F88EC32B5); High: $00000000000D73F9),
    (Low: $3B81856A53593028; High: $000000000000CA96),
    (Low: $3C31DCBECBBDD802; High: $0000000000000B41),
    (Low: QWord($A4DA340A0AB92650); High: $0000000000000097),
    (Low: QWord($950AE900808941EA); High: $0000000000000007),
    (Low: $5C6E3BDB73D5C62F; High: $0000000000000000),
    (Low: $04338E5B6DFE14A5; High: $0000000000000000),
    (Low: $002EC368262C7033; High: $0000000000000000),
    (Low: $0001F2CF01972F57; High: $0000000000000000),
    (Low: $000013F3CCDD165F; High: $0000000000000000));

{ ---- 128 bits ---- }

{ The product of two fractions, at most 1 too small in its last place. }
procedure Multiply(A, B, Product: PWide); assembler; nostackframe;
asm
  mov r8, rdx
  mov rax, [rdi + 8]
  mul qword ptr [rsi + 8]
  mov r9, rax
  mov r10, rdx
  mov rax, [rdi + 8]
  mul qword ptr [rsi]
  mov r11, rax
  add r9, rdx
  adc r10, 0
  mov rax, [rdi]
  mul qword ptr [rsi + 8]
  add r11, rax
  adc r9, rdx
  adc r10, 0
  mov [r8], r9
  mov [r8 + 8], r10
end;

procedure Subtract(var A: TWide; BHigh, BLow: QWord); inline;
begin
  A.High := A.High - BHigh - Ord(A.Low < BLow);
  A.Low := A.Low - BLow;
end;

function IsLess(const A: TWide; BHigh, BLow: QWord): Boolean; inline;
begin
  Result := (A.High < BHigh) or (A.High = BHigh) and (A.Low < BLow);
end;

procedure Double(var A: TWide); inline;
begin
  A.High := A.High shl 1 or A.Low shr 63;
  A.Low := A.Low shl 1;
end;

procedure ShiftRight(var A: TWide; Bits: LongInt);
begin
  if Bits >= 64 then
  begin
    A.Low := A.High;
    A.High := 0;
    Dec(Bits, 64);
  end;
  if Bits >= 64 then
    A.Low := 0
  else if Bits > 0 then
  begin
    A.Low := A.Low shr Bits or A.High shl (64 - Bits);
    A.High := A.High shr Bits;
  end;
end;

procedure Normalize(var Value: TNumber);
begin
  while Value.Mantissa.High and TopBit = 0 do
  begin
    Double(Value.Mantissa);
    Dec(Value.Exponent);
  end;
end;

{ To the nearest number of 64 bits, the even one of two as near. }
function Rounded(const Value: TNumber; Negative: Boolean): TExtendedBits;
var
  Exponent: LongInt;
begin
  Exponent := Value.Exponent + ExponentBias;
  Result.Mantissa := Value.Mantissa.High;
  if (Value.Mantissa.Low > TopBit) or (Value.Mantissa.Low = TopBit) and Odd(Value.Mantissa.High) then
  begin
    Inc(Result.Mantissa);
    if Result.Mantissa = 0 then
    begin
      Result.Mantissa := TopBit;
      Inc(Exponent);
    end;
  end;
  Result.SignAndExponent := Exponent;
  if Negative then
    Result.SignAndExponent := Result.SignAndExponent or SignBit;
end;

{ ---- Reduction ---- }

{ Into a number of halves of pi, of which the lowest two bits matter, and what is left. }
procedure Divide(Mantissa: QWord; Exponent: LongInt; var Reduced: TReduced);
var
  Rest, Other: TWide;
  Doublings: LongInt;
begin
  Rest.Low := Mantissa;
  Rest.High := 0;
  for Doublings := 1 to Exponent + 2 do
  begin
    Double(Rest);
    Reduced.Quarter := Reduced.Quarter shl 1;
    if not IsLess(Rest, HalfPiHigh, HalfPiLow) then
    begin
      Subtract(Rest, HalfPiHigh, HalfPiLow);
      Inc(Reduced.Quarter);
    end;
  end;
  { The nearest multiple, so that less than a quarter of pi is left }
  Other.Low := HalfPiLow;
  Other.High := HalfPiHigh;
  Subtract(Other, Rest.High, Rest.Low);
  if IsLess(Other, Rest.High, Rest.Low) then
  begin
    Rest := Other;
    Reduced.Negative := True;
    Inc(Reduced.Quarter);
  end;
  Reduced.Size.Mantissa := Rest;
  Reduced.Size.Exponent := 127 - HalfPiScale;
  Reduced.Zero := Rest.Low or Rest.High = 0;
end;

function Reduce(const Argument: TExtendedBits; out Reduced: TReduced): Boolean;
var
  Exponent: LongInt;
begin
  Exponent := Argument.SignAndExponent and not SignBit;
  Reduced.Zero := False;
  Reduced.Negative := False;
  Reduced.Quarter := 0;
  Result := (Exponent <> 0) and (Exponent < ExponentBias + 63) and (Argument.Mantissa and TopBit <> 0);
  if not Result then
    Exit;
  Dec(Exponent, ExponentBias);
  if (Exponent < -1) or (Exponent = -1) and (Argument.Mantissa <= QuarterPi) then
  begin
    Reduced.Size.Mantissa.High := Argument.Mantissa;
    Reduced.Size.Mantissa.Low := 0;
    Reduced.Size.Exponent := Exponent;
  end
  else
    Divide(Argument.Mantissa, Exponent, Reduced);
  if not Reduced.Zero then
    Normalize(Reduced.Size);
end;

function IsInfinite(const Argument: TExtendedBits): Boolean;
begin
  Result := (Argument.SignAndExponent and not SignBit = TopExponent) and (Argument.Mantissa = TopBit);
end;

{ ---- Series ---- }

{ x^2 as a fraction; x is below 1. }
procedure Square(const X: TNumber; out Fraction: TWide);
begin
  Multiply(@X.Mantissa, @X.Mantissa, @Fraction);
  ShiftRight(Fraction, -2 * X.Exponent - 2);
end;

{ x^2/First! - x^4/(First + 2)! + ...; what sine (3) and cosine (2) are less than x and 1. }
procedure Series(First: LongInt; const Squared: TWide; out Sum: TWide);
var
  Index: LongInt;
  Product: TWide;
begin
  Index := LastFactorial - (LastFactorial - First) and 1;
  Sum := Inverse[Index];
  while Index > First do
  begin
    Dec(Index, 2);
    Multiply(@Sum, @Squared, @Product);
    Sum := Inverse[Index];
    Subtract(Sum, Product.High, Product.Low);
  end;
  Multiply(@Sum, @Squared, @Product);
  Sum := Product;
end;

procedure SineOf(const X: TNumber; const Squared: TWide; out Value: TNumber);
var
  Less: TWide;
begin
  Series(3, Squared, Less);
  Value := X;
  Multiply(@X.Mantissa, @Less, @Less);
  Subtract(Value.Mantissa, Less.High, Less.Low);
  Normalize(Value);
end;

procedure CosineOf(const Squared: TWide; out Value: TNumber);
var
  Less: TWide;
begin
  Series(2, Squared, Less);
  Value.Mantissa.Low := 0;
  Value.Mantissa.High := 0;
  Value.Exponent := -1;
  Subtract(Value.Mantissa, Less.High, Less.Low);
  if Value.Mantissa.High = 0 then
  begin
    { Nothing less than 1 }
    Value.Mantissa.High := TopBit;
    Value.Exponent := 0;
  end;
end;

{ ---- Results ---- }

{ Sine and cosine of what is left, exchanged in quarters 1 and 3, with their signs. False as for SineAndCosine }
function Evaluate(const Argument: TExtendedBits; out Sine, Cosine: TNumber;
  out SineNegative, CosineNegative: Boolean): Boolean;
var
  Reduced: TReduced;
  Squared: TWide;
  Turned: TNumber;
  Sign: Boolean;
begin
  Result := Reduce(Argument, Reduced) and not Reduced.Zero;
  if not Result then
    Exit;
  Square(Reduced.Size, Squared);
  SineOf(Reduced.Size, Squared, Sine);
  CosineOf(Squared, Cosine);
  SineNegative := Reduced.Negative;
  CosineNegative := False;
  if Odd(Reduced.Quarter) then
  begin
    Turned := Sine;
    Sine := Cosine;
    Cosine := Turned;
    Sign := SineNegative;
    SineNegative := CosineNegative;
    CosineNegative := not Sign;
  end;
  if Reduced.Quarter and 2 <> 0 then
  begin
    SineNegative := not SineNegative;
    CosineNegative := not CosineNegative;
  end;
  SineNegative := SineNegative xor (Argument.SignAndExponent and SignBit <> 0);
end;

function SineAndCosine(const Argument: TExtendedBits; out Sine, Cosine: TExtendedBits): Boolean;
var
  S, C: TNumber;
  SNegative, CNegative: Boolean;
begin
  Result := Evaluate(Argument, S, C, SNegative, CNegative);
  if not Result then
    Exit;
  Sine := Rounded(S, SNegative);
  Cosine := Rounded(C, CNegative);
end;

procedure Quotient(const A, B: TNumber; out Value: TNumber);
var
  Rest: TWide;
  Bit: LongInt;
  Carry: Boolean;
begin
  Value.Mantissa.Low := 0;
  Value.Mantissa.High := 0;
  { The first bit is 2^(Value.Exponent). }
  Value.Exponent := A.Exponent - B.Exponent;
  Rest := A.Mantissa;
  Carry := False;
  for Bit := 1 to QuotientBits do
  begin
    Double(Value.Mantissa);
    if Carry or not IsLess(Rest, B.Mantissa.High, B.Mantissa.Low) then
    begin
      Subtract(Rest, B.Mantissa.High, B.Mantissa.Low);
      Inc(Value.Mantissa.Low);
    end;
    Carry := Rest.High and TopBit <> 0;
    Double(Rest);
  end;
  Inc(Value.Exponent, 128 - QuotientBits);
  Normalize(Value);
end;

function Tangent(const Argument: TExtendedBits; out Value: TExtendedBits): Boolean;
var
  S, C, T: TNumber;
  SNegative, CNegative: Boolean;
begin
  Result := Evaluate(Argument, S, C, SNegative, CNegative);
  if not Result then
    Exit;
  Quotient(S, C, T);
  Value := Rounded(T, SNegative xor CNegative);
end;

end.

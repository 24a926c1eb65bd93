{ SPDX-License-Identifier: Apache-2.0 }
{ Random bytes: RDRAND where the core has it, else the time-stamp counter through a mixing function, which
  is not fit for secrets. A driver with a better source sets RandomImplementation. }
unit Toro.Random;

{$mode objfpc}
{$asmmode intel}

interface

var
  { Fills the buffer and answers True, or has no bytes now. }
  RandomImplementation: function(Buffer: Pointer; Size: PtrUInt): Boolean;

procedure FillRandom(Buffer: Pointer; Size: PtrUInt);

implementation

uses
  Toro.Cpu;

var
  State: QWord;

{ False: the core had none at this moment. }
function HardwareRandom(out Value: QWord): Boolean; assembler; nostackframe;
asm
  mov ecx, 10
@again:
  db $48, $0F, $C7, $F0                         { rdrand rax }
  jc @done
  dec ecx
  jnz @again
@done:
  setc cl
  mov [rdi], rax
  movzx eax, cl
end;

function HasHardwareRandom: Boolean; inline;
const
  RdrandBit = 1 shl 30;
var
  Answer: TCpuid;
begin
  Cpuid(1, 0, Answer);
  Result := Answer.Ecx and RdrandBit <> 0;
end;

{ SplitMix64 (Steele, Lea, Flood 2014) over state and time }
function MixedRandom: QWord; inline;
begin
  State := State + QWord($9E3779B97F4A7C15) + ReadTsc;
  Result := State;
  Result := (Result xor (Result shr 30)) * QWord($BF58476D1CE4E5B9);
  Result := (Result xor (Result shr 27)) * QWord($94D049BB133111EB);
  Result := Result xor (Result shr 31);
end;

procedure FillRandom(Buffer: Pointer; Size: PtrUInt);
var
  Value: QWord;
  Part: PtrUInt;
  Hardware: Boolean;
begin
  if (RandomImplementation <> nil) and RandomImplementation(Buffer, Size) then
    Exit;
  Hardware := HasHardwareRandom;
  while Size > 0 do
  begin
    if not Hardware or not HardwareRandom(Value) then
      Value := MixedRandom;
    Part := SizeOf(Value);
    if Part > Size then
      Part := Size;
    Move(Value, Buffer^, Part);
    Inc(Buffer, Part);
    Dec(Size, Part);
  end;
end;

end.

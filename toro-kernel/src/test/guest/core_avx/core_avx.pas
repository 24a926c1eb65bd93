{ SPDX-License-Identifier: Apache-2.0 }
{ AVX works on every core that has it, and its registers survive as far as a call promises. }
program core_avx;
{$mode objfpc}
{$asmmode intel}
uses
  Cpu, Process;
type
  TEight = array[0..7] of Single;
var
  A, B, Sum: TEight;
  Done: LongInt;

procedure AddWithAvx; assembler; nostackframe;
asm
  vmovups ymm0, [rip + A]
  vmovups ymm1, [rip + B]
  vaddps ymm2, ymm0, ymm1
  vmovups [rip + Sum], ymm2
  vzeroupper
end;

function Run(Parameter: Pointer): PtrInt;
var
  I: LongInt;
begin
  FillChar(Sum, SizeOf(Sum), 0);
  if AVXSupport then
    AddWithAvx
  else
    for I := 0 to High(Sum) do
      Sum[I] := A[I] + B[I];
  for I := 0 to High(Sum) do
    Write(Sum[I]:0:0, ' ');
  WriteLn;
  InterlockedIncrement(Done);
  Result := 0;
end;

{ The core says that it has AVX (CPUID leaf 1, ECX bit 28). }
function HasAvx: Boolean; assembler; nostackframe;
asm
  push rbx
  mov eax, 1
  cpuid
  shr ecx, 28
  mov eax, ecx
  and eax, 1
  pop rbx
end;

var
  I: LongInt;
  Id: TThreadID;
begin
  for I := 0 to High(A) do
  begin
    A[I] := I;
    B[I] := 10 * I;
  end;
  WriteLn('usable where the core has it: ', AVXSupport = HasAvx);
  for I := 0 to 1 do
  begin
    BeginThread(nil, 0, @Run, nil, I, Id);
    while Done <= I do
      SysThreadSwitch;
  end;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ FSIN, FCOS, FPTAN and FSINCOS of the program and the run-time library. The linker puts an INT of the same size in
  their places (overrides.txt, `trap`), because nothing else gives control back where an emulator is less exact than
  a core: the gates carry out the instruction itself on a core and under KVM, and what Toro.Trigonometry computes
  under QEMU's software emulation. Linked only into images that have such an instruction; called by Toro.Kernel. }
unit Toro.TrigonometryTraps;

{$mode objfpc}
{$asmmode intel}

interface

{ Fills the gates. }
procedure InitTrigonometry;

implementation

uses
  Toro.Cores, Toro.Cpu, Toro.Gates, Toro.Trigonometry;

const
  FirstVector = $E8;

type
  { What a gate is about, in the order of the vectors, which are those of overrides.txt }
  TKind = (kSine, kCosine, kTangent, kBoth);

  { On the stack of a gate: the argument, then the result; the second one }
  PValues = ^TValues;
  TValues = packed record
    First: TExtendedBits;
    Padding: array[0..5] of Byte;
    Second: TExtendedBits;
  end;

{ ---- A core ---- }

procedure CoreSine; assembler; nostackframe;
asm
  fsin
  iretq
end;

procedure CoreCosine; assembler; nostackframe;
asm
  fcos
  iretq
end;

procedure CoreTangent; assembler; nostackframe;
asm
  fptan
  iretq
end;

procedure CoreBoth; assembler; nostackframe;
asm
  fsincos
  iretq
end;

{ ---- The emulation ---- }

const
  { What is to be done with the argument: the instruction itself, nothing more, what an infinite one causes }
  ByInstruction = 0;
  Computed = 1;
  Invalid = 2;

{ Uses no register of the x87 or of SSE: they are the program's. }
function Compute(Values: PValues; Kind: TKind): LongInt;
var
  Argument, Other: TExtendedBits;
  Done: Boolean;
begin
  Argument := Values^.First;
  if IsInfinite(Argument) then
    Exit(Invalid);
  case Kind of
    kSine: Done := SineAndCosine(Argument, Values^.First, Other);
    kCosine: Done := SineAndCosine(Argument, Other, Values^.First);
    kTangent: Done := Tangent(Argument, Values^.First);
  else
    Done := SineAndCosine(Argument, Values^.First, Values^.Second);
  end;
  if Done then
    Result := Computed
  else
    Result := ByInstruction;
end;

{ In: the kind in eax, the program's rax pushed. Carry: the instruction itself is to be done. Else the results are
  on the x87's stack. }
procedure Emulate; assembler; nostackframe;
asm
  push rcx
  push rdx
  push rsi
  push rdi
  push r8
  push r9
  push r10
  push r11
  sub rsp, 32
  fstp tbyte ptr [rsp]
  mov rdi, rsp
  mov esi, eax
  push rax
  call Compute
  pop rcx
  fld tbyte ptr [rsp]
  cmp al, Computed
  jb @out
  ja @invalid
  { C2 is clear after these instructions (SDM 2, FSIN); a comparison with 0 clears it. }
  ftst
  cmp ecx, 2
  jb @done
  jne @second
  fld1
  jmp @done
@second:
  fld tbyte ptr [rsp + 16]
  jmp @done
@invalid:
  { Infinity less infinity: not a number, and the exception that the core would raise }
  fsub st(0), st(0)
  cmp ecx, 2
  jb @done
  fld st(0)
@done:
  clc
@out:
  lea rsp, [rsp + 32]
  pop r11
  pop r10
  pop r9
  pop r8
  pop rdi
  pop rsi
  pop rdx
  pop rcx
end;

procedure EmulatedSine; assembler; nostackframe;
asm
  push rax
  mov eax, 0
  call Emulate
  pop rax
  jnc @done
  fsin
@done:
  iretq
end;

procedure EmulatedCosine; assembler; nostackframe;
asm
  push rax
  mov eax, 1
  call Emulate
  pop rax
  jnc @done
  fcos
@done:
  iretq
end;

procedure EmulatedTangent; assembler; nostackframe;
asm
  push rax
  mov eax, 2
  call Emulate
  pop rax
  jnc @done
  fptan
@done:
  iretq
end;

procedure EmulatedBoth; assembler; nostackframe;
asm
  push rax
  mov eax, 3
  call Emulate
  pop rax
  jnc @done
  fsincos
@done:
  iretq
end;

procedure FillGates; [public, alias: 'toro_fill_trigonometry'];
const
  { By kind: on a core, and under the emulation }
  Handlers: array[Boolean, TKind] of TProcedure = (
    (@CoreSine, @CoreCosine, @CoreTangent, @CoreBoth),
    (@EmulatedSine, @EmulatedCosine, @EmulatedTangent, @EmulatedBoth));
var
  Answer: TCpuid;
  Kind: TKind;
begin
  Cpuid(HypervisorLeaf, 0, Answer);
  for Kind := Low(TKind) to High(TKind) do
    SetGate(FirstVector + Ord(Kind), Pointer(Handlers[Answer.Ebx = EmulatorSignature, Kind]), InterruptStack);
end;

const
  { nil in an image without such an instruction }
  Fill: procedure = @FillGates;

procedure InitTrigonometry;
begin
  if Fill <> nil then
    Fill();
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The instructions that Pascal cannot express: ports, model-specific and control registers, time-stamp
  counter, CPUID, interrupt flag. Every unit of the kernel may use it; it touches no memory but its
  parameters. Instruction and register layouts: Intel SDM volume 2 and 3. }
unit Toro.Cpu;

{$mode objfpc}
{$asmmode intel}

interface

const
  MsrApicBase = $1B;
  MsrEfer = $C0000080;
  MsrStar = $C0000081;
  MsrLstar = $C0000082;
  MsrSyscallMask = $C0000084;
  MsrGsBase = $C0000101;

  { CPUID: who emulates or virtualizes, and the first four bytes of its name, TCGTCGTCGTCG and KVMKVMKVM }
  HypervisorLeaf = $40000000;
  EmulatorSignature = $54474354;
  KvmSignature = $4B4D564B;

type
  TCpuid = record
    Eax, Ebx, Ecx, Edx: LongWord;
  end;

function InByte(Port: Word): Byte;
function InWord(Port: Word): Word;
function InLong(Port: Word): LongWord;
procedure OutByte(Port: Word; Value: Byte);
procedure OutWord(Port: Word; Value: Word);
procedure OutLong(Port: Word; Value: LongWord);
{ Count bytes at Buffer go to Port, one instruction. }
procedure OutBytes(Port: Word; Buffer: Pointer; Count: PtrUInt);
{ The same for words of 16 bits, both ways. }
procedure InWords(Port: Word; Buffer: Pointer; Count: PtrUInt);
procedure OutWords(Port: Word; Buffer: Pointer; Count: PtrUInt);

function ReadMsr(Index: LongWord): QWord;
procedure WriteMsr(Index: LongWord; Value: QWord);
function ReadTsc: QWord;
procedure Cpuid(Leaf, Subleaf: LongWord; out Answer: TCpuid);

{ The linear address of the last page fault }
function ReadCr2: QWord;
procedure FlushPage(Address: PtrUInt);
procedure FlushAllPages;

{ Only interrupts of a class, their vectors' upper four bits, above it are let in (SDM 3, 11.8.6); 0: all. }
procedure WriteTaskPriority(InterruptClass: QWord);

procedure EnableInterrupts;
{ True when interrupts were enabled before. }
function DisableInterrupts: Boolean;
procedure RestoreInterrupts(WereEnabled: Boolean); inline;
{ Interrupts on, halt until one has been handled, interrupts off: nothing can come between. }
procedure HaltForInterrupt;
{ Lets pending interrupts in; interrupts are off again afterwards. }
procedure AllowInterrupts;
{ Interrupts off, for ever. }
procedure HaltForever;
{ For loops that wait for hardware. Who waits for another core lingers. }
procedure CpuPause;

var
  { Halts the core for a moment (Toro.Interrupts); nil: no other core has been started. }
  HaltBriefly: procedure(LongestNs: Int64);

{ One round of a loop that waits for what another core is about to do; Rounds is 0 before the first. The other core
  may be a thread that the host has put aside for the sake of this very one: after a few rounds the core halts, for
  growing times. }
procedure Linger(var Rounds: LongInt);

{ A lock for a few instructions, with interrupts off where handlers take it; who finds it taken lingers. }
type
  TSpinLock = LongInt;
procedure AcquireSpinLock(var Lock: TSpinLock);
procedure ReleaseSpinLock(var Lock: TSpinLock); inline;

{ Zeroes whole 64-byte lines: Size is a multiple of 64, Address of 16. }
procedure ZeroLines(Address: Pointer; Size: PtrUInt);

implementation

function InByte(Port: Word): Byte; assembler; nostackframe;
asm
  mov edx, edi
  in al, dx
end;

function InWord(Port: Word): Word; assembler; nostackframe;
asm
  mov edx, edi
  in ax, dx
end;

function InLong(Port: Word): LongWord; assembler; nostackframe;
asm
  mov edx, edi
  in eax, dx
end;

procedure OutByte(Port: Word; Value: Byte); assembler; nostackframe;
asm
  mov edx, edi
  mov eax, esi
  out dx, al
end;

procedure OutWord(Port: Word; Value: Word); assembler; nostackframe;
asm
  mov edx, edi
  mov eax, esi
  out dx, ax
end;

procedure OutLong(Port: Word; Value: LongWord); assembler; nostackframe;
asm
  mov edx, edi
  mov eax, esi
  out dx, eax
end;

procedure OutBytes(Port: Word; Buffer: Pointer; Count: PtrUInt); assembler; nostackframe;
asm
  mov rcx, rdx
  mov edx, edi
  rep outsb
end;

procedure InWords(Port: Word; Buffer: Pointer; Count: PtrUInt); assembler; nostackframe;
asm
  mov rcx, rdx
  mov edx, edi
  mov rdi, rsi
  rep insw
end;

procedure OutWords(Port: Word; Buffer: Pointer; Count: PtrUInt); assembler; nostackframe;
asm
  mov rcx, rdx
  mov edx, edi
  rep outsw
end;

function ReadMsr(Index: LongWord): QWord; assembler; nostackframe;
asm
  mov ecx, edi
  rdmsr
  shl rdx, 32
  or rax, rdx
end;

procedure WriteMsr(Index: LongWord; Value: QWord); assembler; nostackframe;
asm
  mov ecx, edi
  mov rax, rsi
  mov rdx, rsi
  shr rdx, 32
  wrmsr
end;

function ReadTsc: QWord; assembler; nostackframe;
asm
  rdtsc
  shl rdx, 32
  or rax, rdx
end;

procedure Cpuid(Leaf, Subleaf: LongWord; out Answer: TCpuid); assembler; nostackframe;
asm
  push rbx
  mov r8, rdx
  mov eax, edi
  mov ecx, esi
  cpuid
  mov [r8], eax
  mov [r8 + 4], ebx
  mov [r8 + 8], ecx
  mov [r8 + 12], edx
  pop rbx
end;

function ReadCr2: QWord; assembler; nostackframe;
asm
  mov rax, cr2
end;

procedure FlushPage(Address: PtrUInt); assembler; nostackframe;
asm
  invlpg [rdi]
end;

procedure FlushAllPages; assembler; nostackframe;
asm
  mov rax, cr3
  mov cr3, rax
end;

procedure WriteTaskPriority(InterruptClass: QWord); assembler; nostackframe;
asm
  { mov cr8, rdi, which the compiler does not know }
  db $44, $0F, $22, $C7
end;

procedure EnableInterrupts; assembler; nostackframe;
asm
  sti
end;

function DisableInterrupts: Boolean; assembler; nostackframe;
asm
  pushfq
  pop rax
  cli
  shr eax, 9
  and eax, 1
end;

procedure RestoreInterrupts(WereEnabled: Boolean); inline;
begin
  if WereEnabled then
    EnableInterrupts;
end;

procedure HaltForInterrupt; assembler; nostackframe;
asm
  sti
  hlt
  cli
end;

procedure AllowInterrupts; assembler; nostackframe;
asm
  sti
  nop
  cli
end;

procedure HaltForever; assembler; nostackframe;
asm
  cli
@again:
  hlt
  jmp @again
end;

procedure CpuPause; assembler; nostackframe;
asm
  pause
end;

procedure Linger(var Rounds: LongInt);
const
  SpinRounds = 64;
  FirstHaltNs = 50000;
  MostDoubled = 5;
begin
  if (Rounds < SpinRounds) or (HaltBriefly = nil) then
  begin
    Inc(Rounds);
    CpuPause;
    Exit;
  end;
  HaltBriefly(FirstHaltNs shl (Rounds - SpinRounds));
  if Rounds < SpinRounds + MostDoubled then
    Inc(Rounds);
end;

procedure AwaitSpinLock(var Lock: TSpinLock); [public, alias: 'toro_await_spin_lock'];
var
  Rounds: LongInt;
begin
  Rounds := 0;
  repeat
    repeat
      Linger(Rounds);
    until Lock = 0;
  until InterlockedExchange(Lock, 1) = 0;
end;

const
  { nil, and never used, in an image that starts no other core (overrides.txt) }
  WhenTaken: procedure(var Lock: TSpinLock) = @AwaitSpinLock;

procedure AcquireSpinLock(var Lock: TSpinLock); assembler; nostackframe;
asm
  mov eax, 1
  xchg [rdi], eax
  test eax, eax
  jz @taken
  jmp [rip + WhenTaken]
@taken:
end;

procedure ReleaseSpinLock(var Lock: TSpinLock); inline;
begin
  { Stores are not reordered with earlier ones on x86 (SDM 3, 8.2.2). }
  Lock := 0;
end;

procedure ZeroLines(Address: Pointer; Size: PtrUInt); assembler; nostackframe;
asm
  pxor xmm0, xmm0
  add rsi, rdi
  jmp @test
@line:
  movaps [rdi], xmm0
  movaps [rdi + 16], xmm0
  movaps [rdi + 32], xmm0
  movaps [rdi + 48], xmm0
  add rdi, 64
@test:
  cmp rdi, rsi
  jb @line
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ What each core has of its own, found through the GS base: identity, descriptor tables, the bounds of the
  running stack. Core 0 is set up by the kernel's start, the others by the unit that starts them. }
unit Toro.Cores;

{$mode objfpc}
{$asmmode intel}

interface

const
  MaxCores = 64;
  { Interrupt stack table entries (SDM 3, 6.14.5) }
  FaultStack = 1;
  DoubleFaultStack = 2;
  InterruptStack = 3;
  CoreStackSize = 8192;

type
  { Task state segment (SDM 3, 7.7): only the stacks matter. }
  TTaskState = packed record
    Reserved0: LongWord;
    Stacks: array[0..2] of QWord;
    Reserved1: QWord;
    InterruptStacks: array[1..7] of QWord;
    Reserved2: QWord;
    Reserved3, IoMapBase: Word;
  end;

  PCore = ^TCore;
  TCore = record
    { First: read through GS }
    Self: PCore;
    { 0 is the core that booted }
    Index: LongInt;
    ApicId: LongWord;
    { The running stack: pages between these appear when touched; both 0: all mapped }
    StackLow, StackHigh: PtrUInt;
    { The running thread and the scheduler's record of this core; they belong to Process }
    Thread, Scheduler: Pointer;
    { The heap of this core; it belongs to Memory }
    Heap: Pointer;
    { Signals that the running thread has blocked, bit Signal - 1 }
    BlockedSignals: QWord;
    { Where the system call in progress saved its caller's registers, 0 outside of one: a bad pointer of the
      program makes the call answer EFAULT (Toro.SystemCalls). }
    Recovery: PtrUInt;
    { What idle cores do for devices and timers is being done }
    Polling: LongBool;
    { A fault is being handled: another one is the kernel's own }
    InFault: LongBool;
    Gdt: array[0..4] of QWord;
    Task: TTaskState;
    { Three stacks for the interrupt stack table }
    Stacks: array[1..3, 0..CoreStackSize - 1] of Byte;
  end;

  { Made by the entries in the stub's traps.S }
  PTrapFrame = ^TTrapFrame;
  TTrapFrame = packed record
    R8, R9, R10, R11, R12, R13, R14, R15: QWord;
    Rdi, Rsi, Rbp, Rbx, Rdx, Rax, Rcx: QWord;
    Vector, ErrorCode: QWord;
    Rip, Cs, Rflags, Rsp, Ss: QWord;
  end;

var
  { How many cores run; Cores[0..CoreCount - 1] }
  CoreCount: LongInt = 1;
  Cores: array[0..MaxCores - 1] of PCore;

function ThisCore: PCore;
{ Loads the tables and the GS base of the core that runs this. Core has been zeroed. }
procedure InitCore(Core: PCore; Index: LongInt; ApicId: LongWord);
{ Core 0, from static memory }
procedure InitBootCore;

implementation

uses
  Toro.BootAbi, Toro.Cpu;

var
  BootCore: TCore;

function ThisCore: PCore; assembler; nostackframe;
asm
  mov rax, gs:[0]
end;

{ Loads the GDT at Table (10 bytes: limit, base) and the task register. }
procedure LoadTables(Table: Pointer; TaskSelector: Word); assembler; nostackframe;
asm
  lgdt [rdi]
  ltr si
end;

{ Lets programs use AVX where the core has it: CR4.OSXSAVE and XCR0 (SDM 1, 13.3; 3, 2.6). No vector
  register outlives a call (psABI 3.2.1), and tasks switch in calls: there is nothing to save. }
procedure EnableVectors; assembler; nostackframe;
const
  HasXsave = 1 shl 26; { CPUID leaf 1, ECX }
  HasAvx = 1 shl 28;
  OsXsave = 1 shl 18; { CR4 }
  X87AndSse = 3;
  WithAvx = 7;
asm
  push rbx
  mov eax, 1
  cpuid
  test ecx, HasXsave
  jz @done
  mov rax, cr4
  or eax, OsXsave
  mov cr4, rax
  mov eax, X87AndSse
  test ecx, HasAvx
  jz @set
  mov eax, WithAvx
@set:
  xor ecx, ecx
  xor edx, edx
  { xsetbv, which the compiler does not know }
  db $0F, $01, $D1
@done:
  pop rbx
end;

procedure InitCore(Core: PCore; Index: LongInt; ApicId: LongWord);
const
  Code64 = QWord($00AF9B000000FFFF);
  Data64 = QWord($00CF93000000FFFF);
  AvailableTask = QWord($89) shl 40;
var
  Table: packed record
    Limit: Word;
    Base: QWord;
  end;
  Base: QWord;
  Stack: LongInt;
begin
  Core^.Self := Core;
  Core^.Index := Index;
  Core^.ApicId := ApicId;
  for Stack := FaultStack to InterruptStack do
    Core^.Task.InterruptStacks[Stack] :=
      (PtrUInt(@Core^.Stacks[Stack]) + CoreStackSize) and not PtrUInt(15);
  Core^.Task.IoMapBase := SizeOf(TTaskState);
  Base := PtrUInt(@Core^.Task);
  Core^.Gdt[CodeSelector div 8] := Code64;
  Core^.Gdt[DataSelector div 8] := Data64;
  { SDM 3, 7.2.3: a task descriptor takes two entries. }
  Core^.Gdt[TaskSelector div 8] := AvailableTask or (SizeOf(TTaskState) - 1) or
    (Base and $FFFFFF) shl 16 or (Base shr 24 and $FF) shl 56;
  Core^.Gdt[TaskSelector div 8 + 1] := Base shr 32;
  Table.Limit := SizeOf(Core^.Gdt) - 1;
  Table.Base := PtrUInt(@Core^.Gdt);
  LoadTables(@Table, TaskSelector);
  WriteMsr(MsrGsBase, PtrUInt(Core));
  EnableVectors;
  Cores[Index] := Core;
end;

procedure InitBootCore;
begin
  InitCore(@BootCore, 0, 0);
end;

end.

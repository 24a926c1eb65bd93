{ SPDX-License-Identifier: Apache-2.0 }
{ A few objects of the run-time library hold a `syscall` instruction of their own (start-up, the signal
  restorer): LSTAR leads them to the same table (Intel SDM 2, SYSCALL). }
unit Toro.SyscallEntry;

{$mode objfpc}
{$asmmode intel}

interface

{ Lets the `syscall` instruction of this core enter the system-call table. }
procedure InitSystemCallInstruction;

implementation

uses
  Toro.BootAbi, Toro.Cpu, Toro.Errors, Toro.Signals, Toro.SystemCalls;

const
  LinuxRtSigreturn = 15;
  { Cleared on entry: trap, direction }
  SyscallFlagMask = $500;

{ Linux's own contract, for code that holds a `syscall` instruction: number in rax, arguments in
  rdi rsi rdx r10 r8 r9, return address in rcx, flags in r11; only rax, rcx and r11 change. }
procedure SyscallEntry; assembler; nostackframe;
asm
  cmp eax, LinuxRtSigreturn
  je ReturnFromSignal
  push rcx
  push r11
  push rdi
  push rsi
  push rdx
  push r8
  push r9
  push r10
  push rbp
  mov rbp, rsp
  and rsp, -16
  mov rcx, r10
  cmp rax, SystemCallCount
  jae @missing
  lea r11, [rip + SystemCallTable]
  mov rax, [r11 + rax * 8]
  test rax, rax
  jz @missing
  call rax
  jmp @done
@missing:
  mov rax, -ENOSYS
@done:
  mov rsp, rbp
  pop rbp
  pop r10
  pop r9
  pop r8
  pop rdx
  pop rsi
  pop rdi
  popfq
  ret
end;

procedure InitSystemCallInstruction;
begin
  WriteMsr(MsrStar, QWord(CodeSelector) shl 32);
  WriteMsr(MsrLstar, PtrUInt(@SyscallEntry));
  WriteMsr(MsrSyscallMask, SyscallFlagMask);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ QEMU's software emulation (seen in 7.2) records floating-point exceptions but never raises them: 1/0.0 would give
  Inf instead of EZeroDivide. There, and only there, the recorded flags are looked at where the run-time
  library is entered from a program (WriteLn, the end of a try, conversions, the end of the program), and
  a recorded exception that is not masked is raised then, at that line. Real cores and KVM raise their own.
  Linked by wraps of the run-time library's functions (overrides.txt). }
unit Toro.FloatTraps;

{$mode objfpc}
{$asmmode intel}

interface

implementation

uses
  Toro.Cpu;

const
  { `int` with these vectors, known to Toro.Traps }
  X87Error = 16;
  SimdError = 19;

  Unknown = 0;
  NotNeeded = 1;

var
  { Unknown, NotNeeded or something else: needed }
  State: Byte;

{ Keeps every register that may hold a parameter. }
procedure FindState; assembler; nostackframe;
asm
  push rbx
  push rcx
  push rdx
  mov eax, HypervisorLeaf
  cpuid
  mov al, NotNeeded
  cmp ebx, EmulatorSignature
  jne @known
  inc eax
@known:
  mov byte ptr [rip + State], al
  pop rdx
  pop rcx
  pop rbx
end;

{ Called by a wrapper: the second return address on the stack is the program's. Changes rax and r10. }
procedure CheckSimd; assembler; nostackframe;
asm
  cmp byte ptr [rip + State], NotNeeded
  je @done
  ja @check
  call FindState
  jmp CheckSimd
@check:
  push rax
  stmxcsr [rsp]
  pop rax
  mov r10d, eax
  shr r10d, 7
  not r10d
  and eax, r10d
  test al, $3F
  jz @done
  int SimdError
@done:
end;

{ The x87 too: a core raises its exceptions at the next x87 instruction, so this is for functions that
  begin with one. }
procedure CheckFloat; assembler; nostackframe;
asm
  cmp byte ptr [rip + State], NotNeeded
  je @done
  fnstsw ax
  test al, $80
  jz CheckSimd
  int X87Error
@done:
end;

{ For functions that do not: only what an x87 instruction before must have raised. A division or an
  operation that is not defined leaves a result, and storing that would have raised it; an
  overflow may come of the storing itself. }
procedure CheckStored; assembler; nostackframe;
const
  InvalidOrZero = $05;
  Pending = $80;
asm
  cmp byte ptr [rip + State], NotNeeded
  je @done
  fnstsw ax
  test al, Pending
  jz CheckSimd
  test al, InvalidOrZero
  jz CheckSimd
  int X87Error
@done:
end;

procedure RealGetOutput; external name '__real_fpc_get_output';
procedure WrapGetOutput; assembler; nostackframe; [public, alias: '__wrap_fpc_get_output'];
asm
  call CheckStored
  jmp RealGetOutput
end;

procedure RealPopAddress; external name '__real_fpc_popaddrstack';
procedure WrapPopAddress; assembler; nostackframe; [public, alias: '__wrap_fpc_popaddrstack'];
asm
  call CheckStored
  jmp RealPopAddress
end;

procedure RealDoExit; external name '__real_fpc_do_exit';
procedure WrapDoExit; assembler; nostackframe; [public, alias: '__wrap_fpc_do_exit'];
asm
  call CheckFloat
  jmp RealDoExit
end;

procedure RealWriteFloat; external name '__real_fpc_write_text_float';
procedure WrapWriteFloat; assembler; nostackframe; [public, alias: '__wrap_fpc_write_text_float'];
asm
  call CheckFloat
  jmp RealWriteFloat
end;

procedure RealShortFloat; external name '__real_fpc_shortstr_float';
procedure WrapShortFloat; assembler; nostackframe; [public, alias: '__wrap_fpc_shortstr_float'];
asm
  call CheckFloat
  jmp RealShortFloat
end;

procedure RealAnsiFloat; external name '__real_fpc_ansistr_float';
procedure WrapAnsiFloat; assembler; nostackframe; [public, alias: '__wrap_fpc_ansistr_float'];
asm
  call CheckFloat
  jmp RealAnsiFloat
end;

procedure RealValShort; external name '__real_fpc_val_real_shortstr';
procedure WrapValShort; assembler; nostackframe; [public, alias: '__wrap_fpc_val_real_shortstr'];
asm
  call CheckFloat
  jmp RealValShort
end;

procedure RealValAnsi; external name '__real_fpc_val_real_ansistr';
procedure WrapValAnsi; assembler; nostackframe; [public, alias: '__wrap_fpc_val_real_ansistr'];
asm
  call CheckFloat
  jmp RealValAnsi
end;

procedure RealFormat;
  external name '__real_SYSUTILS_$$_FORMAT$ANSISTRING$array_of_const$$ANSISTRING';
procedure WrapFormat; assembler; nostackframe;
  [public, alias: '__wrap_SYSUTILS_$$_FORMAT$ANSISTRING$array_of_const$$ANSISTRING'];
asm
  call CheckFloat
  jmp RealFormat
end;

procedure RealFloatToStr; external name '__real_SYSUTILS_$$_FLOATTOSTR$EXTENDED$$ANSISTRING';
procedure WrapFloatToStr; assembler; nostackframe;
  [public, alias: '__wrap_SYSUTILS_$$_FLOATTOSTR$EXTENDED$$ANSISTRING'];
asm
  call CheckFloat
  jmp RealFloatToStr
end;

{ Who changes the masks starts afresh: a flag recorded while it was masked is no exception later. }
procedure RealSetControl; external name '__real_SYSTEM_$$_SETMXCSR$LONGWORD';
procedure WrapSetControl; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_SETMXCSR$LONGWORD'];
asm
  and edi, $FFFFFFC0
  jmp RealSetControl
end;

end.

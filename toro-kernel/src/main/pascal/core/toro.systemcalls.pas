{ SPDX-License-Identifier: Apache-2.0 }
{ The system-call table. The run-time library's calls to FPC_SYSCALL0..6 are linked to the functions
  here (overrides.txt); the few `syscall` instructions reach the same table through LSTAR. Any unit
  adds a call with RegisterSystemCall in its initialization; a call nobody registered answers ENOSYS. }
unit Toro.SystemCalls;

{$mode objfpc}
{$asmmode intel}

interface

type
  { Answers the result, or a negative errno as Linux does. }
  TSystemCall = function(A1, A2, A3, A4, A5, A6: Int64): Int64;

  { One line of a table that overrides.txt lists (call-table): the linker leaves Handler nil where nothing
    makes the call. }
  TSystemCallEntry = packed record
    Number: Word;
    Handler: TSystemCall;
  end;
  PSystemCallEntry = ^TSystemCallEntry;

{ Number is Linux's for x86-64. A later registration of the same number wins. }
procedure RegisterSystemCall(Number: LongInt; Handler: TSystemCall);
{ The core's own: fills only slots that are still empty. }
procedure RegisterSystemCalls(const Entries: array of TSystemCallEntry);
{ Where a call goes on that met a bad pointer, with rsp = TCore.Recovery and rax = -EFAULT }
procedure ResumeCall;
{ What is registered for Number; nil when nothing is. }
function RegisteredSystemCall(Number: LongInt): TSystemCall;

const
  { One more than the last call that the stock run-time library and packages know }
  SystemCallCount = 336;

var
  { Answers in the place of calls that another unit may bring, before or after: theirs wins. }
  StandInCall: TSystemCall;
  { Told what RegisterSystemCalls does not register, since the slot is taken; nil: nobody wants to know. }
  OnTakenCall: procedure(Number: LongInt; Handler: TSystemCall);
  { Read by Toro.SyscallEntry }
  SystemCallTable: array[0..SystemCallCount - 1] of TSystemCall;

implementation

uses
  Toro.Cores, Toro.Errors;

procedure SetErrno(Errno: LongInt); external name 'FPC_SYS_SETERRNO';

procedure RegisterSystemCall(Number: LongInt; Handler: TSystemCall);
begin
  if LongWord(Number) < SystemCallCount then
    SystemCallTable[Number] := Handler;
end;

procedure RegisterSystemCalls(const Entries: array of TSystemCallEntry);
var
  Index: LongInt;
begin
  for Index := 0 to High(Entries) do
    if SystemCallTable[Entries[Index].Number] = nil then
      SystemCallTable[Entries[Index].Number] := Entries[Index].Handler
    else if SystemCallTable[Entries[Index].Number] = StandInCall then
      SystemCallTable[Entries[Index].Number] := Entries[Index].Handler
    else if OnTakenCall <> nil then
      OnTakenCall(Entries[Index].Number, Entries[Index].Handler);
end;

function RegisteredSystemCall(Number: LongInt): TSystemCall;
begin
  Result := nil;
  if LongWord(Number) < SystemCallCount then
    Result := SystemCallTable[Number];
end;

const
  { A bit for each call whose first argument is a path: open stat lstat access; truncate chdir rename
    to chmod, chown, lchown; utime mknod statfs. }
  PathCalls: array[0..5] of QWord = (
    1 shl 2 or 1 shl 4 or 1 shl 6 or 1 shl 21,
    1 shl 12 or 1 shl 16 or $7FC0000 or 1 shl 28 or 1 shl 30,
    1 shl 4 or 1 shl 5 or 1 shl 9, 0, 0, 0);

{ A handler came back with rax, or its fault was caught. }
procedure ResumeCall; assembler; nostackframe;
asm
  pop gs:[TCore.Recovery]
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbp
  pop rbx
  cmp rax, -4095
  jae @failed
  ret
@failed:
  sub rsp, 8
  neg eax
  mov edi, eax
  call SetErrno
  or rax, -1
  add rsp, 8
end;

{ The run-time library's contract: number and up to six arguments in, -1 and errno on failure. }
function SystemCall(Number, A1, A2, A3, A4, A5, A6: Int64): Int64; assembler; nostackframe;
  [public, alias: 'FPC_SYSCALL0', alias: 'FPC_SYSCALL1', alias: 'FPC_SYSCALL2',
   alias: 'FPC_SYSCALL3', alias: 'FPC_SYSCALL4', alias: 'FPC_SYSCALL5', alias: 'FPC_SYSCALL6',
   alias: 'toro_system_call'];
asm
  cmp rdi, SystemCallCount
  jae @missing
  lea rax, [rip + SystemCallTable]
  mov rax, [rax + rdi * 8]
  test rax, rax
  jz @missing
  push rbx
  push rbp
  push r12
  push r13
  push r14
  push r15
  push gs:[TCore.Recovery]
  mov gs:[TCore.Recovery], rsp
  lea r10, [rip + PathCalls]
  bt qword ptr [r10], rdi
  jnc @noPath
  { A path is looked at here, before a lock is held. }
  test byte ptr [rsi], al
@noPath:
  mov rdi, rsi
  mov rsi, rdx
  mov rdx, rcx
  mov rcx, r8
  mov r8, r9
  mov r9, [rsp + 64]
  call rax
  jmp ResumeCall
@missing:
  sub rsp, 8
  mov edi, ENOSYS
  call SetErrno
  or rax, -1
  add rsp, 8
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ fork, execve and wait4 where there is one process: what vfork(2) allows. The child is the calling thread itself: it
  goes on with the same memory until it executes a program, which no appliance can, or ends; then the stack, the
  descriptors, the working folder and the signal handlers are as they were at the fork, and the parent goes
  on. So a program that is not there ends a child with the code that it has on Linux. A child that halts, or is ended
  by an exception, ends before its exit procedures and its units' finalizations, for these are the parent's too. A child
  has no children of its own (EAGAIN). Registered by Toro.CompleteCalls; touches descriptors and signals through their
  units. }
unit Toro.Children;

{$mode objfpc}
{$asmmode intel}

interface

procedure InitChildren;

implementation

uses
  Toro.BootAbi, Toro.Cores, Toro.Descriptors, Toro.Errors, Toro.Pages, Toro.Signals, Toro.SystemCalls;

const
  CallAccess = 21;
  CallGetpid = 39;
  CallExit = 60;
  CallGetcwd = 79;
  CallChdir = 80;
  CallGetppid = 110;
  CallExitGroup = 231;
  Replaced: array[0..3] of LongInt = (CallGetpid, CallExit, CallGetppid, CallExitGroup);
  SignalLast = 64;
  PathSize = 4096;
  { Children that nobody has waited for }
  MaxEnded = 64;

type
  { What rt_sigaction takes and gives }
  TAction = array[0..3] of QWord;

  { The parent while its child runs, in pages of its own; the copy of the stack follows. }
  PParent = ^TParent;
  TParent = record
    Pages: PtrUInt;
    { The stack at the fork, and where it is kept }
    Stack, StackBytes: PtrUInt;
    Copy: Pointer;
    Blocked: QWord;
    ExitProc, ErrorAddress: Pointer;
    ExitCode: LongInt;
    Calls: array[0..High(Replaced)] of TSystemCall;
    Descriptors: array[0..MaxDescriptors - 1] of PDescriptor;
    Actions: array[1..SignalLast] of TAction;
    Folder: array[0..PathSize - 1] of AnsiChar;
    { The stack that the way back runs on: the child's may be what is written over. }
    Scratch: array[0..1023] of Byte;
  end;

var
  { nil: no child is running }
  Parent: PParent;
  ChildId: LongInt = 1;
  EndedIds, EndedStates: array[0..MaxEnded - 1] of LongInt;
  EndedCount: LongInt;

function SysChildId(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := ChildId;
end;

function SysParentId(A1, A2, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 1;
end;

{ ---- What the parent gets back ---- }

procedure KeepDescriptors;
var
  Number: LongInt;
begin
  for Number := 0 to MaxDescriptors - 1 do
    Parent^.Descriptors[Number] := BorrowDescriptor(Number);
end;

procedure GiveBackDescriptors;
var
  Number: LongInt;
  Kept: PDescriptor;
begin
  for Number := 0 to MaxDescriptors - 1 do
  begin
    Kept := Parent^.Descriptors[Number];
    if FindDescriptor(Number) <> Kept then
    begin
      if Kept = nil then
        CloseDescriptor(Number)
      else
        ReplaceDescriptor(Kept, Number);
    end;
    if Kept <> nil then
      ReturnDescriptor(Kept);
  end;
end;

procedure KeepSignals;
var
  Signal: LongInt;
begin
  Parent^.Blocked := ThisCore^.BlockedSignals;
  for Signal := 1 to SignalLast do
    SysSigaction(Signal, 0, Int64(@Parent^.Actions[Signal]), SizeOf(QWord), 0, 0);
end;

procedure GiveBackSignals;
var
  Signal: LongInt;
begin
  for Signal := 1 to SignalLast do
    SysSigaction(Signal, Int64(@Parent^.Actions[Signal]), 0, SizeOf(QWord), 0, 0);
  ThisCore^.BlockedSignals := Parent^.Blocked;
end;

procedure KeepFolder;
var
  Getcwd: TSystemCall;
begin
  Getcwd := RegisteredSystemCall(CallGetcwd);
  if (Getcwd = nil) or (Getcwd(Int64(@Parent^.Folder), PathSize, 0, 0, 0, 0) < 0) then
    Parent^.Folder[0] := #0;
end;

procedure GiveBackFolder;
var
  Chdir: TSystemCall;
begin
  Chdir := RegisteredSystemCall(CallChdir);
  if (Chdir <> nil) and (Parent^.Folder[0] <> #0) then
    Chdir(Int64(@Parent^.Folder), 0, 0, 0, 0, 0);
end;

{ ---- How the run-time library ends a program ---- }

var
  { System.ExitProc, which is called first; ErrorAddr; ExitCode }
  ExitProcedure: Pointer; external name 'TC_$SYSTEM_$$_EXITPROC';
  ErrorAddress: Pointer; external name 'TC_$SYSTEM_$$_ERRORADDR';
  ProgramResult: LongInt; external name 'operatingsystem_result';

procedure LeaveChild; forward;

procedure KeepEnd;
begin
  Parent^.ExitProc := ExitProcedure;
  Parent^.ErrorAddress := ErrorAddress;
  Parent^.ExitCode := ProgramResult;
  ExitProcedure := @LeaveChild;
end;

procedure GiveBackEnd;
begin
  ExitProcedure := Parent^.ExitProc;
  ErrorAddress := Parent^.ErrorAddress;
  ProgramResult := Parent^.ExitCode;
end;

{ ---- The end of a child ---- }

{ On the stack as it was at the fork: answers the child's number to the parent. }
function GoOnAsParent: Int64;
const
  SIGCHLD = 17;
var
  Ended: PParent;
begin
  Ended := Parent;
  Parent := nil;
  FreePages(PtrUInt(Ended), Ended^.Pages);
  Result := ChildId;
  SendSignal(SIGCHLD);
end;

{ Copies the stack back while running on another one, and leaves SysFork a second time. }
procedure SwitchBack(Stack: PtrUInt; Copy: Pointer; Bytes, ScratchTop: PtrUInt); assembler; nostackframe;
asm
  mov rsp, rcx
  mov r8, rdi
  mov rcx, rdx
  cld
  rep movsb
  mov rsp, r8
  call GoOnAsParent
  add rsp, 8
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbp
  pop rbx
end;

procedure EndChild(State: LongInt);
var
  Index: LongInt;
begin
  GiveBackDescriptors;
  GiveBackFolder;
  GiveBackSignals;
  GiveBackEnd;
  for Index := 0 to High(Replaced) do
    RegisterSystemCall(Replaced[Index], Parent^.Calls[Index]);
  if EndedCount < MaxEnded then
  begin
    EndedIds[EndedCount] := ChildId;
    EndedStates[EndedCount] := State;
    Inc(EndedCount);
  end;
  SwitchBack(Parent^.Stack, Parent^.Copy, Parent^.StackBytes,
    (PtrUInt(@Parent^.Scratch) + SizeOf(Parent^.Scratch)) and not PtrUInt(15));
end;

{ Instead of what else there is to do at a program's end. }
procedure LeaveChild;
begin
  { A procedure that a child has added is the parent's too. }
  if Parent <> nil then
    EndChild((ProgramResult and $FF) shl 8);
end;

function SysChildExit(Code, A2, A3, A4, A5, A6: Int64): Int64;
begin
  EndChild((Code and $FF) shl 8);
  Result := 0;
end;

{ ---- The calls ---- }

{ The calling thread becomes its child: 0, or a negative errno. Stack: where the registers have been saved }
function BeginChild(Stack: PtrUInt): Int64;
const
  Handlers: array[0..High(Replaced)] of TSystemCall =
    (@SysChildId, @SysChildExit, @SysParentId, @SysChildExit);
var
  Bytes, Pages: PtrUInt;
  Index: LongInt;
begin
  if Parent <> nil then
    Exit(-EAGAIN);
  Bytes := ThisCore^.StackHigh - Stack;
  Pages := (SizeOf(TParent) + Bytes + PageSize - 1) div PageSize;
  Parent := PParent(AllocatePages(Pages));
  if Parent = nil then
    Exit(-ENOMEM);
  Parent^.Pages := Pages;
  Parent^.Stack := Stack;
  Parent^.StackBytes := Bytes;
  Parent^.Copy := Parent + 1;
  KeepDescriptors;
  KeepFolder;
  KeepSignals;
  KeepEnd;
  for Index := 0 to High(Replaced) do
  begin
    Parent^.Calls[Index] := RegisteredSystemCall(Replaced[Index]);
    RegisterSystemCall(Replaced[Index], Handlers[Index]);
  end;
  Inc(ChildId);
  Move(Pointer(Stack)^, Parent^.Copy^, Bytes);
  Result := 0;
end;

function SysFork(A1, A2, A3, A4, A5, A6: Int64): Int64; assembler; nostackframe;
asm
  push rbx
  push rbp
  push r12
  push r13
  push r14
  push r15
  sub rsp, 8
  mov rdi, rsp
  call BeginChild
  add rsp, 8
  pop r15
  pop r14
  pop r13
  pop r12
  pop rbp
  pop rbx
end;

{ What is there is no program for this machine's only process. }
function SysExecve(Path, Arguments, Environment, A4, A5, A6: Int64): Int64;
const
  ExecuteAccess = 1;
var
  Access: TSystemCall;
begin
  Access := RegisteredSystemCall(CallAccess);
  if Access = nil then
    Exit(-ENOENT);
  Result := Access(Path, ExecuteAccess, 0, 0, 0, 0);
  if Result = 0 then
    Result := -ENOEXEC;
end;

function SysWait4(Process, State, Options, Usage, A5, A6: Int64): Int64;
const
  UsageSize = 144;
var
  Index: LongInt;
begin
  Index := 0;
  while (Index < EndedCount) and (Process > 0) and (EndedIds[Index] <> Process) do
    Inc(Index);
  if (Parent <> nil) or (Index >= EndedCount) then
    Exit(-ECHILD);
  Result := EndedIds[Index];
  if State <> 0 then
    PLongInt(State)^ := EndedStates[Index];
  if Usage <> 0 then
    FillChar(Pointer(Usage)^, UsageSize, 0);
  Dec(EndedCount);
  Move(EndedIds[Index + 1], EndedIds[Index], (EndedCount - Index) * SizeOf(LongInt));
  Move(EndedStates[Index + 1], EndedStates[Index], (EndedCount - Index) * SizeOf(LongInt));
end;

procedure InitChildren;
const
  Calls: array[0..3] of TSystemCallEntry = (
    (Number: 57; Handler: @SysFork), (Number: 58; Handler: @SysFork),
    (Number: 59; Handler: @SysExecve), (Number: 61; Handler: @SysWait4));
begin
  RegisterSystemCalls(Calls);
end;

end.

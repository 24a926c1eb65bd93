{ SPDX-License-Identifier: Apache-2.0 }
{ Signals as Linux delivers them (psABI 1.0; the layouts of struct ucontext, siginfo and sigaction of
  x86-64 Linux): a CPU fault calls the handler that the run-time library registered, on the stack of the
  fault, and rt_sigreturn goes on from the context. So a fault becomes a Pascal exception. }
unit Toro.Signals;

{$mode objfpc}
{$asmmode intel}

interface

uses
  Toro.Cores, Toro.Waiting;

const
  SIGILL = 4;
  SIGTRAP = 5;
  SIGBUS = 7;
  SIGFPE = 8;
  SIGSEGV = 11;
  SIGPIPE = 13;
  SIGALRM = 14;
  SIGVTALRM = 26;
  SIGPROF = 27;

{ Makes Frame go on in the handler of Signal. False: no handler, blocked, or no stack. }
function DeliverFault(Frame: PTrapFrame; Signal, Code: LongInt; Address: PtrUInt): Boolean;
{ The same for a signal that has interrupted the program anywhere, FloatState being its floating-point state. What is
  blocked comes later; the default action is taken. False: Frame goes on as it is. }
function DeliverSignal(Frame: PTrapFrame; Signal: LongInt; FloatState: Pointer): Boolean;
{ The code of SIGFPE for the pending x87 or SSE exception }
function FloatingPointCode(Sse: Boolean): LongInt;
{ Entered by the restorer's `syscall` with rsp = struct ucontext. }
procedure ReturnFromSignal;
{ rt_sigaction and rt_sigprocmask, which every program reaches }
function SysSigaction(Signal, Action, Old, A4, A5, A6: Int64): Int64;
function SysSigprocmask(How, NewMask, Old, A4, A5, A6: Int64): Int64;
{ A signal for the program itself: its handler is called at once, or when the signal is no longer blocked.
  0 or a negative errno; does not return when the signal ends the program. }
function SendSignal(Signal: LongInt): Int64;
{ Calls the handlers of what has come in while it was blocked and no longer is. }
procedure DeliverPending;
procedure InitSignals;

var
  { Blocked signals that have come in, bit Signal - 1 }
  PendingSignals: QWord;
  { How many handlers have been called }
  HandledSignals: QWord;
  { TCore.Thread of who set the timer; without threads there is one, nil }
  SignalThread: Pointer;
  { Whoever waits for a signal }
  SignalQueue: TWaitQueue;

implementation

uses
  Toro.Errors, Toro.Shutdown, Toro.Stacks, Toro.SystemCalls;

const
  SignalCount = 64;
  RedZone = 128;
  FxStateSize = 512;
  DefaultMxcsr = $1F80;

type
  { What rt_sigaction takes }
  TSignalAction = packed record
    Handler: Pointer;
    Flags: QWord;
    Restorer: Pointer;
    Mask: QWord;
  end;
  PSignalAction = ^TSignalAction;

  TSignalInfo = packed record
    Signal, Errno, Code, Pad: LongInt;
    Address: PtrUInt;
    Rest: array[0..12] of QWord;
  end;

  TSignalContext = packed record
    Flags, Link: QWord;
    AlternateStack: array[0..2] of QWord;
    R8, R9, R10, R11, R12, R13, R14, R15: QWord;
    Rdi, Rsi, Rbp, Rbx, Rdx, Rax, Rcx, Rsp, Rip, Rflags: QWord;
    Cs, Gs, Fs, Ss: Word;
    ErrorCode, Trap, OldMask, Cr2: QWord;
    FxState: Pointer;
    Reserved: array[0..7] of QWord;
    Mask: QWord;
  end;
  PSignalContext = ^TSignalContext;

  TSignalFrame = packed record
    Restorer: Pointer;
    Context: TSignalContext;
    Info: TSignalInfo;
  end;
  PSignalFrame = ^TSignalFrame;

var
  Actions: array[1..SignalCount] of TSignalAction;

{ While a handler runs what its action names is blocked, and its own signal without SA_NODEFER. }
procedure BlockFor(Signal: LongInt);
const
  NoDefer = 30;
var
  Blocked: ^QWord;
begin
  Blocked := @ThisCore^.BlockedSignals;
  Blocked^ := Blocked^ or Actions[Signal].Mask
    or QWord(Actions[Signal].Flags shr NoDefer and 1 xor 1) shl (Signal - 1);
end;

procedure SaveFxState(State: Pointer); assembler; nostackframe;
asm
  fxsave [rdi]
  fninit
  mov eax, DefaultMxcsr
  push rax
  ldmxcsr [rsp]
  add rsp, 8
end;

function ReadMxcsr: LongWord; assembler; nostackframe;
asm
  push rax
  stmxcsr [rsp]
  pop rax
end;

function ReadX87: LongWord; assembler; nostackframe;
asm
  xor eax, eax
  fnstsw ax
  push rax
  fnstcw [rsp]
  pop rdx
  not edx
  and eax, edx
end;

function FloatingPointCode(Sse: Boolean): LongInt;
const
  Divide = 3;
  OverflowCode = 4;
  Underflow = 5;
  Inexact = 6;
  Invalid = 7;
var
  Flags: LongWord;
begin
  if Sse then
    Flags := ReadMxcsr and not (ReadMxcsr shr 7)
  else
    Flags := ReadX87;
  if Flags and 1 <> 0 then
    Result := Invalid
  else if Flags and 4 <> 0 then
    Result := Divide
  else if Flags and 8 <> 0 then
    Result := OverflowCode
  else if Flags and $12 <> 0 then
    Result := Underflow
  else
    Result := Inexact;
end;

procedure FillContext(var Context: TSignalContext; Frame: PTrapFrame; Address: PtrUInt);
begin
  { r8 to rcx lie alike in both. }
  Move(Frame^.R8, Context.R8, 15 * SizeOf(QWord));
  Context.Rsp := Frame^.Rsp;
  Context.Rip := Frame^.Rip;
  Context.Rflags := Frame^.Rflags;
  Context.Cs := Frame^.Cs;
  Context.Ss := Frame^.Ss;
  Context.ErrorCode := Frame^.ErrorCode;
  Context.Trap := Frame^.Vector;
  Context.Cr2 := Address;
  Context.Mask := ThisCore^.BlockedSignals;
end;

function DeliverFault(Frame: PTrapFrame; Signal, Code: LongInt; Address: PtrUInt): Boolean;
var
  State, Bottom: PtrUInt;
  Target: PSignalFrame;
  Action: PSignalAction;
begin
  Action := @Actions[Signal];
  Result := False;
  if (PtrUInt(Action^.Handler) <= 1) or (ThisCore^.BlockedSignals shr (Signal - 1) and 1 <> 0) then
    Exit;
  State := (Frame^.Rsp - RedZone - FxStateSize) and not PtrUInt(63);
  { The stack is as after a call: 8 below a multiple of 16. }
  Bottom := (State - SizeOf(TSignalFrame)) and not PtrUInt(15) - 8;
  if not GrowStack(Bottom, Frame^.Rsp) then
    Exit;
  Target := PSignalFrame(Bottom);
  FillChar(Target^, SizeOf(TSignalFrame), 0);
  Target^.Restorer := Action^.Restorer;
  FillContext(Target^.Context, Frame, Address);
  Target^.Context.FxState := Pointer(State);
  SaveFxState(Pointer(State));
  Target^.Info.Signal := Signal;
  Target^.Info.Code := Code;
  Target^.Info.Address := Address;
  BlockFor(Signal);
  Frame^.Rip := PtrUInt(Action^.Handler);
  Frame^.Rsp := Bottom;
  Frame^.Rdi := Signal;
  Frame^.Rsi := PtrUInt(@Target^.Info);
  Frame^.Rdx := PtrUInt(@Target^.Context);
  Frame^.Rax := 0;
  Result := True;
end;

function DeliverSignal(Frame: PTrapFrame; Signal: LongInt; FloatState: Pointer): Boolean;
const
  FromKernel = $80;
begin
  Result := DeliverFault(Frame, Signal, FromKernel, 0);
  if Result then
  begin
    { rdx is the handler's third parameter, the context. }
    Move(FloatState^, PSignalContext(Frame^.Rdx)^.FxState^, FxStateSize);
    Inc(HandledSignals);
  end
  else
    SendSignal(Signal);
end;

{ Pops the context: floating point first, then an interrupt-return frame below it, the registers last. }
procedure ReturnFromSignal; assembler; nostackframe;
asm
  mov rbx, rsp
  mov rax, [rbx + TSignalContext.Mask]
  mov gs:[TCore.BlockedSignals], rax
  mov rax, [rbx + TSignalContext.FxState]
  test rax, rax
  jz @registers
  fxrstor [rax]
@registers:
  movzx eax, word ptr [rbx + TSignalContext.Ss]
  push rax
  push [rbx + TSignalContext.Rsp]
  push [rbx + TSignalContext.Rflags]
  movzx eax, word ptr [rbx + TSignalContext.Cs]
  push rax
  push [rbx + TSignalContext.Rip]
  mov r8, [rbx + TSignalContext.R8]
  mov r9, [rbx + TSignalContext.R9]
  mov r10, [rbx + TSignalContext.R10]
  mov r11, [rbx + TSignalContext.R11]
  mov r12, [rbx + TSignalContext.R12]
  mov r13, [rbx + TSignalContext.R13]
  mov r14, [rbx + TSignalContext.R14]
  mov r15, [rbx + TSignalContext.R15]
  mov rdi, [rbx + TSignalContext.Rdi]
  mov rsi, [rbx + TSignalContext.Rsi]
  mov rbp, [rbx + TSignalContext.Rbp]
  mov rdx, [rbx + TSignalContext.Rdx]
  mov rax, [rbx + TSignalContext.Rax]
  mov rcx, [rbx + TSignalContext.Rcx]
  mov rbx, [rbx + TSignalContext.Rbx]
  iretq
end;

{ ---- System calls ---- }

const
  { SIGKILL, SIGSTOP }
  Unstoppable = QWord(1) shl 8 or QWord(1) shl 18;

var
  { DeliverPending; nil: no signal was ever sent }
  PendingHook: TProcedure;

function SysSigaction(Signal, Action, Old, A4, A5, A6: Int64): Int64;
begin
  if (Signal < 1) or (Signal > SignalCount) or
    ((Action <> 0) and (QWord(1) shl (Signal - 1) and Unstoppable <> 0)) then
    Exit(-EINVAL);
  if Old <> 0 then
    PSignalAction(Old)^ := Actions[Signal];
  if Action <> 0 then
    Actions[Signal] := PSignalAction(Action)^;
  Result := 0;
end;

function SysSigprocmask(How, NewMask, Old, A4, A5, A6: Int64): Int64;
var
  Mask: QWord;
begin
  Mask := ThisCore^.BlockedSignals;
  if Old <> 0 then
    PQWord(Old)^ := Mask;
  Result := 0;
  if NewMask = 0 then
    Exit;
  case How of
    0:
      Mask := Mask or PQWord(NewMask)^;
    1:
      Mask := Mask and not PQWord(NewMask)^;
    2:
      Mask := PQWord(NewMask)^;
  else
    Exit(-EINVAL);
  end;
  ThisCore^.BlockedSignals := Mask and not Unstoppable;
  if PendingHook <> nil then
    PendingHook();
end;

function SysSigaltstack(NewStack, OldStack, A3, A4, A5, A6: Int64): Int64;
begin
  Result := 0;
end;

type
  THandler = procedure(Signal: LongInt; Info, Context: Pointer); cdecl;

{ As after a signal's arrival: it and what its action names are blocked meanwhile. }
procedure CallHandler(Signal: LongInt);
var
  Frame: TSignalFrame;
  Recovery: PtrUInt;
  Blocked: QWord;
begin
  FillChar(Frame, SizeOf(Frame), 0);
  Frame.Info.Signal := Signal;
  Inc(HandledSignals);
  Blocked := ThisCore^.BlockedSignals;
  BlockFor(Signal);
  { The handler is the program's: its faults are its own. }
  Recovery := ThisCore^.Recovery;
  ThisCore^.Recovery := 0;
  THandler(Actions[Signal].Handler)(Signal, @Frame.Info, @Frame.Context);
  ThisCore^.Recovery := Recovery;
  ThisCore^.BlockedSignals := Blocked;
end;

function SendSignal(Signal: LongInt): Int64;
const
  { SIGURG, SIGCHLD, SIGCONT, SIGWINCH }
  IgnoredByDefault = 1 shl 16 or 1 shl 17 or 1 shl 22 or 1 shl 27;
  SignalExitBase = 128;
begin
  Result := 0;
  if Signal = 0 then
    Exit;
  if (Signal < 0) or (Signal > SignalCount) then
    Exit(-EINVAL);
  if PtrUInt(Actions[Signal].Handler) = 1 then
    Exit;
  if ThisCore^.BlockedSignals shr (Signal - 1) and 1 <> 0 then
  begin
    PendingSignals := PendingSignals or QWord(1) shl (Signal - 1);
    PendingHook := @DeliverPending;
    Exit;
  end;
  if Actions[Signal].Handler <> nil then
    CallHandler(Signal)
  else if (Signal > 31) or (IgnoredByDefault shr (Signal - 1) and 1 = 0) then
    PowerOff(SignalExitBase + Signal);
end;

procedure DeliverPending;
var
  Free: QWord;
  Signal: LongInt;
begin
  repeat
    Free := PendingSignals and not ThisCore^.BlockedSignals;
    if Free = 0 then
      Exit;
    Signal := BsfQWord(Free) + 1;
    PendingSignals := PendingSignals and not (QWord(1) shl (Signal - 1));
    SendSignal(Signal);
  until False;
end;

function SysKill(Process, Signal, A3, A4, A5, A6: Int64): Int64;
begin
  Result := SendSignal(Signal);
end;

function SysTgkill(Process, Thread, Signal, A4, A5, A6: Int64): Int64;
begin
  Result := SendSignal(Signal);
end;

procedure InitSignals;
const
  Calls: array[0..3] of TSystemCallEntry = (
    (Number: 62; Handler: @SysKill), (Number: 131; Handler: @SysSigaltstack),
    (Number: 200; Handler: @SysKill), (Number: 234; Handler: @SysTgkill));
begin
  RegisterSystemCalls(Calls);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Exceptions of the CPU and what becomes of them: a stack that grows, a signal for the run-time library, or
  a readable report and the end. }
unit Toro.Traps;

{$mode objfpc}

interface

uses
  Toro.Cores;

procedure InitTraps;
{ Prints the registers; Title says what happened. }
procedure ReportFault(Frame: PTrapFrame; Title: PAnsiChar);

var
  { Called when a system call ends at a bad pointer: gives back what it holds. }
  BadPointerHook: TProcedure;

implementation

uses
  Toro.Cpu, Toro.Errors, Toro.Events, Toro.Gates, Toro.Serial, Toro.Shutdown, Toro.Signals, Toro.Stacks,
  Toro.SystemCalls;

const
  ExceptionCount = 22;
  EntrySize = 8;
  NonMaskable = 2;
  DoubleFault = 8;
  GeneralProtection = 13;
  PageFault = 14;
  SimdError = 19;

var
  TrapEntries: Byte; external name 'toro_trap_entries';

procedure InitTraps;
var
  Vector: LongInt;
begin
  for Vector := 0 to ExceptionCount - 1 do
    SetGate(Vector, @TrapEntries + Vector * EntrySize, FaultStack);
  SetGate(NonMaskable, @TrapEntries + NonMaskable * EntrySize, DoubleFaultStack);
  SetGate(DoubleFault, @TrapEntries + DoubleFault * EntrySize, DoubleFaultStack);
  LoadGates;
end;

procedure ReportFault(Frame: PTrapFrame; Title: PAnsiChar);
const
  { In the order of TTrapFrame }
  Names: array[0..21] of array[0..4] of AnsiChar = ('r8  ', 'r9  ', 'r10 ', 'r11 ', 'r12 ',
    'r13 ', 'r14 ', 'r15 ', 'rdi ', 'rsi ', 'rbp ', 'rbx ', 'rdx ', 'rax ', 'rcx ', 'trap', 'err ',
    'rip ', 'cs  ', 'flag', 'rsp ', 'ss  ');
var
  Index: LongInt;
begin
  WriteText('Toro: ');
  WriteText(Title);
  WriteText(#10'cr2 ');
  WriteHexadecimal(ReadCr2);
  for Index := 0 to High(Names) do
  begin
    if Index mod 3 = 2 then
      WriteText(#10)
    else
      WriteText(' ');
    WriteText(@Names[Index]);
    WriteHexadecimal(PQWord(Frame)[Index]);
  end;
  WriteText(#10);
end;

{ Toro.FloatTraps raises with an `int`, from a function that a wrapper called: the exception is the
  program's, which called the wrapper. }
procedure MoveToProgram(Frame: PTrapFrame);
const
  IntX87 = $10CD;
  IntSimd = $13CD;
begin
  if (PWord(Frame^.Rip - 2)^ <> IntX87) and (PWord(Frame^.Rip - 2)^ <> IntSimd) then
    Exit;
  Frame^.Rip := PQWord(Frame^.Rsp)[1];
  Inc(Frame^.Rsp, 2 * SizeOf(QWord));
end;

const
  { Linux's si_code }
  FpeIntegerDivide = 1;
  IllegalOperand = 2;
  { Plus 1 when the page is there but does not allow it: SEGV_ACCERR }
  SegvMap = 1;
  FromKernel = $80;
  { Page faults: the page is there and does not allow it. }
  ProtectionViolation = 1;

  { By vector: signal, 0 for none, and si_code in the high byte }
  Signals: array[0..ExceptionCount - 1] of Word = (
    SIGFPE or FpeIntegerDivide shl 8, SIGTRAP or FromKernel shl 8, 0,
    SIGTRAP or FromKernel shl 8, SIGSEGV or FromKernel shl 8, SIGSEGV or FromKernel shl 8,
    SIGILL or IllegalOperand shl 8, 0, 0, 0, 0, 0, SIGBUS or FromKernel shl 8,
    SIGSEGV or FromKernel shl 8, SIGSEGV or SegvMap shl 8, 0, SIGFPE, SIGBUS or FromKernel shl 8, 0,
    SIGFPE, 0, 0);

{ Signal and code as Linux gives them for a vector; 0: there is none. }
function SignalOf(Frame: PTrapFrame; out Code: LongInt; out Address: PtrUInt): LongInt;
begin
  Result := Lo(Signals[Frame^.Vector]);
  Code := Hi(Signals[Frame^.Vector]);
  Address := Frame^.Rip;
  if Result = SIGFPE then
  begin
    if Code = 0 then
    begin
      MoveToProgram(Frame);
      Address := Frame^.Rip;
      Code := FloatingPointCode(Frame^.Vector = SimdError);
    end;
  end
  else if Frame^.Vector = PageFault then
  begin
    Address := ReadCr2;
    Inc(Code, Frame^.ErrorCode and ProtectionViolation);
  end
  else if Result = SIGSEGV then
    Address := 0;
end;

function TitleOf(Vector: QWord): PAnsiChar;
begin
  if Vector = PageFault then
    Result := 'page fault'
  else if Vector = DoubleFault then
    Result := 'double fault'
  else if Vector = GeneralProtection then
    Result := 'general protection fault'
  else
    Result := 'exception';
end;

{ Linux prints nothing when a signal ends a program: what happened goes to the event channel only. }
procedure SendFaultMark(Frame: PTrapFrame);
const
  Where = ' at ';
var
  Line: array[0..63] of AnsiChar;
  Title: PAnsiChar;
  Size, Digit: LongInt;
begin
  Title := TitleOf(Frame^.Vector);
  Size := StrLen(Title);
  Move(Title^, Line, Size);
  Move(Where[1], Line[Size], Length(Where));
  Inc(Size, Length(Where));
  for Digit := 15 downto 0 do
  begin
    Line[Size] := HexadecimalDigits[Frame^.Rip shr (Digit * 4) and 15];
    Inc(Size);
  end;
  Line[Size] := #0;
  SendMark(MarkFault, @Line);
end;

{ A system call met a pointer of the program that leads nowhere. }
procedure AnswerBadPointer(Core: PCore; Frame: PTrapFrame);
begin
  if BadPointerHook <> nil then
    BadPointerHook();
  Frame^.Rip := PtrUInt(@ResumeCall);
  Frame^.Rsp := Core^.Recovery;
  Frame^.Rax := QWord(-EFAULT);
end;

procedure HandleTrap(Frame: PTrapFrame); [public, alias: 'toro_handle_trap'];
const
  SignalExitBase = 128;
var
  Core: PCore;
  Signal, Code: LongInt;
  Address: PtrUInt;
begin
  Core := ThisCore;
  if (Frame^.Vector = NonMaskable) and not Core^.InFault then
    Exit;
  if Core^.InFault then
    PowerOffPanic('fault in the fault handler');
  Core^.InFault := True;
  Signal := SignalOf(Frame, Code, Address);
  if (Frame^.Vector = PageFault) and (Frame^.ErrorCode and ProtectionViolation = 0) and
    (Address >= Core^.StackLow) and (Address < Core^.StackHigh) and
    GrowStack(Address, Address + 1) then
  begin
    Core^.InFault := False;
    Exit;
  end;
  if (Signal = SIGSEGV) and (Core^.Recovery <> 0) then
  begin
    AnswerBadPointer(Core, Frame);
    Core^.InFault := False;
    Exit;
  end;
  if Signal = 0 then
  begin
    ReportFault(Frame, TitleOf(Frame^.Vector));
    PowerOffPanic(TitleOf(Frame^.Vector));
  end;
  if not DeliverFault(Frame, Signal, Code, Address) then
  begin
    SendFaultMark(Frame);
    PowerOff(SignalExitBase + Signal);
  end;
  Core^.InFault := False;
end;

end.

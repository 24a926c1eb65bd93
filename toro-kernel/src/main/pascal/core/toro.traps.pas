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

implementation

uses
  Toro.Cpu, Toro.Events, Toro.Gates, Toro.Serial, Toro.Shutdown, Toro.Signals, Toro.Stacks;

const
  ExceptionCount = 22;
  EntrySize = 16;
  DivideError = 0;
  NonMaskable = 2;
  Breakpoint = 3;
  Overflow = 4;
  BoundRange = 5;
  InvalidOpcode = 6;
  DoubleFault = 8;
  StackSegment = 12;
  GeneralProtection = 13;
  PageFault = 14;
  X87Error = 16;
  AlignmentCheck = 17;
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

procedure ReportRegister(Name: PAnsiChar; Value: QWord);
begin
  WriteText(Name);
  WriteHexadecimal(Value);
end;

procedure ReportFault(Frame: PTrapFrame; Title: PAnsiChar);
begin
  WriteText('Toro: ');
  WriteText(Title);
  ReportRegister(' vector ', Frame^.Vector);
  ReportRegister(#10'rip ', Frame^.Rip);
  ReportRegister(' rsp ', Frame^.Rsp);
  ReportRegister(' rbp ', Frame^.Rbp);
  ReportRegister(#10'rax ', Frame^.Rax);
  ReportRegister(' rbx ', Frame^.Rbx);
  ReportRegister(' rcx ', Frame^.Rcx);
  ReportRegister(#10'rdx ', Frame^.Rdx);
  ReportRegister(' rsi ', Frame^.Rsi);
  ReportRegister(' rdi ', Frame^.Rdi);
  ReportRegister(#10'cr2 ', ReadCr2);
  ReportRegister(' err ', Frame^.ErrorCode);
  ReportRegister(' flg ', Frame^.Rflags);
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

{ Signal and code as Linux gives them for a vector; 0: there is none. }
function SignalOf(Frame: PTrapFrame; out Code: LongInt; out Address: PtrUInt): LongInt;
const
  FpeIntegerDivide = 1;
  IllegalOperand = 2;
  SegvMap = 1;
  SegvAccess = 2;
  FromKernel = $80;
  ProtectionViolation = 1;
begin
  Address := Frame^.Rip;
  Code := FromKernel;
  case Frame^.Vector of
    DivideError:
      begin
        Code := FpeIntegerDivide;
        Result := SIGFPE;
      end;
    X87Error, SimdError:
      begin
        MoveToProgram(Frame);
        Address := Frame^.Rip;
        Code := FloatingPointCode(Frame^.Vector = SimdError);
        Result := SIGFPE;
      end;
    InvalidOpcode:
      begin
        Code := IllegalOperand;
        Result := SIGILL;
      end;
    1, Breakpoint:
      Result := SIGTRAP;
    StackSegment, AlignmentCheck:
      Result := SIGBUS;
    Overflow, BoundRange, GeneralProtection:
      begin
        Address := 0;
        Result := SIGSEGV;
      end;
    PageFault:
      begin
        Address := ReadCr2;
        Code := SegvMap;
        if Frame^.ErrorCode and ProtectionViolation <> 0 then
          Code := SegvAccess;
        Result := SIGSEGV;
      end;
  else
    Result := 0;
  end;
end;

function TitleOf(Vector: QWord): PAnsiChar;
begin
  case Vector of
    DivideError:
      Result := 'divide error';
    InvalidOpcode:
      Result := 'invalid opcode';
    DoubleFault:
      Result := 'double fault';
    GeneralProtection:
      Result := 'general protection fault';
    PageFault:
      Result := 'page fault';
    X87Error, SimdError:
      Result := 'floating-point error';
  else
    Result := 'exception';
  end;
end;

{ Linux prints nothing when a signal ends a program: what happened goes to the event channel only. }
procedure MarkFault(Frame: PTrapFrame);
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
  SendMark('fault', @Line);
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
  if (Frame^.Vector = PageFault) and (Address >= Core^.StackLow) and
    (Address < Core^.StackHigh) and GrowStack(Address, Address + 1) then
  begin
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
    MarkFault(Frame);
    PowerOff(SignalExitBase + Signal);
  end;
  Core^.InFault := False;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ A thousand ticks a second for timers whose signals must reach a program that computes. A tick is a non-maskable
  interrupt: the timer chip's line goes through the old controller to LINT0 of the first core, which delivers it as an
  NMI (SDM 3, 11.5.1). So programs and kernel go on running with interrupts off, and nothing of the kernel is ever
  interrupted by what might change it: a tick that finds the kernel at work only returns.

  Called by: Toro.SignalTimers, when a program sets a timer; not linked otherwise.
  Touches: the timer chip's channel 0, both 8259A, LINT0, the gate of the NMI. }
unit Toro.Ticks;

{$mode objfpc}
{$asmmode intel}

interface

uses
  Toro.Cores;

type
  { The signal that is due, 0: none. InProgram: it is delivered now, and due no longer; else only looked at.
    Halted: the core was waiting. It runs on the interrupt's own stack and must not touch what the kernel guards. }
  TTickHandler = function(InProgram, Halted: Boolean): LongInt;

{ Does nothing when they run. }
procedure StartTicks(Handler: TTickHandler);
procedure StopTicks;

implementation

uses
  Toro.Clock, Toro.Cpu, Toro.Gates, Toro.Idle, Toro.Signals;

const
  NonMaskable = 2;
  { 8259A: as in Toro.Idle }
  MasterCommand = $20;
  MasterData = $21;
  SlaveData = $A1;
  Initialize = $11;
  FirstVector = $20;
  SlaveOnLine2 = $04;
  Mode8086 = $01;
  EndOfInterrupt = $20;
  PollCommand = $0C;
  TimerAndSerial = (1 shl 0) or (1 shl 4);
  { 8254: channel 0, low then high byte, mode 2: a pulse each Divisor counts }
  ChannelPort = $40;
  CommandPort = $43;
  Periodic = $34;
  Divisor = 1193;
  { Local APIC (SDM 3, 11.5.1): LINT0 as a register and as an MSR }
  ApicLint0 = $FEE00350;
  ApicLint0Msr = $835;
  ApicBaseX2 = 1 shl 10;
  DeliverNmi = $400;
  DeliverExternal = $700;
  FxBytes = 512;
  HaltInstruction = $F4;

var
  TextStart: Byte; external name '__toro_text_start';
  KernelTextEnd: Byte; external name '__toro_kernel_text_end';
  TickHandler: TTickHandler;
  Running, OwnHalt: Boolean;

procedure SetLint0(Value: LongWord);
begin
  if ReadMsr(MsrApicBase) and ApicBaseX2 <> 0 then
    WriteMsr(ApicLint0Msr, Value)
  else
    PLongWord(ApicLint0)^ := Value;
end;

function IsKernel(Address: PtrUInt): Boolean; inline;
begin
  Result := (Address >= PtrUInt(@TextStart)) and (Address < PtrUInt(@KernelTextEnd));
end;

{ The program was interrupted, and not the kernel, nor a short function of the run-time library that the kernel has
  called: those have the return address on top of the stack. }
function InProgram(Frame: PTrapFrame): Boolean;
begin
  Result := not IsKernel(Frame^.Rip) and (ThisCore^.Recovery = 0) and not ThisCore^.Polling
    and not ThisCore^.InFault and not IsKernel(PPtrUInt(Frame^.Rsp)^);
end;

{ ---- A system call that was interrupted ---- }

const
  { TCore.Recovery, as SystemCall of Toro.SystemCalls leaves the stack: seven registers below the return address }
  ReturnOffset = 7 * SizeOf(QWord);
  MaxKept = 64;

type
  PReturn = ^PtrUInt;

var
  { Where a return address has been replaced, and what it was; the oldest goes. }
  KeptPlaces: array[0..MaxKept - 1] of PReturn;
  KeptReturns: array[0..MaxKept - 1] of PtrUInt;
  KeptNext: LongInt;

procedure LeaveCall; forward;

{ Lets the call return to LeaveCall. }
procedure DeliverAtReturn(Place: PReturn);
begin
  if Place^ = PtrUInt(@LeaveCall) then
    Exit;
  KeptPlaces[KeptNext] := Place;
  KeptReturns[KeptNext] := Place^;
  Place^ := PtrUInt(@LeaveCall);
  KeptNext := (KeptNext + 1) mod MaxKept;
end;

{ Puts the return address back, and delivers what is due where the call ends. }
procedure FinishCall(Place: PReturn);
var
  Index, Signal: LongInt;
begin
  Index := KeptNext;
  repeat
    Index := (Index + MaxKept - 1) mod MaxKept;
  until KeptPlaces[Index] = Place;
  Place^ := KeptReturns[Index];
  Signal := TickHandler(True, False);
  if Signal <> 0 then
    SendSignal(Signal);
end;

procedure LeaveCall; assembler; nostackframe;
asm
  sub rsp, 8
  mov rdi, rsp
  push rax
  call FinishCall
  pop rax
end;

{ ---- The interrupt ---- }

{ True: the frame goes on in a handler, whose floating-point state is set. }
function HandleTick(Frame: PTrapFrame; FloatState: Pointer): Boolean;
var
  Inside: Boolean;
  Signal: LongInt;
begin
  { Reading after the poll command takes the place of the acknowledge cycle. }
  OutByte(MasterCommand, PollCommand);
  InByte(MasterCommand);
  OutByte(MasterCommand, EndOfInterrupt);
  Result := False;
  if not Running then
    Exit;
  Inside := InProgram(Frame);
  Signal := TickHandler(Inside, IsKernel(Frame^.Rip) and (PByte(Frame^.Rip - 1)^ = HaltInstruction));
  if Signal = 0 then
    Exit;
  if Inside then
    Result := DeliverSignal(Frame, Signal, FloatState)
  else if ThisCore^.Recovery <> 0 then
    DeliverAtReturn(PReturn(ThisCore^.Recovery + ReturnOffset));
end;

{ The record is Toro.Cores' TTrapFrame. }
procedure TickEntry; assembler; nostackframe;
asm
  push 0
  push NonMaskable
  push rcx
  push rax
  push rdx
  push rbx
  push rbp
  push rsi
  push rdi
  push r15
  push r14
  push r13
  push r12
  push r11
  push r10
  push r9
  push r8
  cld
  mov rdi, rsp
  mov rbp, rsp
  sub rsp, FxBytes
  and rsp, -64
  fxsave [rsp]
  mov rsi, rsp
  mov rbx, rsp
  call HandleTick
  test al, al
  jnz @delivered
  fxrstor [rbx]
@delivered:
  mov rsp, rbp
  pop r8
  pop r9
  pop r10
  pop r11
  pop r12
  pop r13
  pop r14
  pop r15
  pop rdi
  pop rsi
  pop rbp
  pop rbx
  pop rdx
  pop rax
  pop rcx
  add rsp, 16
  iretq
end;

{ The next tick ends the halt; it cannot come between a look at the clock and the halt for good. }
procedure HaltForTick(DeadlineNs: Int64);
begin
  HaltForInterrupt;
end;

procedure StartController;
begin
  OutByte(MasterCommand, Initialize);
  OutByte(MasterData, FirstVector);
  OutByte(MasterData, SlaveOnLine2);
  OutByte(MasterData, Mode8086);
  OutByte(MasterData, Byte(not TimerAndSerial));
  OutByte(SlaveData, $FF);
end;

procedure StartTicks(Handler: TTickHandler);
begin
  TickHandler := Handler;
  { What the handler needs must be known before: it cannot wait. }
  TscKhz;
  if not Running and (HaltImplementation = nil) then
  begin
    StartControllers;
    HaltImplementation := @HaltForTick;
    OwnHalt := True;
  end;
  Running := True;
  SetGate(NonMaskable, @TickEntry, DoubleFaultStack);
  StartController;
  SetLint0(DeliverNmi);
  OutByte(CommandPort, Periodic);
  OutByte(ChannelPort, Byte(Divisor));
  OutByte(ChannelPort, Divisor shr 8);
end;

procedure StopTicks;
begin
  if not Running then
    Exit;
  Running := False;
  OutByte(MasterData, $FF);
  if OwnHalt and (HaltImplementation = @HaltForTick) then
  begin
    HaltImplementation := nil;
    SetLint0(DeliverExternal);
    StartControllers;
  end;
  OwnHalt := False;
end;

end.

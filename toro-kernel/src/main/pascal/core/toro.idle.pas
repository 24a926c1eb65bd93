{ SPDX-License-Identifier: Apache-2.0 }
{ What a core does when nothing can run: it halts until an interrupt. Without the unit Devices the two
  legacy interrupt controllers (Intel 8259A) deliver just two lines, timer and serial port; an interrupt
  controller's driver replaces this by setting HaltImplementation. Called by Toro.Waiting and Process. }
unit Toro.Idle;

{$mode objfpc}
{$asmmode intel}

interface

type
  { Interrupts are off on entry and on return. Returns after any interrupt, at the latest about
    DeadlineNs (MonotonicNs; Forever in Toro.Waiting). Returning early is allowed. }
  THaltProcedure = procedure(DeadlineNs: Int64);

var
  HaltImplementation: THaltProcedure;
  { What a driver has left to be done before interrupts can come; done once. }
  StartImplementation: procedure;

procedure HaltCore(DeadlineNs: Int64);
{ Sets up the two controllers and how the first core takes what they deliver. }
procedure StartControllers;
{ Lets pending interrupts in, for a core that does not come to halt. }
procedure ServeInterrupts;

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Cpu, Toro.Gates, Toro.Timer;

const
  MasterCommand = $20;
  MasterData = $21;
  SlaveCommand = $A0;
  SlaveData = $A1;
  Initialize = $11;
  Mode8086 = $01;
  SlaveOnLine2 = $04;
  SlaveIdentity = $02;
  EndOfInterrupt = $20;
  FirstVector = $20;
  TimerLine = 0;
  SerialLine = 4;
  OpenLines = (1 shl TimerLine) or (1 shl SerialLine);

  { Local APIC (SDM 3, 10.4): the controllers' output comes in at LINT0. }
  ApicSpurious = $FEE000F0;
  ApicLint0 = $FEE00350;
  ApicEnabled = $100;
  ExternalInterrupt = $700;
  SpuriousVector = $FF;

var
  Started, Chips: Boolean;

{ Both lines only have to end the halt. }
procedure LineEntry; assembler; nostackframe;
asm
  push rax
  mov al, EndOfInterrupt
  out MasterCommand, al
  pop rax
  iretq
end;

{ The local APIC wants no end for a spurious interrupt. }
procedure SpuriousEntry; assembler; nostackframe;
asm
  iretq
end;

procedure StartControllers;
begin
  Started := True;
  Chips := TimerExists;
  OutByte(MasterCommand, Initialize);
  OutByte(SlaveCommand, Initialize);
  OutByte(MasterData, FirstVector);
  OutByte(SlaveData, FirstVector + 8);
  OutByte(MasterData, SlaveOnLine2);
  OutByte(SlaveData, SlaveIdentity);
  OutByte(MasterData, Mode8086);
  OutByte(SlaveData, Mode8086);
  OutByte(MasterData, Byte(not OpenLines));
  OutByte(SlaveData, $FF);
  SetGate(FirstVector + TimerLine, @LineEntry, InterruptStack);
  SetGate(FirstVector + SerialLine, @LineEntry, InterruptStack);
  SetGate(SpuriousVector, @SpuriousEntry, InterruptStack);
  PLongWord(ApicSpurious)^ := ApicEnabled or SpuriousVector;
  PLongWord(ApicLint0)^ := ExternalInterrupt;
  { A spurious interrupt of the master comes on its line 7. }
  SetGate(FirstVector + 7, @LineEntry, InterruptStack);
end;

procedure HaltWithTimer(DeadlineNs: Int64);
const
  { 54 ms, the longest that the chip counts }
  LongestNs = 54000000;
var
  LeftNs: Int64;
begin
  if not Started then
    StartControllers;
  if not Chips then
  begin
    { Nothing would end the halt. }
    CpuPause;
    Exit;
  end;
  LeftNs := LongestNs;
  if DeadlineNs <> High(Int64) then
  begin
    LeftNs := DeadlineNs - MonotonicNs;
    if LeftNs <= 0 then
      Exit;
    if LeftNs > LongestNs then
      LeftNs := LongestNs;
  end;
  StartTimer(LeftNs * TimerHz div 1000000000 + 1);
  HaltForInterrupt;
end;

procedure StartWhatIsLeft; inline;
var
  Start: procedure;
begin
  if StartImplementation = nil then
    Exit;
  Pointer(Start) := Pointer(StartImplementation);
  StartImplementation := nil;
  Start();
end;

procedure ServeInterrupts;
begin
  StartWhatIsLeft;
  { Before a controller is set up its lines come on the vectors of exceptions. }
  if Started or (HaltImplementation <> nil) then
    AllowInterrupts;
end;

procedure HaltCore(DeadlineNs: Int64);
begin
  { Somebody wants to look again at once. }
  if DeadlineNs <= 0 then
    Exit;
  StartWhatIsLeft;
  if HaltImplementation <> nil then
    HaltImplementation(DeadlineNs)
  else
    HaltWithTimer(DeadlineNs);
end;

end.

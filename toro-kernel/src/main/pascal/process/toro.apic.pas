{ SPDX-License-Identifier: Apache-2.0 }
{ The local APIC of the running core: its one-shot timer, interrupts to other cores, and the end of
  an interrupt. Intel SDM volume 3, chapter 11 (APIC), 11.12 (x2APIC).

  Called by: Toro.Interrupts, Toro.Waiting, and the start of other cores.
  Touches: the APIC's registers, as MSRs when the core has x2APIC (a VM exit less), else at
  $FEE00000. Nothing here runs at boot: the first who waits or registers an interrupt calls
  StartApic. }
unit Toro.Apic;

{$mode objfpc}

interface

const
  { The vectors with a fixed use; devices get those of Toro.Interrupts. }
  TimerVector = $F0;
  WakeVector = $F1;
  SpuriousVector = $FF; { its low four bits are all ones, as old APICs need (11.9) }

{ Turns this core's APIC on, once; costs a comparison when it is on. }
procedure StartApic;

function LocalApicId: LongWord;

{ Ends the interrupt in service, so that the next of its class can come. }
procedure EndOfInterrupt;

{ One interrupt TimerVector in DelayNs from now, or earlier: a delay beyond the timer's range is
  cut, and who waits looks at the clock again. 0 or less: at once. Replaces what was armed. }
procedure ArmTimer(DelayNs: Int64);

{ Interrupts to the core with that APIC id. }
procedure SendInterrupt(ApicId: LongWord; Vector: Byte);

{ The two steps of SDM 3, 9.4.4: all other cores reset and wait, then run at Page shl 12 in real
  mode. To all at once: one write starts any number of cores. }
procedure SendInitToOthers;
procedure SendStartupToOthers(Page: Byte);

implementation

uses
  Toro.Cpu, Toro.Clock;

const
  ApicAddress = $FEE00000;

  { Register offsets; the x2APIC's MSR is $800 + offset / 16. }
  RegId = $20;
  RegEoi = $B0;
  RegSpurious = $F0;
  RegCommandLow = $300;
  RegCommandHigh = $310;
  RegTimer = $320;
  RegLint0 = $350;
  RegInitialCount = $380;
  RegCurrentCount = $390;
  RegDivide = $3E0;

  X2ApicMsr = $800;
  ApicBaseEnable = 1 shl 11;
  ApicBaseX2 = 1 shl 10;
  CpuidX2Apic = 1 shl 21; { leaf 1, ECX }

  SpuriousEnable = 1 shl 8;
  LvtMasked = 1 shl 16;

  CommandInit = 5 shl 8;
  CommandStartup = 6 shl 8;
  CommandAssert = 1 shl 14;
  CommandAllButSelf = 3 shl 18;
  CommandPending = 1 shl 12;

  { The timer counts the bus clock divided by 16: at 1 GHz 16 ns a tick and 68 s in 32 bits. }
  DivideBy16 = 3;
  MaxTicks = $FFFFFFFF;
  HypervisorTicksPerMs = 1000000 div 16;

var
  X2: Boolean;
  TicksPerMs: LongWord; { 0: not known yet }
  ModeKnown: Boolean;

function ReadRegister(Offset: LongWord): LongWord;
begin
  if X2 then
    Result := ReadMsr(X2ApicMsr + Offset shr 4)
  else
    Result := PLongWord(PtrUInt(ApicAddress + Offset))^;
end;

procedure WriteRegister(Offset, Value: LongWord);
begin
  if X2 then
    WriteMsr(X2ApicMsr + Offset shr 4, Value)
  else
    PLongWord(PtrUInt(ApicAddress + Offset))^ := Value;
end;

procedure ChooseMode; inline;
var
  Answer: TCpuid;
begin
  Cpuid(1, 0, Answer);
  X2 := Answer.Ecx and CpuidX2Apic <> 0;
  ModeKnown := True;
end;

{ Each core comes this way once, and a core whose APIC is on is left alone: the spurious register
  says so. The first core's firmware may have routed the 8259 to LINT0; the kernel uses the I/O
  APIC only, so that way in is closed. }
procedure StartApic;
begin
  if not ModeKnown then
    ChooseMode;
  if X2 and (ReadMsr(MsrApicBase) and ApicBaseX2 = 0) then
    WriteMsr(MsrApicBase, ReadMsr(MsrApicBase) or ApicBaseEnable or ApicBaseX2);
  WriteRegister(RegLint0, LvtMasked);
  WriteRegister(RegTimer, TimerVector);
  WriteRegister(RegDivide, DivideBy16);
  WriteRegister(RegSpurious, SpuriousEnable or SpuriousVector);
end;

function LocalApicId: LongWord;
begin
  Result := ReadRegister(RegId);
  if not X2 then
    Result := Result shr 24;
end;

procedure EndOfInterrupt;
begin
  WriteRegister(RegEoi, 0);
end;

{ --- The timer --- }

{ QEMU and KVM, and so all VMMs on KVM, run the APIC's clock at exactly 1 GHz. }
function RunsAtOneGigahertz: Boolean; inline;
var
  Answer: TCpuid;
begin
  Cpuid(HypervisorLeaf, 0, Answer);
  Result := (Answer.Ebx = EmulatorSignature) or (Answer.Ebx = KvmSignature);
end;

{ Elsewhere the bus clock is measured against the monotonic clock for a fifth of a millisecond,
  when a program waits for the first time. }
procedure MeasureTimer;
const
  MeasureNs = 200000;
var
  Start, Passed: Int64;
begin
  WriteRegister(RegTimer, LvtMasked or TimerVector);
  WriteRegister(RegInitialCount, MaxTicks);
  Start := MonotonicNs;
  repeat
    Passed := MonotonicNs - Start;
  until Passed >= MeasureNs;
  TicksPerMs := Int64(MaxTicks - ReadRegister(RegCurrentCount)) * 1000000 div Passed;
  WriteRegister(RegInitialCount, 0);
  WriteRegister(RegTimer, TimerVector);
  if TicksPerMs = 0 then
    TicksPerMs := 1;
end;

function TicksFor(DelayNs: Int64): LongWord; inline;
const
  { Longer delays would overflow the product; they are cut to far beyond the timer's range. }
  LongestNs = Int64(1) shl 40;
var
  Ticks: Int64;
begin
  if DelayNs > LongestNs then
    DelayNs := LongestNs;
  Ticks := DelayNs div 1000 * TicksPerMs div 1000;
  if Ticks < 1 then
    Ticks := 1; { 0 would disarm }
  if Ticks > MaxTicks then
    Ticks := MaxTicks;
  Result := Ticks;
end;

procedure ArmTimer(DelayNs: Int64);
begin
  if TicksPerMs = 0 then
    if RunsAtOneGigahertz then
      TicksPerMs := HypervisorTicksPerMs
    else
      MeasureTimer;
  WriteRegister(RegInitialCount, TicksFor(DelayNs));
end;

{ --- To other cores --- }

procedure SendCommand(ApicId, Command: LongWord);
begin
  if X2 then
  begin
    { In x2APIC mode the write is not ordered after earlier stores (SDM 3, 11.12.3): whoever is
      woken must find what was written for it. }
    ReadWriteBarrier;
    WriteMsr(X2ApicMsr + RegCommandLow shr 4, QWord(ApicId) shl 32 or Command);
    Exit;
  end;
  WriteRegister(RegCommandHigh, ApicId shl 24);
  WriteRegister(RegCommandLow, Command);
  while ReadRegister(RegCommandLow) and CommandPending <> 0 do
    CpuPause;
end;

procedure SendInterrupt(ApicId: LongWord; Vector: Byte);
begin
  SendCommand(ApicId, CommandAssert or Vector);
end;

procedure SendInitToOthers;
begin
  SendCommand(0, CommandAllButSelf or CommandAssert or CommandInit);
end;

procedure SendStartupToOthers(Page: Byte);
begin
  SendCommand(0, CommandAllButSelf or CommandAssert or CommandStartup or Page);
end;

end.

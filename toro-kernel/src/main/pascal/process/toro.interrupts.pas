{ SPDX-License-Identifier: Apache-2.0 }
{ Interrupts for drivers: lines of the I/O APICs, and vectors for message-signalled interrupts.

  Called by: drivers and buses (RegisterLine, RegisterMessage), Toro.Waiting and the scheduler,
  through Toro.Idle (IdleUntil).
  Touches: the IDT from vector $30 on, the I/O APICs, and the mask of the old 8259 pair.

  The rule that makes handlers simple: a core takes interrupts only while it idles, inside
  IdleUntil. Everything else runs with interrupts off; what comes in the meantime waits in the
  APIC. So a handler never finds anything half changed, needs no lock against other handlers of
  its core, and runs on the idle thread's stack at a known place. It must not block: it quiets its
  device, marks and wakes (Toro.Waiting).

  Nothing here runs at boot, and the controllers are set up when a core first halts or lets interrupts
  in: a program that gets its first work without having halted does not wait for that. }
unit Toro.Interrupts;

{$mode objfpc}
{$asmmode intel}

interface

type
  TInterruptHandler = procedure(Data: Pointer);

  TTrigger = (itEdge, itLevel);

  { What a device writes where to interrupt (PCI 3.0, 6.8.1; SDM 3, 11.11). }
  TInterruptMessage = record
    Address: QWord;
    Data: LongWord;
  end;

{ Calls Handler(Data) when the line (global system interrupt: the ISA line, or as ACPI counts)
  is raised. Lines may be shared: every handler of the line is called. False: no I/O APIC has the
  line, or the tables are full. }
function RegisterLine(Line: LongWord; Trigger: TTrigger; Handler: TInterruptHandler;
  Data: Pointer): Boolean;

{ The message that makes Handler(Data) be called on the calling core. When the vectors run out the
  last is shared, and every handler on it is called. False: the tables are full. }
function RegisterMessage(Handler: TInterruptHandler; Data: Pointer;
  out Message: TInterruptMessage): Boolean;

{ Halts the core until an interrupt has been served, at the latest at DeadlineNs of the monotonic
  clock; High(Int64): no deadline. May return early: the caller tests its condition again. }
procedure IdleUntil(DeadlineNs: Int64);

{ Sets up the controllers and takes over from the core's own way of halting (Toro.Idle): before the core halts for the
  first time, before there are other cores, and for messages. Costs a comparison the second time. }
procedure StartInterrupts;

{ The same for a core that has just been started. }
procedure StartInterruptsOnCore;

{ For Linger: halts until this core is woken, LongestNs at most, whatever the caller holds: no device's handler
  runs. }
procedure HaltAmidst(LongestNs: Int64);

{ For ACPI, which knows better than the usual place of the one I/O APIC. }
procedure AddIoApic(Address: PtrUInt; FirstLine: LongWord);

implementation

uses
  Toro.Apic, Toro.Clock, Toro.Cores, Toro.Cpu, Toro.Gates, Toro.Idle;

const
  FirstVector = $30;
  VectorCount = 32;
  MaxRegistrations = 64;
  MaxIoApics = 8;

  { I/O APIC (82093AA data sheet, 3.0): an index register, a window, and two 32-bit words a line. }
  IoApicUsualAddress = $FEC00000;
  IoApicWindow = $10;
  IoApicVersion = 1;
  IoApicFirstEntry = $10;
  EntryLevel = 1 shl 15;
  EntryMasked = 1 shl 16;

  SerialLine = 4; { COM1 on every PC }

  MessageAddress = $FEE00000;

  { Entries behind those of the devices. }
  TimerIndex = VectorCount;
  WakeIndex = VectorCount + 1;
  EntrySize = 8;

type
  TRegistration = record
    Handler: TInterruptHandler;
    Data: Pointer;
    Next: Byte; { 1-based index of the next on the same vector, 0: none }
  end;

  PIoApic = ^TIoApic;
  TIoApic = record
    Address: PtrUInt;
    FirstLine: LongWord;
  end;

var
  Registrations: array[1..MaxRegistrations] of TRegistration;
  RegistrationCount: LongInt;
  { By vector: the first registration, and the line it serves plus 1 (0: messages). }
  Heads: array[0..WakeIndex] of Byte;
  LineOfVector: array[0..VectorCount - 1] of LongWord;
  TriggerOfVector: array[0..VectorCount - 1] of TTrigger;
  VectorsUsed: LongInt;
  IoApics: array[0..MaxIoApics - 1] of TIoApic;
  IoApicCount: LongInt;
  GatesReady: Boolean;

procedure VectorEntries; forward;

{ --- Entry: from the CPU to a handler --- }

procedure DispatchVector(Index: LongInt); inline;
var
  Number: Byte;
begin
  Number := Heads[Index];
  while Number <> 0 do
  begin
    Registrations[Number].Handler(Registrations[Number].Data);
    Number := Registrations[Number].Next;
  end;
  EndOfInterrupt;
end;

{ Interrupts arrive only at the halt in IdleUntil, a call in Pascal's eyes, so the SSE registers
  hold nothing; the integer registers that a call may change are kept for whoever halts
  otherwise. The return address that an entry's call pushed tells which vector it was: entries are
  8 bytes apart. }
procedure CommonEntry; assembler; nostackframe;
asm
  push rax
  push rcx
  push rdx
  push rsi
  push rdi
  push r8
  push r9
  push r10
  push r11
  push rbp
  mov rbp, rsp
  cld
  mov rdi, [rsp + 80]
  lea rax, [rip + VectorEntries]
  sub rdi, rax
  shr rdi, 3
  and rsp, -16
  call DispatchVector
  mov rsp, rbp
  pop rbp
  pop r11
  pop r10
  pop r9
  pop r8
  pop rdi
  pop rsi
  pop rdx
  pop rcx
  pop rax
  add rsp, 8
  iretq
end;

{ One entry a vector: those of the devices, then timer and wake-up, which have no handler: that the
  core stopped halting is all they are for. }
procedure VectorEntries; assembler; nostackframe;
asm
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
end;

{ A spurious interrupt is not in service: it must not be ended (SDM 3, 11.9). }
procedure SpuriousEntry; assembler; nostackframe;
asm
  iretq
end;

function EntryOf(Index: LongInt): Pointer;
begin
  Result := Pointer(PtrUInt(@VectorEntries) + PtrUInt(Index * EntrySize));
end;

procedure IgnoreInterrupt(Data: Pointer);
begin
end;

procedure SetGates; inline;
const
  PicMask1 = $21;
  PicMask2 = $A1;
var
  Index: LongInt;
begin
  for Index := 0 to VectorCount - 1 do
    SetGate(FirstVector + Index, EntryOf(Index), InterruptStack);
  SetGate(TimerVector, EntryOf(TimerIndex), InterruptStack);
  SetGate(WakeVector, EntryOf(WakeIndex), InterruptStack);
  SetGate(SpuriousVector, @SpuriousEntry, InterruptStack);
  { The firmware left the 8259 pair on vectors that are CPU faults, with the timer running. }
  OutByte(PicMask1, $FF);
  OutByte(PicMask2, $FF);
  GatesReady := True;
end;

procedure StartInterruptsOnCore;
begin
  StartApic;
end;

{ --- I/O APICs --- }

function ReadIoApic(Address: PtrUInt; Index: LongWord): LongWord; inline;
begin
  PLongWord(Address)^ := Index;
  Result := PLongWord(Address + IoApicWindow)^;
end;

procedure WriteIoApic(Address: PtrUInt; Index, Value: LongWord);
begin
  PLongWord(Address)^ := Index;
  PLongWord(Address + IoApicWindow)^ := Value;
end;

procedure AddIoApic(Address: PtrUInt; FirstLine: LongWord);
var
  I: LongInt;
begin
  for I := 0 to IoApicCount - 1 do
    if IoApics[I].Address = Address then
      Exit;
  if IoApicCount = MaxIoApics then
    Exit;
  IoApics[IoApicCount].Address := Address;
  IoApics[IoApicCount].FirstLine := FirstLine;
  Inc(IoApicCount);
end;

function LineCount(Address: PtrUInt): LongWord; inline;
begin
  Result := (ReadIoApic(Address, IoApicVersion) shr 16) and $FF + 1;
end;

{ Where the line comes in; nil: no I/O APIC has it. }
function IoApicOf(Line: LongWord): PIoApic;
var
  I: LongInt;
begin
  for I := 0 to IoApicCount - 1 do
  begin
    Result := @IoApics[I];
    if (Line >= Result^.FirstLine) and (Line - Result^.FirstLine < LineCount(Result^.Address)) then
      Exit;
  end;
  Result := nil;
end;

{ Open: lets the line of the vector interrupt this core. Else what it does is remembered until then. }
procedure RouteLine(Index: LongInt; Open: Boolean);
var
  IoApic: PIoApic;
  Pin, Entry: LongWord;
begin
  IoApic := IoApicOf(LineOfVector[Index] - 1);
  Entry := FirstVector + Index;
  if TriggerOfVector[Index] = itLevel then
    Entry := Entry or EntryLevel;
  Pin := IoApicFirstEntry + 2 * (LineOfVector[Index] - 1 - IoApic^.FirstLine);
  WriteIoApic(IoApic^.Address, Pin, Entry or EntryMasked);
  if not Open then
    Exit;
  WriteIoApic(IoApic^.Address, Pin + 1, LocalApicId shl 24);
  WriteIoApic(IoApic^.Address, Pin, Entry);
end;

{ --- Registration --- }

procedure Attach(Index: LongInt; Handler: TInterruptHandler; Data: Pointer);
begin
  Inc(RegistrationCount);
  Registrations[RegistrationCount].Handler := Handler;
  Registrations[RegistrationCount].Data := Data;
  Registrations[RegistrationCount].Next := Heads[Index];
  Heads[Index] := RegistrationCount;
end;

function IndexOfLine(Line: LongWord): LongInt; inline;
begin
  for Result := 0 to VectorsUsed - 1 do
    if LineOfVector[Result] = Line + 1 then
      Exit;
  Result := -1;
end;

function RegisterLine(Line: LongWord; Trigger: TTrigger; Handler: TInterruptHandler;
  Data: Pointer): Boolean;
var
  Index: LongInt;
begin
  if RegistrationCount = MaxRegistrations then
    Exit(False);
  { A controller forgets the edges of lines that it does not pass on; a level it remembers. }
  if Trigger = itEdge then
    StartInterrupts;
  Index := IndexOfLine(Line);
  if Index < 0 then
  begin
    AddIoApic(IoApicUsualAddress, 0);
    { Lines cannot share a vector with messages: the last is kept for those. }
    if (VectorsUsed >= VectorCount - 1) or (IoApicOf(Line) = nil) then
      Exit(False);
    Index := VectorsUsed;
    Inc(VectorsUsed);
    LineOfVector[Index] := Line + 1;
    TriggerOfVector[Index] := Trigger;
    RouteLine(Index, GatesReady);
    if not GatesReady then
      StartImplementation := @StartInterrupts;
  end;
  Attach(Index, Handler, Data);
  Result := True;
end;

procedure StartInterrupts;
var
  Index: LongInt;
begin
  if GatesReady then
    Exit;
  SetGates;
  StartApic;
  for Index := 0 to VectorsUsed - 1 do
    RouteLine(Index, True);
  HaltImplementation := @IdleUntil;
  { The console has its port interrupt when somebody waits for input; that the halt ends is all. }
  RegisterLine(SerialLine, itEdge, @IgnoreInterrupt, nil);
end;

function RegisterMessage(Handler: TInterruptHandler; Data: Pointer;
  out Message: TInterruptMessage): Boolean;
var
  Index: LongInt;
begin
  Result := RegistrationCount < MaxRegistrations;
  if not Result then
    Exit;
  StartInterrupts;
  if VectorsUsed < VectorCount then
    Inc(VectorsUsed);
  Index := VectorsUsed - 1;
  Attach(Index, Handler, Data);
  Message.Address := MessageAddress or QWord(LocalApicId and $FF) shl 12;
  Message.Data := FirstVector + Index;
end;

{ --- Idling --- }

procedure IdleUntil(DeadlineNs: Int64);
var
  DelayNs: Int64;
begin
  if DeadlineNs <> High(Int64) then
  begin
    DelayNs := DeadlineNs - MonotonicNs;
    if DelayNs <= 0 then
      Exit;
    ArmTimer(DelayNs);
  end;
  HaltForInterrupt;
end;

{ Only timer and wake-up come in the top class, and neither does anything; but a handler, which may find a lock taken
  too, is on the stack that they would come on, and a core that is being made has no scheduler and takes none. }
function MayHaltAmidst: Boolean; inline;
var
  Core: PCore;
  Here: PtrUInt;
begin
  if ReadMsr(MsrGsBase) = 0 then
    Exit(False);
  Core := ThisCore;
  Here := PtrUInt(@Core);
  Result := (Core^.Scheduler <> nil) and ((Here < PtrUInt(@Core^.Stacks[InterruptStack]))
    or (Here > PtrUInt(@Core^.Stacks[InterruptStack]) + CoreStackSize));
end;

procedure HaltAmidst(LongestNs: Int64);
const
  BelowTopClass = $E;
begin
  if not MayHaltAmidst then
  begin
    CpuPause;
    Exit;
  end;
  WriteTaskPriority(BelowTopClass);
  ArmTimer(LongestNs);
  HaltForInterrupt;
  WriteTaskPriority(0);
  { The wake-up may have been for what the core does next. }
  SendInterrupt(ThisCore^.ApicId, WakeVector);
end;

end.

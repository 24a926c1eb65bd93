{ SPDX-License-Identifier: Apache-2.0 }
{ The other cores: starting them, waiting for one, waking one.

  Called by: Process, which gives them threads to run (CoreEntry).
  Touches: page $8000, where a started core begins; the local APIC; the stub's smp/ap_start.S.

  The first core only sends two interrupts to all others at once and goes on; it neither counts
  them nor waits. Each core that arrives makes its own record and stack, one after the other under
  the start-up code's lock, and then runs CoreEntry. How many cores the machine has is looked up
  when somebody asks. }
unit Toro.Smp;

{$mode objfpc}

interface

uses
  Toro.Cores;

type
  TCoreProcedure = procedure;

var
  { What a core does once it is up; nil: it halts. Called again whenever it returns or the core has
    been woken. Set it, then wake the cores that are up. }
  CoreEntry: TCoreProcedure;

{ Starts all other cores. Returns at once. }
procedure StartCores;

{ How many cores the machine has, those that have not arrived included; at most MaxCores. }
function CountCores: LongInt;

{ Waits until core Index runs. False: the machine has no such core, or it has not come up before
  DeadlineNs of the monotonic clock. }
function AwaitCore(Index: LongInt; DeadlineNs: Int64): Boolean;

{ Ends the halt of a core, or keeps it from halting the next time. }
procedure WakeCore(Index: LongInt);

implementation

uses
  Toro.Apic, Toro.BootAbi, Toro.Clock, Toro.CoreCount, Toro.Cpu, Toro.Gates, Toro.Interrupts,
  Toro.Pages, Toro.Paging, Toro.SyscallEntry;

const
  { Also in ap_start.S. }
  ApPage = 8;

  StackSize = 65536;

var
  { The core that has just been made, from NewStack to Main; the start-up lock guards both. }
  Arriving: PCore;
  MachineCores: LongInt;

procedure Prepare; external name 'toro_ap_prepare';

procedure StartCores; [public, alias: 'toro_start_cores'];
begin
  StartInterrupts;
  HaltBriefly := @HaltAmidst;
  Prepare;
  { The pause of 10 ms that SDM 3, 9.4.4 asks for between the two was for discrete APICs; VMMs and
    cores of this century take the second at once. }
  SendInitToOthers;
  SendStartupToOthers(ApPage);
end;

function CountCores: LongInt;
begin
  if MachineCores = 0 then
    MachineCores := CountMachineCores;
  if MachineCores > MaxCores then
    MachineCores := MaxCores;
  if MachineCores < CoreCount then
    MachineCores := CoreCount;
  Result := MachineCores;
end;

{ Pages are touched here, on a stack that is mapped whole: nothing may fault before LoadGates. }
function NewStack: Pointer; [public, alias: 'toro_ap_new_stack'];
const
  CorePages = (SizeOf(TCore) + PageSize - 1) div PageSize;
  GuardPages = 1; { absent: a stack that runs over is a fault, not a broken record }
var
  Block: PtrUInt;
begin
  if CoreCount = MaxCores then
    Exit(nil);
  Block := AllocatePages(CorePages + GuardPages + StackSize div PageSize);
  if Block = 0 then
    Exit(nil);
  Arriving := PCore(Block);
  FillChar(Arriving^, SizeOf(TCore), 0);
  InitCore(Arriving, CoreCount, 0);
  LoadGates;
  InitSystemCallInstruction;
  StartInterruptsOnCore;
  Arriving^.ApicId := LocalApicId;
  Block := Block + CorePages * PageSize;
  ProtectPages(Block, GuardPages, 0);
  { Last: from here on others may send this core work. }
  ReadWriteBarrier;
  Inc(CoreCount);
  Result := Pointer(Block + GuardPages * PageSize + StackSize);
end;

procedure Main; [public, alias: 'toro_ap_main'];
begin
  repeat
    if CoreEntry <> nil then
      CoreEntry();
    IdleUntil(High(Int64));
  until False;
end;

{ Cores tell nobody that they have come, so that the first core is never disturbed: who wants one
  that has been started but is not there yet looks, a few microseconds as a rule. A core that missed
  the first start-up interrupt takes a second; those that run ignore it (SDM 3, 9.4.4.1). }
function AwaitCore(Index: LongInt; DeadlineNs: Int64): Boolean;
const
  RepeatNs = 1000000;
var
  RepeatAt: Int64;
  Rounds: LongInt;
begin
  Rounds := 0;
  RepeatAt := MonotonicNs + RepeatNs;
  while (Index >= CoreCount) and (Index < CountCores) and (MonotonicNs < DeadlineNs) do
  begin
    Linger(Rounds);
    if MonotonicNs < RepeatAt then
      Continue;
    SendStartupToOthers(ApPage);
    RepeatAt := MonotonicNs + RepeatNs;
  end;
  Result := Index < CoreCount;
end;

procedure WakeCore(Index: LongInt);
begin
  SendInterrupt(Cores[Index]^.ApicId, WakeVector);
end;

initialization
  StartCores;
end.

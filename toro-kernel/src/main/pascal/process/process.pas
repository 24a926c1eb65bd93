{ SPDX-License-Identifier: Apache-2.0 }
{ Threads and cores. Naming this unit gives a program the run-time library's threads (BeginThread of System,
  TThread) and starts the other cores; the functions here are Toro's, which choose a core. Threads are
  cooperative: one runs until it waits, sleeps, switches or ends. }
unit Process;

{$mode objfpc}

interface

uses
  Toro.Tasks;

const
  { States of a thread, Toro's numbers }
  tsReady = 2;
  tsSuspended = 1;
  tsIOPending = 5;
  tsZombie = 4;
  tsIdle = 6;

  { CreationFlags of BeginThread: the calling core }
  ThisCoreId = DWORD(-1);

type
  TThreadFunc = function(Param: Pointer): PtrInt;
  PThread = PTask;
  TThread = TTask;

{ Begins a thread on core CreationFlags, or on the calling core for DWORD(-1). Blocks until that core has
  answered. 0: no memory, or no such core. }
function BeginThread(SecurityAttributes: Pointer; StackSize: SizeUInt; ThreadFunction: TThreadFunc;
  Parameter: Pointer; CreationFlags: DWORD; var ThreadID: TThreadID): TThreadID;
{ Blocks for the time; other threads run meanwhile. }
procedure Sleep(Miliseg: LongInt);
{ 0 or the caller's own id: blocks until it is resumed. Another: it stops at its next turn. Answers 0. }
function SysSuspendThread(ThreadID: TThreadID): DWORD;
function SysResumeThread(ThreadID: TThreadID): DWORD;
{ The thread ends at its next turn. Answers 0. }
function SysKillThread(ThreadID: TThreadID): DWORD;
{ Lets others run. Idle: the caller only polls; when nobody else is ready, the core halts for up to a
  millisecond or until an interrupt. }
procedure SysThreadSwitch(const Idle: Boolean = False);
{ Toro's way to take back an idle mark; marks last for one switch here. }
procedure SysThreadActive;
procedure SysEndThread(ExitCode: DWORD);
procedure ThreadExit(Schedule: Boolean);
function GetCurrentThread: PThread;
{ When Cond holds: prints Format and ends the appliance. }
procedure Panic(const Cond: Boolean; const Format: AnsiString);

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Shutdown, Toro.SharedCalls, Toro.Smp, Toro.Threads, Toro.Waiting;

const
  NsPerMs = 1000000;
  { A core that has been started is there within microseconds. }
  CorePatienceNs = 1000 * NsPerMs;

type
  PBegin = ^TBegin;
  TBegin = record
    Code: TThreadFunc;
    Parameter: Pointer;
    StackSize: SizeUInt;
    Task: PTask;
  end;

{ The core runs its scheduler, or does so before long; False: there is no such core. }
function AwaitScheduler(Index: DWORD): Boolean;
var
  DeadlineNs: Int64;
begin
  if Index >= MaxCores then
    Exit(False);
  DeadlineNs := MonotonicNs + CorePatienceNs;
  Result := AwaitCore(Index, DeadlineNs);
  if not Result then
    Exit;
  { It may have come before CoreEntry was set. }
  WakeCore(Index);
  while (Cores[Index]^.Scheduler = nil) and (MonotonicNs < DeadlineNs) do
    YieldTask;
  Result := Cores[Index]^.Scheduler <> nil;
end;

{ Runs on the core that gets the thread. }
procedure BeginHere(Request: PCoreRequest);
var
  Wanted: PBegin;
begin
  Wanted := Request^.Data;
  Wanted^.Task := BeginTask(System.TThreadFunc(Wanted^.Code), Wanted^.Parameter, Wanted^.StackSize);
end;

function BeginThread(SecurityAttributes: Pointer; StackSize: SizeUInt; ThreadFunction: TThreadFunc;
  Parameter: Pointer; CreationFlags: DWORD; var ThreadID: TThreadID): TThreadID;
var
  Request: TCoreRequest;
  Wanted: TBegin;
begin
  ThreadID := 0;
  Result := 0;
  Wanted.Code := ThreadFunction;
  Wanted.Parameter := Parameter;
  Wanted.StackSize := StackSize;
  Wanted.Task := nil;
  Request.Run := @BeginHere;
  Request.Data := @Wanted;
  StartThreadVars;
  if (CreationFlags = ThisCoreId) or (CreationFlags = DWORD(ThisCore^.Index)) then
    BeginHere(@Request)
  else if AwaitScheduler(CreationFlags) then
  begin
    ShareCalls;
    RequestOnCore(CreationFlags, @Request);
  end;
  ThreadID := TThreadID(Wanted.Task);
  Result := ThreadID;
end;

procedure Sleep(Miliseg: LongInt);
begin
  SleepUntil(MonotonicNs + Int64(Miliseg) * NsPerMs);
end;

function SysSuspendThread(ThreadID: TThreadID): DWORD;
begin
  if ThreadID = 0 then
    ThreadID := TThreadID(CurrentTask);
  SuspendTask(PTask(ThreadID));
  Result := 0;
end;

function SysResumeThread(ThreadID: TThreadID): DWORD;
begin
  ResumeTask(PTask(ThreadID));
  Result := 0;
end;

function SysKillThread(ThreadID: TThreadID): DWORD;
begin
  KillTask(PTask(ThreadID));
  Result := 0;
end;

procedure SysThreadSwitch(const Idle: Boolean);
begin
  if Idle then
    SleepUntil(MonotonicNs + NsPerMs)
  else
    YieldTask;
end;

procedure SysThreadActive;
begin
end;

procedure SysEndThread(ExitCode: DWORD);
begin
  System.EndThread(ExitCode);
end;

procedure ThreadExit(Schedule: Boolean);
begin
  System.EndThread(0);
end;

function GetCurrentThread: PThread;
begin
  Result := CurrentTask;
end;

procedure Panic(const Cond: Boolean; const Format: AnsiString);
begin
  if Cond then
    PowerOffPanic(PAnsiChar(Format));
end;

initialization
  InstallThreads;
  WakeCoreImplementation := @WakeCore;
  CoreEntry := @RunTasksOfCore;
end.

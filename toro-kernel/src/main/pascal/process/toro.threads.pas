{ SPDX-License-Identifier: Apache-2.0 }
{ The run-time library's threads as tasks: a thread manager for BeginThread, TThread, critical sections,
  events and thread variables. Installed by the units cthreads and Process; a program that names neither
  stays single-threaded. A thread runs on the core that began it. }
unit Toro.Threads;

{$mode objfpc}
{$asmmode intel}

interface

uses
  Toro.Tasks;

{ Installs the thread manager; costs nothing the second time. }
procedure InstallThreads;
{ Gives every thread its own thread variables; before the first thread begins. }
procedure StartThreadVars;
{ Begins a thread of the run-time library on the calling core; nil: no memory. }
function BeginTask(Code: TThreadFunc; Parameter: Pointer; StackSize: PtrUInt): PTask;

implementation

uses
  Toro.BootAbi, Toro.Cores, Toro.Locks, Toro.Pages, Toro.Waiting;

const
  DefaultStack = 4 * 1024 * 1024;

var
  Installed: Boolean;
  { Size of all thread variables of the program, and the main thread's copy of them }
  ThreadVarSize: PtrUInt;
  MainVars: Pointer;

{ ---- Thread variables: a block at the top of every stack ---- }

procedure AddThreadVar(var Offset: DWord; Size: DWord);
begin
  Offset := ThreadVarSize;
  Inc(ThreadVarSize, (Size + 15) and not DWord(15));
end;

function ThreadVarAddress(Offset: DWord): Pointer; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Thread]
  mov rax, [rax + TTask.ThreadVars]
  mov edi, edi
  add rax, rdi
end;

{ Called by InitThreadVars for the main thread, and by no one else: other threads have theirs from the
  start. Not from the heap, where heaptrc would miss it at the end. }
procedure AllocateVars;
begin
  if CurrentTask^.ThreadVars <> nil then
    Exit;
  MainVars := Pointer(AllocatePages((ThreadVarSize + PageSize - 1) div PageSize));
  FillChar(MainVars^, ThreadVarSize, 0);
  CurrentTask^.ThreadVars := MainVars;
end;

procedure ReleaseVars;
begin
end;

procedure StartThreadVars;
begin
  if IsMultiThread then
    Exit;
  InitThreadVars(@ThreadVarAddress);
  IsMultiThread := True;
end;

{ ---- Threads ---- }

procedure RunThread(Task: PTask);
begin
  Task^.ThreadVars := Pointer(Task^.StackHigh - ThreadVarSize);
  InitThread(Task^.StackSize);
  Task^.ExitCode := TThreadFunc(Task^.Code)(Task^.Parameter);
  DoneThread;
end;

function BeginTask(Code: TThreadFunc; Parameter: Pointer; StackSize: PtrUInt): PTask;
begin
  StartThreadVars;
  if StackSize = 0 then
    StackSize := DefaultStack;
  Result := StartTask(@RunThread, Pointer(Code), Parameter, StackSize, ThreadVarSize);
end;

function ManagerBegin(SecurityAttributes: Pointer; StackSize: PtrUInt;
  ThreadFunction: TThreadFunc; Parameter: Pointer; CreationFlags: DWord;
  var ThreadId: TThreadID): TThreadID;
begin
  ThreadId := TThreadID(BeginTask(ThreadFunction, Parameter, StackSize));
  Result := ThreadId;
end;

procedure ManagerEnd(ExitCode: DWord);
begin
  DoneThread;
  EndTask(ExitCode);
end;

function ManagerSuspend(Thread: TThreadID): DWord;
begin
  SuspendTask(PTask(Thread));
  Result := 0;
end;

function ManagerResume(Thread: TThreadID): DWord;
begin
  ResumeTask(PTask(Thread));
  Result := 0;
end;

function ManagerKill(Thread: TThreadID): DWord;
begin
  KillTask(PTask(Thread));
  Result := 0;
end;

function ManagerClose(Thread: TThreadID): DWord;
begin
  CloseTask(PTask(Thread));
  Result := 0;
end;

{ As on Unix, the wait has no limit. }
function ManagerWait(Thread: TThreadID; TimeoutMs: LongInt): DWord;
begin
  Result := JoinTask(PTask(Thread));
end;

function ManagerSetPriority(Thread: TThreadID; Priority: LongInt): Boolean;
begin
  Result := False;
end;

function ManagerGetPriority(Thread: TThreadID): LongInt;
begin
  Result := 0;
end;

function ManagerCurrent: TThreadID;
begin
  Result := TThreadID(CurrentTask);
end;

procedure ManagerSetName(Thread: TThreadID; const Name: AnsiString);
begin
end;

procedure ManagerSetNameUnicode(Thread: TThreadID; const Name: UnicodeString);
begin
end;

function ManagerStart: Boolean;
begin
  Result := True;
end;

procedure FillThreadCalls(var Manager: TThreadManager);
begin
  Manager.InitManager := @ManagerStart;
  Manager.DoneManager := @ManagerStart;
  Manager.BeginThread := @ManagerBegin;
  Manager.EndThread := @ManagerEnd;
  Manager.SuspendThread := @ManagerSuspend;
  Manager.ResumeThread := @ManagerResume;
  Manager.KillThread := @ManagerKill;
  Manager.CloseThread := @ManagerClose;
  Manager.ThreadSwitch := @YieldTask;
  Manager.WaitForThreadTerminate := @ManagerWait;
  Manager.ThreadSetPriority := @ManagerSetPriority;
  Manager.ThreadGetPriority := @ManagerGetPriority;
  Manager.GetCurrentThreadId := @ManagerCurrent;
  Manager.SetThreadDebugNameA := @ManagerSetName;
  Manager.SetThreadDebugNameU := @ManagerSetNameUnicode;
  Manager.InitThreadVar := @AddThreadVar;
  Manager.RelocateThreadVar := @ThreadVarAddress;
  Manager.AllocateThreadVars := @AllocateVars;
  Manager.ReleaseThreadVars := @ReleaseVars;
end;

procedure FillLockCalls(var Manager: TThreadManager);
begin
  Manager.InitCriticalSection := @InitSection;
  Manager.DoneCriticalSection := @DoneSection;
  Manager.EnterCriticalSection := @EnterSection;
  Manager.TryEnterCriticalSection := @TryEnterSection;
  Manager.LeaveCriticalSection := @LeaveSection;
  Manager.BasicEventCreate := @CreateEvent;
  Manager.BasicEventDestroy := @DestroyEvent;
  Manager.BasicEventResetEvent := @ResetEvent;
  Manager.BasicEventSetEvent := @SetEvent;
  Manager.BasicEventWaitFor := @WaitForEvent;
  Manager.RtlEventCreate := @CreateRtlEvent;
  Manager.RtlEventDestroy := @DestroyRtlEvent;
  Manager.RtlEventSetEvent := @SetRtlEvent;
  Manager.RtlEventResetEvent := @ResetRtlEvent;
  Manager.RtlEventWaitFor := @WaitForRtlEvent;
  Manager.RtlEventWaitForTimeout := @WaitForRtlEventTimeout;
end;

procedure DoWork(Task: PTask);
begin
  TWork(Task^.Code)();
end;

{ Toro.Waiting's RunApart: a task without thread variables. Nobody waits for it: its record goes with
  its stack. }
procedure StartWork(Work: TWork);
const
  WorkStack = 65536;
var
  Task: PTask;
begin
  Task := StartTask(@DoWork, Pointer(Work), nil, WorkStack, 0);
  if Task <> nil then
    CloseTask(Task);
end;

procedure InstallThreads;
var
  Manager: TThreadManager;
begin
  if Installed then
    Exit;
  Installed := True;
  InitTasks;
  RunApartImplementation := @StartWork;
  FillChar(Manager, SizeOf(Manager), 0);
  FillThreadCalls(Manager);
  FillLockCalls(Manager);
  SetThreadManager(Manager);
  ThreadID := ManagerCurrent;
end;

end.

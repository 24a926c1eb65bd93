{ SPDX-License-Identifier: Apache-2.0 }
{ The scheduler: tasks, one queue of ready tasks a core, no preemption. A task runs until it waits, yields
  or ends; others wake it. Implements Toro.Waiting. Toro.Threads makes the run-time library's threads of
  tasks, Process Toro's.

  A task belongs to one core for ever. Its core's record is changed by that core alone, but for the ready
  queue, which has a lock: any core may make a task ready. }
unit Toro.Tasks;

{$mode objfpc}
{$asmmode intel}

interface

uses
  Toro.Cores, Toro.Waiting;

type
  PTask = ^TTask;
  TTaskProcedure = procedure(Task: PTask);
  TTaskState = (TaskRunning, TaskReady, TaskBlocked, TaskParked, TaskEnded);

  TTask = record
    { The first four are known to the switch. }
    StackPointer: PtrUInt;
    StackLow, StackHigh: PtrUInt;
    { Signals the task has blocked, while it does not run }
    BlockedSignals: QWord;
    { TCore.Recovery while the task does not run }
    Recovery: PtrUInt;
    { The run-time library's thread variables; used by Toro.Threads }
    ThreadVars: Pointer;
    { In the ready queue or in a wait queue }
    Next, Previous: PTask;
    { What it waits on; nil: nothing, or it has been woken }
    Queue: PWaitQueue;
    DeadlineNs: Int64;
    TimerNext, TimerPrevious: PTask;
    State: TTaskState;
    InTimers, TimedOut, Killed, SuspendWanted: Boolean;
    CoreIndex: LongInt;
    Run: TTaskProcedure;
    { For the owner of Run }
    Code, Parameter: Pointer;
    StackSize: PtrUInt;
    ExitCode: PtrInt;
    { The record may go; the stack has gone }
    Closed, Reaped: Boolean;
    { Woken when it ends }
    Joiners: TWaitQueue;
  end;

{ The running task }
function CurrentTask: PTask;
{ Makes a task of the calling core ready; the TopSize highest bytes of the stack are mapped and zero,
  Task^.StackHigh is their end. nil: no memory. }
function StartTask(Run: TTaskProcedure; Code, Parameter: Pointer;
  StackSize, TopSize: PtrUInt): PTask;
{ Ends the running task. Its record stays until CloseTask. }
procedure EndTask(ExitCode: PtrInt); noreturn;
{ The record may go when the task has ended. }
procedure CloseTask(Task: PTask);
{ Blocks until the task has ended; answers its exit code. }
function JoinTask(Task: PTask): PtrInt;

{ Runs others that are ready, and comes back. }
procedure YieldTask;
{ Suspends the running task until ResumeTask, or another at its next turn. }
procedure SuspendTask(Task: PTask);
procedure ResumeTask(Task: PTask);
{ The task ends at its next turn. }
procedure KillTask(Task: PTask);

{ Becomes the scheduler of the calling core: installs Toro.Waiting's implementation, makes the caller a
  task. Costs nothing the second time. }
procedure InitTasks;
{ What another core runs: its tasks, for ever. }
procedure RunTasksOfCore;

type
  { Work for another core: Run is called there, on the scheduler. }
  PCoreRequest = ^TCoreRequest;
  TCoreRequest = record
    Next: PCoreRequest;
    Run: procedure(Request: PCoreRequest);
    Data: Pointer;
    Queue: TWaitQueue;
    Done: Boolean;
  end;

{ Takes Task off the queue it waits on; False: it has been woken already. Then it may be made ready. }
function Unlink(Task: PTask): Boolean;
procedure MakeReady(Task: PTask);

{ Hands Request to the core and blocks until it has been run there. }
procedure RequestOnCore(CoreIndex: LongInt; Request: PCoreRequest);

var
  { Ends the halt of a core; set by the unit that starts cores. }
  WakeCoreImplementation: procedure(CoreIndex: LongInt);
  { Called on a task that ends where it is; for who keeps something on its stack (Toro.SharedCalls) }
  OnTaskEnd: procedure(Task: PTask);

implementation

uses
  Toro.BootAbi, Toro.Clock, Toro.Cpu, Toro.Idle, Toro.Pages, Toro.TaskStacks;

const
  { How long work that only idle polls do may wait while tasks keep the core busy }
  PollEveryNs = 1000000;

type
  PScheduler = ^TScheduler;
  TScheduler = record
    ReadyFirst, ReadyLast: PTask;
    Lock: TSpinLock;
    { In order of deadline }
    TimerFirst, TimerLast: PTask;
    { Ended tasks whose stack can go once another stack runs }
    Ended: PTask;
    FreeTasks: PTask;
    Requests: PCoreRequest;
    { When to attend to timers and polls while tasks are ready, by the time-stamp counter }
    AttendTsc: QWord;
    NextPollNs: Int64;
    Pool: TStackPool;
  end;

var
  MainTask: TTask;
  Started: Boolean;

function CurrentTask: PTask; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Thread]
end;

function Scheduler: PScheduler; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Scheduler]
end;

{ SwitchTask }
{$i toro.taskswitch.inc}

{ ---- Ready tasks ---- }

procedure Append(Owner: PScheduler; Task: PTask);
begin
  Task^.Next := nil;
  Task^.State := TaskReady;
  if Owner^.ReadyFirst = nil then
    Owner^.ReadyFirst := Task
  else
    Owner^.ReadyLast^.Next := Task;
  Owner^.ReadyLast := Task;
end;

procedure MakeReady(Task: PTask);
var
  Owner: PScheduler;
begin
  Owner := Cores[Task^.CoreIndex]^.Scheduler;
  AcquireSpinLock(Owner^.Lock);
  Append(Owner, Task);
  ReleaseSpinLock(Owner^.Lock);
  if (Task^.CoreIndex <> ThisCore^.Index) and (WakeCoreImplementation <> nil) then
    WakeCoreImplementation(Task^.CoreIndex);
end;

function TakeReady(Owner: PScheduler): PTask;
begin
  if Owner^.ReadyFirst = nil then
    Exit(nil);
  AcquireSpinLock(Owner^.Lock);
  Result := Owner^.ReadyFirst;
  Owner^.ReadyFirst := Result^.Next;
  ReleaseSpinLock(Owner^.Lock);
end;

{ ---- Timers ---- }

procedure AddTimer(Owner: PScheduler; Task: PTask; DeadlineNs: Int64);
var
  Before: PTask;
begin
  Task^.DeadlineNs := DeadlineNs;
  Task^.InTimers := True;
  { Most waits are as long as the one before: look from the end. }
  Before := Owner^.TimerLast;
  while (Before <> nil) and (Before^.DeadlineNs > DeadlineNs) do
    Before := Before^.TimerPrevious;
  Task^.TimerPrevious := Before;
  if Before = nil then
  begin
    Task^.TimerNext := Owner^.TimerFirst;
    Owner^.TimerFirst := Task;
    { It may come before what the core is waiting for. }
    Owner^.AttendTsc := 0;
  end
  else
  begin
    Task^.TimerNext := Before^.TimerNext;
    Before^.TimerNext := Task;
  end;
  if Task^.TimerNext = nil then
    Owner^.TimerLast := Task
  else
    Task^.TimerNext^.TimerPrevious := Task;
end;

procedure RemoveTimer(Owner: PScheduler; Task: PTask);
begin
  Task^.InTimers := False;
  if Task^.TimerPrevious = nil then
    Owner^.TimerFirst := Task^.TimerNext
  else
    Task^.TimerPrevious^.TimerNext := Task^.TimerNext;
  if Task^.TimerNext = nil then
    Owner^.TimerLast := Task^.TimerPrevious
  else
    Task^.TimerNext^.TimerPrevious := Task^.TimerPrevious;
end;

function Unlink(Task: PTask): Boolean;
var
  Queue: PWaitQueue;
begin
  Queue := Task^.Queue;
  if Queue = nil then
    Exit(False);
  AcquireSpinLock(Queue^.Lock);
  Result := Task^.Queue <> nil;
  if Result then
  begin
    Task^.Queue := nil;
    if Task^.Previous = nil then
      Queue^.First := Task^.Next
    else
      Task^.Previous^.Next := Task^.Next;
    if Task^.Next = nil then
      Queue^.Last := Task^.Previous
    else
      Task^.Next^.Previous := Task^.Previous;
  end;
  ReleaseSpinLock(Queue^.Lock);
end;

procedure ExpireTimers(Owner: PScheduler; NowNs: Int64);
var
  Task: PTask;
begin
  repeat
    Task := Owner^.TimerFirst;
    if (Task = nil) or (Task^.DeadlineNs > NowNs) then
      Exit;
    RemoveTimer(Owner, Task);
    if Unlink(Task) then
    begin
      Task^.TimedOut := True;
      MakeReady(Task);
    end;
  until False;
end;

{ ---- Scheduling ---- }

procedure RunRequests(Owner: PScheduler);
var
  Request: PCoreRequest;
begin
  repeat
    AcquireSpinLock(Owner^.Lock);
    Request := Owner^.Requests;
    if Request <> nil then
      Owner^.Requests := Request^.Next;
    ReleaseSpinLock(Owner^.Lock);
    if Request = nil then
      Exit;
    Request^.Run(Request);
    WakeAll(Request^.Queue);
    { Last: the record is the asker's, who goes on now. }
    Request^.Done := True;
  until False;
end;

{ What must not wait until the core is idle: timers, interrupts, polls, other cores' requests }
procedure Attend(Owner: PScheduler);
var
  NowNs, NextNs: Int64;
begin
  if Owner^.Requests <> nil then
    RunRequests(Owner);
  if ReadTsc < Owner^.AttendTsc then
    Exit;
  NowNs := MonotonicNs;
  ExpireTimers(Owner, NowNs);
  if NowNs >= Owner^.NextPollNs then
  begin
    Owner^.NextPollNs := NowNs + PollEveryNs;
    ServeInterrupts;
    RunIdlePolls;
  end;
  NextNs := Owner^.NextPollNs;
  if (Owner^.TimerFirst <> nil) and (Owner^.TimerFirst^.DeadlineNs < NextNs) then
    NextNs := Owner^.TimerFirst^.DeadlineNs;
  Owner^.AttendTsc := ReadTsc + NsToTsc(NextNs - NowNs);
end;

{ Halts until something may have become ready. }
procedure Idle(Owner: PScheduler);
var
  UntilNs: Int64;
begin
  UntilNs := RunIdlePolls;
  if (Owner^.ReadyFirst <> nil) or (Owner^.Requests <> nil) then
    Exit;
  if (Owner^.TimerFirst <> nil) and (Owner^.TimerFirst^.DeadlineNs < UntilNs) then
    UntilNs := Owner^.TimerFirst^.DeadlineNs;
  HaltCore(UntilNs);
  Owner^.AttendTsc := 0;
end;

procedure FreeTask(Owner: PScheduler; Task: PTask);
begin
  Task^.Next := Owner^.FreeTasks;
  Owner^.FreeTasks := Task;
end;

{ Gives back the stacks of tasks that have ended. }
procedure Reap(Owner: PScheduler);
var
  Task: PTask;
begin
  while Owner^.Ended <> nil do
  begin
    Task := Owner^.Ended;
    Owner^.Ended := Task^.Next;
    ReleaseStack(Owner^.Pool, Task^.StackLow, Task^.StackHigh);
    Task^.Reaped := True;
    if Task^.Closed then
      FreeTask(Owner, Task);
  end;
end;

{ The next task that may run; halts while there is none. }
function NextTask(Owner: PScheduler): PTask;
begin
  repeat
    Attend(Owner);
    Result := TakeReady(Owner);
    if Result = nil then
      Idle(Owner)
    else if Result^.SuspendWanted and not Result^.Killed then
    begin
      Result^.State := TaskParked;
      Result := nil;
    end;
  until Result <> nil;
end;

{ Leaves the running task, which is ready, blocked or ended, for the next. }
procedure Schedule;
var
  Owner: PScheduler;
  Old, New: PTask;
begin
  Owner := Scheduler;
  Old := CurrentTask;
  New := NextTask(Owner);
  New^.State := TaskRunning;
  if New <> Old then
    SwitchTask(Old, New);
  { Another task's stack runs now, perhaps long after. }
  if Owner^.Ended <> nil then
    Reap(Owner);
  if CurrentTask^.Killed then
    EndTask(0);
end;

procedure YieldTask;
var
  Owner: PScheduler;
begin
  Owner := Scheduler;
  AcquireSpinLock(Owner^.Lock);
  Append(Owner, CurrentTask);
  ReleaseSpinLock(Owner^.Lock);
  Schedule;
end;

{ ---- Toro.Waiting ---- }

function WaitTask(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
var
  Task: PTask;
  Owner: PScheduler;
  CoreBit: QWord;
begin
  Task := CurrentTask;
  Owner := Scheduler;
  CoreBit := QWord(1) shl Task^.CoreIndex;
  AcquireSpinLock(Queue.Lock);
  if Queue.Pending and CoreBit <> 0 then
  begin
    Queue.Pending := Queue.Pending and not CoreBit;
    ReleaseSpinLock(Queue.Lock);
    Exit(True);
  end;
  Task^.State := TaskBlocked;
  Task^.TimedOut := False;
  Task^.Queue := @Queue;
  Task^.Next := nil;
  Task^.Previous := Queue.Last;
  if Queue.Last = nil then
    Queue.First := Task
  else
    PTask(Queue.Last)^.Next := Task;
  Queue.Last := Task;
  ReleaseSpinLock(Queue.Lock);
  if DeadlineNs <> Forever then
    AddTimer(Owner, Task, DeadlineNs);
  Schedule;
  if Task^.InTimers then
    RemoveTimer(Owner, Task);
  Result := not Task^.TimedOut;
end;

function TakeWaiter(var Queue: TWaitQueue): PTask;
begin
  AcquireSpinLock(Queue.Lock);
  Result := Queue.First;
  if Result <> nil then
  begin
    Queue.First := Result^.Next;
    if Result^.Next = nil then
      Queue.Last := nil
    else
      Result^.Next^.Previous := nil;
    Result^.Queue := nil;
  end
  else
    Queue.Pending := High(QWord);
  ReleaseSpinLock(Queue.Lock);
end;

procedure WakeTasks(var Queue: TWaitQueue; All: Boolean);
var
  Task: PTask;
begin
  repeat
    Task := TakeWaiter(Queue);
    if Task = nil then
      Exit;
    MakeReady(Task);
  until not All;
end;

{ ---- Life of a task ---- }

procedure TaskMain;
begin
  Reap(Scheduler);
  if not CurrentTask^.Killed then
    CurrentTask^.Run(CurrentTask);
  EndTask(CurrentTask^.ExitCode);
end;

function NewTask(Owner: PScheduler): PTask;
var
  Page: PtrUInt;
  Index: LongInt;
begin
  if Owner^.FreeTasks = nil then
  begin
    Page := AllocatePages(1);
    if Page = 0 then
      Exit(nil);
    for Index := 0 to PageSize div SizeOf(TTask) - 1 do
      FreeTask(Owner, @PTask(Page)[Index]);
  end;
  Result := Owner^.FreeTasks;
  Owner^.FreeTasks := Result^.Next;
  FillChar(Result^, SizeOf(TTask), 0);
end;

{ The stack as SwitchTask leaves it: control words, six registers, where to go on }
procedure FillFirstFrame(Task: PTask; TopSize: PtrUInt);
const
  FrameWords = 9;
  DefaultControlWords = QWord($037F) shl 32 or $1F80;
var
  Frame: PQWord;
begin
  { After the last pop the stack is 8 off a multiple of 16, as at every function's start. }
  Frame := PQWord((Task^.StackHigh - TopSize) and not PtrUInt(15) - FrameWords * SizeOf(QWord));
  FillChar(Frame^, FrameWords * SizeOf(QWord), 0);
  Frame[0] := DefaultControlWords;
  Frame[7] := PtrUInt(@TaskMain);
  Task^.StackPointer := PtrUInt(Frame);
end;

function StartTask(Run: TTaskProcedure; Code, Parameter: Pointer;
  StackSize, TopSize: PtrUInt): PTask;
const
  { The first frames of a task }
  MappedSize = 1024;
var
  Owner: PScheduler;
begin
  Owner := Scheduler;
  Result := NewTask(Owner);
  if Result = nil then
    Exit;
  if not AcquireStack(Owner^.Pool, StackSize, TopSize + MappedSize, Result^.StackLow,
    Result^.StackHigh) then
  begin
    FreeTask(Owner, Result);
    Exit(nil);
  end;
  Result^.Run := Run;
  Result^.Code := Code;
  Result^.Parameter := Parameter;
  Result^.StackSize := StackSize;
  Result^.CoreIndex := ThisCore^.Index;
  FillFirstFrame(Result, TopSize);
  MakeReady(Result);
end;

procedure EndTask(ExitCode: PtrInt);
var
  Owner: PScheduler;
  Task: PTask;
begin
  Task := CurrentTask;
  Owner := Scheduler;
  Task^.Killed := False;
  Task^.ExitCode := ExitCode;
  Task^.State := TaskEnded;
  if OnTaskEnd <> nil then
    OnTaskEnd(Task);
  WakeAll(Task^.Joiners);
  { The main task's stack is never given back. }
  if Task <> @MainTask then
  begin
    Task^.Next := Owner^.Ended;
    Owner^.Ended := Task;
  end;
  Schedule;
  { Nobody makes an ended task ready. }
  HaltForever;
end;

procedure CloseTask(Task: PTask);
begin
  Task^.Closed := True;
  if Task^.Reaped and (Task^.CoreIndex = ThisCore^.Index) then
    FreeTask(Scheduler, Task);
end;

function JoinTask(Task: PTask): PtrInt;
begin
  while Task^.State <> TaskEnded do
    WaitOn(Task^.Joiners, Forever);
  Result := Task^.ExitCode;
end;

procedure SuspendTask(Task: PTask);
begin
  Task^.SuspendWanted := True;
  if Task = CurrentTask then
    YieldTask;
end;

procedure ResumeTask(Task: PTask);
begin
  Task^.SuspendWanted := False;
  if Task^.State = TaskParked then
    MakeReady(Task);
end;

procedure KillTask(Task: PTask);
begin
  Task^.Killed := True;
  if Task = CurrentTask then
    EndTask(0);
  if (Task^.State = TaskParked) or Unlink(Task) then
    MakeReady(Task);
end;

{ ---- Cores ---- }

procedure RequestOnCore(CoreIndex: LongInt; Request: PCoreRequest);
var
  Owner: PScheduler;
  Rounds: LongInt;
begin
  Owner := Cores[CoreIndex]^.Scheduler;
  Request^.Done := False;
  FillChar(Request^.Queue, SizeOf(TWaitQueue), 0);
  AcquireSpinLock(Owner^.Lock);
  Request^.Next := Owner^.Requests;
  Owner^.Requests := Request;
  ReleaseSpinLock(Owner^.Lock);
  if WakeCoreImplementation <> nil then
    WakeCoreImplementation(CoreIndex);
  WaitOn(Request^.Queue, Forever);
  { The other core is about to say that it no longer looks at the record. }
  Rounds := 0;
  while not Request^.Done do
    Linger(Rounds);
end;

{ Makes the calling core's scheduler; the caller becomes Task. }
function InitScheduler(Task: PTask): Boolean;
const
  SchedulerPages = (SizeOf(TScheduler) + PageSize - 1) div PageSize;
var
  Core: PCore;
  Memory: PtrUInt;
begin
  Core := ThisCore;
  Memory := AllocatePages(SchedulerPages);
  if Memory = 0 then
    Exit(False);
  FillChar(Pointer(Memory)^, SizeOf(TScheduler), 0);
  Task^.StackLow := Core^.StackLow;
  Task^.StackHigh := Core^.StackHigh;
  Task^.CoreIndex := Core^.Index;
  Task^.State := TaskRunning;
  Core^.Thread := Task;
  Core^.Scheduler := Pointer(Memory);
  Result := True;
end;

procedure InitTasks;
begin
  if Started then
    Exit;
  Started := InitScheduler(@MainTask);
  if not Started then
    Exit;
  WaitImplementation := @WaitTask;
  WakeImplementation := @WakeTasks;
  YieldImplementation := @YieldTask;
end;

procedure RunTasksOfCore;
var
  Task: PTask;
begin
  Task := PTask(AllocatePages(1));
  if Task = nil then
    Exit;
  FillChar(Task^, SizeOf(TTask), 0);
  if not InitScheduler(Task) then
    Exit;
  { Nobody makes it ready: it only looks after the others. }
  Task^.State := TaskBlocked;
  Schedule;
end;

end.

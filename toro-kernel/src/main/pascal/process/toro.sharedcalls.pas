{ SPDX-License-Identifier: Apache-2.0 }
{ System calls of a descriptor while other cores run threads: what a call works on must not go when another core
  closes its number meanwhile. Each such call is replaced by one that borrows the descriptor for as long as it lasts,
  as Linux does; before a thread is on another core nothing is replaced. Started by Process. }
unit Toro.SharedCalls;

{$mode objfpc}
{$asmmode intel}

interface

{ Costs nothing the second time. }
procedure ShareCalls;

implementation

uses
  Toro.CompleteCalls, Toro.Cores, Toro.Cpu, Toro.Descriptors, Toro.SystemCalls, Toro.Tasks, Toro.Traps;

const
  { Those whose first argument is a descriptor, but for close }
  Numbers: array[0..35] of Word = (0, 1, 5, 8, 16, 17, 18, 19, 20, 32, 33, 40, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51,
    52, 54, 55, 72, 73, 74, 75, 77, 78, 217, 232, 233, 281, 288);
  EntrySize = 8;

type
  { A call under way, on its stack; Call is its TCore.Recovery, a place on that stack too. }
  PUse = ^TUse;
  TUse = record
    Next, Previous: PUse;
    Descriptor: PDescriptor;
    Call: PtrUInt;
  end;

var
  Lock: TSpinLock;
  Open: PUse;
  { By the place in Numbers }
  Former: array[0..High(Numbers)] of TSystemCall;
  Shared: Boolean;
  FormerHook: TProcedure;

procedure Enter(out Use: TUse; Descriptor: PDescriptor);
begin
  Use.Descriptor := Descriptor;
  Use.Call := ThisCore^.Recovery;
  Use.Previous := nil;
  AcquireSpinLock(Lock);
  Use.Next := Open;
  if Open <> nil then
    Open^.Previous := @Use;
  Open := @Use;
  ReleaseSpinLock(Lock);
end;

{ Inside the lock }
procedure Unlink(Use: PUse);
begin
  if Use^.Previous = nil then
    Open := Use^.Next
  else
    Use^.Previous^.Next := Use^.Next;
  if Use^.Next <> nil then
    Use^.Next^.Previous := Use^.Previous;
end;

procedure Leave(var Use: TUse);
begin
  AcquireSpinLock(Lock);
  Unlink(@Use);
  ReleaseSpinLock(Lock);
  ReturnDescriptor(Use.Descriptor);
end;

{ Those whose frame is from Low up to below High do not come back. }
procedure LeaveThose(Low, High: PtrUInt);
var
  Use: PUse;
begin
  repeat
    AcquireSpinLock(Lock);
    Use := Open;
    while (Use <> nil) and ((Use^.Call < Low) or (Use^.Call >= High)) do
      Use := Use^.Next;
    if Use <> nil then
      Unlink(Use);
    ReleaseSpinLock(Lock);
    if Use <> nil then
      ReturnDescriptor(Use^.Descriptor);
  until Use = nil;
end;

{ The call met a bad pointer. }
procedure LeaveAfterFault;
begin
  { What others hold is given back first. }
  if FormerHook <> nil then
    FormerHook();
  LeaveThose(ThisCore^.Recovery, ThisCore^.Recovery + 1);
end;

{ A thread has been killed in a call. }
procedure LeaveWithTask(Task: PTask);
begin
  LeaveThose(Task^.StackLow, Task^.StackHigh);
end;

function CallShared(A1, A2, A3, A4, A5, A6, Place: Int64): Int64;
var
  Descriptor: PDescriptor;
  Use: TUse;
begin
  Descriptor := BorrowDescriptor(A1);
  if Descriptor = nil then
    Exit(Former[Place](A1, A2, A3, A4, A5, A6));
  Enter(Use, Descriptor);
  Result := Former[Place](A1, A2, A3, A4, A5, A6);
  Leave(Use);
end;

procedure Entries; forward;

{ The return address that an entry's call pushed tells which it was. }
procedure CommonEntry; assembler; nostackframe;
asm
  pop rax
  lea r10, [rip + Entries]
  sub rax, r10
  shr rax, 3
  push rax
  call CallShared
  add rsp, 8
end;

procedure Entries; assembler; nostackframe;
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
  call CommonEntry; int3; int3; int3; call CommonEntry; int3; int3; int3
end;

{ Puts ours into the table, or takes them out while others register: who is registered over a call keeps what was
  there, to pass on to. }
procedure Replace(Ours: Boolean);
var
  Place: LongInt;
begin
  for Place := 0 to High(Numbers) do
    if not Ours then
      SystemCallTable[Numbers[Place]] := Former[Place]
    else
    begin
      Former[Place] := SystemCallTable[Numbers[Place]];
      if Former[Place] <> nil then
        SystemCallTable[Numbers[Place]] := TSystemCall(PtrUInt(@Entries) + PtrUInt(Place * EntrySize));
    end;
end;

procedure ShareCalls;
begin
  if Shared then
    Exit;
  Shared := True;
  FormerHook := BadPointerHook;
  BadPointerHook := @LeaveAfterFault;
  Replace(True);
  AroundCompletion := @Replace;
  OnTaskEnd := @LeaveWithTask;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ How cores take turns in a network stack. Who finds it taken says so (TNetStack.Awaited) and lets others run, or halts
  the core; who leaves a stack that is awaited wakes those. Nobody spins for longer than a look: the core that is inside
  may be a thread that the host has put aside for the sake of the one that waits, and spinning would keep it there for
  as long as the host lets threads run. Used by Toro.NetCores; linked only into images that start other cores. }
unit Toro.NetTurns;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Waits for its turn outside of any stack; other tasks of the core run. May return early. }
procedure AwaitTurn(Stack: PNetStack);
{ The same inside another stack, where no other task may run; nil: for something that is held for a moment.
  Rounds as for Linger. }
procedure AwaitInside(Stack: PNetStack; var Rounds: LongInt);
{ For a core that idles and found Stack taken: True, it will be woken when it is left; False: it is free by now. }
function PollLater(Stack: PNetStack): Boolean;
{ Stack has just been left and is awaited. }
procedure CallWaiting(Stack: PNetStack);

implementation

uses
  Toro.Cores, Toro.Cpu, Toro.NetShards, Toro.Tasks, Toro.Waiting;

const
  { A stack is held for some microseconds as a rule. }
  Looks = 16;
  { A lost wake-up would cost no more. }
  LongestHaltNs = 2000000;

var
  { By Stack^.Number: tasks }
  Turns: array[0..MaxShards] of TWaitQueue;
  { By core: the stack that it halts for, and the one that it wants to look into }
  HaltedFor, PollFor: array[0..MaxCores - 1] of PNetStack;

{ Either the one inside sees that it is awaited, or we see that it has left. }
function SayAwaited(Stack: PNetStack): Boolean;
begin
  InterlockedExchange(Stack^.Awaited, 1);
  Result := Stack^.Inside <> 0;
end;

procedure AwaitTurn(Stack: PNetStack);
var
  Look: LongInt;
begin
  for Look := 1 to Looks do
  begin
    CpuPause;
    if Stack^.Inside = 0 then
      Exit;
  end;
  if SayAwaited(Stack) then
    WaitOn(Turns[Stack^.Number], Forever);
end;

procedure AwaitInside(Stack: PNetStack; var Rounds: LongInt);
var
  Core: LongInt;
begin
  if (Stack = nil) or (Rounds < Looks) then
  begin
    Linger(Rounds);
    Exit;
  end;
  Core := ThisCore^.Index;
  HaltedFor[Core] := Stack;
  if SayAwaited(Stack) then
    HaltBriefly(LongestHaltNs);
  HaltedFor[Core] := nil;
end;

function PollLater(Stack: PNetStack): Boolean;
begin
  PollFor[ThisCore^.Index] := Stack;
  Result := SayAwaited(Stack);
end;

procedure CallWaiting(Stack: PNetStack);
var
  Core: LongInt;
  OnePolls: Boolean;
begin
  if InterlockedExchange(Stack^.Awaited, 0) = 0 then
    Exit;
  WakeAll(Turns[Stack^.Number]);
  OnePolls := False;
  for Core := 0 to CoreCount - 1 do
    if HaltedFor[Core] = Stack then
      WakeCoreImplementation(Core)
    else if not OnePolls and (PollFor[Core] = Stack) then
    begin
      OnePolls := True;
      PollFor[Core] := nil;
      WakeCoreImplementation(Core);
    end;
end;

end.

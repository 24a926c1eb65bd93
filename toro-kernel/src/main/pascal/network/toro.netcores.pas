{ SPDX-License-Identifier: Apache-2.0 }
{ The network on several cores: a stack a core (Toro.NetShards), each with a pair of the card's queues that nobody else
  uses. A core takes in what its own queue has, when its interrupt ends the core's halt; a core that is kept busy,
  or has not come up yet, is stood in for by those that idle. Used by Toro.NetHost when a card of several queues
  comes; linked only into images that start other cores (overrides.txt). }
unit Toro.NetCores;

{$mode objfpc}

interface

uses
  Toro.NetDevice;

{ Called when the stack has been made, with nil, and then for each device that has just been bound to it, before it
  starts. }
procedure SpreadOverCores(Device: PNetDevice);

implementation

uses
  Toro.NetTypes, Toro.NetShards, Toro.NetHost, Toro.NetStack, Toro.NetTurns, Toro.Clock, Toro.Cores, Toro.Cpu,
  Toro.Tasks, Toro.Waiting;

const
  { A shard that nobody has looked at for so long is looked at by any core that idles. }
  NeglectNs = 20 * NsPerMs;

var
  Rules: TSharing;
  { Of the cards' first devices: those whose pairs have been given to shards. }
  Cards: array[0..7] of PNetDevice;
  CardCount: LongInt;
  { By shard: its core has taken over; how long the core means to halt; when anybody last looked. }
  Claimed: array[0..MaxShards - 1] of Boolean;
  PlannedNs, LookedNs: array[0..MaxShards - 1] of Int64;
  { Operations of the pairs, with the inbox looked into. }
  CardOperations, SharedOperations: array[0..7] of TNetOperations;
  StandIn: TNetOperations;

function CoreIndex: LongInt;
begin
  Result := ThisCore^.Index;
end;

procedure Wake(Number: LongInt);
begin
  if (Number <> ThisCore^.Index) and (Number < CoreCount) and Claimed[Number] then
    WakeCoreImplementation(Number);
end;

{ The core of the shard halts until it has meant to; what has been asked for meanwhile may be due sooner. }
procedure BeforeLeaving(Stack: PNetStack);
begin
  if (Stack <> Desk) and (Stack^.Number <> ThisCore^.Index) and (NextNetDeadline(Stack) < PlannedNs[Stack^.Number]) then
  begin
    PlannedNs[Stack^.Number] := 0;
    Wake(Stack^.Number);
  end;
end;

{ ---- Frames ---- }

procedure ReceiveShared(Device: PNetDevice; constref Frame: TNetFrame);
begin
  ShardInput(FaceOfDevice(Device), Frame.Data, Frame.Size, Frame.ChecksumChecked);
end;

function CardOf(Device: PNetDevice): LongInt;
begin
  for Result := 0 to CardCount - 1 do
    if Device^.Operations = @SharedOperations[Result] then
      Exit;
end;

function PollShared(Device: PNetDevice; Budget: LongInt): LongInt;
var
  Stack: PNetStack;
begin
  Stack := FaceOfDevice(Device)^.Stack;
  LookedNs[Stack^.Number] := MonotonicNs;
  TakeHanded(Stack);
  Result := CardOperations[CardOf(Device)].Poll(Device, Budget);
end;

{ A card with fewer pairs than there are shards: the rest see it through shard 0. }
function PollStandIn(Device: PNetDevice; Budget: LongInt): LongInt;
begin
  TakeHanded(FaceOfDevice(Device)^.Stack);
  Result := 0;
end;

function StartStandIn(Device: PNetDevice): LongInt;
begin
  Result := 0;
end;

procedure StopStandIn(Device: PNetDevice);
begin
end;

function SendStandIn(Device: PNetDevice; constref Frame: TNetFrame): LongInt;
begin
  TransmitThroughFirst(FaceOfDevice(Device), Frame.Data, Frame.Size);
  Result := 0;
end;

function NewStandIn(First: PNetDevice): PNetDevice;
begin
  Result := AllocMem(SizeOf(TNetDevice));
  Result^.Name := First^.Name;
  Result^.Mac := First^.Mac;
  Result^.Mtu := First^.Mtu;
  { Sums are left to the card when the frame goes out there. }
  Result^.Features := First^.Features;
  Result^.Operations := @StandIn;
end;

{ In the interrupt handler, on whichever core. }
procedure WorkCame(Device: PNetDevice);
begin
  Wake(FaceOfDevice(Device)^.Stack^.Number);
end;

procedure ShareDevice(Device: PNetDevice);
begin
  Device^.OnReceive := @ReceiveShared;
  Device^.OnWork := @WorkCame;
  Device^.Operations := @SharedOperations[CardCount];
end;

{ ---- Idling ---- }

{ This core's interrupts come to this core from now on. }
procedure Claim(Number: LongInt);
var
  Index: LongInt;
  Device: PNetDevice;
begin
  Claimed[Number] := True;
  for Index := 0 to CardCount - 1 do
  begin
    Device := Cards[Index];
    while (Device <> nil) and (FaceOfDevice(Device)^.Stack <> Shards[Number]) do
      Device := Device^.Twin;
    if (Device <> nil) and (Device^.Aim <> nil) then
      Device^.Aim(Device, ThisCore^.ApicId);
  end;
end;

function InUse(Stack: PNetStack): Boolean;
begin
  Result := (Stack^.Listeners <> nil) or (Stack^.TcbCount > 0);
end;

function PollAsCore: Int64;
var
  Own, Number: LongInt;
  NowNs, WantedNs: Int64;
begin
  Result := Forever;
  Own := ThisCore^.Index;
  if Own < ShardCount then
  begin
    if not Claimed[Own] then
      Claim(Own);
    PlannedNs[Own] := 0;
    Result := PollStack(Shards[Own]);
    PlannedNs[Own] := Result;
    { Something may have been asked for between the poll and the plan. }
    if (Shards[Own]^.Inside = 0) and (NextNetDeadline(Shards[Own]) < Result) then
      Result := 0;
  end;
  NowNs := MonotonicNs;
  for Number := 0 to ShardCount - 1 do
    if (Number <> Own) and (not Claimed[Number]
      or (NowNs - LookedNs[Number] >= NeglectNs) and InUse(Shards[Number])) then
    begin
      WantedNs := PollStack(Shards[Number]);
      if not Claimed[Number] and (WantedNs < Result) then
        Result := WantedNs;
    end;
  if (Result > NowNs + NeglectNs) and InUse(Shards[0]) then
    Result := NowNs + NeglectNs;
end;

{ ---- Rules ---- }

{ Wakes the one that has waited longest of those of this core. }
function WakeOwn(var Queue: TWaitQueue): Boolean;
var
  Task: PTask;
begin
  AcquireSpinLock(Queue.Lock);
  Task := Queue.First;
  while (Task <> nil) and (Task^.CoreIndex <> ThisCore^.Index) do
    Task := Task^.Next;
  ReleaseSpinLock(Queue.Lock);
  { Only this core, which is here, takes its tasks off for other reasons. }
  Result := (Task <> nil) and Unlink(Task);
  if Result then
    MakeReady(Task);
end;

function Acceptable(Listener: PTcpListener): PTcpListener;
begin
  Result := LockReady(Listener, ThisCore^.Index);
end;

function Connect(Stack: PNetStack; const Local, Remote: TNetAddress; LocalPort, RemotePort: Word; Owner: Pointer;
  Notify: TNotify; out Error: LongInt): PTcb;
begin
  Result := ConnectSomewhere(Local, Remote, LocalPort, RemotePort, Owner, Notify, ThisCore^.Index, Error);
end;

procedure FillRules;
begin
  ThisCaller := @CoreIndex;
  Await := @AwaitInside;
  Left := @CallWaiting;
  WakeShard := @Wake;
  Leaving := @BeforeLeaving;
  StandIn.Start := @StartStandIn;
  StandIn.Stop := @StopStandIn;
  StandIn.Send := @SendStandIn;
  StandIn.Poll := @PollStandIn;
  Rules.Acceptable := @Acceptable;
  Rules.Accepted := @UnlockReady;
  Rules.WakeOwn := @WakeOwn;
end;

procedure UseShards;
begin
  TryStack := @TryShard;
  UnlockStack := @UnlockShard;
  HeldStack := @HeldShard;
  PollStacks := @PollAsCore;
  NetListen := @ListenEverywhere;
  NetUnlisten := @UnlistenEverywhere;
  NetConnect := @Connect;
  Sharing := @Rules;
end;

{ ---- One stack for all cores ---- }

procedure UnlockForAll(Stack: PNetStack);
begin
  InterlockedExchange(Stack^.Inside, 0);
  if Stack^.Awaited <> 0 then
    CallWaiting(Stack);
end;

function PollWhenLeft(Stack: PNetStack): Int64;
begin
  Result := 0;
  if PollLater(Stack) then
    Result := MonotonicNs + NeglectNs;
end;

procedure TakeTurns;
begin
  UnlockStack := @UnlockForAll;
  AwaitStack := @AwaitTurn;
  PollBusy := @PollWhenLeft;
end;

{ ---- Spreading ---- }

function CountPairs(Device: PNetDevice): LongInt;
begin
  Result := 0;
  while Device <> nil do
  begin
    Inc(Result);
    Device := Device^.Twin;
  end;
end;

{ Gives each shard its pair of the card, or a stand-in. }
procedure SpreadCard(Device: PNetDevice);
var
  Faces: array[0..MaxShards - 2] of PNetInterface;
  First: PNetDevice;
  Number: LongInt;
begin
  CardOperations[CardCount] := Device^.Operations^;
  SharedOperations[CardCount] := Device^.Operations^;
  SharedOperations[CardCount].Poll := @PollShared;
  Cards[CardCount] := Device;
  First := Device;
  ShareDevice(Device);
  for Number := 1 to ShardCount - 1 do
  begin
    if Device <> nil then
      Device := Device^.Twin;
    if Device = nil then
      Faces[Number - 1] := AttachTo(Shards[Number], NewStandIn(First))
    else
    begin
      Faces[Number - 1] := AttachTo(Shards[Number], Device);
      ShareDevice(Device);
    end;
  end;
  JoinInterfaces(FaceOfDevice(First), Faces);
  Device := First^.Twin;
  { Pairs that no shard has are never started. }
  for Number := 1 to ShardCount - 1 do
    if Device <> nil then
    begin
      Device^.Operations^.Start(Device);
      Device := Device^.Twin;
    end;
  Inc(CardCount);
  if First^.SetQueues <> nil then
    First^.SetQueues(First, ShardCount);
end;

{ Cards that came before shards were made. }
procedure SpreadEarlier(Newest: PNetDevice);
var
  Device: PNetDevice;
begin
  Device := FirstNetDevice;
  while Device <> nil do
  begin
    if (Device <> Newest) and (Device^.StackData <> nil) and (FaceOfDevice(Device)^.Mates = nil) then
      SpreadCard(Device);
    Device := Device^.Next;
  end;
end;

procedure SpreadOverCores(Device: PNetDevice); [public, alias: 'toro_net_cores'];
var
  Pairs: LongInt;
begin
  if Device = nil then
  begin
    TakeTurns;
    Exit;
  end;
  Pairs := CountPairs(Device);
  if Pairs > MaxShards then
    Pairs := MaxShards;
  if ShardCount = 0 then
  begin
    if (Pairs < 2) or (Net^.TcbCount > 0) or (Net^.Listeners <> nil) then
      Exit;
    FillRules;
    if not MakeShards(Net, Pairs) then
      Exit;
    SpreadEarlier(Device);
    Rules.Desk := Desk;
    UseShards;
  end;
  if CardCount <= High(Cards) then
    SpreadCard(Device);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The appliance's network stack: bound to the clock, to random numbers and to every network device, guarded so that
  cores take turns, and driven whenever a core idles or a socket call is made. With several cores and a card of
  several queues it is one of several (Toro.NetCores), and only who wants the same connection takes turns. Used by
  Networking, the sockets and Toro's interface; the stack itself knows nothing of the kernel. }
unit Toro.NetHost;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetDevice, Toro.Waiting, Toro.Tcp;

var
  Net: PNetStack;
  { Woken when an interface gets its address. }
  ConfigurationQueue: TWaitQueue;
  { An address is being asked for; set by Networking. }
  ConfigurationPending: Boolean;
  { Called with each new interface, inside NetEnter; set by Networking. }
  OnInterface: procedure(Device: PNetInterface);
  { The same as ConfigurationPending for Address, which is not IPv4; the unit IPv6's. }
  Pending6: function(const Address: TNetAddress): Boolean;

{ Makes the stack and binds the devices of now and later to it. A second call does nothing. }
procedure StartNet;
{ The interface of the device Name, letter case apart; nil: there is none. }
function FindInterface(const Name: ShortString): PNetInterface;
{ No call of the stack may be made outside of these. Entering also takes in what has arrived. NetEnter is for the
  first stack: addresses, listeners, UDP; a connection is used in its own. Leaving leaves whichever it is. }
procedure NetEnter;
procedure NetEnterAt(Stack: PNetStack);
{ The same without that, for calls that prepare a socket and never tell what has come: the first frames of a peer
  that is early find a server that listens, and not the refusal of one that is about to. NetLook takes it in then. }
procedure NetEnterQuietly(Stack: PNetStack);
procedure NetLook(Stack: PNetStack);
procedure NetLeave;
{ Blocks outside, until Queue is woken or DeadlineNs; True when woken. Called inside. }
function NetWait(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
{ The way to Address leads over an interface that has not got its address yet. }
function NeedsConfiguration(const Address: TNetAddress): Boolean;
{ Waits for that, ten seconds at most. Called inside. }
procedure AwaitConfiguration(const Address: TNetAddress);
type
  TListen = function(Stack: PNetStack; const Local: TNetAddress; LocalPort: Word; Backlog: LongInt; Owner: Pointer;
    Notify: TNotify): PTcpListener;
  TUnlisten = procedure(Listener: PTcpListener);
  TConnect = function(Stack: PNetStack; const Local, Remote: TNetAddress; LocalPort, RemotePort: Word;
    Owner: Pointer; Notify: TNotify; out Error: LongInt): PTcb;

const
  { Called inside the first stack; Toro.NetCores puts others in their places, for which Stack is any. }
  NetListen: TListen = @TcpListen;
  NetUnlisten: TUnlisten = @TcpUnlisten;
  NetConnect: TConnect = @TcpConnect;

type
  { What several stacks need done otherwise (Toro.NetCores). }
  TSharing = record
    { Its lock guards sockets that listen: taking a connection needs no turn with the first stack. }
    Desk: PNetStack;
    { A listener with a connection for TcpAccept, or nil; the connection may be used until Accepted. }
    Acceptable: function(Listener: PTcpListener): PTcpListener;
    Accepted: procedure(Listener: PTcpListener);
    { Wakes a waiter of this core, if there is one. }
    WakeOwn: function(var Queue: TWaitQueue): Boolean;
  end;

var
  { nil: there is one stack. }
  Sharing: ^TSharing;

function TryAlone(Stack: PNetStack): Boolean;
procedure UnlockAlone(Stack: PNetStack);
function HeldAlone: PNetStack;
function PollAlone: Int64;
procedure YieldAlone(Stack: PNetStack);
function PollSoon(Stack: PNetStack): Int64;

const
  { How a stack is entered: Toro.NetCores puts others here. Takes the lock; gives it back; the stack that this core is
    in; the polls of a core that idles. }
  TryStack: function(Stack: PNetStack): Boolean = @TryAlone;
  UnlockStack: procedure(Stack: PNetStack) = @UnlockAlone;
  HeldStack: function: PNetStack = @HeldAlone;
  PollStacks: function: Int64 = @PollAlone;
  { Lets others run until it may be free. }
  AwaitStack: procedure(Stack: PNetStack) = @YieldAlone;
  { When to look again at a stack that another core is in. }
  PollBusy: function(Stack: PNetStack): Int64 = @PollSoon;

{ For Toro.NetCores. Binds a device to an interface of Stack's; nil without memory. }
function AttachTo(Stack: PNetStack; Device: PNetDevice): PNetInterface;
function FaceOfDevice(Device: PNetDevice): PNetInterface;
{ When Stack wants to be polled next. }
function PollStack(Stack: PNetStack): Int64;

implementation

uses
  Toro.Clock, Toro.Cores, Toro.Dma, Toro.Random, Toro.Traps, Toro.Ip, Toro.NetBytes, Toro.NetStack, Toro.NetCores;

const
  { Frames taken in at once, between which timers run. }
  PollBudget = 64;
  { So long after frames came a core that is alone looks for more before it halts. The peer's next is often on its way:
    the halt, the interrupt and the wake-up of a virtual CPU take longer than that, and the first ones much longer. }
  WatchNs = 200000;
  { When another core is inside: look again after this time. }
  BusyNs = 100000;
  ConfigurationLimitNs = 10 * NsPerSecond;

type
  { What joins a device of the driver's to an interface of the stack's. }
  PAttachment = ^TAttachment;
  TAttachment = record
    Device: PNetDevice;
    Face: TNetInterface;
  end;

const
  { nil in an image that starts no other core (overrides.txt) }
  Spread: procedure(Device: PNetDevice) = @SpreadOverCores;

var
  FormerHook: TProcedure;

function RandomNumber: QWord;
begin
  FillRandom(@Result, SizeOf(Result));
end;

{ Where the segment begins, when the frame is one whose TCP sum the stack has left to the card; else 0. }
function UnfinishedTcp(Face: PNetInterface; Frame: PByte): LongInt;
const
  Ip6NextHeader = 6;
  Ip6HeaderSize = 40;
var
  Packet: PByte;
begin
  Result := 0;
  Packet := Frame + SizeOf(TEthernetHeader);
  if PEthernetHeader(Frame)^.Kind = NtoBE(Word(EthernetIp4)) then
  begin
    if Face^.FinishesTcpSums and (PIp4Header(Packet)^.Protocol = ProtocolTcp)
      and (BEtoN(PIp4Header(Packet)^.Fragment) and $3FFF = 0) then
      Result := SizeOf(TEthernetHeader) + SizeOf(TIp4Header);
  end
  else if Face^.FinishesTcpSums6 and (PEthernetHeader(Frame)^.Kind = NtoBE(Word(EthernetIp6)))
    and (Packet[Ip6NextHeader] = ProtocolTcp) then
    Result := SizeOf(TEthernetHeader) + Ip6HeaderSize;
end;

procedure Transmit(Face: PNetInterface; Frame: Pointer; Size: LongInt);
var
  Outgoing: TNetFrame;
begin
  FillChar(Outgoing, SizeOf(Outgoing), 0);
  Outgoing.Data := Frame;
  Outgoing.Size := Size;
  Outgoing.ChecksumStart := UnfinishedTcp(Face, Frame);
  Outgoing.NeedsChecksum := Outgoing.ChecksumStart <> 0;
  Outgoing.ChecksumOffset := PtrUInt(@PTcpHeader(nil)^.Checksum);
  { A full queue drops the frame, as a wire would; TCP sends again. }
  SendFrame(PAttachment(Face^.Context)^.Device, Outgoing);
end;

procedure Receive(Device: PNetDevice; constref Frame: TNetFrame);
begin
  NetInput(@PAttachment(Device^.StackData)^.Face, Frame.Data, Frame.Size,
    Frame.ChecksumChecked);
end;

function AttachTo(Stack: PNetStack; Device: PNetDevice): PNetInterface;
var
  Item: PAttachment;
begin
  Item := AllocateKept(SizeOf(TAttachment));
  if Item = nil then
    Exit(nil);
  Result := @Item^.Face;
  Item^.Device := Device;
  Result^.Name := Device^.Name;
  Move(Device^.Mac, Result^.Mac, SizeOf(TMac));
  Result^.Mtu := Device^.Mtu;
  Result^.Transmit := @Transmit;
  Result^.FinishesTcpSums := nfSendChecksum in Device^.Features;
  Result^.FinishesTcpSums6 := nfSendChecksum6 in Device^.Features;
  Result^.Context := Item;
  Device^.StackData := Item;
  Device^.OnReceive := @Receive;
  AddInterface(Stack, Result);
end;

procedure Attach(Device: PNetDevice);
var
  Face: PNetInterface;
begin
  Face := AttachTo(Net, Device);
  if Face = nil then
    Exit;
  if Spread <> nil then
    Spread(Device);
  if (Device^.Operations^.Start(Device) = 0) and Assigned(OnInterface) then
    OnInterface(Face);
end;

function FaceOfDevice(Device: PNetDevice): PNetInterface;
begin
  Result := @PAttachment(Device^.StackData)^.Face;
end;

function FindInterface(const Name: ShortString): PNetInterface;
var
  Device: PNetDevice;
begin
  Device := FindNetDevice(Name);
  Result := nil;
  if (Device <> nil) and (Device^.StackData <> nil) then
    Result := @PAttachment(Device^.StackData)^.Face;
end;

{ Takes in what cards hold. Last: the core may halt next. True: there may be more, and the card does not interrupt until
  it has been asked again. A core that is alone wants no interrupts but at the end, for only it could be waiting: under
  software emulation one that waits to be let in makes every block of code dearer that is run for the first time. }
function TakeIn(Stack: PNetStack; Last: Boolean): Boolean;
var
  Face: PNetInterface;
  Device: PNetDevice;
  Count: LongInt;
begin
  Result := False;
  Face := Stack^.Interfaces;
  while Face <> nil do
  begin
    Device := PAttachment(Face^.Context)^.Device;
    Device^.Quiet := not Last and (CoreCount = 1);
    Count := Device^.Operations^.Poll(Device, PollBudget);
    if (Count > 0) and (CoreCount = 1) then
      Stack^.WatchUntil := MonotonicNs + WatchNs;
    if Count >= PollBudget then
      Result := True;
    Face := Face^.Next;
  end;
  NetPoll(Stack);
end;

function TryAlone(Stack: PNetStack): Boolean;
begin
  Result := InterlockedCompareExchange(Stack^.Inside, ThisCore^.Index + 1, 0) = 0;
end;

procedure UnlockAlone(Stack: PNetStack);
begin
  InterlockedExchange(Stack^.Inside, 0);
end;

function HeldAlone: PNetStack;
begin
  Result := Net;
end;

function Watches(Stack: PNetStack): Boolean; inline;
begin
  Result := MonotonicNs < Stack^.WatchUntil;
end;

function PollStack(Stack: PNetStack): Int64;
var
  Quiet: Boolean;
begin
  if not TryStack(Stack) then
    Exit(PollBusy(Stack));
  Quiet := Watches(Stack);
  { After a quiet look there is another one, whatever the time. }
  if TakeIn(Stack, not Quiet) or Quiet or Watches(Stack) then
    Result := 0
  else
    Result := NextNetDeadline(Stack);
  UnlockStack(Stack);
end;

function PollAlone: Int64;
begin
  Result := PollStack(Net);
end;

function IdlePoll: Int64;
begin
  Result := PollStacks();
end;

procedure YieldAlone(Stack: PNetStack);
begin
  YieldCore;
end;

function PollSoon(Stack: PNetStack): Int64;
begin
  Result := MonotonicNs + BusyNs;
end;

procedure NetEnterQuietly(Stack: PNetStack);
begin
  while not TryStack(Stack) do
    AwaitStack(Stack);
end;

procedure NetLook(Stack: PNetStack);
begin
  { A shard's own core takes in what has come for it. }
  if (Sharing = nil) or (Stack^.Number = ThisCore^.Index) then
    TakeIn(Stack, False);
end;

procedure NetEnterAt(Stack: PNetStack);
begin
  NetEnterQuietly(Stack);
  NetLook(Stack);
end;

procedure NetEnter;
begin
  NetEnterAt(Net);
end;

procedure NetLeave;
var
  Stack: PNetStack;
begin
  Stack := HeldStack();
  if Stack^.LoopbackFirst <> nil then
    NetPoll(Stack);
  UnlockStack(Stack);
end;

function NetWait(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
var
  Stack: PNetStack;
begin
  Stack := HeldStack();
  NetLeave;
  Result := WaitOn(Queue, DeadlineNs);
  NetEnterQuietly(Stack);
end;

{ The program gave a pointer that is none while its call was inside. }
procedure LeaveAfterFault;
var
  Stack: PNetStack;
begin
  Stack := HeldStack();
  if (Stack <> nil) and (Stack^.Inside = ThisCore^.Index + 1) then
    UnlockStack(Stack);
  if FormerHook <> nil then
    FormerHook();
end;

function NeedsConfiguration(const Address: TNetAddress): Boolean;
begin
  if IsIp4(Address) then
    Result := ConfigurationPending and not IsLocalAddress(Net, Address)
  else
    Result := Assigned(Pending6) and Pending6(Address);
end;

procedure AwaitConfiguration(const Address: TNetAddress);
var
  DeadlineNs: Int64;
begin
  if not NeedsConfiguration(Address) then
    Exit;
  DeadlineNs := MonotonicNs + ConfigurationLimitNs;
  while NeedsConfiguration(Address) and NetWait(ConfigurationQueue, DeadlineNs) do
    ;
end;

procedure StartNet;
begin
  if Net <> nil then
    Exit;
  PrepareClock;
  FormerHook := BadPointerHook;
  BadPointerHook := @LeaveAfterFault;
  Net := NewNetStackOn(@MonotonicNs, @RandomNumber, DefaultMemoryLimit, @AllocateDmaBuffers, @FreeDma);
  if Spread <> nil then
    Spread(nil);
  VisitNetDevices(@Attach);
  RegisterIdlePoll(@IdlePoll);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The appliance's one network stack: bound to the clock, to random numbers and to every network device,
  guarded so that cores take turns, and driven whenever a core idles or a socket call is made. Used by
  Networking, the sockets and Toro's interface; the stack itself knows nothing of the kernel. }
unit Toro.NetHost;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetDevice, Toro.Waiting;

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
{ No call of the stack may be made outside of these two. Entering also takes in what has arrived. }
procedure NetEnter;
{ The same without that, for calls that prepare a socket and never tell what has come: the first frames of a peer
  that is early find a server that listens, and not the refusal of one that is about to. }
procedure NetEnterQuietly;
procedure NetLeave;
{ Blocks outside, until Queue is woken or DeadlineNs; True when woken. Called inside. }
function NetWait(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
{ The way to Address leads over an interface that has not got its address yet. }
function NeedsConfiguration(const Address: TNetAddress): Boolean;
{ Waits for that, ten seconds at most. Called inside. }
procedure AwaitConfiguration(const Address: TNetAddress);

implementation

uses
  Toro.Clock, Toro.Dma, Toro.Random, Toro.Ip, Toro.NetBytes, Toro.NetStack;

const
  { Frames taken in at once, between which timers run. }
  PollBudget = 64;
  { When another core is inside: look again after this time. }
  BusyNs = 100000;
  ConfigurationLimitNs = 10 * NsPerSecond;

type
  { What joins a device of the driver's to an interface of the stack's. }
  PAttachment = ^TAttachment;
  TAttachment = record
    Device: PNetDevice;
    Face: TNetInterface;
    Next: PAttachment;
  end;

var
  Attachments: PAttachment;
  Inside: LongInt;

function RandomNumber: QWord;
begin
  FillRandom(@Result, SizeOf(Result));
end;

{ Is the frame one whose TCP sum the stack has left to the card? }
function LacksTcpSum(Face: PNetInterface; Frame: PByte): Boolean; inline;
var
  Header: PIp4Header;
begin
  Header := PIp4Header(Frame + SizeOf(TEthernetHeader));
  Result := Face^.FinishesTcpSums and (PEthernetHeader(Frame)^.Kind = NtoBE(Word(EthernetIp4)))
    and (Header^.Protocol = ProtocolTcp) and (BEtoN(Header^.Fragment) and $3FFF = 0);
end;

procedure Transmit(Face: PNetInterface; Frame: Pointer; Size: LongInt);
var
  Outgoing: TNetFrame;
begin
  FillChar(Outgoing, SizeOf(Outgoing), 0);
  Outgoing.Data := Frame;
  Outgoing.Size := Size;
  if LacksTcpSum(Face, Frame) then
  begin
    Outgoing.NeedsChecksum := True;
    Outgoing.ChecksumStart := SizeOf(TEthernetHeader) + SizeOf(TIp4Header);
    Outgoing.ChecksumOffset := PtrUInt(@PTcpHeader(nil)^.Checksum);
  end;
  { A full queue drops the frame, as a wire would; TCP sends again. }
  SendFrame(PAttachment(Face^.Context)^.Device, Outgoing);
end;

procedure Receive(Device: PNetDevice; constref Frame: TNetFrame);
begin
  NetInput(@PAttachment(Device^.StackData)^.Face, Frame.Data, Frame.Size,
    Frame.ChecksumChecked);
end;

procedure Attach(Device: PNetDevice);
var
  Item: PAttachment;
begin
  Item := AllocMem(SizeOf(TAttachment));
  if Item = nil then
    Exit;
  Item^.Device := Device;
  Item^.Face.Name := Device^.Name;
  Move(Device^.Mac, Item^.Face.Mac, SizeOf(TMac));
  Item^.Face.Mtu := Device^.Mtu;
  Item^.Face.Transmit := @Transmit;
  Item^.Face.FinishesTcpSums := nfSendChecksum in Device^.Features;
  Item^.Face.Context := Item;
  Item^.Next := Attachments;
  Attachments := Item;
  Device^.StackData := Item;
  Device^.OnReceive := @Receive;
  AddInterface(Net, @Item^.Face);
  if (Device^.Operations^.Start(Device) = 0) and Assigned(OnInterface) then
    OnInterface(@Item^.Face);
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

{ True: a card may hold more, and does not interrupt until it has been asked again. }
function TakeIn: Boolean;
var
  Item: PAttachment;
begin
  Result := False;
  Item := Attachments;
  while Item <> nil do
  begin
    if Item^.Device^.Operations^.Poll(Item^.Device, PollBudget) >= PollBudget then
      Result := True;
    Item := Item^.Next;
  end;
  NetPoll(Net);
end;

procedure Lock;
begin
  while InterlockedExchange(Inside, 1) <> 0 do
    YieldCore;
end;

procedure Unlock;
begin
  InterlockedExchange(Inside, 0);
end;

function IdlePoll: Int64;
begin
  if InterlockedExchange(Inside, 1) <> 0 then
    Exit(MonotonicNs + BusyNs);
  if TakeIn then
    Result := 0
  else
    Result := NextNetDeadline(Net);
  Unlock;
end;

procedure NetEnter;
begin
  Lock;
  TakeIn;
end;

procedure NetEnterQuietly;
begin
  Lock;
end;

procedure NetLeave;
begin
  if Net^.LoopbackFirst <> nil then
    NetPoll(Net);
  Unlock;
end;

function NetWait(var Queue: TWaitQueue; DeadlineNs: Int64): Boolean;
begin
  NetLeave;
  Result := WaitOn(Queue, DeadlineNs);
  Lock;
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
  Net := NewNetStackOn(@MonotonicNs, @RandomNumber, DefaultMemoryLimit, @AllocateDmaBuffers, @FreeDma);
  VisitNetDevices(@Attach);
  RegisterIdlePoll(@IdlePoll);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ One host made of several stacks, so that cores need not take turns: TCP connections over IPv4 belong to the shard
  that their addresses and ports add up to, all else to shard 0. A shard's lock (TNetStack.Inside) guards all it
  holds; a frame that comes to the wrong one is copied into the right one's inbox. Used by Toro.NetCores in the
  kernel and, with threads for cores, by the tests on a host: it knows neither.

  Locks, from the outermost: the desk's (of no shard: what guards sockets that listen), shard 0's, another shard's, an
  inbox's. Two of the same place are never held together; nobody blocks or switches while holding an inner one. }
unit Toro.NetShards;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

const
  MaxShards = 16;

var
  { 0: there is one stack, and nothing here is used. }
  ShardCount: LongInt;
  { A stack only to be inside of. }
  Desk: PNetStack;
  Shards: array[0..MaxShards - 1] of PNetStack;
  { What the owner knows: who calls, from 0, below MaxCallers; how to wait for another core, in rounds that are counted
    from 0, until a shard is free or, for nil, for a moment; that a shard has something to do. }
  ThisCaller: function: LongInt;
  Await: procedure(Stack: PNetStack; var Rounds: LongInt);
  WakeShard: procedure(Number: LongInt);
  { Inside, before the lock goes. }
  Leaving: procedure(Stack: PNetStack);
  { After, when somebody awaits it. }
  Left: procedure(Stack: PNetStack);

const
  MaxCallers = 64;

{ Makes First and Count - 1 more of its kind one host: First has no connection yet. False: no memory, nothing done. }
function MakeShards(First: PNetStack; Count: LongInt): Boolean;
{ Device is First's; Others are the same link for shards 1 and up, with Name, Mac, Mtu and Transmit set, and get
  Device's addresses in time. }
procedure JoinInterfaces(Device: PNetInterface; const Others: array of PNetInterface);
{ What carries frames of no card's queue: makes shard 0 send them. }
procedure TransmitThroughFirst(Device: PNetInterface; Frame: Pointer; Size: LongInt);

function TryShard(Stack: PNetStack): Boolean;
procedure LockShard(Stack: PNetStack);
{ The shard that the caller is in (the outer one, of two), nil: none. }
function HeldShard: PNetStack;
procedure UnlockShard(Stack: PNetStack);

{ Inside: a frame that came to Device, whomever it is for. Good: as for NetInput. }
procedure ShardInput(Device: PNetInterface; Frame: PByte; Size: LongInt; Good: Boolean);
{ Inside: takes in what others have handed over, and addresses that have changed. }
procedure TakeHanded(Stack: PNetStack);

{ All of these inside shard 0 or the desk. A listener in each shard, the first of them; as TcpListen, whatever
  Stack is. }
function ListenEverywhere(Stack: PNetStack; const Local: TNetAddress; LocalPort: Word; Backlog: LongInt;
  Owner: Pointer; Notify: TNotify): PTcpListener;
procedure UnlistenEverywhere(Listener: PTcpListener);
{ Has a shard's listener a connection ready? That one, locked too, that of shard Preferred if it has; nil: none. }
function LockReady(Listener: PTcpListener; Preferred: LongInt): PTcpListener;
procedure UnlockReady(Listener: PTcpListener);
{ As TcpConnect; the connection is in any shard, Preferred's when the port is ours to choose. }
function ConnectSomewhere(const Local, Remote: TNetAddress; LocalPort, RemotePort: Word; Owner: Pointer;
  Notify: TNotify; Preferred: LongInt; out Error: LongInt): PTcb;

{ The shard of a connection, the same seen from either end. }
function OwnerOf(const A, B: TNetAddress; PortA, PortB: Word): LongInt;

implementation

uses
  Toro.NetBytes, Toro.NetStack, Toro.Ethernet, Toro.Ip, Toro.Ip4Input, Toro.Icmp, Toro.Tcp;

const
  EveryShard = -1;
  SlotCount = 128;
  SlotSize = 2048 - 32;
  PortTries = 1000;

type
  { A frame for Device; Sending: that it is to transmit. Block has it when it does not fit into Frame: what was put
    together of fragments. }
  PSlot = ^TSlot;
  TSlot = record
    Device: PNetInterface;
    Block: PByte;
    Size: LongInt;
    Good, Sending: Boolean;
    Frame: array[0..SlotSize - 1] of Byte;
  end;

  TInbox = record
    Lock: LongInt;
    { Counting on for ever; Taken belongs to the shard, Put to who holds Lock. }
    Taken, Put: LongWord;
    Slots: PSlot;
  end;

var
  Inboxes: array[0..MaxShards - 1] of TInbox;
  Held: array[0..MaxCallers - 1] of PNetStack;

{ ---- Locks ---- }

function TryShard(Stack: PNetStack): Boolean;
var
  Caller: LongInt;
begin
  Caller := ThisCaller();
  Result := InterlockedCompareExchange(Stack^.Inside, Caller + 1, 0) = 0;
  if Result and (Held[Caller] = nil) then
    Held[Caller] := Stack;
end;

procedure LockShard(Stack: PNetStack);
var
  Rounds: LongInt;
begin
  Rounds := 0;
  while not TryShard(Stack) do
    Await(Stack, Rounds);
end;

{ Within another; False: it is the one that is held. }
function LockInner(Stack: PNetStack): Boolean;
begin
  Result := Held[ThisCaller()] <> Stack;
  if Result then
    LockShard(Stack);
end;

procedure UnlockInner(Stack: PNetStack);
begin
  if Held[ThisCaller()] <> Stack then
    UnlockShard(Stack);
end;

function HeldShard: PNetStack;
begin
  Result := Held[ThisCaller()];
end;

procedure UnlockShard(Stack: PNetStack);
var
  Caller: LongInt;
begin
  Caller := ThisCaller();
  Leaving(Stack);
  if Held[Caller] = Stack then
    Held[Caller] := nil;
  { An exchange, so that who waits is looked for after the lock is free. }
  InterlockedExchange(Stack^.Inside, 0);
  if Stack^.Awaited <> 0 then
    Left(Stack);
end;

{ ---- Whose is it ---- }

function EndOf(const Address: TNetAddress; Port: Word): QWord; inline;
begin
  Result := (Address.Low xor Address.High xor QWord(Port) shl 40) * QWord($9E3779B97F4A7C15);
  Result := (Result xor Result shr 29) * QWord($BF58476D1CE4E5B9);
end;

function OwnerOf(const A, B: TNetAddress; PortA, PortB: Word): LongInt;
begin
  if not IsIp4(A) then
    Exit(0);
  { Both ends of a connection of ours to ourselves are in one shard. }
  Result := ((EndOf(A, PortA) + EndOf(B, PortB)) shr 32 * QWord(ShardCount)) shr 32;
end;

{ Of a packet whose ports are at Ports; at least four bytes of them are there. }
function OwnerOfPorts(Header: PIp4Header; Ports: PWord): LongInt;
begin
  Result := OwnerOf(Ip4(BEtoN(Header^.Source)), Ip4(BEtoN(Header^.Destination)), BEtoN(Ports[0]), BEtoN(Ports[1]));
end;

{ An error about one of our segments is for the shard that sent it. }
function OwnerOfIcmp(Message: PByte; Size: LongInt): LongInt;
var
  Quoted: PIp4Header;
  HeaderSize: LongInt;
begin
  Result := 0;
  if (Size < SizeOf(TIcmpHeader) + SizeOf(TIp4Header) + 8)
    or not (PIcmpHeader(Message)^.Kind in [IcmpUnreachable, IcmpTimeExceeded, IcmpParameterProblem]) then
    Exit;
  Quoted := PIp4Header(Message + SizeOf(TIcmpHeader));
  HeaderSize := (Quoted^.VersionSize and 15) * 4;
  if (Quoted^.Protocol = ProtocolTcp) and (HeaderSize >= SizeOf(TIp4Header))
    and (Size >= SizeOf(TIcmpHeader) + HeaderSize + 8) then
    Result := OwnerOfPorts(Quoted, PWord(PByte(Quoted) + HeaderSize));
end;

function OwnerOfFrame(Frame: PByte; Size: LongInt): LongInt;
var
  Header: PIp4Header;
  HeaderSize: LongInt;
begin
  Result := 0;
  Dec(Size, SizeOf(TEthernetHeader));
  Header := PIp4Header(Frame + SizeOf(TEthernetHeader));
  case BEtoN(PEthernetHeader(Frame)^.Kind) of
    EthernetArp: Exit(EveryShard);
    EthernetIp4: ;
  else
    Exit;
  end;
  if (Size < SizeOf(TIp4Header)) or (BEtoN(Header^.Fragment) and $3FFF <> 0) then
    Exit;
  HeaderSize := (Header^.VersionSize and 15) * 4;
  if Size < HeaderSize + 8 then
    Exit;
  if Header^.Protocol = ProtocolTcp then
    Result := OwnerOfPorts(Header, PWord(PByte(Header) + HeaderSize))
  else if Header^.Protocol = ProtocolIcmp then
    Result := OwnerOfIcmp(PByte(Header) + HeaderSize, Size - HeaderSize);
end;

{ ---- Handing over ---- }

{ Inside the inbox's lock. False: no memory }
function FillSlot(Slot: PSlot; Device: PNetInterface; Frame: PByte; Size: LongInt): Boolean;
begin
  Slot^.Device := Device;
  Slot^.Size := Size;
  Slot^.Block := nil;
  if Size > SlotSize then
  begin
    Slot^.Block := Device^.Stack^.TakeMemory(Size);
    Result := Slot^.Block <> nil;
    if Result then
      Move(Frame^, Slot^.Block^, Size);
    Exit;
  end;
  Move(Frame^, Slot^.Frame, Size);
  Result := True;
end;

procedure HandOver(Device: PNetInterface; Frame: PByte; Size: LongInt; Good, Sending: Boolean);
var
  Inbox: ^TInbox;
  Slot: PSlot;
  WasEmpty: Boolean;
  Rounds: LongInt;
begin
  Inbox := @Inboxes[Device^.Stack^.Number];
  Rounds := 0;
  while InterlockedExchange(Inbox^.Lock, 1) <> 0 do
    Await(nil, Rounds);
  WasEmpty := Inbox^.Put = Inbox^.Taken;
  Slot := @Inbox^.Slots[Inbox^.Put and (SlotCount - 1)];
  { Full: as a wire would, it loses the frame. }
  if (Inbox^.Put - Inbox^.Taken < SlotCount) and FillSlot(Slot, Device, Frame, Size) then
  begin
    Slot^.Good := Good;
    Slot^.Sending := Sending;
    ReadWriteBarrier;
    Inc(Inbox^.Put);
  end;
  InterlockedExchange(Inbox^.Lock, 0);
  if WasEmpty then
    WakeShard(Device^.Stack^.Number);
end;

{ Shards but the first only listen: one answer is enough. }
procedure LearnFrom(Device: PNetInterface; Packet: PArpPacket; Size: LongInt);
begin
  if (Size >= SizeOf(TArpPacket)) and (Packet^.Protocol = NtoBE(Word(EthernetIp4))) and (Packet^.SenderAddress <> 0)
    and ((BEtoN(Packet^.SenderAddress) xor Device^.Address) and Device^.Mask = 0)
    and (BEtoN(Packet^.SenderAddress) <> Device^.Address) then
    LearnNeighbour(Device, Ip4(BEtoN(Packet^.SenderAddress)), Packet^.SenderMac,
      (Device^.Address <> 0) and (BEtoN(Packet^.TargetAddress) = Device^.Address));
end;

procedure InputHere(Device: PNetInterface; Frame: PByte; Size: LongInt; Good: Boolean);
begin
  if (Device^.Stack^.Number <> 0) and (PEthernetHeader(Frame)^.Kind = NtoBE(Word(EthernetArp))) then
    LearnFrom(Device, PArpPacket(Frame + SizeOf(TEthernetHeader)), Size - SizeOf(TEthernetHeader))
  else
    NetInput(Device, Frame, Size, Good);
end;

procedure ShardInput(Device: PNetInterface; Frame: PByte; Size: LongInt; Good: Boolean);
var
  Owner, Here, Number: LongInt;
begin
  if Size < SizeOf(TEthernetHeader) then
    Exit;
  Owner := OwnerOfFrame(Frame, Size);
  Here := Device^.Stack^.Number;
  for Number := 0 to ShardCount - 1 do
    if (Number <> Here) and ((Owner = Number) or (Owner = EveryShard)) then
      HandOver(Device^.Mates[Number], Frame, Size, Good, False);
  if (Owner = Here) or (Owner = EveryShard) then
    InputHere(Device, Frame, Size, Good);
end;

procedure TransmitThroughFirst(Device: PNetInterface; Frame: Pointer; Size: LongInt);
begin
  HandOver(Device^.Mates[0], Frame, Size, False, True);
end;

{ Fragments meet in shard 0; the segment they make goes on as a frame of its own. Its sum has been left to the
  shard that it is for. }
procedure InputTcpOfShard(Stack: PNetStack; const Packet: TIncoming);
var
  Owner: LongInt;
  Frame: PByte;
  Header: PIp4Header;
  Size: LongInt;
begin
  Owner := Stack^.Number;
  { What comes over the loopback is for this shard. }
  if (Packet.Device^.Mates <> nil) and (Packet.Size >= SizeOf(TTcpHeader)) then
    Owner := OwnerOf(Packet.Source, Packet.Destination, BEtoN(PWord(Packet.Data)[0]), BEtoN(PWord(Packet.Data)[1]));
  if Owner = Stack^.Number then
  begin
    InputTcp(Stack, Packet);
    Exit;
  end;
  Size := SizeOf(TEthernetHeader) + SizeOf(TIp4Header) + Packet.Size;
  Frame := Stack^.TakeMemory(Size);
  if Frame = nil then
    Exit;
  FillChar(Frame^, SizeOf(TEthernetHeader), 0);
  PEthernetHeader(Frame)^.Kind := NtoBE(Word(EthernetIp4));
  Header := PIp4Header(Frame + SizeOf(TEthernetHeader));
  Header^ := PIp4Header(Packet.Header)^;
  Header^.VersionSize := $45;
  Header^.TotalSize := NtoBE(Word(SizeOf(TIp4Header) + Packet.Size));
  Header^.Fragment := 0;
  Header^.Checksum := 0;
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), SizeOf(TIp4Header), 0));
  Move(Packet.Data^, (Header + 1)^, Packet.Size);
  HandOver(Packet.Device^.Mates[Owner], Frame, Size, Packet.ChecksumGood, False);
  Stack^.GiveMemory(Frame, Size);
end;

procedure FollowFirst(Device: PNetInterface);
var
  First: PNetInterface;
begin
  First := Device^.Mates[0];
  if (Device^.Address <> First^.Address) or (Device^.Mask <> First^.Mask) or (Device^.Gateway <> First^.Gateway) then
    ConfigureInterface(Device, First^.Address, First^.Mask, First^.Gateway);
end;

procedure TakeHanded(Stack: PNetStack);
var
  Inbox: ^TInbox;
  Slot: PSlot;
  Device: PNetInterface;
  Frame: PByte;
begin
  if Stack^.Number <> 0 then
  begin
    Device := Stack^.Interfaces;
    while Device <> nil do
    begin
      { A core may look before the card has been given to all shards. }
      if Device^.Mates <> nil then
        FollowFirst(Device);
      Device := Device^.Next;
    end;
  end;
  Inbox := @Inboxes[Stack^.Number];
  while Inbox^.Taken <> Inbox^.Put do
  begin
    Slot := @Inbox^.Slots[Inbox^.Taken and (SlotCount - 1)];
    Frame := Slot^.Block;
    if Frame = nil then
      Frame := @Slot^.Frame;
    if Slot^.Sending then
      Slot^.Device^.Transmit(Slot^.Device, Frame, Slot^.Size)
    else
      InputHere(Slot^.Device, Frame, Slot^.Size, Slot^.Good);
    if Slot^.Block <> nil then
      Stack^.GiveMemory(Frame, Slot^.Size);
    ReadWriteBarrier;
    Inc(Inbox^.Taken);
  end;
end;

{ ---- Making ---- }

function MakeShards(First: PNetStack; Count: LongInt): Boolean;
var
  Number: LongInt;
begin
  Shards[0] := First;
  Result := True;
  for Number := 0 to Count - 1 do
  begin
    if Number > 0 then
      Shards[Number] := NewNetStackOn(First^.Clock, First^.Random, First^.MemoryLimit div Count, First^.TakeMemory,
        First^.GiveMemory);
    Shards[Number]^.Number := Number;
    Inboxes[Number].Slots := First^.TakeMemory(SlotCount * SizeOf(TSlot));
    Inboxes[Number].Taken := 0;
    Inboxes[Number].Put := 0;
    Result := Result and (Inboxes[Number].Slots <> nil) and (Shards[Number]^.Scratch <> nil);
  end;
  if not Result then
    Exit;
  First^.MemoryLimit := First^.MemoryLimit div Count;
  Desk := AllocMem(SizeOf(TNetStack));
  Desk^.Number := Count;
  ShardCount := Count;
  Tcp := @InputTcpOfShard;
end;

procedure JoinInterfaces(Device: PNetInterface; const Others: array of PNetInterface);
var
  All: ^PNetInterface;
  Number: LongInt;
begin
  All := AllocMem(ShardCount * SizeOf(PNetInterface));
  All[0] := Device;
  for Number := 1 to ShardCount - 1 do
    All[Number] := Others[Number - 1];
  for Number := 0 to ShardCount - 1 do
    All[Number]^.Mates := All;
end;

{ ---- What spans shards ---- }

procedure UnlistenEverywhere(Listener: PTcpListener);
var
  Next: PTcpListener;
  Stack: PNetStack;
begin
  while Listener <> nil do
  begin
    Next := Listener^.Sibling;
    Stack := Listener^.Stack;
    LockInner(Stack);
    TcpUnlisten(Listener);
    UnlockInner(Stack);
    Listener := Next;
  end;
end;

function ListenEverywhere(Stack: PNetStack; const Local: TNetAddress; LocalPort: Word; Backlog: LongInt;
  Owner: Pointer; Notify: TNotify): PTcpListener;
var
  Number: LongInt;
  Link: ^PTcpListener;
begin
  Result := TcpListen(Shards[0], Local, LocalPort, Backlog, Owner, Notify);
  if Result = nil then
    Exit;
  Link := @Result^.Sibling;
  for Number := 1 to ShardCount - 1 do
  begin
    LockShard(Shards[Number]);
    Link^ := TcpListen(Shards[Number], Local, LocalPort, Backlog, Owner, Notify);
    UnlockShard(Shards[Number]);
    if Link^ = nil then
    begin
      UnlistenEverywhere(Result);
      Exit(nil);
    end;
    Link := @Link^^.Sibling;
  end;
end;

{ A look without the lock only says where to look with it. }
function TryReady(Listener: PTcpListener): Boolean;
begin
  Result := Listener^.Ready.First <> nil;
  if not Result then
    Exit;
  LockInner(Listener^.Stack);
  Result := Listener^.Ready.First <> nil;
  if not Result then
    UnlockInner(Listener^.Stack);
end;

function LockReady(Listener: PTcpListener; Preferred: LongInt): PTcpListener;
begin
  Result := Listener;
  while Result <> nil do
  begin
    if (Result^.Stack^.Number = Preferred) and TryReady(Result) then
      Exit;
    Result := Result^.Sibling;
  end;
  Result := Listener;
  while (Result <> nil) and not TryReady(Result) do
    Result := Result^.Sibling;
end;

procedure UnlockReady(Listener: PTcpListener);
begin
  UnlockInner(Listener^.Stack);
end;

{ A port that puts the connection where it is wanted. }
function PortFor(const Local, Remote: TNetAddress; RemotePort: Word; Wanted: LongInt): Word;
var
  Tries: LongInt;
begin
  for Tries := 1 to PortTries do
  begin
    Result := NextPort(Shards[0], Local, Remote, RemotePort);
    if (OwnerOf(Local, Remote, Result, RemotePort) = Wanted) and TcpPortFree(Shards[0], Local, Result) then
      Exit;
  end;
  Result := 0;
end;

function ConnectIn(Number: LongInt; const Local, Remote: TNetAddress; LocalPort, RemotePort: Word;
  Owner: Pointer; Notify: TNotify; out Error: LongInt): PTcb;
begin
  if Number <> 0 then
  begin
    LockShard(Shards[Number]);
    TakeHanded(Shards[Number]);
  end;
  Result := TcpConnect(Shards[Number], Local, Remote, LocalPort, RemotePort, Owner, Notify, Error);
  if Number <> 0 then
    UnlockShard(Shards[Number]);
end;

function ConnectSomewhere(const Local, Remote: TNetAddress; LocalPort, RemotePort: Word; Owner: Pointer;
  Notify: TNotify; Preferred: LongInt; out Error: LongInt): PTcb;
var
  Source: TNetAddress;
  Mtu, Tries: LongInt;
  Port: Word;
begin
  Source := Local;
  if IsAnyAddress(Local) then
    SelectSource(Shards[0], Remote, Source, Mtu);
  if not IsIp4(Remote) or not IsIp4(Source) then
    Exit(TcpConnect(Shards[0], Local, Remote, LocalPort, RemotePort, Owner, Notify, Error));
  for Tries := 1 to PortTries do
  begin
    Port := LocalPort;
    if Port = 0 then
      Port := PortFor(Source, Remote, RemotePort, Preferred mod ShardCount);
    Error := EADDRNOTAVAIL;
    if Port = 0 then
      Exit(nil);
    Result := ConnectIn(OwnerOf(Source, Remote, Port, RemotePort), Local, Remote, Port, RemotePort, Owner, Notify,
      Error);
    if (Result <> nil) or (LocalPort <> 0) or (Error <> EADDRINUSE) then
      Exit;
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ UDP (RFC 768, RFC 1122 4.1) and the endpoints of ICMP echo sockets, which have the same shape.
  Called by the sockets, by DHCP and by the IP input unit. Each endpoint's queue is bounded. }
unit Toro.Udp;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ A new endpoint of ProtocolUdp or ProtocolIcmp, not bound; nil without memory. }
function UdpOpen(Stack: PNetStack; Protocol: Byte): PUdpEndpoint;
procedure UdpClose(Endpoint: PUdpEndpoint);
{ Port 0 takes a free one (RFC 6056). 0, -EADDRINUSE, -EADDRNOTAVAIL, -EINVAL when bound. }
function UdpBind(Endpoint: PUdpEndpoint; const Address: TNetAddress; Port: Word): LongInt;
{ Fixes the peer: only its datagrams are received. The empty address undoes it. }
function UdpConnect(Endpoint: PUdpEndpoint; const Address: TNetAddress; Port: Word): LongInt;
{ Sends one datagram, binding first when needed. Size, or a negative errno. }
function UdpSend(Endpoint: PUdpEndpoint; const Target: TNetAddress; Port: Word; Data: PByte;
  Size: LongInt): LongInt;
{ The oldest datagram, cut to Size; Full is its whole size. -EAGAIN when there is none. }
function UdpReceive(Endpoint: PUdpEndpoint; Data: PByte; Size: LongInt; Peek: Boolean;
  out Source: TNetAddress; out Port: Word; out Full: LongInt): LongInt;
{ A datagram has arrived. False when no endpoint wants it. }
function UdpInput(Stack: PNetStack; const Packet: TIncoming): Boolean;
procedure EchoSocketInput(Stack: PNetStack; const Packet: TIncoming; Id: Word);
{ An ICMP error about a datagram that went from Local to Remote. }
procedure UdpFailed(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Error: LongInt);

const
  DefaultUdpLimit = 128 * 1024;

implementation

uses
  Toro.NetBytes, Toro.Ip;

const
  FirstEphemeral = 32768;
  EphemeralCount = 28232;

function UdpOpen(Stack: PNetStack; Protocol: Byte): PUdpEndpoint;
begin
  Result := NetAllocate(Stack, SizeOf(TUdpEndpoint));
  if Result = nil then
    Exit;
  Result^.Stack := Stack;
  Result^.Protocol := Protocol;
  Result^.ReceiveLimit := DefaultUdpLimit;
  Result^.Next := Stack^.Endpoints;
  Stack^.Endpoints := Result;
end;

procedure DropOldest(Endpoint: PUdpEndpoint);
var
  Item: PDatagram;
begin
  Item := Endpoint^.First;
  Endpoint^.First := Item^.Next;
  if Endpoint^.First = nil then
    Endpoint^.Last := nil;
  Dec(Endpoint^.QueuedBytes, Item^.Size + SizeOf(TDatagram));
  NetRelease(Endpoint^.Stack, Item, SizeOf(TDatagram) + Item^.Size);
end;

procedure UdpClose(Endpoint: PUdpEndpoint);
var
  Link: ^PUdpEndpoint;
begin
  while Endpoint^.First <> nil do
    DropOldest(Endpoint);
  Link := @Endpoint^.Stack^.Endpoints;
  while Link^ <> Endpoint do
    Link := @Link^^.Next;
  Link^ := Endpoint^.Next;
  NetRelease(Endpoint^.Stack, Endpoint, SizeOf(TUdpEndpoint));
end;

function PortTaken(Endpoint: PUdpEndpoint; const Address: TNetAddress; Port: Word): Boolean;
var
  Other: PUdpEndpoint;
begin
  Other := Endpoint^.Stack^.Endpoints;
  while Other <> nil do
  begin
    if (Other <> Endpoint) and (Other^.LocalPort = Port)
      and (Other^.Protocol = Endpoint^.Protocol)
      and not (Other^.Shared and Endpoint^.Shared)
      and BindingsMeet(Address, Other^.Local) then
      Exit(True);
    Other := Other^.Next;
  end;
  Result := False;
end;

function FreePort(Endpoint: PUdpEndpoint; const Address: TNetAddress): Word;
var
  Tries: LongInt;
  Candidate: LongWord;
begin
  Candidate := Endpoint^.Stack^.Random() mod EphemeralCount;
  for Tries := 1 to EphemeralCount do
  begin
    Result := FirstEphemeral + Candidate;
    if not PortTaken(Endpoint, Address, Result) then
      Exit;
    Candidate := (Candidate + 1) mod EphemeralCount;
  end;
  Result := 0;
end;

function UdpBind(Endpoint: PUdpEndpoint; const Address: TNetAddress; Port: Word): LongInt;
begin
  if Endpoint^.LocalPort <> 0 then
    Exit(-EINVAL);
  if not IsAnyAddress(Address) and not IsLocalAddress(Endpoint^.Stack, Address)
    and not IsGroupAddress(Endpoint^.Stack, Address) then
    Exit(-EADDRNOTAVAIL);
  if Port = 0 then
    Port := FreePort(Endpoint, Address)
  else if PortTaken(Endpoint, Address, Port) then
    Port := 0;
  if Port = 0 then
    Exit(-EADDRINUSE);
  Endpoint^.Local := Address;
  Endpoint^.LocalPort := Port;
  Result := 0;
end;

function UdpConnect(Endpoint: PUdpEndpoint; const Address: TNetAddress; Port: Word): LongInt;
var
  Source: TNetAddress;
  Mtu: LongInt;
begin
  Endpoint^.Remote := AnyAddress;
  Endpoint^.RemotePort := 0;
  if IsAnyAddress(Address) and (Port = 0) then
    Exit(0);
  if not SelectSource(Endpoint^.Stack, Address, Source, Mtu) then
    Exit(-ENETUNREACH);
  if Endpoint^.LocalPort = 0 then
  begin
    Result := UdpBind(Endpoint, Endpoint^.Local, 0);
    if Result < 0 then
      Exit;
  end;
  if IsAnyAddress(Endpoint^.Local) then
    Endpoint^.Local := Source;
  Endpoint^.Remote := Address;
  Endpoint^.RemotePort := Port;
  Result := 0;
end;

{ Builds header and payload in the scratch. The checksum is always sent. }
procedure BuildUdp(Endpoint: PUdpEndpoint; var Packet: TOutgoing; Port: Word; Data: PByte;
  Size: LongInt);
var
  Header: PUdpHeader;
  Sum: Word;
begin
  Header := PUdpHeader(Packet.Data);
  Header^.SourcePort := NtoBE(Endpoint^.LocalPort);
  Header^.DestinationPort := NtoBE(Port);
  Header^.Size := NtoBE(Word(Packet.Size));
  Header^.Checksum := 0;
  Move(Data^, (Header + 1)^, Size);
  Sum := not FoldSum(SumBytes(Packet.Data, Packet.Size,
    PseudoSum(Packet.Source, Packet.Destination, ProtocolUdp, Packet.Size)));
  if Sum = 0 then
    Sum := $FFFF;
  Header^.Checksum := Sum;
end;

{ An echo socket's payload is a whole ICMP message, of which the endpoint owns the identifier. }
procedure BuildEcho(Endpoint: PUdpEndpoint; var Packet: TOutgoing; Data: PByte; Size: LongInt);
begin
  Move(Data^, Packet.Data^, Size);
  Packet.Size := Size;
  PIcmpHeader(Packet.Data)^.Id := NtoBE(Endpoint^.LocalPort);
  PIcmpHeader(Packet.Data)^.Checksum := 0;
  PIcmpHeader(Packet.Data)^.Checksum := not FoldSum(SumBytes(Packet.Data, Size, 0));
end;

function UdpSend(Endpoint: PUdpEndpoint; const Target: TNetAddress; Port: Word; Data: PByte;
  Size: LongInt): LongInt;
var
  Packet: TOutgoing;
  Mtu: LongInt;
begin
  if Size > MaxDatagram - 28 then
    Exit(-EMSGSIZE);
  if (Endpoint^.Protocol = ProtocolIcmp) and ((Size < 8) or (Data^ <> 8)) then
    Exit(-EINVAL);
  if Endpoint^.LocalPort = 0 then
  begin
    Result := UdpBind(Endpoint, Endpoint^.Local, 0);
    if Result < 0 then
      Exit;
  end;
  FillChar(Packet, SizeOf(Packet), 0);
  Packet.Destination := Target;
  Packet.Source := Endpoint^.Local;
  if IsAnyAddress(Packet.Source) then
  begin
    if not SelectSource(Endpoint^.Stack, Target, Packet.Source, Mtu) then
      Exit(-ENETUNREACH);
  end
  else if IsIp4(Packet.Source) <> IsIp4(Target) then
    Exit(-ENETUNREACH);
  Packet.Protocol := Endpoint^.Protocol;
  Packet.Ttl := Endpoint^.Ttl;
  Packet.Tos := Endpoint^.Tos;
  Packet.Data := ScratchPayload(Endpoint^.Stack);
  Packet.Size := Size + SizeOf(TUdpHeader);
  if Endpoint^.Protocol = ProtocolUdp then
    BuildUdp(Endpoint, Packet, Port, Data, Size)
  else
    BuildEcho(Endpoint, Packet, Data, Size);
  Result := IpSend(Endpoint^.Stack, Packet);
  if Result = 0 then
    Result := Size;
end;

function UdpReceive(Endpoint: PUdpEndpoint; Data: PByte; Size: LongInt; Peek: Boolean;
  out Source: TNetAddress; out Port: Word; out Full: LongInt): LongInt;
var
  Item: PDatagram;
begin
  Source := AnyAddress;
  Port := 0;
  Full := 0;
  if Endpoint^.Error <> 0 then
  begin
    Result := -Endpoint^.Error;
    Endpoint^.Error := 0;
    Exit;
  end;
  Item := Endpoint^.First;
  if Item = nil then
    Exit(-EAGAIN);
  Source := Item^.Source;
  Port := Item^.SourcePort;
  Full := Item^.Size;
  Result := Full;
  if Result > Size then
    Result := Size;
  Move((Item + 1)^, Data^, Result);
  if not Peek then
    DropOldest(Endpoint);
end;

procedure Deliver(Endpoint: PUdpEndpoint; const Packet: TIncoming; Port: Word; Data: PByte;
  Size: LongInt);
var
  Item: PDatagram;
begin
  if Endpoint^.QueuedBytes + Size > Endpoint^.ReceiveLimit then
    Exit;
  Item := NetAllocate(Endpoint^.Stack, SizeOf(TDatagram) + Size);
  if Item = nil then
    Exit;
  Item^.Source := Packet.Source;
  Item^.Destination := Packet.Destination;
  Item^.SourcePort := Port;
  Item^.Size := Size;
  Move(Data^, (Item + 1)^, Size);
  if Endpoint^.Last = nil then
    Endpoint^.First := Item
  else
    Endpoint^.Last^.Next := Item;
  Endpoint^.Last := Item;
  Inc(Endpoint^.QueuedBytes, Size + SizeOf(TDatagram));
  if Assigned(Endpoint^.Notify) then
    Endpoint^.Notify(Endpoint^.Owner);
end;

{ How well an endpoint fits: 0 not at all, more for each field that is fixed. }
function Fit(Endpoint: PUdpEndpoint; const Packet: TIncoming; Source, Target: Word): LongInt;
begin
  if (Endpoint^.Protocol <> ProtocolUdp) or (Endpoint^.LocalPort <> Target) then
    Exit(0);
  if not TakesAddress(Endpoint^.Local, Packet.Destination) then
    Exit(0);
  Result := 1 + Ord(not IsAnyAddress(Endpoint^.Local));
  if Endpoint^.RemotePort <> 0 then
    if (Endpoint^.RemotePort = Source) and SameAddress(Endpoint^.Remote, Packet.Source) then
      Inc(Result, 2)
    else
      Exit(0);
end;

function UdpInput(Stack: PNetStack; const Packet: TIncoming): Boolean;
var
  Header: PUdpHeader;
  Size, Best, Score: LongInt;
  Endpoint, Chosen: PUdpEndpoint;
  Source: Word;
begin
  Result := True;
  Header := PUdpHeader(Packet.Data);
  Inc(Stack^.Counters.UdpIn);
  if Packet.Size < SizeOf(TUdpHeader) then
    Exit;
  Size := BEtoN(Header^.Size);
  if (Size < SizeOf(TUdpHeader)) or (Size > Packet.Size) then
    Exit;
  if (Header^.Checksum <> 0) and not Packet.ChecksumGood and (FoldSum(SumBytes(Packet.Data, Size,
    PseudoSum(Packet.Source, Packet.Destination, ProtocolUdp, Size))) <> $FFFF) then
    Exit;
  Source := BEtoN(Header^.SourcePort);
  Chosen := nil;
  Best := 0;
  Endpoint := Stack^.Endpoints;
  while Endpoint <> nil do
  begin
    Score := Fit(Endpoint, Packet, Source, BEtoN(Header^.DestinationPort));
    if Score > Best then
    begin
      Best := Score;
      Chosen := Endpoint;
    end;
    Endpoint := Endpoint^.Next;
  end;
  Result := Chosen <> nil;
  if Result then
    Deliver(Chosen, Packet, Source, PByte(Header + 1), Size - SizeOf(TUdpHeader))
  else
    Inc(Stack^.Counters.UdpNoPort);
end;

procedure EchoSocketInput(Stack: PNetStack; const Packet: TIncoming; Id: Word);
var
  Endpoint: PUdpEndpoint;
begin
  Endpoint := Stack^.Endpoints;
  while Endpoint <> nil do
  begin
    if (Endpoint^.Protocol = ProtocolIcmp) and (NtoBE(Endpoint^.LocalPort) = Id) then
      Deliver(Endpoint, Packet, 0, Packet.Data, Packet.Size);
    Endpoint := Endpoint^.Next;
  end;
end;

procedure UdpFailed(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Error: LongInt);
var
  Endpoint: PUdpEndpoint;
begin
  Endpoint := Stack^.Endpoints;
  while Endpoint <> nil do
  begin
    { RFC 1122 4.1.3.3: the application is told; as on Linux only when it is connected. }
    if (Endpoint^.LocalPort = LocalPort) and (Endpoint^.RemotePort = RemotePort)
      and (RemotePort <> 0) and SameAddress(Endpoint^.Remote, Remote)
      and (IsAnyAddress(Endpoint^.Local) or SameAddress(Endpoint^.Local, Local)) then
    begin
      Endpoint^.Error := Error;
      if Assigned(Endpoint^.Notify) then
        Endpoint^.Notify(Endpoint^.Owner);
    end;
    Endpoint := Endpoint^.Next;
  end;
end;

end.

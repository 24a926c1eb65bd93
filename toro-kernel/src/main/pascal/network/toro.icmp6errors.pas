{ SPDX-License-Identifier: Apache-2.0 }
{ Tells TCP and UDP what went wrong with a packet of theirs: an ICMPv6 error (RFC 4443 3), a path that takes less
  (RFC 8201), a neighbour that does not answer (RFC 4861 7.2.2). }
unit Toro.Icmp6Errors;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Packet is the ICMPv6 error, whose checksum is right. }
procedure Icmp6ErrorInput(Stack: PNetStack; const Packet: TIncoming);
{ Quoted is a packet of ours, or its beginning, that failed with Error. Hard: it will not get better. }
procedure TellUpper(Device: PNetInterface; Quoted: PByte; Size: LongInt; Error: LongInt;
  Hard: Boolean);
{ Connections to Target, or all of IPv6 when it is the empty address, send no larger packets from now on. }
procedure ShrinkConnections(Stack: PNetStack; const Target: TNetAddress; Mtu: LongInt);

implementation

uses
  Toro.Ip6Types, Toro.Ip6Address, Toro.Ip6Headers, Toro.Ip6Paths, Toro.Ip6, Toro.Icmp6,
  Toro.NetRanges, Toro.Udp, Toro.Tcp, Toro.TcpCore;

type
  { What a quoted packet says about the exchange that it belongs to. }
  TQuote = record
    Local, Remote: TNetAddress;
    Protocol: Byte;
    LocalPort, RemotePort: Word;
    Sequence: LongWord;
  end;

function ReadQuote(Device: PNetInterface; Quoted: PByte; Size: LongInt;
  out Quote: TQuote): Boolean;
var
  Place: LongInt;
  Zone: Word;
begin
  FillChar(Quote, SizeOf(Quote), 0);
  Result := (Size >= SizeOf(TIp6Header)) and (Quoted^ shr 4 = 6)
    and FindUpper(Quoted, Size, Quote.Protocol, Place) and (Place + 8 <= Size);
  if not Result then
    Exit;
  Zone := 0;
  if Device^.State6 <> nil then
    Zone := FaceOf(Device)^.Zone;
  Quote.Local := FromWire(PIp6Header(Quoted)^.Source, Zone);
  Quote.Remote := FromWire(PIp6Header(Quoted)^.Destination, Zone);
  Quote.LocalPort := BEtoN(PWord(Quoted + Place)^);
  Quote.RemotePort := BEtoN(PWord(Quoted + Place)[1]);
  Quote.Sequence := BEtoN(PLongWord(Quoted + Place)[1]);
  { What we did not send cannot have failed. }
  Result := Ip6IsLocal(Device^.Stack, Quote.Local) and not IsIp4(Quote.Remote);
end;

procedure TellUpper(Device: PNetInterface; Quoted: PByte; Size: LongInt; Error: LongInt;
  Hard: Boolean);
var
  Quote: TQuote;
begin
  if not ReadQuote(Device, Quoted, Size, Quote) then
    Exit;
  if Quote.Protocol = ProtocolTcp then
    TcpFailed(Device^.Stack, Quote.Local, Quote.Remote, Quote.LocalPort, Quote.RemotePort,
      Quote.Sequence, Error, Hard)
  else if (Quote.Protocol = ProtocolUdp) and Hard then
    UdpFailed(Device^.Stack, Quote.Local, Quote.Remote, Quote.LocalPort, Quote.RemotePort, Error);
end;

{ What is under way and too large is sent again at once. }
procedure ShrinkConnection(Tcb: PTcb; Mtu: LongInt);
begin
  TcpPathShrank(Tcb^.Stack, Tcb^.Local, Tcb^.Remote, Tcb^.LocalPort, Tcb^.RemotePort, Tcb^.SndUna,
    Mtu);
  if Tcb^.Mss > Mtu - 60 then
    Tcb^.Mss := Mtu - 60;
end;

procedure ShrinkConnections(Stack: PNetStack; const Target: TNetAddress; Mtu: LongInt);
var
  Index: LongInt;
  Tcb, Next: PTcb;
begin
  for Index := 0 to TcpBuckets - 1 do
  begin
    Tcb := Stack^.Tcbs[Index];
    while Tcb <> nil do
    begin
      Next := Tcb^.HashNext;
      if not IsIp4(Tcb^.Remote) and (IsAnyAddress(Target) or SameAddress(Tcb^.Remote, Target)) then
        ShrinkConnection(Tcb, Mtu);
      Tcb := Next;
    end;
  end;
end;

function TcpUnderWay(Stack: PNetStack; const Quote: TQuote): Boolean;
var
  Tcb: PTcb;
begin
  Tcb := FindTcb(Stack, Quote.Local, Quote.Remote, Quote.LocalPort, Quote.RemotePort);
  Result := (Tcb <> nil) and SeqNotAfter(Tcb^.SndUna, Quote.Sequence)
    and SeqBefore(Quote.Sequence, Tcb^.SndMax);
end;

function UdpPortOpen(Stack: PNetStack; Port: Word): Boolean;
var
  Endpoint: PUdpEndpoint;
begin
  Endpoint := Stack^.Endpoints;
  while (Endpoint <> nil) and (Endpoint^.LocalPort <> Port) do
    Endpoint := Endpoint^.Next;
  Result := Endpoint <> nil;
end;

{ Does the quote fit what we have under way? Anybody can send an error (RFC 4443 5.2, RFC 8201 6). }
function Believable(Stack: PNetStack; const Quote: TQuote): Boolean;
begin
  case Quote.Protocol of
    ProtocolTcp: Result := TcpUnderWay(Stack, Quote);
    ProtocolUdp: Result := UdpPortOpen(Stack, Quote.LocalPort);
    ProtocolIcmp6: Result := True;
  else
    Result := False;
  end;
end;

procedure InputTooBig(Device: PNetInterface; Quoted: PByte; Size: LongInt; Mtu: LongWord);
var
  Quote: TQuote;
begin
  { Less than every link must carry is to be discarded (RFC 8201 4). }
  if (Mtu < LeastMtu6) or (Mtu > MaxDatagram) or not ReadQuote(Device, Quoted, Size, Quote)
    or not Believable(Device^.Stack, Quote) then
    Exit;
  ShrinkPath(StateOf(Device^.Stack), Quote.Remote, Mtu);
  ShrinkConnections(Device^.Stack, Quote.Remote, Mtu);
end;

procedure Icmp6ErrorInput(Stack: PNetStack; const Packet: TIncoming);
var
  Header: PIcmp6Header;
  Quoted: PByte;
  Size: LongInt;
begin
  Header := PIcmp6Header(Packet.Data);
  Quoted := PByte(Header + 1);
  Size := Packet.Size - SizeOf(TIcmp6Header);
  case Header^.Kind of
    Icmp6Unreachable:
      if Header^.Code = UnreachablePort6 then
        TellUpper(Packet.Device, Quoted, Size, ECONNREFUSED, True)
      else if Header^.Code = 0 then
        TellUpper(Packet.Device, Quoted, Size, ENETUNREACH, False)
      else
        TellUpper(Packet.Device, Quoted, Size, EHOSTUNREACH, False);
    Icmp6TooBig: InputTooBig(Packet.Device, Quoted, Size, BEtoN(Header^.Value));
    Icmp6Parameter:
      if Header^.Code = ParameterHeader then
        TellUpper(Packet.Device, Quoted, Size, ECONNREFUSED, True)
      else
        TellUpper(Packet.Device, Quoted, Size, EHOSTUNREACH, False);
  else
    { Unknown errors too are passed on (RFC 4443 2.4 a). }
    TellUpper(Packet.Device, Quoted, Size, EHOSTUNREACH, False);
  end;
end;

end.

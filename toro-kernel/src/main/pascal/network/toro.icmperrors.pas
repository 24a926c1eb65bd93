{ SPDX-License-Identifier: Apache-2.0 }
{ Tells UDP and TCP what an ICMP error says about a packet of theirs (RFC 1122 3.2.2 and 4.2.3.9,
  RFC 9293 3.9.2.2). Called by the IPv4 input unit. }
unit Toro.IcmpErrors;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Packet is a whole ICMP message whose checksum is right. }
procedure IcmpErrorInput(Stack: PNetStack; const Packet: TIncoming);

implementation

uses
  Toro.NetBytes, Toro.Icmp, Toro.Udp, Toro.Tcp;

{ What TCP is told goes through constants that are nil in an image where nothing listens or connects
  (overrides.txt). }
procedure Failed(Stack: PNetStack; const Local, Remote: TNetAddress; Ports: PWord; Error: LongInt; Hard: Boolean);
  [public, alias: 'toro_tell_tcp_failed'];
begin
  TcpFailed(Stack, Local, Remote, BEtoN(Ports[0]), BEtoN(Ports[1]), BEtoN(PLongWord(Ports)[1]), Error, Hard);
end;

procedure Shrank(Stack: PNetStack; const Local, Remote: TNetAddress; Ports: PWord; Mtu: LongInt);
  [public, alias: 'toro_tell_tcp_shrank'];
begin
  TcpPathShrank(Stack, Local, Remote, BEtoN(Ports[0]), BEtoN(Ports[1]), BEtoN(PLongWord(Ports)[1]), Mtu);
end;

const
  TellTcpFailed: procedure(Stack: PNetStack; const Local, Remote: TNetAddress; Ports: PWord; Error: LongInt;
    Hard: Boolean) = @Failed;
  TellTcpShrank: procedure(Stack: PNetStack; const Local, Remote: TNetAddress; Ports: PWord;
    Mtu: LongInt) = @Shrank;

procedure Tell(Stack: PNetStack; Quoted: PIp4Header; Ports: PWord; Error: LongInt;
  Hard: Boolean);
var
  Local, Remote: TNetAddress;
begin
  Local := Ip4(BEtoN(Quoted^.Source));
  Remote := Ip4(BEtoN(Quoted^.Destination));
  if Quoted^.Protocol = ProtocolTcp then
  begin
    if TellTcpFailed <> nil then
      TellTcpFailed(Stack, Local, Remote, Ports, Error, Hard);
  end
  else if (Quoted^.Protocol = ProtocolUdp) and Hard then
    UdpFailed(Stack, Local, Remote, BEtoN(Ports[0]), BEtoN(Ports[1]), Error);
end;

procedure TellUnreachable(Stack: PNetStack; Header: PIcmpHeader; Quoted: PIp4Header;
  Ports: PWord);
begin
  case Header^.Code of
    2, 3: Tell(Stack, Quoted, Ports, ECONNREFUSED, True);
    4: if (Quoted^.Protocol = ProtocolTcp) and (TellTcpShrank <> nil) then
        TellTcpShrank(Stack, Ip4(BEtoN(Quoted^.Source)), Ip4(BEtoN(Quoted^.Destination)), Ports,
          BEtoN(Header^.NextMtu));
    0, 6, 9, 11: Tell(Stack, Quoted, Ports, ENETUNREACH, False);
  else
    { 1 and 5 are transient: they only explain a later time-out (MUST-56). }
    Tell(Stack, Quoted, Ports, EHOSTUNREACH, False);
  end;
end;

procedure IcmpErrorInput(Stack: PNetStack; const Packet: TIncoming);
var
  Header: PIcmpHeader;
  Quoted: PIp4Header;
  HeaderSize: LongInt;
begin
  Header := PIcmpHeader(Packet.Data);
  if Packet.Size < SizeOf(TIcmpHeader) + SizeOf(TIp4Header) + 8 then
    Exit;
  Quoted := PIp4Header(Header + 1);
  HeaderSize := (Quoted^.VersionSize and 15) * 4;
  if (Quoted^.VersionSize shr 4 <> 4) or (HeaderSize < SizeOf(TIp4Header))
    or (Packet.Size < SizeOf(TIcmpHeader) + HeaderSize + 8)
    or (BEtoN(Quoted^.Fragment) and $1FFF <> 0) then
    Exit;
  { Source quench is discarded (MUST-55), as is all that is not an error. }
  case Header^.Kind of
    IcmpUnreachable:
      TellUnreachable(Stack, Header, Quoted, PWord(PByte(Quoted) + HeaderSize));
    IcmpTimeExceeded, IcmpParameterProblem:
      Tell(Stack, Quoted, PWord(PByte(Quoted) + HeaderSize), EHOSTUNREACH, False);
  end;
end;

end.

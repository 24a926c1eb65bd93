{ SPDX-License-Identifier: Apache-2.0 }
{ The way up for IPv4 (RFC 791, RFC 1122 3.2.1): tests the header, takes what is for us, puts fragments
  together and hands the payload to ICMP, UDP or TCP. Called by Toro.NetStack. }
unit Toro.Ip4Input;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Good: the device vouches for transport checksums. }
procedure Ip4Input(Device: PNetInterface; Data: PByte; Size: LongInt; Good: Boolean);

procedure InputTcp(Stack: PNetStack; const Packet: TIncoming);

const
  { nil in an image where nothing listens or connects (overrides.txt); of several shards, what finds the right one }
  Tcp: procedure(Stack: PNetStack; const Packet: TIncoming) = @InputTcp;

implementation

uses
  Toro.NetBytes, Toro.Ip, Toro.Reassembly, Toro.Icmp, Toro.IcmpErrors, Toro.Udp, Toro.TcpOutput, Toro.TcpInput;

procedure InputIcmp(Stack: PNetStack; const Packet: TIncoming);
begin
  Inc(Stack^.Counters.IcmpIn);
  if (Packet.Size < SizeOf(TIcmpHeader))
    or (FoldSum(SumBytes(Packet.Data, Packet.Size, 0)) <> $FFFF) then
    Exit;
  if PIcmpHeader(Packet.Data)^.Kind in [IcmpEcho, IcmpEchoReply] then
    EchoInput(Stack, Packet)
  else
    IcmpErrorInput(Stack, Packet);
end;

procedure InputTcp(Stack: PNetStack; const Packet: TIncoming); [public, alias: 'toro_input_tcp'];
begin
  TcpInput(Stack, Packet);
end;

procedure Dispatch(Stack: PNetStack; const Packet: TIncoming; Protocol: Byte);
begin
  case Protocol of
    ProtocolTcp:
      if Tcp <> nil then
        Tcp(Stack, Packet)
      else
        RefuseStray(Stack, Packet);
    ProtocolUdp:
      if not UdpInput(Stack, Packet) then
        SendUnreachable(Stack, Packet, UnreachablePort);
    ProtocolIcmp: InputIcmp(Stack, Packet);
  else
    SendUnreachable(Stack, Packet, UnreachableProtocol);
  end;
end;

procedure InputFragment(Stack: PNetStack; var Packet: TIncoming; Header: PIp4Header);
var
  Fragment: Word;
  Datagram: PByte;
  Total, Slot, HeaderSize: LongInt;
begin
  Fragment := BEtoN(Header^.Fragment);
  if not AddFragment(Stack, Packet.Source, Packet.Destination, BEtoN(Header^.Id),
    Header^.Protocol, Packet.Data, (Fragment and $1FFF) * 8, Packet.Size,
    Fragment and $2000 = 0, Datagram, Total, Slot) then
    Exit;
  { An error message about it quotes header and payload together. }
  HeaderSize := SizeOf(TIp4Header);
  Move(Header^, (Datagram - HeaderSize)^, HeaderSize);
  PIp4Header(Datagram - HeaderSize)^.VersionSize := $45;
  Packet.Header := Datagram - HeaderSize;
  Packet.Data := Datagram;
  Packet.Size := Total;
  { The device has seen single fragments only. }
  Packet.ChecksumGood := False;
  Dispatch(Stack, Packet, Header^.Protocol);
  ReleaseDatagram(Stack, Slot);
end;

{ Is the packet for this host: its addresses, a broadcast, or anything while DHCP has not yet given
  us an address (RFC 2131 4.1). }
function ForUs(Device: PNetInterface; Stack: PNetStack; const Packet: TIncoming): Boolean; inline;
begin
  Result := IsLocalAddress(Stack, Packet.Destination) or Packet.Broadcast
    or ((Device^.Address = 0) and not Device^.Loopback);
end;

function HeaderGood(Device: PNetInterface; Header: PIp4Header; Size: LongInt): Boolean; inline;
var
  HeaderSize, Total: LongInt;
begin
  if Size < SizeOf(TIp4Header) then
    Exit(False);
  HeaderSize := (Header^.VersionSize and 15) * 4;
  Total := BEtoN(Header^.TotalSize);
  Result := (Header^.VersionSize shr 4 = 4) and (HeaderSize >= SizeOf(TIp4Header))
    and (HeaderSize <= Total) and (Total <= Size)
    and (FoldSum(SumBytes(PByte(Header), HeaderSize, 0)) = $FFFF);
  { Loopback addresses never come from a wire (RFC 1122 3.2.1.3 g). }
  if Result and not Device^.Loopback then
    Result := (BEtoN(Header^.Source) shr 24 <> 127)
      and (BEtoN(Header^.Destination) shr 24 <> 127);
end;

procedure Ip4Input(Device: PNetInterface; Data: PByte; Size: LongInt; Good: Boolean);
var
  Header: PIp4Header;
  Packet: TIncoming;
  HeaderSize: LongInt;
begin
  Header := PIp4Header(Data);
  if not HeaderGood(Device, Header, Size) then
  begin
    Inc(Device^.Counters.Malformed);
    Exit;
  end;
  HeaderSize := (Header^.VersionSize and 15) * 4;
  Packet.Device := Device;
  Packet.Header := Data;
  Packet.Source := Ip4(BEtoN(Header^.Source));
  Packet.Destination := Ip4(BEtoN(Header^.Destination));
  Packet.Data := Data + HeaderSize;
  Packet.Size := BEtoN(Header^.TotalSize) - HeaderSize;
  Packet.ChecksumGood := Good or Device^.Loopback;
  Packet.Broadcast := IsGroupAddress(Device^.Stack, Packet.Destination);
  if not ForUs(Device, Device^.Stack, Packet) then
    Exit;
  if BEtoN(Header^.Fragment) and $3FFF <> 0 then
    InputFragment(Device^.Stack, Packet, Header)
  else
    Dispatch(Device^.Stack, Packet, Header^.Protocol);
end;

end.

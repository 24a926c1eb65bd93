{ SPDX-License-Identifier: Apache-2.0 }
{ ICMP for IPv4 (RFC 792, RFC 1122 3.2.2): answers echo, sends echo and "unreachable". The errors it
  receives are told to the transports by Toro.IcmpErrors. }
unit Toro.Icmp;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

const
  IcmpEchoReply = 0; IcmpUnreachable = 3; IcmpSourceQuench = 4; IcmpEcho = 8;
  IcmpTimeExceeded = 11; IcmpParameterProblem = 12;
  UnreachableProtocol = 2; UnreachablePort = 3; UnreachableFragment = 4;

{ Answers an echo request, or hands an echo reply to the hook and to echo sockets. The checksum of
  Packet has been tested. }
procedure EchoInput(Stack: PNetStack; const Packet: TIncoming);
{ Sends an echo request. 0 or a negative errno. }
function SendEcho(Stack: PNetStack; const Target: TNetAddress; Id, Sequence: Word; Data: PByte;
  Size: LongInt): LongInt;
{ Tells the sender of Packet why it went nowhere: at most 100 a second (RFC 1812 4.3.2.8). }
procedure SendUnreachable(Stack: PNetStack; const Packet: TIncoming; Code: Byte);

implementation

uses
  Toro.NetBytes, Toro.Ip, Toro.Udp;

const
  TokensPerSecond = 100;

function SendIcmp(Stack: PNetStack; const Source, Target: TNetAddress;
  Size: LongInt): LongInt;
var
  Packet: TOutgoing;
  Header: PIcmpHeader;
begin
  FillChar(Packet, SizeOf(Packet), 0);
  Header := PIcmpHeader(ScratchPayload(Stack));
  Header^.Checksum := 0;
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), Size, 0));
  Packet.Source := Source;
  Packet.Destination := Target;
  Packet.Protocol := ProtocolIcmp;
  Packet.Data := PByte(Header);
  Packet.Size := Size;
  Result := IpSend(Stack, Packet);
end;

procedure EchoInput(Stack: PNetStack; const Packet: TIncoming);
begin
  case PIcmpHeader(Packet.Data)^.Kind of
    IcmpEcho:
      begin
        { RFC 1122 3.2.2.6 lets a host ignore an echo to a group: no amplification. }
        if Packet.Broadcast then
          Exit;
        Move(Packet.Data^, ScratchPayload(Stack)^, Packet.Size);
        PIcmpHeader(ScratchPayload(Stack))^.Kind := IcmpEchoReply;
        SendIcmp(Stack, Packet.Destination, Packet.Source, Packet.Size);
      end;
    IcmpEchoReply:
      begin
        if Assigned(Stack^.EchoHook) then
          Stack^.EchoHook(Stack, Packet);
        EchoSocketInput(Stack, Packet, PIcmpHeader(Packet.Data)^.Id);
      end;
  end;
end;

function SendEcho(Stack: PNetStack; const Target: TNetAddress; Id, Sequence: Word; Data: PByte;
  Size: LongInt): LongInt;
var
  Header: PIcmpHeader;
begin
  if Size > MaxDatagram - 64 then
    Exit(-EMSGSIZE);
  Header := PIcmpHeader(ScratchPayload(Stack));
  Header^.Kind := IcmpEcho;
  Header^.Code := 0;
  Header^.Id := NtoBE(Id);
  Header^.Sequence := NtoBE(Sequence);
  Move(Data^, (PByte(Header) + SizeOf(TIcmpHeader))^, Size);
  Result := SendIcmp(Stack, AnyAddress, Target, Size + SizeOf(TIcmpHeader));
end;

function TakeToken(Stack: PNetStack): Boolean;
var
  Second: Int64;
begin
  Second := Stack^.Clock() div NsPerSecond;
  if Second <> Stack^.IcmpTokensAt then
  begin
    Stack^.IcmpTokensAt := Second;
    Stack^.IcmpTokens := TokensPerSecond;
  end;
  Dec(Stack^.IcmpTokens);
  Result := Stack^.IcmpTokens >= 0;
end;

procedure SendUnreachable(Stack: PNetStack; const Packet: TIncoming; Code: Byte);
var
  Header: PIcmpHeader;
  Quoted: LongInt;
begin
  { RFC 1122 3.2.2: never about a packet to a group, nor without a sender. }
  if Packet.Broadcast or not IsIp4(Packet.Source) or IsAnyAddress(Packet.Source)
    or IsGroupAddress(Stack, Packet.Source) or not TakeToken(Stack) then
    Exit;
  Header := PIcmpHeader(ScratchPayload(Stack));
  FillChar(Header^, SizeOf(TIcmpHeader), 0);
  Header^.Kind := IcmpUnreachable;
  Header^.Code := Code;
  { The IP header and the first 8 bytes of the payload at least. }
  Quoted := (Packet.Header^ and 15) * 4 + 8;
  if Packet.Size < 8 then
    Quoted := Quoted - 8 + Packet.Size;
  Move(Packet.Header^, (PByte(Header) + SizeOf(TIcmpHeader))^, Quoted);
  SendIcmp(Stack, Packet.Destination, Packet.Source, Quoted + SizeOf(TIcmpHeader));
end;

end.

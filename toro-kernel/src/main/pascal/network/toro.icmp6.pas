{ SPDX-License-Identifier: Apache-2.0 }
{ ICMPv6 (RFC 4443): makes and sends messages: control messages of the link, answers to echo, errors about packets
  that went nowhere. Called by the units of IPv6. }
unit Toro.Icmp6;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

const
  Icmp6Unreachable = 1; Icmp6TooBig = 2; Icmp6TimeExceeded = 3; Icmp6Parameter = 4;
  Icmp6Echo = 128; Icmp6EchoReply = 129;
  { Codes }
  UnreachableAddress6 = 3; UnreachablePort6 = 4;
  ExceededReassembly = 1;
  ParameterField = 0; ParameterHeader = 1; ParameterOption = 2; ParameterIncomplete = 3;

{ Sends a message of Size bytes, at most MostControl, over Face; its checksum is filled in. }
procedure SendControl(Face: PFace6; const Source, Target: TNetAddress; HopLimit: Byte;
  Message: Pointer; Size: LongInt);
{ The same with the router alert of MLD before it (RFC 2711, RFC 3810 5), hop limit 1. }
procedure SendAlert(Face: PFace6; const Source, Target: TNetAddress; Message: Pointer;
  Size: LongInt);
{ The same, hop limit 255, straight to the card that has the address Mac. }
procedure SendControlTo(Face: PFace6; const Source, Target: TNetAddress; const Mac: TMac;
  Message: Pointer; Size: LongInt);
{ Answers the echo request in Packet. }
procedure AnswerEcho(Stack: PNetStack; const Packet: TIncoming);
{ Tells the sender of Packet what was wrong with it, when that is allowed (RFC 4443 2.4 e) and not more
  often than a hundred times a second (f). Value is the pointer or nothing. }
procedure SendError6(Stack: PNetStack; const Packet: TIncoming; Kind, Code: Byte;
  Value: LongWord);

const
  MostControl = 512;

implementation

uses
  Toro.NetBytes, Toro.Ip, Toro.Ip6, Toro.Ip6Address, Toro.Ip6Headers, Toro.Ethernet;

const
  TokensPerSecond = 100;
  { Next header ICMPv6, length 8; router alert 0: MLD; two bytes of padding }
  Alert: array[0..7] of Byte = (ProtocolIcmp6, 0, 5, 2, 0, 0, 1, 0);

procedure PutChecksum(const Source, Target: TNetAddress; Message: PByte; Size: LongInt);
begin
  PIcmp6Header(Message)^.Checksum := 0;
  PIcmp6Header(Message)^.Checksum := not FoldSum(SumBytes(Message, Size,
    PseudoSum(Source, Target, ProtocolIcmp6, Size)));
end;

procedure FillPacket(Face: PFace6; const Source, Target: TNetAddress; HopLimit: Byte;
  out Packet: TOutgoing);
begin
  FillChar(Packet, SizeOf(Packet), 0);
  Packet.Source := Source;
  Packet.Destination := Target;
  Packet.Protocol := ProtocolIcmp6;
  Packet.Ttl := HopLimit;
  Packet.Device := Face^.Device;
end;

procedure SendControl(Face: PFace6; const Source, Target: TNetAddress; HopLimit: Byte;
  Message: Pointer; Size: LongInt);
var
  Buffer: array[0..HeaderRoom + MostControl - 1] of Byte;
  Packet: TOutgoing;
begin
  Move(Message^, Buffer[HeaderRoom], Size);
  PutChecksum(Source, Target, @Buffer[HeaderRoom], Size);
  FillPacket(Face, Source, Target, HopLimit, Packet);
  Packet.Data := @Buffer[HeaderRoom];
  Packet.Size := Size;
  Ip6Send(Face^.Device^.Stack, Packet);
end;

procedure SendAlert(Face: PFace6; const Source, Target: TNetAddress; Message: Pointer;
  Size: LongInt);
var
  Buffer: array[0..HeaderRoom + MostControl + SizeOf(Alert) - 1] of Byte;
  Packet: TOutgoing;
begin
  Move(Message^, Buffer[HeaderRoom + SizeOf(Alert)], Size);
  PutChecksum(Source, Target, @Buffer[HeaderRoom + SizeOf(Alert)], Size);
  Move(Alert, Buffer[HeaderRoom], SizeOf(Alert));
  FillPacket(Face, Source, Target, 1, Packet);
  Packet.Protocol := HeaderHopByHop;
  Packet.Data := @Buffer[HeaderRoom];
  Packet.Size := Size + SizeOf(Alert);
  Ip6Send(Face^.Device^.Stack, Packet);
end;

procedure SendControlTo(Face: PFace6; const Source, Target: TNetAddress; const Mac: TMac;
  Message: Pointer; Size: LongInt);
var
  Buffer: array[0..HeaderRoom + MostControl - 1] of Byte;
  Header: PIp6Header;
begin
  Move(Message^, Buffer[HeaderRoom], Size);
  PutChecksum(Source, Target, @Buffer[HeaderRoom], Size);
  Header := @Buffer[HeaderRoom - SizeOf(TIp6Header)];
  Header^.ClassFlow := NtoBE(LongWord($60000000));
  Header^.PayloadSize := NtoBE(Word(Size));
  Header^.NextHeader := ProtocolIcmp6;
  Header^.HopLimit := HopLimitNdp;
  Header^.Source := ToWire(Source);
  Header^.Destination := ToWire(Target);
  SendFrame(Face^.Device, Mac, EthernetIp6, PByte(Header), Size + SizeOf(TIp6Header));
end;

{ Sends Size bytes of the scratch. An empty source is chosen. }
procedure SendScratch(Stack: PNetStack; const Source, Target: TNetAddress; Size: LongInt);
var
  Packet: TOutgoing;
  Mtu: LongInt;
begin
  FillChar(Packet, SizeOf(Packet), 0);
  Packet.Source := Source;
  Packet.Destination := Target;
  if IsAnyAddress(Source) and not Ip6Select(Stack, Target, Packet.Source, Mtu) then
    Exit;
  Packet.Protocol := ProtocolIcmp6;
  Packet.Data := ScratchPayload(Stack);
  Packet.Size := Size;
  PutChecksum(Packet.Source, Target, Packet.Data, Size);
  Ip6Send(Stack, Packet);
end;

procedure AnswerEcho(Stack: PNetStack; const Packet: TIncoming);
var
  Source: TNetAddress;
begin
  if IsAnyAddress(Packet.Source) then
    Exit;
  Source := AnyAddress;
  if not Packet.Broadcast then
    Source := Packet.Destination;
  Move(Packet.Data^, ScratchPayload(Stack)^, Packet.Size);
  PIcmp6Header(ScratchPayload(Stack))^.Kind := Icmp6EchoReply;
  SendScratch(Stack, Source, Packet.Source, Packet.Size);
end;

function TakeToken(Stack: PNetStack): Boolean;
var
  Second: Int64;
  State: PState6;
begin
  State := StateOf(Stack);
  Second := Stack^.Clock() div NsPerSecond;
  if Second <> State^.ErrorTokensAt then
  begin
    State^.ErrorTokensAt := Second;
    State^.ErrorTokens := TokensPerSecond;
  end;
  Dec(State^.ErrorTokens);
  Result := State^.ErrorTokens >= 0;
end;

{ Never about an error or a redirection, never to nobody or to a group. }
function MayAnswer(const Packet: TIncoming; Kind, Code: Byte): Boolean;
var
  Protocol: Byte;
  Place, Size: LongInt;
begin
  Result := not IsAnyAddress(Packet.Source) and not IsGroup6(Packet.Source)
    and (not Packet.Broadcast or (Kind = Icmp6TooBig)
    or (Kind = Icmp6Parameter) and (Code = ParameterOption));
  Size := Packet.Data + Packet.Size - Packet.Header;
  if Result and FindUpper(Packet.Header, Size, Protocol, Place) and (Protocol = ProtocolIcmp6)
    and (Place < Size) then
    Result := (Packet.Header[Place] >= 128) and (Packet.Header[Place] <> 137);
end;

procedure SendError6(Stack: PNetStack; const Packet: TIncoming; Kind, Code: Byte;
  Value: LongWord);
var
  Header: PIcmp6Header;
  Quoted: LongInt;
  Source: TNetAddress;
begin
  if not MayAnswer(Packet, Kind, Code) or not TakeToken(Stack) then
    Exit;
  { As much as fits into the least MTU (RFC 4443 2.4 c). }
  Quoted := Packet.Data + Packet.Size - Packet.Header;
  if Quoted > LeastMtu6 - SizeOf(TIp6Header) - SizeOf(TIcmp6Header) then
    Quoted := LeastMtu6 - SizeOf(TIp6Header) - SizeOf(TIcmp6Header);
  Header := PIcmp6Header(ScratchPayload(Stack));
  Header^.Kind := Kind;
  Header^.Code := Code;
  Header^.Value := NtoBE(Value);
  Move(Packet.Header^, (Header + 1)^, Quoted);
  Source := AnyAddress;
  if not Packet.Broadcast then
    Source := Packet.Destination;
  SendScratch(Stack, Source, Packet.Source, Quoted + SizeOf(TIcmp6Header));
end;

end.

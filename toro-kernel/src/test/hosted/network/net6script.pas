{ SPDX-License-Identifier: Apache-2.0 }
{ A peer that follows a script, for IPv6: sends stack A exactly the packets a test asks for and keeps what A
  sends. It is a router and a neighbour; bytes are strings. }
unit Net6Script;

{$mode objfpc}{$H+}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

const
  { The peer on the link and with the prefix that it announces }
  PeerLink = 'fe80::99';
  Peer = '2001:db8::99';
  { A, by its card's address }
  OurLink = 'fe80::ff:fe00:1';
  Ours = '2001:db8::ff:fe00:1';
  OurGroup = 'ff02::1:ff00:1';
  PeerMac = #2#0#0#0#0#$99;
  OurPort = 80;
  PeerPort = 5000;
  { Kinds of ICMPv6 }
  Unreachable = 1; TooBig = 2; TimeExceeded = 3; Parameter = 4; Echo = 128; EchoReply = 129;
  Query = 130; Report1 = 131; RouterSolicit = 133; RouterAdvert = 134; Solicit = 135;
  Advert = 136; Redirect = 137; Report2 = 143;

type
  THeard = record
    Mac: string;
    Source, Target: string;
    Next, HopLimit: Byte;
    Payload: string;
    At: Int64;
  end;

var
  Heard: array of THeard;

{ A with IPv6 alone on the link. Settled: it has an address of Peer's prefix, sure of it, and knows Peer. }
procedure StartScript6(Settled: Boolean);
procedure StopScript6;
procedure Forget6;
{ The peer asks for us: from then on A knows where it is. }
procedure MakeKnown;
{ Lets time pass; the peer stays silent. }
procedure Wait(Milliseconds: Int64);

function Number16(Value: LongWord): string;
function Number32(Value: LongWord): string;
function Wire(const Address: string): string;
{ The address as A holds it. }
function Zoned(const Address: string): TNetAddress;
{ One packet to A. }
procedure Say6(const Source, Target: string; Next: Byte; const Payload: string; HopLimit: Byte);
{ The same with a header that is wrong. }
procedure SayRaw(const Packet: string);
function Packet6(const Source, Target: string; Next: Byte; const Payload: string;
  HopLimit: Byte): string;
{ A message with its checksum: Body is what follows it. }
function Message6(const Source, Target: string; Kind, Code: Byte; const Body: string): string;
procedure SayIcmp6(const Source, Target: string; Kind, Code: Byte; const Body: string;
  HopLimit: Byte = 255);
function Datagram6(const Source, Target: string; const Data: string): string;
procedure SayDatagram(const Data: string);
{ Extension headers }
function Options6(Next: Byte; const Data: string): string;
function Fragment6(Next: Byte; Offset: LongInt; More: Boolean; Id: LongWord): string;
{ Options of neighbour discovery }
function MacOption(Kind: Byte; const Mac: string): string;
function PrefixOption(const Prefix: string; Size, Flags: Byte; Valid, Preferred: LongWord): string;
{ Body of a router advertisement without options }
function RouterBody(HopLimit: Byte; LifeSeconds: Word; ReachableMs, RetryMs: LongWord): string;
procedure SayRouter(const Options: string; LifeSeconds: Word);
{ The peer tells where it is, as an answer. }
procedure SayAdvert(const Target: string; Flags: Byte; const Mac: string);

{ How many messages of the kind A has sent since Forget6. }
function CountIcmp(Kind: Byte): LongInt;
{ The only one; fails when there is none or more. }
function TheIcmp(Kind: Byte): THeard;
function CountNext(Next: Byte): LongInt;
function TheNext(Next: Byte): THeard;
{ Fails unless A has said that its packet was wrong so. }
procedure CheckParameter(Code: Byte; Pointer: LongWord);

implementation

uses
  Toro.NetBytes, Toro.NetStack, Toro.Ip6Address, Toro.Ip6Stack, NetSim, Net6Sim;

procedure Keep(FromA: Boolean; Frame: PByte; Size: LongInt; var Drop: Boolean);
var
  Item: THeard;
  Header: PIp6Header;
  Place: LongInt;
begin
  Drop := True;
  if not FromA or (Frame[12] <> $86) then
    Exit;
  Header := @Frame[14];
  SetString(Item.Mac, PAnsiChar(Frame), 6);
  Item.Source := Ip6Text(FromWire(Header^.Source, 0));
  Item.Target := Ip6Text(FromWire(Header^.Destination, 0));
  Item.Next := Header^.NextHeader;
  Item.HopLimit := Header^.HopLimit;
  Item.At := SimNow;
  Check(BEtoN(Header^.PayloadSize) = Size - 54, 'the payload length is right');
  Place := 54;
  { The router alert before reports }
  if Item.Next = 0 then
  begin
    Item.Next := Frame[54];
    Place := 62;
  end;
  SetString(Item.Payload, PAnsiChar(Frame) + Place, Size - Place);
  SetLength(Heard, Length(Heard) + 1);
  Heard[High(Heard)] := Item;
end;

procedure OnlyA;
begin
  Check(EnableIp6(A) <> nil, 'IPv6');
  Watch := @Keep;
  FaceA := StartFace(@DeviceA, 2, True);
end;

procedure NoMore;
begin
  DisableIp6(A);
end;

procedure MakeKnown;
begin
  SayIcmp6(Peer, Ours, Solicit, 0, Number32(0) + Wire(Ours) + MacOption(1, PeerMac));
  Forget6;
end;

procedure StartScript6(Settled: Boolean);
begin
  SetLength(Heard, 0);
  AfterStart := @OnlyA;
  BeforeStop := @NoMore;
  StartSim(11, PerfectWire);
  if not Settled then
    Exit;
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 86400, 43200), 1800);
  Wait(3000);
  MakeKnown;
end;

procedure StopScript6;
begin
  StopSim;
  AfterStart := nil;
  BeforeStop := nil;
end;

procedure Forget6;
begin
  SetLength(Heard, 0);
end;

procedure Wait(Milliseconds: Int64);
begin
  RunSim(Milliseconds * NsPerMs);
end;

function Number16(Value: LongWord): string;
begin
  Result := Chr(Value shr 8 and 255) + Chr(Value and 255);
end;

function Number32(Value: LongWord): string;
begin
  Result := Number16(Value shr 16) + Number16(Value and $FFFF);
end;

function Wire(const Address: string): string;
var
  Value: TWireAddress;
begin
  Value := ToWire(At6(Address));
  SetString(Result, PAnsiChar(@Value), SizeOf(Value));
end;

function Zoned(const Address: string): TNetAddress;
begin
  Result := WithZone(At6(Address), FaceA^.Zone);
end;

procedure SayRaw(const Packet: string);
var
  Frame: array[0..2047] of Byte;
begin
  FillChar(Frame, SizeOf(Frame), 0);
  Move(DeviceA.Mac, Frame[0], 6);
  Move(PeerMac[1], Frame[6], 6);
  Frame[12] := $86;
  Frame[13] := $DD;
  Move(Packet[1], Frame[14], Length(Packet));
  InjectFrame(True, Frame, 14 + Length(Packet));
  NetPoll(A);
end;

function Packet6(const Source, Target: string; Next: Byte; const Payload: string;
  HopLimit: Byte): string;
begin
  Result := #$60#0#0#0 + Number16(Length(Payload)) + Chr(Next) + Chr(HopLimit) + Wire(Source)
    + Wire(Target) + Payload;
end;

procedure Say6(const Source, Target: string; Next: Byte; const Payload: string; HopLimit: Byte);
begin
  SayRaw(Packet6(Source, Target, Next, Payload, HopLimit));
end;

function WithChecksum(const Source, Target: string; Protocol: Byte; Place: LongInt;
  const Data: string): string;
var
  Sum: Word;
begin
  Result := Data;
  Sum := not FoldSum(SumBytes(@Result[1], Length(Result),
    PseudoSum(At6(Source), At6(Target), Protocol, Length(Result))));
  Move(Sum, Result[Place], 2);
end;

function Message6(const Source, Target: string; Kind, Code: Byte; const Body: string): string;
begin
  Result := WithChecksum(Source, Target, ProtocolIcmp6, 3, Chr(Kind) + Chr(Code) + #0#0 + Body);
end;

procedure SayIcmp6(const Source, Target: string; Kind, Code: Byte; const Body: string;
  HopLimit: Byte);
begin
  Say6(Source, Target, ProtocolIcmp6, Message6(Source, Target, Kind, Code, Body), HopLimit);
end;

function Datagram6(const Source, Target: string; const Data: string): string;
begin
  Result := WithChecksum(Source, Target, ProtocolUdp, 7, Number16(PeerPort) + Number16(OurPort)
    + Number16(8 + Length(Data)) + #0#0 + Data);
end;

procedure SayDatagram(const Data: string);
begin
  Say6(Peer, Ours, ProtocolUdp, Datagram6(Peer, Ours, Data), 64);
end;

function Options6(Next: Byte; const Data: string): string;
begin
  Check((Length(Data) + 2) mod 8 = 0, 'whole units of eight');
  Result := Chr(Next) + Chr((Length(Data) + 2) div 8 - 1) + Data;
end;

function Fragment6(Next: Byte; Offset: LongInt; More: Boolean; Id: LongWord): string;
begin
  Result := Chr(Next) + #0 + Number16(Offset or Ord(More)) + Number32(Id);
end;

function MacOption(Kind: Byte; const Mac: string): string;
begin
  Result := Chr(Kind) + #1 + Mac;
end;

function PrefixOption(const Prefix: string; Size, Flags: Byte; Valid, Preferred: LongWord): string;
begin
  Result := #3#4 + Chr(Size) + Chr(Flags) + Number32(Valid) + Number32(Preferred) + #0#0#0#0
    + Wire(Prefix);
end;

function RouterBody(HopLimit: Byte; LifeSeconds: Word; ReachableMs, RetryMs: LongWord): string;
begin
  Result := Chr(HopLimit) + #0 + Number16(LifeSeconds) + Number32(ReachableMs)
    + Number32(RetryMs);
end;

procedure SayRouter(const Options: string; LifeSeconds: Word);
begin
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, RouterBody(0, LifeSeconds, 0, 0)
    + MacOption(1, PeerMac) + Options);
end;

procedure SayAdvert(const Target: string; Flags: Byte; const Mac: string);
var
  Option: string;
begin
  Option := '';
  if Mac <> '' then
    Option := MacOption(2, Mac);
  SayIcmp6(Target, OurLink, Advert, 0, Chr(Flags) + #0#0#0 + Wire(Target) + Option);
end;

function CountNext(Next: Byte): LongInt;
var
  Index: LongInt;
begin
  Result := 0;
  for Index := 0 to High(Heard) do
    if Heard[Index].Next = Next then
      Inc(Result);
end;

function TheNext(Next: Byte): THeard;
var
  Index: LongInt;
begin
  Check(CountNext(Next) = 1, 'exactly one packet of the kind');
  for Index := 0 to High(Heard) do
    if Heard[Index].Next = Next then
      Result := Heard[Index];
end;

function CountIcmp(Kind: Byte): LongInt;
var
  Index: LongInt;
begin
  Result := 0;
  for Index := 0 to High(Heard) do
    if (Heard[Index].Next = ProtocolIcmp6) and (Heard[Index].Payload[1] = Chr(Kind)) then
      Inc(Result);
end;

function TheIcmp(Kind: Byte): THeard;
var
  Index: LongInt;
begin
  Check(CountIcmp(Kind) = 1, 'exactly one message of the kind');
  for Index := 0 to High(Heard) do
    if (Heard[Index].Next = ProtocolIcmp6) and (Heard[Index].Payload[1] = Chr(Kind)) then
      Result := Heard[Index];
  with Result do
    Check(FoldSum(SumBytes(@Payload[1], Length(Payload),
      PseudoSum(At6(Source), At6(Target), ProtocolIcmp6, Length(Payload)))) = $FFFF,
      'its checksum is right');
end;

procedure CheckParameter(Code: Byte; Pointer: LongWord);
begin
  with TheIcmp(Parameter) do
  begin
    Check(Payload[2] = Chr(Code), 'the code says what was wrong');
    Check(Copy(Payload, 5, 4) = Number32(Pointer), 'the pointer says where');
  end;
  Forget6;
end;

end.

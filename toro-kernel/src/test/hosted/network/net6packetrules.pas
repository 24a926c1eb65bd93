{ SPDX-License-Identifier: Apache-2.0 }
{ Single packets of IPv6 and what a host must do about them: RFC 8200 and 4443, and those that mend them. The
  names are those of docs/IPV6-CONFORMANCE.md. }
unit Net6PacketRules;

{$mode objfpc}{$H+}

interface

function RunPacketRules6(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.Ip6Types, Toro.Ip6, Toro.Ip6Paths, Toro.Udp, Toro.Tcp, NetSim, Net6Sim,
  Net6Script, Net6Cases;

var
  Endpoint: PUdpEndpoint;

procedure OpenEndpoint;
begin
  Endpoint := UdpOpen(A, ProtocolUdp);
  Check(UdpBind(Endpoint, AnyAddress, OurPort) = 0, 'our port');
end;

{ The next datagram's bytes, or '-' when there is none. }
function Taken: string;
var
  Buffer: array[0..65535] of Byte;
  Size, Full: LongInt;
  Source: TNetAddress;
  Port: Word;
begin
  Size := UdpReceive(Endpoint, Buffer, SizeOf(Buffer), False, Source, Port, Full);
  if Size < 0 then
    Exit('-');
  SetString(Result, PAnsiChar(@Buffer), Size);
end;

{ ---- RFC 8200 ---- }

procedure Version;
begin
  OpenEndpoint;
  SayRaw(#$50#0#0#0 + Number16(9) + #17#64 + Wire(Peer) + Wire(Ours) + Datagram6(Peer, Ours, 'x'));
  Check(Taken = '-', 'another version is not ours');
  SayDatagram('x');
  Check(Taken = 'x', 'version 6 is');
end;

procedure PayloadLength;
begin
  OpenEndpoint;
  SayRaw(#$60#0#0#0 + Number16(200) + #17#64 + Wire(Peer) + Wire(Ours)
    + Datagram6(Peer, Ours, 'x'));
  Check((Taken = '-') and (Length(Heard) = 0), 'less than the header says is dropped');
  { What Ethernet puts behind a short packet is not read. }
  SayRaw(#$60#0#0#0 + Number16(9) + #17#64 + Wire(Peer) + Wire(Ours)
    + Datagram6(Peer, Ours, 'x') + 'padding');
  Check(Taken = 'x', 'what lies behind it is not read');
end;

procedure AddressesRefused;

  procedure Try_(const Source, Target: string);
  begin
    Say6(Source, Target, ProtocolUdp, Datagram6(Source, Target, 'x'), 64);
    Check((Taken = '-') and (Length(Heard) = 0), 'from ' + Source + ' to ' + Target);
  end;

begin
  OpenEndpoint;
  Try_('::1', Ours);
  Try_(Peer, '::1');
  Try_('ff02::1', Ours);
  Try_('::ffff:10.0.0.2', Ours);
  Try_(Peer, '::ffff:10.0.0.1');
  Try_(Peer, '2001:db8::5');
  Try_(Ours, Ours);
  Try_('::', Ours);
end;

procedure NextHeader;
begin
  Say6(Peer, Ours, 200, 'whatever', 64);
  CheckParameter(1, 6);
  Say6(Peer, Ours, 60, Options6(200, #1#4#0#0#0#0) + 'whatever', 64);
  CheckParameter(1, 40);
end;

procedure NoNextHeader;
begin
  Say6(Peer, Ours, 59, 'whatever', 64);
  Check(Length(Heard) = 0, 'nothing follows and nothing is said');
end;

procedure HopByHop;
begin
  OpenEndpoint;
  Say6(Peer, Ours, 0, Options6(17, #1#4#0#0#0#0) + Datagram6(Peer, Ours, 'x'), 64);
  Check(Taken = 'x', 'known options pass');
  Say6(Peer, Ours, 0, Options6(17, #$C7#4#0#0#0#0) + Datagram6(Peer, Ours, 'x'), 64);
  CheckParameter(2, 42);
  { Anywhere else it is a next header that nobody knows. }
  Say6(Peer, Ours, 60, Options6(0, #1#4#0#0#0#0) + Options6(17, #1#4#0#0#0#0)
    + Datagram6(Peer, Ours, 'x'), 64);
  CheckParameter(1, 40);
  Check(Taken = '-', 'and goes no further');
end;

procedure OptionBits;
begin
  OpenEndpoint;
  Say6(Peer, Ours, 60, Options6(17, #0#0#$1E#2#0#0) + Datagram6(Peer, Ours, 'a'), 64);
  Check(Taken = 'a', '00: skip it; Pad1 has no length');
  Say6(Peer, Ours, 60, Options6(17, #$5E#4#0#0#0#0) + Datagram6(Peer, Ours, 'b'), 64);
  Check((Taken = '-') and (Length(Heard) = 0), '01: discard');
  Say6(Peer, Ours, 60, Options6(17, #1#0#$9E#2#0#0) + Datagram6(Peer, Ours, 'c'), 64);
  CheckParameter(2, 44);
  Say6(Peer, Ours, 60, Options6(17, #$DE#4#0#0#0#0) + Datagram6(Peer, Ours, 'd'), 64);
  CheckParameter(2, 42);
  Say6(Peer, 'ff02::1', 60, Options6(17, #$9E#4#0#0#0#0) + Datagram6(Peer, 'ff02::1', 'e'), 64);
  CheckParameter(2, 42);
  Say6(Peer, 'ff02::1', 60, Options6(17, #$DE#4#0#0#0#0) + Datagram6(Peer, 'ff02::1', 'f'), 64);
  Check(Length(Heard) = 0, '11: nothing is said about a packet to a group');
  Say6(Peer, Ours, 60, Options6(17, #1#40#0#0#0#0) + Datagram6(Peer, Ours, 'g'), 64);
  Check((Taken = '-') and (Length(Heard) = 0), 'an option longer than its header');
  Say6(Peer, Ours, 60, #17#200 + 'short', 64);
  Check((Taken = '-') and (Length(Heard) = 0), 'a header longer than the packet');
end;

procedure Routing;
begin
  OpenEndpoint;
  Say6(Peer, Ours, 43, #17#0#99#0#0#0#0#0 + Datagram6(Peer, Ours, 'x'), 64);
  Check(Taken = 'x', 'no hops left: as if it were not there');
  Say6(Peer, Ours, 43, #17#0#99#1#0#0#0#0 + Datagram6(Peer, Ours, 'x'), 64);
  CheckParameter(0, 42);
  Say6(Peer, Ours, 43, #17#2#0#1#0#0#0#0 + Wire(Peer) + Datagram6(Peer, Ours, 'x'), 64);
  CheckParameter(0, 42);
  Check(Taken = '-', 'and not delivered');
end;

function Letters(Size: LongInt): string;
var
  Index: LongInt;
begin
  SetLength(Result, Size);
  for Index := 1 to Size do
    Result[Index] := Chr(Index * 7 and 255);
end;

function SendLetters(Size: LongInt): LongInt;
var
  Text: string;
begin
  Text := Letters(Size);
  Result := UdpSend(Endpoint, At6(Peer), PeerPort, @Text[1], Size);
end;

{ A piece of a datagram with Text. }
procedure SayPiece(const Text: string; Offset, Size: LongInt; More: Boolean; Id: LongWord);
var
  Whole: string;
begin
  Whole := Datagram6(Peer, Ours, Text);
  Say6(Peer, Ours, 44, Fragment6(17, Offset, More, Id) + Copy(Whole, Offset + 1, Size), 64);
end;

procedure FragmentsOrder;
var
  Text: string;
begin
  OpenEndpoint;
  Text := Letters(2992);
  SayPiece(Text, 2000, 1000, False, 1);
  SayPiece(Text, 0, 1000, True, 1);
  SayPiece(Text, 0, 1000, True, 2);
  SayPiece(Text, 1000, 1000, True, 1);
  Check(Taken = Text, 'in any order, and others beside');
  SayPiece(Text, 2000, 1000, False, 2);
  Check(Taken = '-', 'not before all are here');
  SayPiece(Text, 1000, 1000, True, 2);
  Check(Taken = Text, 'the other too');
end;

procedure FragmentsOverlap;
var
  Text: string;
begin
  OpenEndpoint;
  Text := Letters(2992);
  SayPiece(Text, 0, 1000, True, 1);
  SayPiece(Text, 992, 1000, True, 1);
  SayPiece(Text, 1000, 1000, True, 1);
  SayPiece(Text, 2000, 1000, False, 1);
  Check((Taken = '-') and (Length(Heard) = 0), 'an overlap ends it without a word');
  { Within one that is here, though its bytes are the same }
  SayPiece(Text, 0, 1000, True, 2);
  SayPiece(Text, 8, 800, True, 2);
  SayPiece(Text, 1000, 1000, True, 2);
  SayPiece(Text, 2000, 1000, False, 2);
  Check(Taken = '-', 'so does one inside another');
  SayPiece(Text, 0, 1000, True, 3);
  SayPiece(Text, 0, 1000, True, 3);
  SayPiece(Text, 1000, 1000, True, 3);
  SayPiece(Text, 2000, 1000, False, 3);
  Check(Taken = Text, 'an exact copy does not');
end;

procedure FragmentsTime;
begin
  SayPiece(Letters(2992), 0, 1000, True, 1);
  SayPiece(Letters(2992), 1000, 1000, True, 2);
  Wait(59000);
  Check(CountIcmp(TimeExceeded) = 0, 'not before 60 seconds');
  MakeKnown;
  Wait(2000);
  with TheIcmp(TimeExceeded) do
  begin
    Check(Payload[2] = #1, 'of reassembly');
    Check(Copy(Payload, 9 + 40 + 8, 20) = Copy(Letters(2992), 1, 20), 'it quotes the first piece');
  end;
  Check(A^.MemoryUsed <= SizeOf(TUdpEndpoint), 'and nothing is held');
end;

procedure FragmentsWrong;
begin
  OpenEndpoint;
  Say6(Peer, Ours, 44, Fragment6(17, 0, True, 1) + Copy(Datagram6(Peer, Ours, Letters(99)), 1, 101), 64);
  CheckParameter(0, 4);
  Say6(Peer, Ours, 44, Fragment6(17, 65528, False, 1) + Letters(100), 64);
  CheckParameter(0, 42);
end;

procedure FragmentsChain;
begin
  Say6(Peer, Ours, 44, Fragment6(60, 0, True, 1) + #17#3 + Letters(14), 64);
  CheckParameter(3, 0);
  Say6(Peer, Ours, 44, Fragment6(6, 0, True, 1) + Letters(16), 64);
  CheckParameter(3, 0);
end;

procedure FragmentsAtomic;
begin
  OpenEndpoint;
  { With one of the same name waiting }
  SayPiece(Letters(2992), 1000, 1000, True, 7);
  Say6(Peer, Ours, 44, Fragment6(17, 0, False, 7) + Datagram6(Peer, Ours, 'alone'), 64);
  Check(Taken = 'alone', 'all in one piece');
  SayPiece(Letters(2992), 0, 1000, True, 7);
  SayPiece(Letters(2992), 2000, 1000, False, 7);
  Check(Taken = Letters(2992), 'and the others are not disturbed');
end;

procedure FragmentsSent;
var
  Index, Place: LongInt;
  Whole, Id: string;
begin
  OpenEndpoint;
  Check(SendLetters(4000) = 4000, 'send');
  Whole := '';
  Id := Copy(Heard[0].Payload, 5, 4);
  for Index := 0 to High(Heard) do
  begin
    Check(Heard[Index].Next = 44, 'in fragments');
    Check(Length(Heard[Index].Payload) + 40 <= 1500, 'each fits the link');
    Check(Copy(Heard[Index].Payload, 5, 4) = Id, 'of one name');
    Place := Ord(Heard[Index].Payload[3]) shl 8 or Ord(Heard[Index].Payload[4]);
    Check(Place and $FFF8 = Length(Whole), 'one behind the other');
    Check((Place and 1 = 1) = (Index < High(Heard)), 'the last says so');
    Whole := Whole + Copy(Heard[Index].Payload, 9, 2000);
  end;
  Check(Copy(Whole, 9, 4000) = Letters(4000), 'together they are the datagram');
  Forget6;
  Check(SendLetters(4000) = 4000, 'once more');
  Check(Copy(Heard[0].Payload, 5, 4) <> Id, 'the next has another name');
end;

procedure UdpChecksum;
var
  Text: string;
begin
  OpenEndpoint;
  Text := Datagram6(Peer, Ours, 'x');
  Text[7] := #0;
  Text[8] := #0;
  Say6(Peer, Ours, 17, Text, 64);
  Check(Taken = '-', 'without a checksum it is nothing');
  Text := Datagram6(Peer, Ours, 'x');
  Text[9] := 'y';
  Say6(Peer, Ours, 17, Text, 64);
  Check(Taken = '-', 'nor with a wrong one');
  Check(UdpSend(Endpoint, At6(Peer), PeerPort, PByte(PChar('hello')), 5) = 5, 'send');
  with TheNext(17) do
    Check(Payload = Number16(OurPort) + Number16(PeerPort)
      + Copy(Datagram6(Peer, Ours, 'hello'), 5, 99), 'ours has it');
end;

{ ---- RFC 4443 ---- }

procedure EchoAnswer;
begin
  SayIcmp6(Peer, Ours, Echo, 0, #1#2#3#4'data comes back', 64);
  with TheIcmp(EchoReply) do
  begin
    Check(Copy(Payload, 5, 99) = #1#2#3#4'data comes back', 'unchanged');
    Check((Source = Ours) and (Target = Peer), 'from the address that was asked');
  end;
  Forget6;
  SayIcmp6(PeerLink, 'ff02::1', Echo, 0, #1#2#3#4, 64);
  Check(TheIcmp(EchoReply).Source = OurLink, 'asked as a group we answer as ourselves');
end;

procedure IcmpChecksum;
begin
  Say6(Peer, Ours, 58, Message6(Peer, OurLink, Echo, 0, #1#2#3#4), 64);
  Check(Length(Heard) = 0, 'a sum over other addresses is wrong');
  Say6(Peer, Ours, 58, #128#0, 64);
  Check(Length(Heard) = 0, 'shorter than a header');
end;

procedure UnknownKinds;
begin
  SayIcmp6(Peer, Ours, 201, 0, #1#2#3#4, 64);
  SayIcmp6(Peer, Ours, 100, 0, #1#2#3#4, 64);
  Check(Length(Heard) = 0, 'no kind that we do not know is answered');
end;

procedure ErrorQuotes;
begin
  SayDatagram('nobody is here');
  with TheIcmp(Unreachable) do
  begin
    Check(Payload[2] = #4, 'no such port');
    Check(Copy(Payload, 9, 99) = #$60#0#0#0 + Number16(22) + #17#64 + Wire(Peer) + Wire(Ours)
      + Datagram6(Peer, Ours, 'nobody is here'), 'it quotes the packet');
    Check((Source = Ours) and (Target = Peer), 'from the address that was asked');
  end;
  Forget6;
  SayDatagram(Letters(1400));
  Check(Length(TheIcmp(Unreachable).Payload) = 1240, 'as much as fits into 1280 bytes');
end;

procedure ErrorNever;
var
  Quote: string;
begin
  Quote := #$60#0#0#0 + Number16(8) + #17#64 + Wire(Ours) + Wire(Peer)
    + Number16(OurPort) + Number16(PeerPort) + #0#8#0#0;
  Say6(Peer, Ours, 60, Options6(58, #$DE#4#0#0#0#0)
    + Message6(Peer, Ours, Unreachable, 0, Number32(0) + Quote), 64);
  Say6(Peer, Ours, 60, Options6(58, #$DE#4#0#0#0#0) + Message6(Peer, Ours, Redirect, 0,
    Number32(0)), 255);
  Check(Length(Heard) = 0, 'not about errors and redirections');
  Say6(Peer, 'ff02::1', 17, Datagram6(Peer, 'ff02::1', 'x'), 64);
  Check(Length(Heard) = 0, 'not about packets to groups');
  Say6('::', Ours, 200, 'x', 64);
  Say6('ff02::5', Ours, 200, 'x', 64);
  Check(Length(Heard) = 0, 'not to nobody, nor to groups');
end;

procedure ErrorRate;
var
  Index: LongInt;
begin
  Wait(1000);
  Forget6;
  for Index := 1 to 500 do
    SayDatagram('x');
  Check((CountIcmp(Unreachable) >= 50) and (CountIcmp(Unreachable) <= 100), 'not all are told');
  Forget6;
  Wait(1000);
  SayDatagram('x');
  Check(CountIcmp(Unreachable) = 1, 'later again');
end;

{ What A has sent last, as an error quotes it. }
function Quoted: string;
begin
  with Heard[High(Heard)] do
    Result := #$60#0#0#0 + Number16(Length(Payload)) + Chr(Next) + #64 + Wire(Source)
      + Wire(Target) + Payload;
end;

procedure ErrorTold;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  OpenEndpoint;
  Check(UdpConnect(Endpoint, At6(Peer), PeerPort) = 0, 'connect');
  UdpSend(Endpoint, At6(Peer), PeerPort, PByte(PChar('x')), 1);
  SayIcmp6(Peer, Ours, Unreachable, 4, Number32(0) + Quoted, 64);
  Check(Endpoint^.Error = ECONNREFUSED, 'UDP is told');
  Tcb := TcpConnect(A, AnyAddress, At6(Peer), 0, PeerPort, nil, nil, Error);
  SayIcmp6(Peer, Ours, Unreachable, 0, Number32(0) + Quoted, 64);
  Check(Tcb^.SoftError = ENETUNREACH, 'TCP is told, and goes on');
  SayIcmp6(Peer, Ours, 100, 0, Number32(0) + Quoted, 64);
  Check(Tcb^.SoftError = EHOSTUNREACH, 'of errors that we do not know too');
  SayIcmp6(Peer, Ours, Unreachable, 4, Number32(0) + Quoted, 64);
  Check(Tcb^.Error = ECONNREFUSED, 'no such port ends it');
  TcpClose(Tcb);
end;

procedure PathMtuRules;
var
  Tcb: PTcb;
  Error: LongInt;
  Syn: string;
begin
  Tcb := TcpConnect(A, AnyAddress, At6('2001:db8:5::1'), 0, PeerPort, nil, nil, Error);
  Check(Tcb <> nil, 'connect');
  Syn := Quoted;
  SayIcmp6(Peer, Ours, TooBig, 0, Number32(1279) + Syn, 64);
  Check(PathMtu(FaceA, Tcb^.Remote) = 1500, 'less than 1280 is not believed');
  SayIcmp6(Peer, Ours, TooBig, 0, Number32(1400) + Copy(Syn, 1, 44) + #1#2#3#4 + Copy(Syn, 49, 99), 64);
  Check(PathMtu(FaceA, Tcb^.Remote) = 1500, 'nor what we did not send');
  SayIcmp6(Peer, Ours, TooBig, 0, Number32(1400) + Syn, 64);
  Check(PathMtu(FaceA, Tcb^.Remote) = 1400, 'the path is known');
  Check(Tcb^.Mss <= 1340, 'and the connection keeps to it');
  SayIcmp6(Peer, Ours, TooBig, 0, Number32(1450) + Syn, 64);
  Check(PathMtu(FaceA, Tcb^.Remote) = 1400, 'never larger by it');
  Wait(660 * 1000);
  Check(PathMtu(FaceA, At6('2001:db8:5::1')) = 1500, 'after ten minutes it is tried again');
end;

procedure PathMtuFragments;
begin
  OpenEndpoint;
  SendLetters(1400);
  Check(TheNext(17).Target = Peer, 'in one');
  SayIcmp6('2001:db8::1', Ours, TooBig, 0, Number32(1280) + Copy(Quoted, 1, 1200), 64);
  Forget6;
  SendLetters(1400);
  Check((Length(Heard) = 2) and (Length(Heard[0].Payload) <= 1240), 'then in two that fit');
end;

procedure NdpInFragments;
begin
  Say6(Peer, OurGroup, 44, Fragment6(58, 0, False, 1) + Message6(Peer, OurGroup, Solicit, 0,
    Number32(0) + Wire(Ours) + MacOption(1, PeerMac)), 255);
  Check(Length(Heard) = 0, 'neighbour discovery in fragments is nothing');
end;

const
  Cases: array[0..23] of TCase6 = (
    (Name: 'version'; Run: @Version), (Name: 'payload-length'; Run: @PayloadLength),
    (Name: 'addresses'; Run: @AddressesRefused), (Name: 'next-header'; Run: @NextHeader),
    (Name: 'no-next-header'; Run: @NoNextHeader), (Name: 'hop-by-hop'; Run: @HopByHop),
    (Name: 'options'; Run: @OptionBits), (Name: 'routing'; Run: @Routing),
    (Name: 'fragment-order'; Run: @FragmentsOrder),
    (Name: 'fragment-overlap'; Run: @FragmentsOverlap),
    (Name: 'fragment-time'; Run: @FragmentsTime), (Name: 'fragment-wrong'; Run: @FragmentsWrong),
    (Name: 'fragment-chain'; Run: @FragmentsChain),
    (Name: 'fragment-atomic'; Run: @FragmentsAtomic),
    (Name: 'fragment-sent'; Run: @FragmentsSent), (Name: 'udp-checksum'; Run: @UdpChecksum),
    (Name: 'echo'; Run: @EchoAnswer), (Name: 'icmp-checksum'; Run: @IcmpChecksum),
    (Name: 'icmp-unknown'; Run: @UnknownKinds), (Name: 'error-quotes'; Run: @ErrorQuotes),
    (Name: 'error-never'; Run: @ErrorNever), (Name: 'error-rate'; Run: @ErrorRate),
    (Name: 'error-told'; Run: @ErrorTold), (Name: 'ndp-fragments'; Run: @NdpInFragments));
  PathCases: array[0..1] of TCase6 = (
    (Name: 'path-mtu'; Run: @PathMtuRules), (Name: 'path-fragments'; Run: @PathMtuFragments));

function RunPacketRules6(const Name: string): Boolean;
begin
  Result := RunCases6(Cases, Name, True);
  if RunCases6(PathCases, Name, True) then
    Result := True;
end;

end.

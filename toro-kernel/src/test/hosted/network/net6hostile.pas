{ SPDX-License-Identifier: Apache-2.0 }
{ What a stranger may send over IPv6, for NetHostile to mutate: messages of routers and neighbours, errors, queries,
  fragments that overlap, chains of extension headers. }
unit Net6Hostile;

{$mode objfpc}{$H+}

interface

{ NetHostile's attacks have such frames among them from now on. }
procedure AttackIp6;

implementation

uses
  Toro.NetTypes, Toro.NetBytes, Toro.Ip6Types, Toro.Ip6Headers, NetSim, NetHostile, Net6Script;

const
  { B, which is attacked as often as A }
  Theirs = 'fe80::ff:fe00:2';

function Pick(const Texts: array of string): string;
begin
  Result := Texts[SimRandom mod QWord(Length(Texts))];
end;

function Target: string;
begin
  Result := Pick([OurLink, Theirs, 'ff02::1', OurGroup, 'ff02::1:ff00:2', Ours]);
end;

function Source: string;
begin
  Result := Pick([OurLink, Theirs, PeerLink, Peer, '::', '2001:db8::' + HexStr(SimRandom and 255, 2)]);
end;

function SomeMac: string;
begin
  Result := #2#0#0#0#0 + Chr(SimRandom and 255);
end;

function Router: string;
begin
  Result := Message6(PeerLink, 'ff02::1', RouterAdvert, 0, RouterBody(SimRandom and 255,
    SimRandom and 4095, SimRandom and $FFFF, SimRandom and $FFF) + MacOption(1, SomeMac)
    + PrefixOption('2001:db8:' + HexStr(SimRandom and 15, 1) + '::', 64, SimRandom and 255,
    SimRandom and $FFFF, SimRandom and $FFFF) + #5#1#0#0 + Number32(1200 + SimRandom mod 500));
  Result := Packet6(PeerLink, 'ff02::1', 58, Result, 255);
end;

function Neighbour: string;
var
  From_, To_: string;
begin
  From_ := Source;
  To_ := Target;
  Result := Packet6(From_, To_, 58, Message6(From_, To_, Solicit + SimRandom and 1, 0,
    Number32(LongWord(SimRandom)) + Wire(Pick([OurLink, Theirs, Peer, PeerLink]))
    + MacOption(1 + SimRandom and 1, SomeMac)), 255);
end;

function Redirection: string;
begin
  Result := Packet6(PeerLink, OurLink, 58, Message6(PeerLink, OurLink, Redirect, 0, Number32(0)
    + Wire(Pick([PeerLink, Peer, 'fe80::77'])) + Wire(Pick([Peer, Theirs, '2001:db8:9::1']))
    + MacOption(2, SomeMac)), 255);
end;

function Asking: string;
var
  Body: string;
begin
  Body := Number16(SimRandom and $FFFF) + #0#0 + Wire('::');
  if SimRandom and 1 = 0 then
    Body := Body + #2#125#0#0;
  Result := Packet6(PeerLink, 'ff02::1', 0, Options6(58, #5#2#0#0#1#0)
    + Message6(PeerLink, 'ff02::1', Query, 0, Body), 1);
end;

function Piece: string;
var
  Data: string;
begin
  Data := StringOfChar('p', (SimRandom and 63) * 8);
  Result := Packet6(PeerLink, Pick([OurLink, Theirs]), 44, Fragment6(Ord(Pick([#17, #6, #58, #60,
    #44])[1]), SimRandom and $FF8, SimRandom and 1 = 0, SimRandom and 7) + Data, 64);
end;

function Chain: string;
var
  Next: Byte;
  Index: LongInt;
begin
  Result := Datagram6(PeerLink, OurLink, 'at the end');
  Next := 17;
  for Index := 0 to SimRandom mod 20 do
    case SimRandom mod 4 of
      0:
        begin
          Result := Options6(Next, Chr(SimRandom and 255) + #4#0#0#0#0) + Result;
          Next := 60;
        end;
      1:
        begin
          Result := Options6(Next, #1#4#0#0#0#0) + Result;
          Next := 0;
        end;
      2:
        begin
          Result := Chr(Next) + #0 + Chr(SimRandom and 3) + Chr(SimRandom and 1) + #0#0#0#0 + Result;
          Next := 43;
        end;
      3:
        begin
          Result := Fragment6(Next, 0, SimRandom and 1 = 0, SimRandom and 7) + Result;
          Next := 44;
        end;
    end;
  Result := Packet6(PeerLink, OurLink, Next, Result, 64);
end;

function Complaint: string;
var
  Quote: string;
begin
  Quote := Packet6(OurLink, Theirs, 6, Number16(32768 + SimRandom and 1023) + Number16(80)
    + Number32(LongWord(SimRandom)), 64);
  Result := Packet6(PeerLink, OurLink, 58, Message6(PeerLink, OurLink, 1 + SimRandom and 3,
    SimRandom and 7, Number32(1200 + SimRandom mod 400) + Quote), 64);
end;

procedure Make(out Frame: TFrame; out Size: LongInt);
var
  Packet: string;
begin
  case SimRandom and 7 of
    0: Packet := Router;
    1, 2: Packet := Neighbour;
    3: Packet := Redirection;
    4: Packet := Asking;
    5: Packet := Piece;
    6: Packet := Chain;
    7: Packet := Complaint;
  end;
  FillChar(Frame, SizeOf(Frame), 0);
  Frame[12] := $86;
  Frame[13] := $DD;
  Size := 14 + Length(Packet);
  Move(Packet[1], Frame[14], Length(Packet));
end;

{ The sums of what lies behind the extension headers, if it is all there. }
procedure Mend(var Frame: TFrame; Size: LongInt);
var
  Header: PIp6Header;
  Protocol: Byte;
  Place, Field, Total: LongInt;
  Sum: PWord;
  From_, To_: TNetAddress;
begin
  if Size < 14 + SizeOf(TIp6Header) then
    Exit;
  Header := @Frame[14];
  Total := BEtoN(Header^.PayloadSize) + SizeOf(TIp6Header);
  if (Total > Size - 14) or not FindUpper(@Frame[14], Total, Protocol, Place) then
    Exit;
  case Protocol of
    ProtocolTcp: Field := 16;
    ProtocolUdp: Field := 6;
    ProtocolIcmp6: Field := 2;
  else
    Exit;
  end;
  if Place + Field + 2 > Total then
    Exit;
  From_.High := BEtoN(Header^.Source.High);
  From_.Low := BEtoN(Header^.Source.Low);
  To_.High := BEtoN(Header^.Destination.High);
  To_.Low := BEtoN(Header^.Destination.Low);
  Sum := @Frame[14 + Place + Field];
  Sum^ := 0;
  Sum^ := not FoldSum(SumBytes(@Frame[14 + Place], Total - Place,
    PseudoSum(From_, To_, Protocol, Total - Place)));
end;

procedure AttackIp6;
begin
  MakeFrame6 := @Make;
  Repair6 := @Mend;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Neighbours and routers of IPv6 and what a host must do about them: RFC 4861. The names are those of
  docs/IPV6-CONFORMANCE.md. }
unit Net6NeighbourRules;

{$mode objfpc}{$H+}

interface

function RunNeighbourRules6(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.Ip6Types, Toro.Ip6, Toro.Ip6Paths, Toro.Udp, Toro.Tcp, NetSim, Net6Sim,
  Net6Script, Net6Cases;

const
  Other = '2001:db8::77';
  OtherMac = #2#0#0#0#0#$77;
  ThirdMac = #2#0#0#0#0#$55;
  OtherLink = 'fe80::77';
  FarAway = '2001:db8:9::1';
  { Flags of advertisements }
  IsRouter = $80; IsAnswer = $40; Overrides = $20;

{ One datagram to Target; its endpoint goes with the stack. }
procedure Send(const Target: string);
var
  Sender: PUdpEndpoint;
begin
  Sender := UdpOpen(A, ProtocolUdp);
  UdpSend(Sender, Zoned(Target), PeerPort, PByte(PChar('x')), 1);
  UdpClose(Sender);
end;

function FindEntry(const Wanted: string): PNeighbour6;
var
  Index: LongInt;
begin
  for Index := 0 to Neighbour6Limit - 1 do
  begin
    Result := @FaceA^.State^.Neighbours[Index];
    if (Result^.State <> n6Free) and SameAddress(Result^.Address, Zoned(Wanted)) then
      Exit;
  end;
  Result := nil;
end;

function IsIn(const Wanted: string; State: TNeighbour6State): Boolean;
begin
  Result := (FindEntry(Wanted) <> nil) and (FindEntry(Wanted)^.State = State);
end;

function MacOf(const Wanted: string): string;
begin
  SetString(Result, PAnsiChar(@FindEntry(Wanted)^.Mac), 6);
end;

{ A asks and gets an answer: Wanted is reachable at Mac. }
procedure Reach(const Wanted, Mac: string);
begin
  Send(Wanted);
  SayAdvert(Wanted, IsAnswer or Overrides, Mac);
  Check(IsIn(Wanted, n6Reachable), 'an answer makes it reachable');
  Forget6;
end;

{ ---- Resolution (7.2) ---- }

procedure Resolve;
begin
  Send(Other);
  with TheIcmp(Solicit) do
  begin
    Check((Target = 'ff02::1:ff00:77') and (Mac = #$33#$33#$FF#0#0#$77), 'asks its group');
    Check((Source = Ours) and (HopLimit = 255), 'as who sends the packet');
    Check(Copy(Payload, 9, 99) = Wire(Other) + MacOption(1, #2#0#0#0#0#1), 'and names our MAC');
  end;
  Check(IsIn(Other, n6Incomplete) and (CountNext(17) = 0), 'the packet waits');
  SayAdvert(Other, IsAnswer or Overrides, OtherMac);
  Check(TheNext(17).Mac = OtherMac, 'and leaves when the answer is here');
  Check(IsIn(Other, n6Reachable), 'which says that it hears us');
end;

procedure ResolveFails;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  Tcb := TcpConnect(A, AnyAddress, At6(Other), 0, PeerPort, nil, nil, Error);
  Check(CountIcmp(Solicit) = 1, 'the first question at once');
  Wait(990);
  Check(CountIcmp(Solicit) = 1, 'not more than one a second');
  Wait(1100);
  Check(CountIcmp(Solicit) = 3, 'three in all');
  Check(Tcb^.Error = 0, 'until then there is hope');
  Wait(1100);
  Check(CountIcmp(Solicit) = 3, 'and no more');
  Check((Tcb^.Error = EHOSTUNREACH) and (FindEntry(Other) = nil), 'then the sender is told');
  TcpClose(Tcb);
  Check(FaceA^.State^.PendingFrames = 0, 'nothing waits any more');
end;

procedure ResolveQueue;
var
  Number: LongInt;
begin
  for Number := 1 to 200 do
    Send(Other);
  Check(FaceA^.State^.PendingFrames <= Pending6Limit, 'what waits is bounded');
  SayAdvert(Other, IsAnswer, OtherMac);
  Check(CountNext(17) >= 3, 'the newest are sent');
  Check(FaceA^.State^.PendingFrames = 0, 'and none is left');
end;

procedure SolicitAnswer;
begin
  SayIcmp6(Other, OurGroup, Solicit, 0, Number32(0) + Wire(Ours) + MacOption(1, OtherMac));
  with TheIcmp(Advert) do
  begin
    Check((Target = Other) and (Source = Ours) and (HopLimit = 255), 'to who asks');
    Check(Copy(Payload, 5, 99) = #$60#0#0#0 + Wire(Ours) + MacOption(2, #2#0#0#0#0#1),
      'solicited, overriding, with our MAC; no router');
    Check(Mac = OtherMac, 'at the MAC that it named');
  end;
  Check(IsIn(Other, n6Delay), 'nothing says that it hears us');
  Forget6;
  SayIcmp6('::', OurGroup, Solicit, 0, Number32(0) + Wire(Ours));
  with TheIcmp(Advert) do
    Check((Target = 'ff02::1') and (Copy(Payload, 5, 4) = #$20#0#0#0), 'to nobody: to all');
  Forget6;
  SayIcmp6(Other, OurGroup, Solicit, 0, Number32(0) + Wire('2001:db8::ff00:1')
    + MacOption(1, OtherMac));
  Check(Length(Heard) = 0, 'not for the address of another');
end;

procedure SolicitInvalid;
var
  Good: string;
begin
  Good := Number32(0) + Wire(Ours) + MacOption(1, OtherMac);
  SayIcmp6(Other, OurGroup, Solicit, 0, Good, 254);
  SayIcmp6(Other, OurGroup, Solicit, 1, Good);
  Say6(Other, OurGroup, 58, Message6(Other, Ours, Solicit, 0, Good), 255);
  SayIcmp6(Other, OurGroup, Solicit, 0, Copy(Good, 1, 19));
  SayIcmp6(Other, OurGroup, Solicit, 0, Number32(0) + Wire('ff02::1') + MacOption(1, OtherMac));
  SayIcmp6(Other, OurGroup, Solicit, 0, Good + #1#0);
  SayIcmp6(Other, OurGroup, Solicit, 0, Good + #1#9#0#0#0#0#0#0);
  SayIcmp6('::', OurGroup, Solicit, 0, Good);
  SayIcmp6('::', Ours, Solicit, 0, Number32(0) + Wire(Ours));
  Check((Length(Heard) = 0) and (FindEntry(Other) = nil), 'none of these is anything');
  { Options that nobody knows are skipped. }
  SayIcmp6(Other, OurGroup, Solicit, 0, Number32(0) + Wire(Ours) + #99#1#0#0#0#0#0#0);
  Check(FindEntry(Other) <> nil, 'this one is');
end;

procedure AdvertInvalid;
var
  Good: string;
begin
  Send(Other);
  Good := #$60#0#0#0 + Wire(Other) + MacOption(2, OtherMac);
  SayIcmp6(Other, Ours, Advert, 0, Good, 254);
  SayIcmp6(Other, Ours, Advert, 1, Good);
  Say6(Other, Ours, 58, Message6(Other, OurLink, Advert, 0, Good), 255);
  SayIcmp6(Other, Ours, Advert, 0, Copy(Good, 1, 19));
  SayIcmp6(Other, Ours, Advert, 0, Good + #2#0);
  SayIcmp6(Other, 'ff02::1', Advert, 0, Good);
  SayIcmp6(Other, Ours, Advert, 0, #$60#0#0#0 + Wire(Other));
  SayIcmp6(Other, Ours, Advert, 0, #$60#0#0#0 + Wire(Other) + MacOption(2, #3#0#0#0#0#1));
  Check(IsIn(Other, n6Incomplete), 'none of these is an answer');
  SayIcmp6('2001:db8::5', Ours, Advert, 0, #$60#0#0#0 + Wire('2001:db8::5')
    + MacOption(2, OtherMac));
  Check(FindEntry('2001:db8::5') = nil, 'unasked it makes no entry');
end;

procedure AdvertStates;
begin
  Reach(Other, OtherMac);
  SayAdvert(Other, 0, ThirdMac);
  Check(IsIn(Other, n6Stale) and (MacOf(Other) = OtherMac), 'another MAC without override: doubt');
  SayAdvert(Other, IsAnswer, ThirdMac);
  Check(IsIn(Other, n6Stale) and (MacOf(Other) = OtherMac), 'and else nothing');
  SayAdvert(Other, Overrides, ThirdMac);
  Check(IsIn(Other, n6Stale) and (MacOf(Other) = ThirdMac), 'overriding it is taken');
  SayAdvert(Other, IsAnswer or Overrides, OtherMac);
  Check(IsIn(Other, n6Reachable) and (MacOf(Other) = OtherMac), 'as an answer it is sure');
  SayAdvert(Other, Overrides, OtherMac);
  Check(IsIn(Other, n6Reachable), 'the same unasked changes nothing');
  SayIcmp6(Other, OurGroup, Solicit, 0, Number32(0) + Wire(Ours) + MacOption(1, ThirdMac));
  Check((MacOf(Other) = ThirdMac) and not IsIn(Other, n6Reachable), 'a question from elsewhere');
end;

procedure Unreachability;
begin
  Reach(Other, OtherMac);
  { At most one and a half times thirty seconds }
  Wait(46000);
  Send(Other);
  Check((TheNext(17).Mac = OtherMac) and IsIn(Other, n6Delay), 'old: sent, and watched');
  Forget6;
  Wait(4900);
  Check(CountIcmp(Solicit) = 0, 'five seconds to show itself');
  Wait(200);
  with TheIcmp(Solicit) do
    Check((Target = Other) and (Mac = OtherMac) and IsIn(Other, n6Probe), 'then it is asked');
  Send(Other);
  Check(CountNext(17) = 1, 'packets leave meanwhile');
  Wait(2000);
  Check(CountIcmp(Solicit) = 3, 'three times');
  Wait(1100);
  Check(FindEntry(Other) = nil, 'then it is gone');
  Forget6;
  Send(Other);
  Check((TheIcmp(Solicit).Target = 'ff02::1:ff00:77') and (CountNext(17) = 0), 'and looked for anew');
  SayAdvert(Other, IsAnswer, OtherMac);
  Wait(50000);
  Send(Other);
  Forget6;
  Wait(5100);
  SayAdvert(Other, IsAnswer, OtherMac);
  Check(IsIn(Other, n6Reachable), 'an answer to the probe is enough');
end;

procedure Doubt;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  Reach(Other, OtherMac);
  Tcb := TcpConnect(A, AnyAddress, At6(Other), 0, PeerPort, nil, nil, Error);
  Wait(12000);
  Check(CountIcmp(Solicit) >= 1, 'a connection that gets no further has the neighbour asked');
  TcpClose(Tcb);
end;

procedure CacheFlood;
var
  Index: LongInt;
begin
  for Index := 1 to 1000 do
    SayIcmp6('2001:db8::1:' + HexStr(Index, 4), OurGroup, Solicit, 0, Number32(0) + Wire(Ours)
      + MacOption(1, OtherMac));
  Check(FindEntry(PeerLink) <> nil, 'strangers do not take the place of a router');
  Forget6;
  Send(FarAway);
  Check(TheNext(17).Mac = PeerMac, 'and packets go on');
end;

{ ---- Routers (6) ---- }

procedure RouterInvalid;
var
  Good: string;
begin
  Good := RouterBody(0, 1800, 0, 0) + PrefixOption('2001:db8:1::', 64, $C0, 1000, 1000);
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, Good, 254);
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 1, Good);
  SayIcmp6(Peer, 'ff02::1', RouterAdvert, 0, Good);
  Say6(PeerLink, 'ff02::1', 58, Message6(PeerLink, Ours, RouterAdvert, 0, Good), 255);
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, Copy(Good, 1, 11));
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, Good + #1#0);
  Send('2001:db8:1::5');
  Check(CountIcmp(Solicit) = 0, 'none of these says what is on the link');
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, Good + #99#1#0#0#0#0#0#0);
  Send('2001:db8:1::5');
  Check(CountIcmp(Solicit) >= 1, 'this one does');
end;

procedure RouterParameters;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  Tcb := TcpConnect(A, AnyAddress, At6(Peer), 0, PeerPort, nil, nil, Error);
  Tcb^.Mss := 1440;
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, RouterBody(17, 1800, 10000, 300)
    + #5#1#0#0 + Number32(1400));
  Forget6;
  Send(Peer);
  Check(TheNext(17).HopLimit = 17, 'the hop limit is the router''s');
  Check((FaceA^.ReachableNs >= 5 * NsPerSecond) and (FaceA^.ReachableNs <= 15 * NsPerSecond),
    'so is how long neighbours are believed, more or less');
  Check(FaceA^.RetryNs = 300 * NsPerMs, 'and when questions are repeated');
  Check((FaceA^.Mtu = 1400) and (Tcb^.Mss = 1340), 'and how long packets may be');
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, RouterBody(0, 1800, 0, 0) + #5#1#0#0
    + Number32(1279));
  Check((FaceA^.Mtu = 1400) and (FaceA^.HopLimit = 17) and (FaceA^.RetryNs = 300 * NsPerMs),
    'nothing said changes nothing, nor does an MTU below 1280');
  SayIcmp6(PeerLink, 'ff02::1', RouterAdvert, 0, RouterBody(0, 1800, 0, 0) + #5#1#0#0
    + Number32(9000));
  Check(FaceA^.Mtu = 1400, 'nor one that the card cannot send');
  TcpClose(Tcb);
end;

procedure RouterLife;
begin
  Send(FarAway);
  Check(TheNext(17).Mac = PeerMac, 'far away: to the router');
  Forget6;
  SayRouter('', 0);
  Send(FarAway);
  Check(CountNext(17) = 0, 'a life of nothing ends it at once');
  SayRouter('', 10);
  Send(FarAway);
  Check(CountNext(17) = 1, 'here again');
  Wait(11000);
  Forget6;
  Send(FarAway);
  Check(CountNext(17) = 0, 'and gone in its time');
end;

procedure RouterChoice;
begin
  SayIcmp6(OtherLink, 'ff02::1', RouterAdvert, 0, RouterBody(0, 1800, 0, 0)
    + MacOption(1, OtherMac));
  Send(FarAway);
  Check(TheNext(17).Mac = PeerMac, 'the first');
  { It falls silent: asked in vain it is gone, and the other is taken. }
  Wait(9000);
  Forget6;
  Send(FarAway);
  Check(TheNext(17).Mac = OtherMac, 'a silent one is not used while another speaks');
end;

procedure RouterNoMore;
begin
  SayIcmp6(PeerLink, OurLink, Advert, 0, Chr(Overrides) + #0#0#0 + Wire(PeerLink)
    + MacOption(2, PeerMac));
  Send(FarAway);
  Check(CountNext(17) = 0, 'who says that he is no router is none');
end;

procedure OnLink;
begin
  Send('2001:db8:2::5');
  Check(TheNext(17).Mac = PeerMac, 'not on the link: to the router');
  SayRouter(PrefixOption('2001:db8:2::', 64, $80, 1000, 1000), 1800);
  Forget6;
  Send('2001:db8:2::5');
  Check((CountNext(17) = 0) and (CountIcmp(Solicit) = 1), 'on the link: asked for');
  SayRouter(PrefixOption('2001:db8:2::', 64, $80, 0, 0), 1800);
  Forget6;
  Send('2001:db8:2::6');
  Check(TheNext(17).Mac = PeerMac, 'until its life ends');
  SayRouter(PrefixOption('fe80::', 10, $80, 0, 0), 1800);
  Forget6;
  Send(OtherLink);
  Check(CountIcmp(Solicit) = 1, 'the prefix of the link stays');
  SayRouter(PrefixOption('2001:db8:3::', 64, $40, 1000, 1000), 1800);
  Forget6;
  Send('2001:db8:3::5');
  Check(TheNext(17).Mac = PeerMac, 'without the flag it says nothing of the link');
end;

procedure RouterQuestions;
begin
  with TheIcmp(RouterSolicit) do
  begin
    Check((Target = 'ff02::2') and (HopLimit = 255), 'all routers are asked');
    Check((Source = '::') and (Length(Payload) = 8), 'by nobody yet, who names no MAC');
  end;
  Forget6;
  Wait(3900);
  Check(CountIcmp(RouterSolicit) = 0, 'not sooner than after four seconds');
  Wait(8200);
  Check(CountIcmp(RouterSolicit) = 2, 'three times in all');
  Check(Copy(Heard[High(Heard)].Payload, 9, 8) = MacOption(1, #2#0#0#0#0#1), 'with our MAC now');
  Wait(60000);
  Check(CountIcmp(RouterSolicit) = 2, 'then no more');
end;

procedure RouterQuestionsEnd;
begin
  SayRouter('', 1800);
  Forget6;
  Wait(30000);
  Check(CountIcmp(RouterSolicit) = 0, 'an answer ends the asking');
  Forget6;
  SayIcmp6(OtherLink, 'ff02::2', RouterSolicit, 0, Number32(0));
  SayIcmp6(OtherLink, OurLink, RouterSolicit, 0, Number32(0));
  Check(Length(Heard) = 0, 'a host does not answer such questions');
end;

{ ---- Redirection (8) ---- }

procedure SayRedirect(const Source, Target, Destination, Options: string; HopLimit: Byte);
begin
  SayIcmp6(Source, Ours, Redirect, 0, Number32(0) + Wire(Target) + Wire(Destination) + Options,
    HopLimit);
end;

procedure Redirects;
begin
  SayRedirect(PeerLink, OtherLink, FarAway, MacOption(2, OtherMac), 255);
  Send(FarAway);
  Check(TheNext(17).Mac = OtherMac, 'through another router');
  Forget6;
  Send('2001:db8:9::2');
  Check(TheNext(17).Mac = PeerMac, 'nothing else');
  Forget6;
  SayRedirect(OtherLink, FarAway, FarAway, MacOption(2, ThirdMac), 255);
  Send(FarAway);
  Check(TheNext(17).Mac = ThirdMac, 'the new hop says that it is on the link');
  Check(Length(Heard) = 1, 'nobody asks');
end;

procedure RedirectInvalid;
begin
  SayRedirect(PeerLink, OtherLink, FarAway, MacOption(2, OtherMac), 254);
  SayRedirect(Peer, OtherLink, FarAway, MacOption(2, OtherMac), 255);
  SayRedirect('fe80::55', OtherLink, FarAway, MacOption(2, OtherMac), 255);
  SayRedirect(PeerLink, '2001:db8::5', FarAway, MacOption(2, OtherMac), 255);
  SayRedirect(PeerLink, OtherLink, 'ff02::5', MacOption(2, OtherMac), 255);
  SayRedirect(PeerLink, OtherLink, FarAway, MacOption(2, OtherMac) + #1#0, 255);
  SayIcmp6(PeerLink, Ours, Redirect, 1, Number32(0) + Wire(OtherLink) + Wire(FarAway));
  SayIcmp6(PeerLink, Ours, Redirect, 0, Number32(0) + Wire(OtherLink) + Copy(Wire(FarAway), 1, 15));
  Send(FarAway);
  Check(TheNext(17).Mac = PeerMac, 'none of these changes the way');
end;

procedure RedirectLost;
begin
  SayRedirect(PeerLink, OtherLink, FarAway, MacOption(2, OtherMac), 255);
  Send(FarAway);
  { The new hop is silent: it is asked in vain and forgotten. }
  Wait(9000);
  SayIcmp6(PeerLink, OurGroup, Solicit, 0, Number32(0) + Wire(OurLink) + MacOption(1, PeerMac));
  Forget6;
  Send(FarAway);
  Check(TheNext(17).Mac = PeerMac, 'the router decides again');
end;

const
  Cases: array[0..17] of TCase6 = (
    (Name: 'resolve'; Run: @Resolve), (Name: 'resolve-fails'; Run: @ResolveFails),
    (Name: 'resolve-queue'; Run: @ResolveQueue), (Name: 'ns-answer'; Run: @SolicitAnswer),
    (Name: 'ns-invalid'; Run: @SolicitInvalid), (Name: 'na-invalid'; Run: @AdvertInvalid),
    (Name: 'na-states'; Run: @AdvertStates), (Name: 'unreachability'; Run: @Unreachability),
    (Name: 'doubt'; Run: @Doubt), (Name: 'cache-flood'; Run: @CacheFlood),
    (Name: 'ra-invalid'; Run: @RouterInvalid), (Name: 'ra-parameters'; Run: @RouterParameters),
    (Name: 'ra-life'; Run: @RouterLife), (Name: 'router-choice'; Run: @RouterChoice),
    (Name: 'router-no-more'; Run: @RouterNoMore), (Name: 'on-link'; Run: @OnLink),
    (Name: 'redirect'; Run: @Redirects), (Name: 'redirect-invalid'; Run: @RedirectInvalid));
  LostCases: array[0..0] of TCase6 = ((Name: 'redirect-lost'; Run: @RedirectLost));
  FirstCases: array[0..1] of TCase6 = (
    (Name: 'rs'; Run: @RouterQuestions), (Name: 'rs-end'; Run: @RouterQuestionsEnd));

function RunNeighbourRules6(const Name: string): Boolean;
begin
  Result := RunCases6(Cases, Name, True);
  if RunCases6(LostCases, Name, True) then
    Result := True;
  if RunCases6(FirstCases, Name, False) then
    Result := True;
end;

end.

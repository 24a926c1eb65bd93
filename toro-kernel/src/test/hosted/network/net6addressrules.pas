{ SPDX-License-Identifier: Apache-2.0 }
{ The addresses of an IPv6 host: how they come (RFC 4862, 4429, 7527), which is chosen (RFC 6724), the groups that go
  with them (RFC 3810, 2710). The names are those of docs/IPV6-CONFORMANCE.md. }
unit Net6AddressRules;

{$mode objfpc}{$H+}

interface

function RunAddressRules6(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.Ip6Types, Toro.Ip6, Toro.Ip6Address, Toro.Ip6Stack, Toro.Mld, NetSim, Net6Sim,
  Net6Script, Net6Cases;

function StateAt(const Address: string): TAddressState;
var
  Entry: PFaceAddress;
begin
  Entry := FindFaceAddress(FaceA, Zoned(Address));
  Result := asFree;
  if Entry <> nil then
    Result := Entry^.State;
end;

{ ---- Making sure (RFC 4862 5.4) ---- }

procedure Duplicates;
var
  Index, Groups: LongInt;
begin
  Check(StateAt(OurLink) = asOptimistic, 'the link-local address is made first');
  with TheIcmp(Solicit) do
  begin
    Check((Source = '::') and (Target = OurGroup) and (HopLimit = 255), 'nobody asks its group');
    Check(Copy(Payload, 9, 16) = Wire(OurLink), 'whether somebody has it');
    Check((Copy(Payload, 25, 2) = #14#1) and (Length(Payload) = 32), 'with a nonce and no MAC');
  end;
  { The group is heard, and switches know it, before the question (5.4.2). }
  Groups := -1;
  for Index := 0 to High(Heard) do
    if Heard[Index].Payload[1] = Chr(Report2) then
      Groups := Index
    else if Heard[Index].Payload[1] = Chr(Solicit) then
      Check(Groups >= 0, 'the group is reported before');
  Wait(990);
  Check(StateAt(OurLink) = asOptimistic, 'as long as it may be answered');
  Wait(20);
  Check(StateAt(OurLink) = asPreferred, 'then it is ours');
  Forget6;
  Wait(600000);
  Check(CountIcmp(Solicit) = 0, 'one question is enough');
end;

procedure DuplicateAnswer;
begin
  SayIcmp6(OurLink, 'ff02::1', Advert, 0, #$20#0#0#0 + Wire(OurLink) + MacOption(2, PeerMac));
  Check((StateAt(OurLink) = asDuplicate) and not Ip6IsLocal(A, Zoned(OurLink)), 'it is not used');
  Check(FaceA^.Disabled, 'it was made from the card''s address: nothing else may be');
  Forget6;
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 86400, 43200), 1800);
  Wait(3000);
  Check(StateAt(Ours) = asFree, 'and nothing is');
  SayIcmp6(PeerLink, 'ff02::1', Echo, 0, #1#2#3#4, 64);
  Check(Length(Heard) = CountIcmp(RouterSolicit) + CountIcmp(Report2), 'it stays silent');
end;

procedure DuplicateQuestion;
begin
  SayIcmp6('::', OurGroup, Solicit, 0, Number32(0) + Wire(OurLink));
  Check(StateAt(OurLink) = asDuplicate, 'somebody else is about to take it');
end;

procedure DuplicateLater;
begin
  SayIcmp6(Ours, 'ff02::1', Advert, 0, #$20#0#0#0 + Wire(Ours) + MacOption(2, PeerMac));
  Check(StateAt(Ours) = asPreferred, 'once ours it is not given up');
  SayIcmp6('::', OurGroup, Solicit, 0, Number32(0) + Wire(Ours));
  Check((StateAt(Ours) = asPreferred) and (CountIcmp(Advert) = 1), 'it is defended');
end;

procedure OwnEcho;
var
  Question: THeard;
begin
  Question := TheIcmp(Solicit);
  Say6('::', OurGroup, 58, Question.Payload, 255);
  Check(StateAt(OurLink) = asOptimistic, 'our own question that comes back says nothing');
end;

procedure Optimistic;
begin
  Forget6;
  SayIcmp6(PeerLink, OurGroup, Solicit, 0, Number32(0) + Wire(OurLink) + MacOption(1, PeerMac));
  with TheIcmp(Advert) do
    Check(Payload[5] = #$40, 'who asks is answered, without overriding anybody');
  Forget6;
  SayIcmp6(PeerLink, OurLink, Echo, 0, #1#2#3#4, 64);
  Check(TheIcmp(EchoReply).Source = OurLink, 'it may be talked to at once');
  Forget6;
  SayIcmp6('fe80::44', OurLink, Echo, 0, #1#2#3#4, 64);
  Check(CountIcmp(Solicit) = 0, 'but asks no neighbour with its MAC');
  Wait(1100);
  Check(TheIcmp(Solicit).Source = OurLink, 'before it is sure');
end;

procedure FixedAddress;
begin
  FixAddress(FaceA, At6('2001:db8:7::7'), 64, At6('fe80::1'));
  Check((StateAt('2001:db8:7::7') = asTentative) and not Ip6IsLocal(A, At6('2001:db8:7::7')),
    'an address that somebody typed is not used before it is sure');
  SayIcmp6('::', 'ff02::1:ff00:7', Solicit, 0, Number32(0) + Wire('2001:db8:7::7'));
  Check((StateAt('2001:db8:7::7') = asDuplicate) and not FaceA^.Disabled,
    'and when it is another''s, the rest goes on');
end;

{ ---- From prefixes (RFC 4862 5.5) ---- }

procedure FromPrefix;
begin
  SayRouter(PrefixOption('2001:db8::', 64, $40, 86400, 43200), 1800);
  Check(StateAt(Ours) = asOptimistic, 'an address of the prefix');
  Check(CountIcmp(Solicit) = 2, 'asked for too');
  Wait(1100);
  Check(StateAt(Ours) = asPreferred, 'and ours');
  SayRouter(PrefixOption('2001:db8:1::', 64, $80, 86400, 43200), 1800);
  Check(StateAt('2001:db8:1::ff:fe00:1') = asFree, 'only where the flag allows it');
end;

procedure PrefixRefused;

  procedure Say_(const Prefix: string; Size: Byte; Valid, Preferred: LongWord);
  begin
    SayRouter(PrefixOption(Prefix, Size, $40, Valid, Preferred), 1800);
  end;

var
  Index, Count: LongInt;
begin
  Say_('fe80::', 64, 1000, 1000);
  Say_('2001:db8:1::', 64, 1000, 1001);
  Say_('2001:db8:2::', 63, 1000, 1000);
  Say_('2001:db8:3::', 65, 1000, 1000);
  Say_('2001:db8:4::', 64, 0, 0);
  Say_('ff02::', 64, 1000, 1000);
  SayRouter(#3#3#64#$C0 + Number32(1000) + Number32(1000) + #0#0#0#0 + Copy(Wire('2001:db8:5::'), 1, 8), 1800);
  Count := 0;
  for Index := 0 to FaceAddressLimit - 1 do
    if FaceA^.Addresses[Index].State <> asFree then
      Inc(Count);
  Check(Count = 1, 'none of these makes an address');
  for Index := 1 to 100 do
    Say_('2001:db8:' + HexStr(Index, 4) + '::', 64, 1000, 1000);
  Check(StateAt(OurLink) <> asFree, 'and a hundred make as many as there is place');
end;

procedure PrefixLives;
begin
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 20000, 100), 1800);
  Wait(3000);
  Check(StateAt(Ours) = asPreferred, 'preferred');
  Wait(98000);
  Check((StateAt(Ours) = asDeprecated) and Ip6IsLocal(A, At6(Ours)), 'deprecated, but ours');
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 20000, 100), 1800);
  Check(StateAt(Ours) = asPreferred, 'preferred again');
  Wait(20001 * 1000);
  Check((StateAt(Ours) = asFree) and not Ip6IsLocal(A, At6(Ours)), 'and gone in its time');
end;

procedure TwoHours;
var
  Entry: PFaceAddress;
begin
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 86400, 43200), 1800);
  Entry := FindFaceAddress(FaceA, At6(Ours));
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 5, 5), 1800);
  Check((Entry^.ValidUntil - SimNow) div NsPerSecond = 7200, 'a day shrinks to two hours, not less');
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 6000, 5), 1800);
  Check((Entry^.ValidUntil - SimNow) div NsPerSecond = 7200, 'below two hours it does not shrink');
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 8000, 5), 1800);
  Check((Entry^.ValidUntil - SimNow) div NsPerSecond = 8000, 'longer it may be');
  Check(Entry^.PreferredUntil - SimNow <= 5 * NsPerSecond, 'the preferred life is as they say');
  SayRouter(PrefixOption('2001:db8::', 64, $C0, $FFFFFFFF, $FFFFFFFF), 1800);
  Check((Entry^.ValidUntil = Always) and (Entry^.PreferredUntil = Always), 'or for ever');
end;

{ ---- Which address (RFC 6724 5) ---- }

procedure AddSure(const Address: string);
begin
  FixAddress(FaceA, At6(Address), 64, AnyAddress);
  Wait(1100);
end;

function ChosenFor(const Target: string): string;
var
  Source: TNetAddress;
  Mtu: LongInt;
begin
  Check(Ip6Select(A, Zoned(Target), Source, Mtu), 'there is a source for ' + Target);
  Result := Ip6Text(Source);
end;

procedure Selection;
begin
  AddSure('fd00::5');
  AddSure('2002:a00::5');
  AddSure('2001:db8:7::5');
  Check(ChosenFor('2001:db8:7::5') = '2001:db8:7::5', 'rule 1: the same');
  Check(ChosenFor('fe80::5') = OurLink, 'rule 2: the scope of the link');
  Check(ChosenFor('2001:db8:9::1') <> OurLink, 'rule 2: more than the link');
  Check(ChosenFor('2002:b00::1') = '2002:a00::5', 'rule 6: the same label');
  Check(ChosenFor('fd00:1::1') = 'fd00::5', 'rule 6: the same label');
  Check(ChosenFor('2001:db8:7::9') = '2001:db8:7::5', 'rule 8: the longest prefix');
  Check(ChosenFor('2001:db8::9') = Ours, 'rule 8: the longest prefix');
  Check(ChosenFor('::1') = '::1', 'the loopback talks to itself');
  SayRouter(PrefixOption('2001:db8::', 64, $C0, 8000, 0), 1800);
  Wait(10);
  Check(ChosenFor('2001:db8::9') = '2001:db8:7::5', 'rule 3: rather not a deprecated one');
end;

{ ---- Groups (RFC 3810, 2710) ---- }

procedure Reports;
var
  Entry: THeard;
begin
  Entry := TheIcmp(Report2);
  Check((Entry.Source = '::') and (Entry.Target = 'ff02::16') and (Entry.HopLimit = 1),
    'to those who report, from nobody yet');
  Check(Copy(Entry.Payload, 5, 99) = Number32(1) + #4#0#0#0 + Wire(OurGroup), 'the group of our address');
  Forget6;
  Wait(1500);
  Check(CountIcmp(Report2) >= 2, 'once more, and when the address is sure');
  Check(Heard[High(Heard)].Source = OurLink, 'from it');
  Forget6;
  Check(JoinGroup(FaceA, Zoned('ff02::123')) = 0, 'a program joins');
  Entry := TheIcmp(Report2);
  Check(Copy(Entry.Payload, 5, 4) = Number32(2), 'both are reported');
  Check(HearsGroup(FaceA, Zoned('ff02::123')), 'and heard');
  Forget6;
  Check(LeaveGroup(FaceA, Zoned('ff02::123')) = 0, 'and leaves');
  Check(Copy(TheIcmp(Report2).Payload, 5, 99) = Number32(1) + #3#0#0#0 + Wire('ff02::123'),
    'which is said');
  Check(not HearsGroup(FaceA, Zoned('ff02::123')), 'it is not heard any more');
end;

procedure SayQuery(const Source, Body: string; HopLimit: Byte; Alert: Boolean);
var
  Text: string;
begin
  Text := Message6(Source, 'ff02::1', Query, 0, Body);
  if Alert then
    Say6(Source, 'ff02::1', 0, Options6(58, #5#2#0#0#1#0) + Text, HopLimit)
  else
    Say6(Source, 'ff02::1', 58, Text, HopLimit);
end;

procedure Queries;
var
  Body: string;
begin
  Wait(3000);
  Forget6;
  Body := Number16(2000) + #0#0 + Wire('::') + #2#125#0#0;
  SayQuery('2001:db8::99', Body, 1, True);
  SayQuery(PeerLink, Body, 64, True);
  SayQuery(PeerLink, Body, 1, False);
  Wait(3000);
  Check(CountIcmp(Report2) = 0, 'only from the link, one hop, with an alert');
  SayQuery(PeerLink, Body, 1, True);
  Check(CountIcmp(Report2) = 0, 'not all answer at once');
  Wait(2010);
  Check(Copy(TheIcmp(Report2).Payload, 5, 99) = Number32(1) + #2#0#0#0 + Wire(OurGroup),
    'the groups, in the time that was given');
  Forget6;
  Wait(20000);
  Check(CountIcmp(Report2) = 0, 'once');
end;

procedure QueriesOld;
begin
  Wait(3000);
  Forget6;
  SayQuery(PeerLink, Number16(1000) + #0#0 + Wire('::'), 1, True);
  Wait(1100);
  with TheIcmp(Report1) do
    Check((Target = OurGroup) and (Copy(Payload, 9, 99) = Wire(OurGroup)), 'as it was asked');
  Forget6;
  JoinGroup(FaceA, Zoned('ff02::123'));
  Check((CountIcmp(Report1) = 2) and (CountIcmp(Report2) = 0), 'the old language is kept');
  Wait(2000);
  Forget6;
  LeaveGroup(FaceA, Zoned('ff02::123'));
  with TheIcmp(132) do
    Check((Target = 'ff02::2') and (Copy(Payload, 9, 99) = Wire('ff02::123')), 'for leaving too');
  Wait(261 * 1000);
  Forget6;
  JoinGroup(FaceA, Zoned('ff02::123'));
  Check((CountIcmp(Report1) = 0) and (CountIcmp(Report2) = 1), 'until nobody speaks it');
end;

{ ---- Text (RFC 4291 2.2, RFC 5952) ---- }

procedure Texts;

  procedure Same(const Given, Said: string);
  begin
    Check(Ip6Text(At6(Given)) = Said, Given);
  end;

  procedure Wrong(const Given: string);
  var
    Address: TNetAddress;
  begin
    Check(not ParseIp6(PChar(Given), Length(Given), Address), 'no address: ' + Given);
  end;

begin
  Same('2001:0DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a');
  Same('ff01::101', 'ff01::101');
  Same('::1', '::1');
  Same('::', '::');
  Same('1::', '1::');
  Same('2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1');
  Same('2001:0:0:1:0:0:0:1', '2001:0:0:1::1');
  Same('2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1');
  Same('::ffff:1.2.3.4', '::ffff:102:304');
  Same('1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0');
  Wrong('');
  Wrong(':');
  Wrong(':::');
  Wrong('1:2:3:4:5:6:7');
  Wrong('1:2:3:4:5:6:7:8:9');
  Wrong('1::2::3');
  Wrong('12345::');
  Wrong('1:');
  Wrong(':1');
  Wrong('1::g');
  Wrong('::1.2.3');
  Wrong('1:2:3:4:5:6:7:1.2.3.4');
  Wrong('1:2:3:4:5:6:7:8::');
end;

const
  FirstCases: array[0..13] of TCase6 = (
    (Name: 'dad'; Run: @Duplicates), (Name: 'dad-answer'; Run: @DuplicateAnswer),
    (Name: 'dad-question'; Run: @DuplicateQuestion), (Name: 'dad-echo'; Run: @OwnEcho),
    (Name: 'optimistic'; Run: @Optimistic), (Name: 'fixed'; Run: @FixedAddress),
    (Name: 'slaac'; Run: @FromPrefix), (Name: 'slaac-refused'; Run: @PrefixRefused),
    (Name: 'slaac-lives'; Run: @PrefixLives), (Name: 'slaac-two-hours'; Run: @TwoHours),
    (Name: 'mld'; Run: @Reports), (Name: 'mld-query'; Run: @Queries),
    (Name: 'mld-old'; Run: @QueriesOld), (Name: 'text'; Run: @Texts));
  Cases: array[0..1] of TCase6 = (
    (Name: 'dad-later'; Run: @DuplicateLater), (Name: 'selection'; Run: @Selection));

function RunAddressRules6(const Name: string): Boolean;
begin
  Result := RunCases6(FirstCases, Name, False);
  if RunCases6(Cases, Name, True) then
    Result := True;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The MUSTs of RFC 6298, 5681, 2018 and 6528 beyond those of RFC 9293: time-outs, congestion windows, selective
  acknowledgements, cookies; a test each, as in Toro's NetSegmentRules. docs/TCP-CONFORMANCE.md lists them. }
unit NetRecoveryRules;

{$mode objfpc}

interface

{ Runs the case Name, or all for `conformance`; False when there is none of the name. }
function RunRecoveryRules(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetStack, Toro.Tcp, Toro.TcpCore, NetSim, NetScript;

const
  Mss = 1460;

function Near(Value, Wanted: Int64): Boolean;
begin
  Result := Abs(Value - Wanted) < NsPerMs;
end;

function Big(Value: LongWord): AnsiString;
begin
  Result := Chr(Value shr 24) + Chr(Byte(Value shr 16)) + Chr(Byte(Value shr 8)) + Chr(Byte(Value));
end;

{ A SACK option for Size octets at Start. }
function Block(Start: LongWord; Size: LongInt): AnsiString;
begin
  Result := #1#1#5#10 + Big(Start) + Big(Start + LongWord(Size));
end;

{ The round trip of one segment takes so long. }
procedure RoundTrip(Tcb: PTcb; Took: Int64);
begin
  Tcb^.Rto := 10 * NsPerSecond;
  SendText(Tcb, 'x');
  RunSim(Took);
  AckAll;
  Forget;
end;

{ ---- RFC 6298 ---- }

procedure Estimates;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.Srtt := 0;
  Tcb^.RttVar := 0;
  RoundTrip(Tcb, 400 * NsPerMs);
  Check(Near(Tcb^.Srtt, 400 * NsPerMs) and Near(Tcb^.RttVar, 200 * NsPerMs), '2.2: R and R/2');
  Check(Near(Tcb^.Rto, 1200 * NsPerMs), '2.2: SRTT + 4 RTTVAR');
  RoundTrip(Tcb, 800 * NsPerMs);
  Check(Near(Tcb^.RttVar, 250 * NsPerMs), '2.3: a quarter of the difference from the old SRTT');
  Check(Near(Tcb^.Srtt, 450 * NsPerMs), '2.3: an eighth of the new one');
  Check(Near(Tcb^.Rto, 1450 * NsPerMs), '2.3: the time-out of both');
  Tcb^.RttVar := 60 * NsPerSecond;
  RoundTrip(Tcb, 800 * NsPerMs);
  Check(Tcb^.Rto >= 60 * NsPerSecond, '2.5: a maximum is a minute at least');
end;

procedure Timers;
var
  Tcb: PTcb;
  Started: Int64;
begin
  Tcb := OpenPassive(MssOption);
  RoundTrip(Tcb, 400 * NsPerMs);
  Check(Tcb^.RtoAt = 0, '5.2: all is acknowledged: the timer is off');
  Tcb^.NoDelay := True;
  Tcb^.Rto := NsPerSecond;
  SendText(Tcb, 'one');
  RunSim(600 * NsPerMs);
  SendText(Tcb, 'two');
  Check(Near(Tcb^.RtoAt, SimNow + 400 * NsPerMs), '5.1: it runs from the first');
  Started := SimNow;
  PeerAck := PeerAck + 3;
  SayNext(0, '');
  Check(Near(Tcb^.RtoAt, Started + Tcb^.Rto), '5.3: and begins anew when something is acknowledged');
  Forget;
  RunSim(Tcb^.Rto + NsPerMs);
  Check((AnswerCount = 1) and (Answers[0].Seq = PeerAck), '5.4: the first that is not acknowledged');
end;

{ 5.7, and RFC 5681 3.1: a SYN that was lost. }
procedure LostSyns;
var
  Tcb: PTcb;
  Error: LongInt;
  Listener: PTcpListener;
begin
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), OurPort, PeerPort, nil, nil, Error);
  RunSim(1500 * NsPerMs);
  Check(AnswerCount = 2, 'SYN is sent again');
  PeerAck := Answers[0].Seq + 1;
  Say(Syn or Ack, PeerSeq, PeerAck, '', MssOption);
  Check((Tcb^.State = tcpEstablished) and (Tcb^.Rto = 3 * NsPerSecond), 'three seconds from then on');
  Check(Tcb^.Cwnd = Mss, 'and one segment to begin with');
  TcpAbort(Tcb);
  StopScript;
  StartScript;
  Listener := TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Syn, PeerSeq, 0, '', MssOption);
  RunSim(1500 * NsPerMs);
  Check(AnswerCount = 2, 'SYN and ACK is sent again');
  PeerAck := Answers[0].Seq + 1;
  PeerSeq := PeerSeq + 1;
  SayNext(0, '');
  Tcb := TcpAccept(Listener, nil, nil);
  Check((Tcb^.Rto = 3 * NsPerSecond) and (Tcb^.Cwnd = Mss), 'the same for the other side');
end;

{ ---- RFC 5681 ---- }

procedure Collapse;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, Text(60000));
  RunSim(2 * NsPerSecond);
  Check(Tcb^.Ssthresh = 5 * Mss, 'half of what was on its way');
  Check(Tcb^.Cwnd = Mss, 'the window is one segment');
  RunSim(10 * NsPerSecond);
  Check(Tcb^.Ssthresh = 5 * Mss, 'which further time-outs leave as it is');
end;

procedure Grows;
var
  Tcb: PTcb;
  Before: LongWord;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.NoDelay := True;
  SendText(Tcb, Text(Mss));
  AckAll;
  Check(Tcb^.Cwnd = 11 * Mss, 'slow start: as much as was acknowledged');
  Tcb^.Ssthresh := 5 * Mss;
  Before := Tcb^.Cwnd;
  SendText(Tcb, Text(Mss));
  AckAll;
  Check((Tcb^.Cwnd > Before) and (Tcb^.Cwnd <= Before + Mss div 8), 'avoidance: a segment each round trip');
end;

procedure FastRetransmit;
var
  Tcb: PTcb;
  First: LongWord;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, Text(60000));
  First := Answers[0].Seq;
  Forget;
  SayNext(0, '');
  Check((AnswerCount = 1) and (Answers[0].Seq = First + 10 * Mss), 'the first duplicate: a new segment (RFC 3042)');
  SayNext(0, '');
  Check((AnswerCount = 2) and (Answers[1].Seq = First + 11 * Mss), 'and the second');
  Forget;
  SayNext(0, '');
  Check((AnswerCount >= 1) and (Answers[0].Seq = First), 'the third: the first segment again');
  Check((Tcb^.Ssthresh = 6 * Mss) and (Tcb^.Cwnd = 9 * Mss), 'half the window, and three that have left');
  Forget;
  PeerAck := Tcb^.SndMax;
  SayNext(0, '');
  Check(Tcb^.Cwnd <= 6 * Mss, 'all is there: no more than half');
end;

{ ---- RFC 2018 ---- }

procedure SackFirst;
var
  Tcb: PTcb;

  function First: LongWord;
  begin
    with Answers[AnswerCount - 1] do
    begin
      Check(Options[2] = 5, 'SACK');
      Result := BEtoN(PLongWord(@Options[4])^);
    end;
    Forget;
  end;

begin
  Tcb := OpenPassive(MssOption + SackOption);
  Say(Ack, PeerSeq + 100, PeerAck, 'one', '');
  Check(First = PeerSeq + 100, 'what came out of order is acknowledged');
  Say(Ack, PeerSeq + 300, PeerAck, 'three', '');
  Check(First = PeerSeq + 300, '4: the first block is the one that just came');
  Say(Ack, PeerSeq + 200, PeerAck, 'two', '');
  Check(First = PeerSeq + 200, 'in the middle too');
  Say(Ack, PeerSeq + 103, PeerAck, 'more', '');
  Check(First = PeerSeq + 100, 'and as a whole');
  Check(Tcb^.RcvNxt = PeerSeq, 'which acknowledges nothing that is in order');
end;

procedure SackHoles;
var
  Tcb: PTcb;
  First: LongWord;
  Index: LongInt;
begin
  Tcb := OpenPassive(MssOption + SackOption);
  SendText(Tcb, Text(10 * Mss));
  First := Answers[0].Seq;
  Forget;
  for Index := 1 to 9 do
    Say(Ack, PeerSeq, PeerAck, '', Block(First + Mss, Index * Mss));
  Check((AnswerCount = 1) and (Answers[0].Seq = First), 'what is acknowledged is not sent again');
  Forget;
  RunSim(Tcb^.RtoAt - SimNow + NsPerMs);
  Check((AnswerCount = 1) and (Answers[0].Seq = First) and (Tcb^.Sacked = nil), 'the time-out');
  Forget;
  PeerAck := PeerAck + Mss;
  SayNext(0, '');
  Check((AnswerCount >= 1) and (Answers[0].Seq = First + Mss), '8: forgets it all: the peer may have dropped it');
end;

procedure SackNot;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Say(Ack, PeerSeq + 100, PeerAck, 'one', '');
  Check(TheAnswer.OptionSize = 0, '2: not without agreement');
  SendText(Tcb, Text(3 * Mss));
  Say(Ack, PeerSeq, PeerAck, '', Block(PeerAck + Mss, Mss));
  Check(Tcb^.Sacked = nil, 'nor believed');
  StopScript;
  StartScript;
  Tcb := OpenPassive(MssOption + SackOption);
  SendText(Tcb, Text(3 * Mss));
  Say(Ack, PeerSeq, PeerAck, Copy(Block(PeerAck + Mss, Mss), 5, 8) + Text(24), #1#1#5#34);
  Check(Tcb^.Sacked = nil, 'nor is data read as an option (RFC 9293 MUST-7)');
end;

{ ---- the way: RFC 1191, and what SYNs may say ---- }

procedure PathMtu;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.NoDelay := True;
  SendText(Tcb, Text(Mss));
  Forget;
  SayIcmp(3, 4, Tcb^.SndUna - 1);
  SayIcmp(3, 4, Tcb^.SndMax);
  Check((Tcb^.Mss = Mss) and (AnswerCount = 0), 'only about what is on its way (RFC 5927)');
  SayIcmp(3, 4, Tcb^.SndUna);
  Check((Tcb^.Mss = 960) and (AnswerCount = 2) and (Answers[0].Size = 960), 'smaller, and sent again at once');
  IcmpMtu := 1400;
  SayIcmp(3, 4, Tcb^.SndUna);
  Check(Tcb^.Mss = 960, 'never larger');
  IcmpMtu := 68;
  SayIcmp(3, 4, Tcb^.SndUna);
  Check(Tcb^.Mss = 536, 'nor absurd');
end;

procedure Extremes;
begin
  Check(OpenPassive(#2#4#0#1)^.Mss = 64, 'a tiny segment size is not believed (CVE-2019-11479)');
  StopScript;
  StartScript;
  Check(OpenPassive(#1#3#3#200)^.SndScale = 14, 'a scale above 14 is 14 (RFC 7323 2.3)');
end;

{ RFC 9293 3.10.7.4: an older segment says nothing about the window. }
procedure OldWindow;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  PeerWindow := 3000;
  Say(Ack, PeerSeq + 10, PeerAck, 'late', '');
  Check(Tcb^.SndWnd = 3000, 'the newest segment');
  PeerWindow := 100;
  Say(Ack, PeerSeq, PeerAck, 'early', '');
  Check(Tcb^.SndWnd = 3000, 'not one that was sent before it');
end;

{ ---- cookies: RFC 4987, numbers: RFC 6528 ---- }

procedure Cookies;
var
  Listener: PTcpListener;
  Cookie: LongWord;

  function Offered: LongWord;
  begin
    Listener^.HalfOpen.Count := 1000;
    Say(Syn, PeerSeq, 0, '', MssOption);
    Listener^.HalfOpen.Count := 0;
    Result := TheAnswer.Seq;
    Check(A^.TcbCount = 0, 'nothing is kept');
  end;

begin
  Listener := TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Cookie := Offered;
  Say(Ack, PeerSeq + 1, Cookie + 2, '', '');
  Check((TheAnswer.Flags = Rst) and (Listener^.Ready.Count = 0), 'a wrong one is refused');
  Say(Ack, PeerSeq + 2, Cookie + 1, '', '');
  Check((TheAnswer.Flags = Rst) and (Listener^.Ready.Count = 0), 'and so is the right one of another number');
  RunSim(60 * NsPerSecond);
  Say(Ack, PeerSeq + 1, Cookie + 1, '', '');
  Check(Listener^.Ready.First^.Mss = Mss, 'the right one is a connection, with its segment size');
  TcpAbort(TcpAccept(Listener, nil, nil));
  Forget;
  Cookie := Offered;
  RunSim(130 * NsPerSecond);
  Say(Ack, PeerSeq + 1, Cookie + 1, '', '');
  Check((TheAnswer.Flags = Rst) and (Listener^.Ready.Count = 0), 'after two minutes it is none any more');
end;

const
  Cases: array[0..12] of TCase = (
    (Name: 'rto-estimates'; Run: @Estimates),
    (Name: 'rto-timer'; Run: @Timers),
    (Name: 'rto-syn'; Run: @LostSyns),
    (Name: 'cwnd-collapse'; Run: @Collapse),
    (Name: 'cwnd-grows'; Run: @Grows),
    (Name: 'cwnd-fast'; Run: @FastRetransmit),
    (Name: 'sack-first'; Run: @SackFirst),
    (Name: 'sack-holes'; Run: @SackHoles),
    (Name: 'sack-not'; Run: @SackNot),
    (Name: 'path-mtu'; Run: @PathMtu),
    (Name: 'syn-extremes'; Run: @Extremes),
    (Name: 'old-window'; Run: @OldWindow),
    (Name: 'cookies'; Run: @Cookies));

function RunRecoveryRules(const Name: string): Boolean;
begin
  Result := RunCases(Cases, Name);
end;

end.

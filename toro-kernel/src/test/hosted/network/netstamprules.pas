{ SPDX-License-Identifier: Apache-2.0 }
{ What RFC 7323 demands of timestamps, a test each: docs/TCP-CONFORMANCE.md lists them. As Toro's
  NetSegmentRules, against a scripted peer. }
unit NetStampRules;

{$mode objfpc}

interface

{ Runs the case Name, or all for `conformance`; False when there is none of the name. }
function RunStampRules(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetStack, Toro.Tcp, NetSim, NetScript;

const
  FirstStamp = 5000;

type
  TStamps = record
    Present: Boolean;
    Value, Echo: LongWord;
  end;

var
  PeerStamp: LongWord;

function Big(Value: LongWord): AnsiString;
begin
  Result := Chr(Value shr 24) + Chr(Byte(Value shr 16)) + Chr(Byte(Value shr 8)) + Chr(Byte(Value));
end;

function StampOption(Value, Echo: LongWord): AnsiString;
begin
  Result := #1#1#8#10 + Big(Value) + Big(Echo);
end;

{ Of the peer, echoing whatever. }
function Stamp: AnsiString;
begin
  Result := StampOption(PeerStamp, 1);
end;

function StampsOf(const Segment: TSegment): TStamps;
var
  Place: LongInt;
begin
  FillChar(Result, SizeOf(Result), 0);
  Place := 0;
  while Place < Segment.OptionSize do
    if Segment.Options[Place] = 1 then
      Inc(Place)
    else
    begin
      if Segment.Options[Place] = 8 then
      begin
        Check(Segment.Options[Place + 1] = 10, 'its length');
        Result.Present := True;
        Result.Value := BEtoN(PLongWord(@Segment.Options[Place + 2])^);
        Result.Echo := BEtoN(PLongWord(@Segment.Options[Place + 6])^);
      end;
      Inc(Place, Segment.Options[Place + 1]);
    end;
end;

procedure SayStamped(Flags: Byte; const What: AnsiString);
begin
  Say(Flags or Ack, PeerSeq, PeerAck, What, Stamp);
  PeerSeq := PeerSeq + LongWord(Length(What)) + LongWord(Ord(Flags and Fin <> 0));
end;

{ An established connection that stamps. }
function OpenStamped: PTcb;
var
  Listener: PTcpListener;
begin
  PeerStamp := FirstStamp;
  Listener := TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Syn, PeerSeq, 0, '', MssOption + SackOption + Stamp);
  with TheAnswer do
    PeerAck := Seq + 1;
  PeerSeq := PeerSeq + 1;
  SayStamped(0, '');
  Result := TcpAccept(Listener, nil, nil);
  Check((Result <> nil) and (Result^.State = tcpEstablished), 'established');
  Forget;
end;

{ What the connection echoes now: it is made to send a byte. }
function EchoNow(Tcb: PTcb): LongWord;
begin
  Forget;
  Tcb^.NoDelay := True;
  SendText(Tcb, '.');
  Result := StampsOf(TheAnswer).Echo;
  PeerAck := PeerAck + 1;
end;

{ ---- agreeing (RFC 7323 3.2) ---- }

procedure Offer;
var
  Tcb: PTcb;
  Error: LongInt;
  First: TStamps;
begin
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), OurPort, PeerPort, nil, nil, Error);
  with TheAnswer do
    PeerAck := Seq + 1;
  TcpAbort(Tcb);
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), OurPort, PeerPort, nil, nil, Error);
  First := StampsOf(Answers[AnswerCount - 1]);
  Check(First.Present and (First.Echo = 0), 'a SYN offers stamps and echoes nothing');
  PeerAck := Answers[AnswerCount - 1].Seq + 1;
  PeerStamp := FirstStamp;
  Say(Syn or Ack, PeerSeq, PeerAck, '', MssOption + Stamp);
  PeerSeq := PeerSeq + 1;
  Check(EchoNow(Tcb) = FirstStamp, 'and the answer''s is echoed');
  TcpAbort(Tcb);
end;

procedure Agreed;
var
  Tcb: PTcb;
  Listener: PTcpListener;
  Said: TStamps;
begin
  PeerStamp := FirstStamp;
  Listener := TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Syn, PeerSeq, 0, '', MssOption + Stamp);
  Said := StampsOf(Answers[0]);
  Check(Said.Present and (Said.Echo = FirstStamp), 'the answer to a stamped SYN is stamped');
  PeerAck := TheAnswer.Seq + 1;
  PeerSeq := PeerSeq + 1;
  Inc(PeerStamp);
  SayStamped(0, '');
  Tcb := TcpAccept(Listener, nil, nil);
  SayStamped(Psh, 'a');
  SayStamped(Psh, 'b');
  Check(StampsOf(TheAnswer).Echo = FirstStamp + 1, 'so is an acknowledgement');
  SendText(Tcb, 'c');
  Check(StampsOf(TheAnswer).Present, 'data');
  RunSim(10 * NsPerMs);
  SendText(Tcb, 'd');
  RunSim(2 * NsPerSecond);
  Check(StampsOf(Answers[AnswerCount - 1]).Value - StampsOf(Answers[0]).Value
    = (Answers[AnswerCount - 1].At - Answers[0].At) div NsPerMs, 'by a clock of milliseconds');
  Forget;
  TcpAbort(Tcb);
  Check(StampsOf(Answers[0]).Present and (Answers[0].Flags and Rst <> 0), 'and a reset');
end;

procedure NotAgreed;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  PeerStamp := 1;
  SayStamped(Psh, 'one');
  PeerStamp := 0;
  SayStamped(Psh, 'two');
  Check(ReadText(Tcb) = 'onetwo', 'stamps that were not agreed on are ignored');
  Check(not StampsOf(TheAnswer).Present, 'and not answered');
end;

procedure Missing;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  Say(Psh or Ack, PeerSeq, PeerAck, 'bare', '');
  Check((AnswerCount = 0) and (ReadText(Tcb) = ''), 'a segment without stamps is dropped in silence');
  SayStamped(Psh, 'again');
  Check(ReadText(Tcb) = 'again', 'and ends nothing');
end;

procedure Sizes;
var
  Tcb: PTcb;
  Index: LongInt;
begin
  Tcb := OpenStamped;
  Check(Tcb^.Mss = 1448, 'stamps take their room from the data (RFC 6691)');
  Tcb^.NoDelay := True;
  SendText(Tcb, Text(3000));
  Check(AnswerCount = 3, 'sent');
  Check(Answers[0].Size = 1448, 'so segments fit');
  PeerAck := PeerAck + 3000;
  SayStamped(0, '');
  Forget;
  for Index := 1 to 5 do
    Say(Ack, PeerSeq + LongWord(100 * Index), PeerAck, 'hole', Stamp);
  Check(Answers[AnswerCount - 1].OptionSize = 40, 'beside them three ranges are acknowledged');
end;

{ ---- what is echoed (4.3) ---- }

procedure Echoes;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  { (A) a delayed acknowledgement echoes the first }
  PeerStamp := FirstStamp + 10;
  SayStamped(Psh, 'one');
  PeerStamp := FirstStamp + 20;
  SayStamped(Psh, 'two');
  Check(StampsOf(TheAnswer).Echo = FirstStamp + 10, 'the earliest that is not acknowledged');
  { (B) a hole: what lies behind it does not count }
  PeerStamp := FirstStamp + 30;
  Say(Ack, PeerSeq + 3, PeerAck, 'three', Stamp);
  Check(StampsOf(TheAnswer).Echo = FirstStamp + 10, 'not what came out of order');
  { (C) what fills it does }
  PeerStamp := FirstStamp + 40;
  Say(Ack, PeerSeq, PeerAck, 'gap', Stamp);
  PeerSeq := PeerSeq + 8;
  Check(StampsOf(TheAnswer).Echo = FirstStamp + 40, 'but what filled the hole');
  Check(ReadText(Tcb) = 'onetwogapthree', 'all is there');
end;

procedure Outside;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  PeerStamp := FirstStamp + 50;
  Say(Ack, PeerSeq - 20000, PeerAck, 'old', Stamp);
  Say(Ack, PeerSeq + 70000, PeerAck, 'far', Stamp);
  Check(EchoNow(Tcb) = FirstStamp, 'what is not acceptable is not remembered');
  Say(Rst, PeerSeq + 5, PeerAck, '', Stamp);
  Check(EchoNow(Tcb) = FirstStamp, 'nor what a reset says');
end;

{ ---- what is refused (5) ---- }

procedure Refused;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  PeerStamp := FirstStamp - 1;
  Say(Psh or Ack, PeerSeq, PeerAck, 'old', Stamp);
  with TheAnswer do
    Check((Flags = NetScript.Ack) and (Ack = PeerSeq), 'what is older than what was seen is acknowledged');
  Check(ReadText(Tcb) = '', 'and dropped');
  PeerStamp := FirstStamp;
  SayStamped(Psh, 'same');
  Check(ReadText(Tcb) = 'same', 'the same time will do');
end;

procedure Resets;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  PeerStamp := FirstStamp - 1;
  Say(Rst, PeerSeq, 0, '', Stamp);
  Check(Tcb^.State = tcpClosed, 'a reset may be old');
  TcpClose(Tcb);
  StopScript;
  StartScript;
  Tcb := OpenStamped;
  Say(Rst, PeerSeq, 0, '', '');
  Check(Tcb^.State = tcpClosed, 'and bare');
end;

procedure Wraps;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  Tcb^.RecentStamp := $FFFFFFF0;
  PeerStamp := 5;
  SayStamped(Psh, 'after');
  Check(ReadText(Tcb) = 'after', 'stamps wrap');
  PeerStamp := $FFFFFFF5;
  SayStamped(Psh, 'before');
  Check(ReadText(Tcb) = '', 'in one direction');
end;

procedure Idle;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  RunSim(Int64(23) * 24 * 3600 * NsPerSecond);
  PeerStamp := FirstStamp - 7;
  Say(Psh or Ack, PeerSeq, PeerAck, 'no', Stamp);
  Check(ReadText(Tcb) = '', 'a stamp holds for 23 days');
  RunSim(Int64(25) * 3600 * NsPerSecond);
  SayStamped(Psh, 'yes');
  Check(ReadText(Tcb) = 'yes', 'not for 24');
  Check(EchoNow(Tcb) = FirstStamp - 7, 'and the new one counts');
end;

{ A stamp that no clock has made is not believed: it would refuse what the peer says for hours. }
procedure Jumps;
var
  Tcb: PTcb;
begin
  Tcb := OpenStamped;
  PeerStamp := FirstStamp + 3600 * 1000;
  SayStamped(Psh, 'wild');
  PeerStamp := FirstStamp + 1;
  SayStamped(Psh, 'true');
  Check(ReadText(Tcb) = 'wildtrue', 'what follows a jump of the clock is not refused');
  StopScript;
  StartScript;
  Tcb := OpenStamped;
  RunSim(Int64(3600) * NsPerSecond);
  PeerStamp := FirstStamp + 3600 * 1000 + 1;
  SayStamped(Psh, 'late');
  PeerStamp := FirstStamp + 3600 * 1000;
  SayStamped(Psh, 'old');
  Check(ReadText(Tcb) = 'late', 'an hour of silence is no jump');
end;

{ Both sides believe that the other is out of its window: they must not answer each other for ever. }
procedure Loop;
var
  Turn: LongInt;
begin
  OpenStamped;
  for Turn := 1 to 1000 do
  begin
    Say(Ack, PeerSeq - 5, PeerAck, '', Stamp);
    RunSim(NsPerMs);
  end;
  Check((AnswerCount >= 1) and (AnswerCount <= 3), 'empty segments outside the window: two answers a second');
  Forget;
  PeerStamp := FirstStamp - 1;
  for Turn := 1 to 1000 do
  begin
    Say(Ack, PeerSeq, PeerAck, '', Stamp);
    RunSim(NsPerMs);
  end;
  Check((AnswerCount >= 1) and (AnswerCount <= 3), 'and to old ones');
end;

{ ---- round-trip times (4.1) ---- }

procedure RoundTrip;
var
  Tcb: PTcb;
  Sent: TStamps;
begin
  Tcb := OpenStamped;
  Tcb^.Srtt := 0;
  SendText(Tcb, 'lost');
  RunSim(3 * NsPerSecond);
  Check(AnswerCount >= 2, 'sent again');
  Sent := StampsOf(Answers[AnswerCount - 1]);
  RunSim((Answers[AnswerCount - 1].At - SimNow) + 300 * NsPerMs);
  PeerAck := PeerAck + 4;
  Say(Ack, PeerSeq, PeerAck, '', StampOption(PeerStamp, Sent.Value));
  Check((Tcb^.Srtt > 0) and (Tcb^.Srtt < 3 * NsPerSecond), 'the echo tells the time of what was sent twice');
  Tcb^.Srtt := 77;
  Say(Ack, PeerSeq, PeerAck, '', StampOption(PeerStamp, Sent.Value));
  Check(Tcb^.Srtt = 77, 'but only an acknowledgement of something new');
end;

{ ---- TIME-WAIT (RFC 6191) ---- }

procedure Reuse;
var
  Tcb: PTcb;
  Listener: PTcpListener;
begin
  Tcb := OpenStamped;
  TcpClose(Tcb);
  PeerAck := TheAnswer.Seq + 1;
  SayStamped(Fin, '');
  Check(A^.TimeWait.Count = 1, 'TIME-WAIT');
  Forget;
  Say(Syn, PeerSeq - 1000, 0, '', MssOption + StampOption(PeerStamp, 0));
  Check(TheAnswer.Flags = NetScript.Ack, 'a SYN that is not younger is answered as of old');
  Say(Syn, PeerSeq - 1000, 0, '', MssOption + StampOption(PeerStamp + 1, 0));
  Check(TheAnswer.Flags = Syn or NetScript.Ack, 'a younger one opens anew');
  Listener := A^.Listeners;
  Check((A^.TimeWait.Count = 0) and (Listener^.HalfOpen.Count = 1), 'in the old one''s place');
end;

const
  Cases: array[0..14] of TCase = (
    (Name: 'stamps-offer'; Run: @Offer),
    (Name: 'stamps-agreed'; Run: @Agreed),
    (Name: 'stamps-not'; Run: @NotAgreed),
    (Name: 'stamps-missing'; Run: @Missing),
    (Name: 'stamps-sizes'; Run: @Sizes),
    (Name: 'stamps-echo'; Run: @Echoes),
    (Name: 'stamps-outside'; Run: @Outside),
    (Name: 'stamps-paws'; Run: @Refused),
    (Name: 'stamps-resets'; Run: @Resets),
    (Name: 'stamps-wrap'; Run: @Wraps),
    (Name: 'stamps-idle'; Run: @Idle),
    (Name: 'stamps-jump'; Run: @Jumps),
    (Name: 'stamps-loop'; Run: @Loop),
    (Name: 'stamps-rtt'; Run: @RoundTrip),
    (Name: 'rfc6191'; Run: @Reuse));

function RunStampRules(const Name: string): Boolean;
begin
  Result := RunCases(Cases, Name);
end;

end.

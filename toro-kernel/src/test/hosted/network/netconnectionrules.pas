{ SPDX-License-Identifier: Apache-2.0 }
{ The MUSTs of RFC 9293 about opening, closing, retransmitting, acknowledging, keep-alive and ICMP, a test
  each: docs/TCP-CONFORMANCE.md lists them. As Toro's NetSegmentRules, against a scripted peer. }
unit NetConnectionRules;

{$mode objfpc}

interface

{ Runs the case Name, or all for `conformance`; False when there is none of the name. }
function RunConnectionRules(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetBytes, Toro.NetStack, Toro.Tcp, Toro.TcpCore, NetSim, NetScript;

{ Number segments of 100 octets that A sees before it may answer any. }
procedure Burst(Number: LongInt);
var
  Frame: array[0..153] of Byte;
  Ip: PIp4Header;
  Tcp: PTcpHeader;
  Index: LongInt;
begin
  for Index := 0 to Number - 1 do
  begin
    FillChar(Frame, SizeOf(Frame), 0);
    Frame[12] := 8;
    Ip := @Frame[14];
    Ip^.VersionSize := $45;
    Ip^.TotalSize := NtoBE(Word(140));
    Ip^.Ttl := 64;
    Ip^.Protocol := ProtocolTcp;
    Ip^.Source := NtoBE(LongWord(AddressB));
    Ip^.Destination := NtoBE(LongWord(AddressA));
    Ip^.Checksum := not FoldSum(SumBytes(PByte(Ip), 20, 0));
    Tcp := @Frame[34];
    Tcp^.SourcePort := NtoBE(Word(PeerPort));
    Tcp^.DestinationPort := NtoBE(Word(OurPort));
    Tcp^.Sequence := NtoBE(LongWord(PeerSeq + LongWord(100 * Index)));
    Tcp^.Acknowledgement := NtoBE(PeerAck);
    Tcp^.Offset := $50;
    Tcp^.Flags := Ack;
    Tcp^.Window := $FFFF;
    Tcp^.Checksum := not FoldSum(SumBytes(PByte(Tcp), 120,
      PseudoSum(Ip4(AddressB), Ip4(AddressA), ProtocolTcp, 120)));
    InjectFrame(True, Frame, 154);
  end;
  NetPoll(A);
end;

{ ---- opening ---- }

procedure Must10;
var
  Tcb: PTcb;
  Error: LongInt;
  Iss: LongWord;
begin
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), OurPort, PeerPort, nil, nil, Error);
  Iss := TheAnswer.Seq;
  Say(Syn, PeerSeq, 0, '', MssOption);
  with TheAnswer do
    Check((Flags = Syn or NetScript.Ack) and (Ack = PeerSeq + 1) and (Seq = Iss),
      'both opened: SYN and ACK with the same number');
  Say(Syn or Ack, PeerSeq, Iss + 1, '', MssOption);
  Check(Tcb^.State = tcpEstablished, 'and the connection stands');
  TcpAbort(Tcb);
end;

procedure Must11;
var
  Listener: PTcpListener;
  Iss: LongWord;
begin
  Listener := TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Syn, PeerSeq, 0, '', MssOption);
  Iss := TheAnswer.Seq;
  Check(Iss <> 0, 'half open');
  Say(Rst, PeerSeq + 1, 0, '', '');
  Check((A^.TcbCount = 0) and (Listener^.Ready.Count = 0), 'a reset passive open listens again');
  Say(Syn, PeerSeq, 0, '', MssOption);
  Check(TheAnswer.Flags = Syn or Ack, 'and takes the next one');
end;

procedure Must41;
var
  First: PTcb;
begin
  First := OpenPassive(MssOption);
  Check(TcpListen(A, AnyAddress, OurPort + 1, 5, nil, nil) <> nil, 'another listener');
  SayNext(Psh, 'still');
  Check(ReadText(First) = 'still', 'does not touch what stands');
end;

procedure Must42;
begin
  DeviceA.Address := AddressA;
  Check(TcpListen(A, Ip4(AddressA), OurPort, 5, nil, nil) <> nil, 'a port of one address');
  Check(TcpListen(A, Ip4($7F000001), OurPort, 5, nil, nil) <> nil, 'and of another');
end;

procedure Must43;
var
  Error: LongInt;
begin
  Check(TcpConnect(A, Ip4(AddressA), Ip4(AddressB), 0, 9, nil, nil, Error) <> nil,
    'the local address may be given');
  Check((TcpConnect(A, Ip4(AddressB + 7), Ip4(AddressB), 0, 9, nil, nil, Error) = nil)
    and (Error = EADDRNOTAVAIL), 'if it is ours');
end;

procedure Must44;
var
  Tcb: PTcb;
begin
  Tcb := OpenActive(MssOption);
  Check(SameAddress(Tcb^.Local, Ip4(AddressA)), 'IP chose the source');
  { MUST-45: and it stays }
  DeviceA.Address := AddressA + 5;
  SendText(Tcb, 'x');
  Check(SameAddress(Tcb^.Local, Ip4(AddressA)), 'which stays');
end;

procedure Must46;
var
  Error: LongInt;
begin
  Check((TcpConnect(A, AnyAddress, Ip4($E0000001), 0, 9, nil, nil, Error) = nil)
    and (Error = ENETUNREACH), 'no connection to a multicast address');
  Check(TcpConnect(A, AnyAddress, Ip4($FFFFFFFF), 0, 9, nil, nil, Error) = nil, 'to broadcast');
  Check(TcpConnect(A, AnyAddress, Ip4($0A0000FF), 0, 9, nil, nil, Error) = nil,
    'to that of the network');
  Check(AnswerCount = 0, 'nothing is sent');
end;

procedure Must57;
begin
  TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  SayFull(Syn, PeerSeq, 0, '', '', AddressB, $0A0000FF, 0, False, '');
  SayFull(Syn, PeerSeq, 0, '', '', AddressB, $E0000001, 0, False, '');
  SayFull(Syn, PeerSeq, 0, '', '', AddressB, $FFFFFFFF, 0, False, '');
  Check((AnswerCount = 0) and (A^.TcbCount = 0), 'a SYN to a group is dropped in silence');
end;

procedure Must63;
begin
  TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  SayFull(Syn, PeerSeq, 0, '', '', $E0000001, AddressA, 0, False, '');
  SayFull(Syn, PeerSeq, 0, '', '', $0A0000FF, AddressA, 0, False, '');
  SayFull(Syn, PeerSeq, 0, '', '', 0, AddressA, 0, False, '');
  Check((AnswerCount = 0) and (A^.TcbCount = 0), 'a SYN from a group is dropped in silence');
end;

{ ---- closing ---- }

procedure Must12;
var
  Tcb: PTcb;
  Buffer: Byte;
begin
  Tcb := OpenPassive(MssOption);
  Say(Rst, PeerSeq, 0, '', '');
  Check(TcpReceive(Tcb, @Buffer, 1, False) = -ECONNRESET, 'the program learns of the abort');
end;

procedure Must13;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  TcpClose(Tcb);
  Check(TheAnswer.Flags and Fin <> 0, 'FIN');
  PeerAck := PeerAck + 1;
  SayNext(Fin, '');
  Check(A^.TimeWait.Count = 1, 'TIME-WAIT');
  RunSim(59 * NsPerSecond);
  Check(A^.TimeWait.Count = 1, 'for twice the segment lifetime');
  RunSim(2 * NsPerSecond);
  Check((A^.TimeWait.Count = 0) and (A^.TcbCount = 0), 'and then no more');
end;

{ ---- retransmission, acknowledgements ---- }

procedure Must19;
var
  Tcb: PTcb;
  Index: LongInt;
begin
  Tcb := OpenPassive(MssOption);
  Check(Tcb^.Cwnd = 14600, 'slow start begins with ten segments');
  SendText(Tcb, Text(60000));
  Check(AnswerCount = 10, 'and no more');
  Forget;
  RunSim(40 * NsPerSecond);
  Check(AnswerCount >= 4, 'the first is sent again');
  for Index := 2 to AnswerCount - 1 do
    Check(Abs((Answers[Index].At - Answers[Index - 1].At)
      - 2 * (Answers[Index - 1].At - Answers[Index - 2].At)) < NsPerMs, 'ever more rarely');
  Check(Tcb^.Cwnd = 1460, 'and slow start begins again');
end;

procedure Must18;
var
  Tcb: PTcb;
  Before: Int64;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'x');
  RunSim(5 * NsPerSecond);
  Before := Tcb^.Srtt;
  AckAll;
  Check(Tcb^.Srtt = Before, 'what was sent twice measures nothing');
end;

{ Three segments come in before A may answer: one acknowledgement. }
procedure Must58;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Burst(3);
  Check(TheAnswer.Ack = PeerSeq + 300, 'one answer to all that has come in');
  Check(Length(ReadText(Tcb)) = 300, 'which is all there');
end;

procedure Must40;
var
  Tcb: PTcb;
  Started: Int64;
begin
  Tcb := OpenPassive(MssOption);
  Started := SimNow;
  SayNext(Psh, 'x');
  Check(AnswerCount = 0, 'the acknowledgement waits for company');
  RunSim(NsPerSecond);
  Check(TheAnswer.At - Started < 500 * NsPerMs, 'less than half a second');
  Check(Tcb^.RcvNxt = PeerSeq, 'and is right');
end;

procedure Must39;
var
  Tcb: PTcb;
  Buffer: array[0..4095] of Byte;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.ReceiveLimit := 4096;
  Tcb^.RcvAdv := Tcb^.RcvNxt + 4096;
  SayNext(Psh, Text(1400));
  SayNext(Psh, Text(1400));
  SayNext(Psh, Text(1296));
  RunSim(NsPerSecond);
  Check(Answers[AnswerCount - 1].Window = 0, 'the window is full');
  Forget;
  TcpReceive(Tcb, Buffer, 100, False);
  Check(AnswerCount = 0, 'a hundred octets of room are not offered');
  TcpReceive(Tcb, Buffer, 3000, False);
  Check(TheAnswer.Window >= 1460, 'a segment is');
end;

procedure Must38;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, Text(1460));
  Forget;
  PeerWindow := 500;
  PeerAck := PeerAck + 1460;
  SayNext(0, '');
  SendText(Tcb, Text(1460));
  Check(AnswerCount = 0, 'a small window is not filled');
  RunSim(3 * NsPerSecond);
  Check((AnswerCount > 0) and (Answers[0].Size = 500), 'until it has waited');
end;

procedure Must17;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'a');
  SendText(Tcb, 'b');
  Check(AnswerCount = 1, 'Nagle holds the second');
  AckAll;
  Check(TheAnswer.Size = 1, 'until the first has arrived');
  Tcb^.NoDelay := True;
  SendText(Tcb, 'c');
  Check(AnswerCount = 1, 'unless the program wants it now');
end;

procedure Must49;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.Ttl := 7;
  Tcb^.Tos := $B8;                           { MUST-48: the differentiated services field }
  SendText(Tcb, 'x');
  with TheAnswer do
    Check((Ttl = 7) and (Tos = $B8), 'TTL and services are the program''s to set');
end;

{ ---- failures ---- }

procedure Must20;
var
  Tcb: PTcb;
  Started: Int64;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'x');
  Started := SimNow;
  RunSim(10 * NsPerSecond);
  Check(ArpOut > 0, 'R1: IP is told that the way may be dead');
  while Tcb^.State = tcpEstablished do
    RunSim(NsPerSecond);
  Check(SimNow - Started > 100 * NsPerSecond, 'R2 is at least 100 seconds');
  Check(Tcb^.Error = ETIMEDOUT, 'and then the program is told');
end;

procedure Must21;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.UserTimeout := 5 * NsPerSecond;
  SendText(Tcb, 'x');
  RunSim(20 * NsPerSecond);
  Check(Tcb^.State = tcpClosed, 'R2 is the program''s to set');
end;

procedure Must23;
var
  Tcb: PTcb;
  Error: LongInt;
  Started: Int64;
begin
  Started := SimNow;
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), 0, PeerPort, nil, nil, Error);
  while Tcb^.State = tcpSynSent do
    RunSim(NsPerSecond);
  { MUST-22: the same mechanism }
  Check(AnswerCount > 3, 'SYN is sent again');
  Check(SimNow - Started >= 180 * NsPerSecond, 'for three minutes at least');
  TcpClose(Tcb);
end;

{ ---- keep-alive ---- }

procedure Must24;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  RunSim(3 * 3600 * NsPerSecond);
  Check(AnswerCount = 0, 'MUST-25: off unless asked for');
  Check(Tcb^.KeepIdle >= 7200 * NsPerSecond, 'MUST-28: two hours');
  TcpSetKeepAlive(Tcb, True);
  Tcb^.LastHeard := SimNow;
  TcpSetKeepAlive(Tcb, True);
  RunSim(7201 * NsPerSecond);
  with TheAnswer do
    Check((Size = 0) and (Seq = PeerAck - 1), 'asked with the last number');
  SayNext(0, '');
  TcpSetKeepAlive(Tcb, False);
  RunSim(3 * 3600 * NsPerSecond);
  Check(AnswerCount = 0, 'and off again');
end;

procedure Must26;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  { MUST-27: configurable }
  Tcb^.KeepIdle := 10 * NsPerSecond;
  TcpSetKeepAlive(Tcb, True);
  RunSim(5 * NsPerSecond);
  SayNext(Psh, 'x');
  RunSim(NsPerSecond);
  Forget;
  RunSim(8 * NsPerSecond);
  Check(AnswerCount = 0, 'only when idle');
  RunSim(2 * NsPerSecond);
  Check(AnswerCount = 1, 'for the whole interval');
  SayNext(0, '');
  SendText(Tcb, 'lost');
  Forget;
  RunSim(100 * NsPerSecond);
  Check(AnswerCount > 0, 'with data on its way there are repetitions');
  while AnswerCount > 0 do
  begin
    Dec(AnswerCount);
    Check(Answers[AnswerCount].Size = 4, 'and no probes');
  end;
end;

procedure Must29;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.KeepIdle := 10 * NsPerSecond;
  Tcb^.KeepInterval := NsPerSecond;
  TcpSetKeepAlive(Tcb, True);
  RunSim(13 * NsPerSecond);
  Check((Tcb^.State = tcpEstablished) and (AnswerCount >= 2), 'one lost probe kills nothing');
  RunSim(20 * NsPerSecond);
  Check((Tcb^.State = tcpClosed) and (Tcb^.Error = ETIMEDOUT), 'all of them do');
end;

{ ---- IP options, ICMP ---- }

procedure Must50;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SayFull(Ack or Psh, PeerSeq, PeerAck, 'opt', '', AddressB, AddressA, 0, False,
    #7#7#4#0#0#0#0#0);
  Check(ReadText(Tcb) = 'opt', 'IP options that say nothing to TCP are ignored');
end;

procedure Must54;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), OurPort, PeerPort, nil, nil, Error);
  SayIcmp(3, 3, TheAnswer.Seq);
  Check((Tcb^.State = tcpClosed) and (Tcb^.Error = ECONNREFUSED), 'ICMP reaches the connection');
  TcpClose(Tcb);
end;

procedure Must55;
var
  Tcb: PTcb;
  Window: LongWord;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'x');
  Window := Tcb^.Cwnd;
  SayIcmp(4, 0, Tcb^.SndUna);
  Check((Tcb^.Cwnd = Window) and (Tcb^.State = tcpEstablished), 'source quench is discarded');
end;

procedure Must56;
var
  Tcb: PTcb;
  Code: Byte;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'x');
  for Code in [0, 1, 5] do
    SayIcmp(3, Code, Tcb^.SndUna);
  SayIcmp(11, 0, Tcb^.SndUna);
  SayIcmp(12, 0, Tcb^.SndUna);
  Check(Tcb^.State = tcpEstablished, 'soft errors end nothing');
  Check(Tcb^.SoftError <> 0, 'but are remembered');
end;

procedure Must47;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'x');
  SayIcmp(3, 1, Tcb^.SndUna);
  while Tcb^.State = tcpEstablished do
    RunSim(10 * NsPerSecond);
  Check(Tcb^.Error = EHOSTUNREACH, 'the program is told why');
end;

{ RFC 5961: a reset or SYN inside the window is challenged. }
procedure Rfc5961;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Say(Rst, PeerSeq + 100, 0, '', '');
  with TheAnswer do
    Check((Flags = NetScript.Ack) and (Ack = PeerSeq), 'a reset in the window is challenged');
  Say(Syn, PeerSeq + 5, 0, '', '');
  Check(TheAnswer.Flags = NetScript.Ack, 'and so is a SYN');
  Say(Rst, PeerSeq + 70000, 0, '', '');
  Check((AnswerCount = 0) and (Tcb^.State = tcpEstablished), 'one outside is dropped');
end;

const
  Cases: array[0..30] of TCase = (
    (Name: 'must-10'; Run: @Must10),
    (Name: 'must-11'; Run: @Must11),
    (Name: 'must-41'; Run: @Must41),
    (Name: 'must-42'; Run: @Must42),
    (Name: 'must-43'; Run: @Must43),
    (Name: 'must-44'; Run: @Must44),
    (Name: 'must-46'; Run: @Must46),
    (Name: 'must-57'; Run: @Must57),
    (Name: 'must-63'; Run: @Must63),
    (Name: 'must-12'; Run: @Must12),
    (Name: 'must-13'; Run: @Must13),
    (Name: 'must-19'; Run: @Must19),
    (Name: 'must-18'; Run: @Must18),
    (Name: 'must-58'; Run: @Must58),
    (Name: 'must-40'; Run: @Must40),
    (Name: 'must-39'; Run: @Must39),
    (Name: 'must-38'; Run: @Must38),
    (Name: 'must-17'; Run: @Must17),
    (Name: 'must-49'; Run: @Must49),
    (Name: 'must-20'; Run: @Must20),
    (Name: 'must-21'; Run: @Must21),
    (Name: 'must-23'; Run: @Must23),
    (Name: 'must-24'; Run: @Must24),
    (Name: 'must-26'; Run: @Must26),
    (Name: 'must-29'; Run: @Must29),
    (Name: 'must-50'; Run: @Must50),
    (Name: 'must-54'; Run: @Must54),
    (Name: 'must-55'; Run: @Must55),
    (Name: 'must-56'; Run: @Must56),
    (Name: 'must-47'; Run: @Must47),
    (Name: 'rfc5961'; Run: @Rfc5961));

function RunConnectionRules(const Name: string): Boolean;
begin
  Result := RunCases(Cases, Name);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The MUSTs of RFC 9293 about windows, urgent data, options, checksums and sequence numbers, a test each:
  docs/TCP-CONFORMANCE.md lists them. A test opens a connection to a scripted peer and looks at segments. }
unit NetSegmentRules;

{$mode objfpc}

interface

{ Runs the case Name, or all for `conformance`; False when there is none of the name. }
function RunSegmentRules(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetBytes, Toro.NetStack, Toro.Tcp, Toro.TcpCore, NetSim, NetScript;

{ ---- window ---- }

procedure Must1;
var
  Tcb: PTcb;
begin
  PeerWindow := 40000;                       { negative if it were signed }
  Tcb := OpenPassive(MssOption);
  Check(Tcb^.SndWnd = 40000, 'a window of 40000 is one');
end;

procedure Must34;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, Text(7300));
  PeerWindow := 1000;
  SayNext(0, '');                            { the right edge moves left of what was sent }
  Forget;
  RunSim(5 * NsPerSecond);
  Check(AnswerCount > 0, 'what was sent is sent again');
  PeerWindow := 65535;
  PeerAck := PeerAck + 7300;
  SayNext(0, '');
  Check((Tcb^.State = tcpEstablished) and (Tcb^.Send.Count = 0), 'and it goes on');
end;

procedure Must35;
var
  Tcb: PTcb;
  Probes: LongInt;
begin
  Tcb := OpenPassive(MssOption);
  PeerWindow := 0;
  SayNext(0, '');
  Check(SendText(Tcb, Text(3000)) = 3000, 'queued');
  Check(AnswerCount = 0, 'nothing leaves for a closed window');
  RunSim(10 * NsPerSecond);
  Probes := AnswerCount;
  Check(Probes >= 2, 'the window is probed');
  Check(Answers[0].Size = 1, 'with an octet of new data');
  Check(Answers[0].Seq = PeerAck, 'the next one');
end;

procedure Must37;
var
  Tcb: PTcb;
  Minute: LongInt;
begin
  Tcb := OpenPassive(MssOption);
  PeerWindow := 0;
  SayNext(0, '');
  SendText(Tcb, Text(3000));
  for Minute := 1 to 120 do
  begin
    RunSim(60 * NsPerSecond);
    if AnswerCount > 0 then
    begin
      Forget;
      SayNext(0, '');                        { still closed, still there }
    end;
  end;
  Check(Tcb^.State = tcpEstablished, 'two hours of closed window end nothing');
  PeerWindow := 65535;
  SayNext(0, '');
  Check(AnswerCount > 0, 'and then the data comes');
end;

procedure Must66;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.ReceiveLimit := 1000;
  SayNext(0, Text(1000));
  Tcb^.RcvAdv := Tcb^.RcvNxt;
  Forget;
  SayFull(Urg or Ack, PeerSeq, PeerAck, 'u', '', AddressB, AddressA, 1, False, '');
  Check(Tcb^.UrgentPending, 'URG counts with a closed window');
  Say(Rst, PeerSeq, 0, '', '');
  Check(Tcb^.State = tcpClosed, 'and so does RST');
end;

{ Without scaling the window is full when 65535 octets are offered: reading must not offer more in vain. }
procedure Unscaled;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SayNext(Psh, 'read');
  Check(ReadText(Tcb) = 'read', 'data');
  Check(AnswerCount = 0, 'reading it says nothing');
end;

{ ---- push, urgent ---- }

procedure Must61;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, Text(2000));
  Check(AnswerCount = 1, 'one full segment, then Nagle');
  AckAll;
  Check((AnswerCount = 1) and (Answers[0].Flags and Psh <> 0), 'the last one is pushed');
end;

procedure Must30;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  TcpSend(Tcb, PByte(PAnsiChar('abc')), 3, True);
  with TheAnswer do
  begin
    Check(Flags and Urg <> 0, 'URG is sent');
    { MUST-62: the octet after the urgent data }
    Check(Urgent = 3, 'the pointer names the first octet that is not urgent');
  end;
end;

procedure Must31;
var
  Tcb: PTcb;
  Long: AnsiString;
begin
  Tcb := OpenPassive(MssOption);
  Long := Text(4000);
  TcpSend(Tcb, @Long[1], 4000, True);
  AckAll;
  AckAll;
  Check(Tcb^.SndUna = Tcb^.SndUp, 'urgent data of any length');
  SayFull(Urg or Ack, PeerSeq, PeerAck, Text(1000), '', AddressB, AddressA, 3000, False, '');
  Check(Tcb^.UrgentPending and (Tcb^.RcvUp = PeerSeq + 3000), 'and more to come');
end;

var
  Told: LongInt;

procedure CountTold(Owner: Pointer);
begin
  Inc(Told);
end;

procedure Must32;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.Notify := @CountTold;
  Told := 0;
  SayFull(Urg or Ack, PeerSeq, PeerAck, 'ab', '', AddressB, AddressA, 2, False, '');
  Check((Told > 0) and Tcb^.UrgentPending, 'the program is told of urgent data');
  { MUST-33: how much there is }
  Check(Tcb^.RcvUp - (Tcb^.RcvNxt - LongWord(Tcb^.Receive.Count)) = 2, 'and how much');
  ReadText(Tcb);
  Check(not Tcb^.UrgentPending, 'until it is read');
end;

{ ---- options ---- }

procedure Must4;
var
  Tcb: PTcb;
begin
  { END, NOP and MSS, in the middle of others }
  Tcb := OpenPassive(#1#1#2#4#2#0#0#9);
  Check(Tcb^.Mss = 512, 'MSS is read between NOPs and END');
end;

procedure Must5;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Say(Ack or Psh, PeerSeq, PeerAck, 'data', #1#1#1#1);
  Check(ReadText(Tcb) = 'data', 'options in any segment');
end;

procedure Must6;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(#77#6#1#2#3#4 + #2#4#4#0#1#1);
  Check(Tcb^.Mss = 1024, 'an unknown option is skipped');
end;

procedure Must7;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(#2#0#5#180#3#200#1#1);
  Check(Tcb^.Mss = 536, 'an option of length 0 or beyond the end is no option');
end;

procedure Must64;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(#1#2#4#4#0#3#3#1);
  Check((Tcb^.Mss = 1024) and (Tcb^.SndScale = 1), 'options at odd places');
end;

procedure Must14;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), 0, PeerPort, nil, nil, Error);
  with TheAnswer do
  begin
    Check((Options[0] = 2) and (Options[1] = 4), 'MSS is sent');
    { MUST-67: what IP can take in, less the headers }
    Check(Options[2] * 256 + Options[3] = 1460, 'and is the MTU less the headers');
  end;
  TcpAbort(Tcb);
end;

procedure Must15;
begin
  Check(OpenPassive('')^.Mss = 536, 'without the option 536');
end;

procedure Must16;
var
  Tcb: PTcb;
begin
  DeviceA.Mtu := 1000;
  Tcb := OpenPassive(MssOption);
  Check(Tcb^.Mss = 960, 'the lesser of what the peer and the link take');
  SendText(Tcb, Text(3000));
  Check(Answers[0].Size = 960, 'and segments have that size');
end;

{ No segment but SYN carries MSS; every option but END and NOP has its length; padding is options. }
procedure Must65;
var
  Tcb: PTcb;
  Index, Place: LongInt;
begin
  Tcb := OpenPassive(MssOption + SackOption);
  SendText(Tcb, 'x');
  Say(Ack, PeerSeq + 100, PeerAck, 'hole', '');
  Say(Ack, PeerSeq + 300, PeerAck, 'hole', '');
  Check(AnswerCount >= 3, 'answers');
  for Index := 0 to AnswerCount - 1 do
  begin
    Place := 0;
    while Place < Answers[Index].OptionSize do
    begin
      Check(Answers[Index].Options[Place] in [1, 5], 'NOP or SACK, with its length');
      if Answers[Index].Options[Place] = 1 then
        Inc(Place)
      else
      begin
        Check(Answers[Index].Options[Place + 1] and 7 = 2, 'whole blocks');
        Inc(Place, Answers[Index].Options[Place + 1]);
      end;
    end;
    Check(Place = Answers[Index].OptionSize, 'nothing is left over');
  end;
end;

{ ---- checksums, sequence numbers ---- }

procedure Must2;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SendText(Tcb, 'odd');
  Check(TheAnswer.ChecksumGood, 'sent with a right checksum');
end;

procedure Must3;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  SayFull(Ack, PeerSeq, PeerAck, 'bad', '', AddressB, AddressA, 0, True, '');
  Check((ReadText(Tcb) = '') and (AnswerCount = 0), 'a wrong checksum is dropped');
end;

function IssOf(Port: Word): LongWord;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), Port, PeerPort, nil, nil, Error);
  Result := Tcb^.Iss;
  TcpAbort(Tcb);
end;

procedure Must8;
var
  First, Second: LongWord;
begin
  First := IssOf(4000);
  RunSim(NsPerSecond);
  Second := IssOf(4000);
  Check(Second - First = 250000, 'the clock ticks every 4 microseconds');
end;

procedure Must9;
var
  First: LongWord;
begin
  First := IssOf(4001) - IssOf(4000);
  A^.Secret[0] := A^.Secret[0] xor 1;
  Check(IssOf(4001) - IssOf(4000) <> First, 'what is added to it depends on a secret');
end;

const
  Cases: array[0..22] of TCase = (
    (Name: 'must-1'; Run: @Must1),
    (Name: 'must-34'; Run: @Must34),
    (Name: 'must-35'; Run: @Must35),
    (Name: 'must-37'; Run: @Must37),
    (Name: 'must-66'; Run: @Must66),
    (Name: 'unscaled'; Run: @Unscaled),
    (Name: 'must-61'; Run: @Must61),
    (Name: 'must-30'; Run: @Must30),
    (Name: 'must-31'; Run: @Must31),
    (Name: 'must-32'; Run: @Must32),
    (Name: 'must-4'; Run: @Must4),
    (Name: 'must-5'; Run: @Must5),
    (Name: 'must-6'; Run: @Must6),
    (Name: 'must-7'; Run: @Must7),
    (Name: 'must-64'; Run: @Must64),
    (Name: 'must-14'; Run: @Must14),
    (Name: 'must-15'; Run: @Must15),
    (Name: 'must-16'; Run: @Must16),
    (Name: 'must-65'; Run: @Must65),
    (Name: 'must-2'; Run: @Must2),
    (Name: 'must-3'; Run: @Must3),
    (Name: 'must-8'; Run: @Must8),
    (Name: 'must-9'; Run: @Must9));

function RunSegmentRules(const Name: string): Boolean;
begin
  Result := RunCases(Cases, Name);
end;

end.

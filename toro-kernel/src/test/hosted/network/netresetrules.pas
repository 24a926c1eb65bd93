{ SPDX-License-Identifier: Apache-2.0 }
{ The rules of resets (RFC 9293 3.5.2 and 3.5.3, RFC 5961), and what a peer cannot make us keep: a test each, as in
  Toro's NetSegmentRules; docs/TCP-CONFORMANCE.md lists them. }
unit NetResetRules;

{$mode objfpc}

interface

{ Runs the case Name, or all for `conformance`; False when there is none of the name. }
function RunResetRules(const Name: string): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetStack, Toro.Tcp, Toro.TcpCore, NetSim, NetScript;

{ A connection in one of the synchronized states; PeerSeq and PeerAck are what comes next. }
function InState(State: TTcpState): PTcb;
begin
  Result := OpenPassive(MssOption);
  if State in [tcpCloseWait, tcpLastAck] then
    SayNext(Fin, '');
  if State in [tcpFinWait1, tcpFinWait2, tcpClosing, tcpLastAck, tcpTimeWait] then
    TcpShutdown(Result);
  if State in [tcpFinWait2, tcpTimeWait] then
  begin
    PeerAck := PeerAck + 1;
    SayNext(0, '');
  end;
  if State in [tcpClosing, tcpTimeWait] then
    SayNext(Fin, '');
  if State = tcpClosing then
    Check(Result^.State = tcpClosing, 'both have closed, and our FIN is on its way');
  Check(Result^.State = State, 'the state is as wanted');
  Forget;
end;

{ ---- RFC 9293 3.5.2: when a reset is sent ---- }

{ Group 1: no connection. }
procedure Nobody;
begin
  Say(Syn, 700, 0, '', MssOption);
  with TheAnswer do
    Check((Flags = Rst or NetScript.Ack) and (Seq = 0) and (Ack = 701), 'a SYN is refused by its number');
  Say(Ack, 700, 4321, 'abc', '');
  with TheAnswer do
    Check((Flags = Rst) and (Seq = 4321), 'an ACK by what it acknowledges');
  Say(Fin, 700, 0, 'abc', '');
  with TheAnswer do
    Check((Flags = Rst or NetScript.Ack) and (Seq = 0) and (Ack = 704), 'else data and FIN count');
  Say(Syn or Fin, 700, 0, 'abc', '');
  Check(TheAnswer.Ack = 705, 'and SYN');
  Say(Rst, 700, 0, '', '');
  Say(Rst or Ack, 700, 4321, 'abc', '');
  Check(AnswerCount = 0, 'a reset never');
end;

{ Group 2: not synchronized, and what is acknowledged was never sent. }
procedure Unsynchronized;
var
  Tcb: PTcb;
  Error: LongInt;
begin
  TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Ack, 700, 4321, '', '');
  with TheAnswer do
    Check((Flags = Rst) and (Seq = 4321), 'LISTEN: any ACK');
  Say(Syn or Ack, 700, 4321, '', '');
  with TheAnswer do
    Check((Flags = Rst) and (Seq = 4321), 'SYN and ACK too');
  Say(Syn, PeerSeq, 0, '', MssOption);
  PeerAck := TheAnswer.Seq + 1;
  Say(Ack, PeerSeq + 1, PeerAck + 7, '', '');
  with TheAnswer do
    Check((Flags = Rst) and (Seq = PeerAck + 7), 'SYN-RECEIVED: an ACK of something else');
  Check(A^.TcbCount = 1, 'which changes nothing');
  Say(Ack, PeerSeq + 1, PeerAck, '', '');
  Check((AnswerCount = 0) and (A^.Listeners^.Ready.Count = 1), 'for the right one is still taken');
  StopScript;
  StartScript;
  Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), OurPort, PeerPort, nil, nil, Error);
  PeerAck := TheAnswer.Seq + 1;
  Say(Ack, 700, PeerAck - 1, '', '');
  with TheAnswer do
    Check((Flags = Rst) and (Seq = PeerAck - 1), 'SYN-SENT: likewise');
  Say(Syn or Ack, 700, PeerAck + 1, '', '');
  Check((TheAnswer.Flags = Rst) and (Tcb^.State = tcpSynSent), 'and it goes on');
  Say(Rst or Ack, 700, PeerAck + 1, '', '');
  Check((AnswerCount = 0) and (Tcb^.State = tcpSynSent), 'a reset of something else is not answered');
  Say(Rst, 700, 0, '', '');
  Check((AnswerCount = 0) and (Tcb^.State = tcpSynSent), 'one without ACK is dropped');
  Say(Rst or Ack, 700, PeerAck, '', '');
  Check((Tcb^.State = tcpClosed) and (Tcb^.Error = ECONNREFUSED), 'the right one refuses');
  TcpClose(Tcb);
end;

{ Group 3: synchronized; what is not acceptable is only acknowledged. }
procedure Synchronized;
var
  State: TTcpState;
  Tcb: PTcb;
begin
  for State in [tcpEstablished, tcpFinWait1, tcpFinWait2, tcpCloseWait, tcpClosing, tcpLastAck, tcpTimeWait] do
  begin
    Tcb := InState(State);
    Say(Ack, PeerSeq - 10000, PeerAck, 'old', '');
    with TheAnswer do
      Check((Flags = NetScript.Ack) and (Ack = PeerSeq), 'what lies outside is acknowledged');
    Check(Tcb^.State = State, 'and changes nothing');
    StopScript;
    StartScript;
  end;
end;

{ ---- RFC 9293 3.5.3, RFC 5961 3: when one is believed ---- }

procedure Believed;
var
  State: TTcpState;
  Tcb: PTcb;
  Buffer: Byte;
  Got: LongInt;
begin
  for State in [tcpEstablished, tcpFinWait1, tcpFinWait2, tcpCloseWait, tcpClosing, tcpLastAck, tcpTimeWait] do
  begin
    Tcb := InState(State);
    Say(Rst, PeerSeq + 1, 0, '', '');
    with TheAnswer do
      Check((Flags = NetScript.Ack) and (Ack = PeerSeq), 'one inside the window is challenged');
    Say(Rst, PeerSeq - 1, 0, '', '');
    Say(Rst, PeerSeq + 200000, 0, '', '');
    Check((AnswerCount = 0) and (Tcb^.State = State), 'one outside is dropped');
    Say(Rst, PeerSeq, 0, '', '');
    Check((AnswerCount = 0) and (Tcb^.State = tcpClosed), 'the next number resets');
    Got := TcpReceive(Tcb, @Buffer, 1, False);
    if State in [tcpEstablished, tcpFinWait1, tcpFinWait2] then
      Check(Got = -ECONNRESET, 'and the program is told')
    else
      Check(Got = 0, 'the peer had ended before');
    StopScript;
    StartScript;
  end;
end;

{ RFC 5961 4: a SYN in every synchronized state. }
procedure Syns;
var
  State: TTcpState;
  Tcb: PTcb;
  Shift: LongInt;
begin
  for State in [tcpEstablished, tcpFinWait1, tcpFinWait2, tcpCloseWait, tcpClosing, tcpLastAck] do
  begin
    Tcb := InState(State);
    for Shift in [0, 5, 300000] do
    begin
      Say(Syn, PeerSeq + LongWord(Shift), 0, '', MssOption);
      with TheAnswer do
        Check((Flags = NetScript.Ack) and (Ack = PeerSeq) and (Seq = Tcb^.SndMax), 'a SYN is challenged');
      Check(Tcb^.State = State, 'and changes nothing');
    end;
    StopScript;
    StartScript;
  end;
end;

{ RFC 5961 5: what acknowledges the future or a distant past is not taken. }
procedure Acks;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  Say(Ack or Psh, PeerSeq, PeerAck + 1, 'evil', '');
  Check((TheAnswer.Ack = PeerSeq) and (ReadText(Tcb) = ''), 'of the future');
  Say(Ack or Psh, PeerSeq, PeerAck - 70000, 'evil', '');
  Check((TheAnswer.Ack = PeerSeq) and (ReadText(Tcb) = ''), 'of a distant past');
  Say(Psh, PeerSeq, 0, 'evil', '');
  Check((AnswerCount = 0) and (ReadText(Tcb) = ''), 'of nothing');
  Say(Ack or Psh, PeerSeq, PeerAck - 1, 'good', '');
  Check(ReadText(Tcb) = 'good', 'a little old may be');
end;

{ RFC 5961 7: answers to a flood are bounded, and no stranger can count them (CVE-2016-5696). }
procedure Throttled;
var
  Turn, First: LongInt;

  function InASecond: LongInt;
  var
    Index: LongInt;
  begin
    Result := 0;
    for Index := 1 to 250 do
    begin
      Forget;
      Say(Syn, PeerSeq + 1, 0, '', '');
      Inc(Result, AnswerCount);
    end;
    RunSim(NsPerSecond + NsPerMs);
  end;

begin
  OpenPassive(MssOption);
  First := InASecond;
  Check((First >= 50) and (First < 150), 'about a hundred a second');
  for Turn := 1 to 5 do
    if InASecond <> First then
      Exit;
  Check(False, 'never the same number');
end;

{ RFC 5961 3.2 in SYN-RECEIVED: only the exact number. }
procedure HalfOpen;
begin
  TcpListen(A, AnyAddress, OurPort, 5, nil, nil);
  Say(Syn, PeerSeq, 0, '', MssOption);
  Forget;
  Say(Rst, PeerSeq + 2, 0, '', '');
  Check((A^.TcbCount = 1) and (TheAnswer.Flags = Ack), 'SYN-RECEIVED: challenged');
  Say(Rst, PeerSeq + 1, 0, '', '');
  Check((A^.TcbCount = 0) and (AnswerCount = 0), 'or gone, and LISTEN stays');
end;

{ ---- what a peer cannot make us keep ---- }

{ The peer never opens its window, and says so for ever (CVE-2008-4609). }
procedure Stubborn;
var
  Tcb: PTcb;
  Minute: LongInt;
begin
  Tcb := OpenPassive(MssOption);
  PeerWindow := 0;
  SayNext(0, '');
  SendText(Tcb, Text(3000));
  TcpClose(Tcb);
  for Minute := 1 to 60 do
  begin
    RunSim(60 * NsPerSecond);
    if AnswerCount > 0 then
    begin
      Forget;
      SayNext(0, '');
    end;
  end;
  Check((A^.TcbCount = 0) and (A^.MemoryUsed = SizeOf(TTcpListener)), 'once the program has left, not for an hour');
end;

{ The same while the program is there: its time-out counts. }
procedure Impatient;
var
  Tcb: PTcb;
  Second: LongInt;
begin
  Tcb := OpenPassive(MssOption);
  Tcb^.UserTimeout := 30 * NsPerSecond;
  PeerWindow := 0;
  SayNext(0, '');
  SendText(Tcb, Text(3000));
  for Second := 1 to 130 do
  begin
    RunSim(NsPerSecond);
    if (AnswerCount > 0) and (Tcb^.State = tcpEstablished) then
    begin
      Forget;
      SayNext(0, '');
    end;
  end;
  Check((Tcb^.State = tcpClosed) and (Tcb^.Error = ETIMEDOUT), 'a closed window ends by the user''s time-out');
end;

procedure FinWait;
var
  Tcb: PTcb;
begin
  Tcb := InState(tcpFinWait2);
  RunSim(600 * NsPerSecond);
  Check(Tcb^.State = tcpFinWait2, 'a half-closed connection may stay');
  TcpClose(Tcb);
  RunSim(59 * NsPerSecond);
  Check(A^.TcbCount = 1, 'without a program');
  RunSim(2 * NsPerSecond);
  Check((A^.TcbCount = 0) and (AnswerCount = 0), 'a minute');
  StopScript;
  StartScript;
  TcpClose(InState(tcpEstablished));
  PeerAck := PeerAck + 1;
  SayNext(0, '');
  RunSim(59 * NsPerSecond);
  Check(A^.TcbCount = 1, 'counted from the acknowledgement of its FIN');
  RunSim(2 * NsPerSecond);
  Check(A^.TcbCount = 0, 'too');
end;

procedure LastAck;
var
  Tcb: PTcb;
begin
  Tcb := InState(tcpCloseWait);
  TcpClose(Tcb);
  RunSim(1800 * NsPerSecond);
  Check(A^.TcbCount = 0, 'a FIN that nobody acknowledges ends');
  Check((AnswerCount >= 4) and (AnswerCount <= 20), 'after some repetitions');
end;

{ Data for a program that has left (RFC 1122 4.2.2.13, RFC 2525 2.17). }
procedure Left;
var
  Tcb: PTcb;
begin
  Tcb := OpenPassive(MssOption);
  TcpClose(Tcb);
  PeerAck := PeerAck + 1;
  Forget;
  SayNext(Psh, 'more');
  Check((TheAnswer.Flags and Rst <> 0) and (A^.TcbCount = 0), 'data for nobody resets');
  StopScript;
  StartScript;
  Tcb := OpenPassive(MssOption);
  SayNext(Psh, 'read');
  Check(ReadText(Tcb) = 'read', 'read');
  TcpClose(Tcb);
  Forget;
  Say(Ack or Psh, PeerSeq - 4, PeerAck, 'read', '');
  Check((TheAnswer.Flags and Rst = 0) and (A^.TcbCount = 1), 'not what comes once more');
  StopScript;
  StartScript;
  Tcb := OpenPassive(MssOption);
  SayNext(Psh, 'unread');
  TcpClose(Tcb);
  Check((TheAnswer.Flags and Rst <> 0) and (A^.TcbCount = 0), 'and so does leaving some unread');
end;

{ RFC 9293 3.6.1: TIME-WAIT opens anew for a number beyond the old ones, and answers anything else. }
procedure Reopened;
var
  Tcb: PTcb;
begin
  Tcb := InState(tcpTimeWait);
  TcpClose(Tcb);
  Say(Syn, PeerSeq - 1000, 0, '', MssOption);
  Check((TheAnswer.Flags = Ack) and (A^.TimeWait.Count = 1), 'an old SYN is acknowledged');
  Say(Fin or Ack, PeerSeq - 1, PeerAck, '', '');
  Check((TheAnswer.Flags = Ack) and (A^.TimeWait.Count = 1), 'and so is the FIN again');
  Say(Syn, PeerSeq + 1, 0, '', MssOption);
  Check((TheAnswer.Flags = Syn or Ack) and (A^.TimeWait.Count = 0), 'a new one is a new connection');
end;

{ A flood of TIME-WAIT ends the oldest, and every port can be used again. }
procedure Ports;
var
  Tcb: PTcb;
  Error, Turn: LongInt;
begin
  for Turn := 1 to 40000 do
  begin
    Tcb := TcpConnect(A, AnyAddress, Ip4(AddressB), 0, PeerPort, nil, nil, Error);
    Check(Tcb <> nil, 'there is a port');
    Forget;
    Tcb^.State := tcpFinWait2;
    TcpClose(Tcb);
    EnterTimeWait(Tcb);
    Check(A^.TimeWait.Count <= TimeWaitLimit, 'TIME-WAIT is bounded');
  end;
end;

{ A peer may remember a pair of ports for minutes: none comes again before all others have had their turn. }
procedure Turns;
var
  Used: array[Word] of Boolean;

  function Port(Remote: LongWord): Word;
  var
    Tcb: PTcb;
    Error: LongInt;
  begin
    Tcb := TcpConnect(A, AnyAddress, Ip4(Remote), 0, PeerPort, nil, nil, Error);
    Result := Tcb^.LocalPort;
    Forget;
    TcpAbort(Tcb);
  end;

var
  Turn: LongInt;
  Mine: Word;
begin
  FillChar(Used, SizeOf(Used), 0);
  for Turn := 1 to 28000 do
  begin
    Mine := Port(AddressB);
    Check(not Used[Mine], 'no port twice');
    Used[Mine] := True;
  end;
  Check(Abs(Port(AddressB) - Port(AddressB + 1)) > 1, 'one destination tells nothing of another''s');
end;

{ Every port to one server is in use: the 28,233rd says so, and to another server there is one. }
procedure Exhausted;
var
  Error, Count: LongInt;
begin
  Count := 0;
  while TcpConnect(A, AnyAddress, Ip4(AddressB), 0, PeerPort, nil, nil, Error) <> nil do
  begin
    Forget;
    Inc(Count);
  end;
  Check((Count > 28000) and (Error = EADDRNOTAVAIL), 'all ports but those of listeners');
  Check(TcpConnect(A, AnyAddress, Ip4(AddressB), 0, PeerPort + 1, nil, nil, Error) <> nil, 'others have them too');
end;

const
  Cases: array[0..16] of TCase = (
    (Name: 'rst-nobody'; Run: @Nobody),
    (Name: 'rst-early'; Run: @Unsynchronized),
    (Name: 'rst-outside'; Run: @Synchronized),
    (Name: 'rst-believed'; Run: @Believed),
    (Name: 'rst-half-open'; Run: @HalfOpen),
    (Name: 'rfc5961-syn'; Run: @Syns),
    (Name: 'rfc5961-ack'; Run: @Acks),
    (Name: 'rfc5961-limit'; Run: @Throttled),
    (Name: 'keep-window'; Run: @Stubborn),
    (Name: 'keep-user'; Run: @Impatient),
    (Name: 'keep-fin-wait'; Run: @FinWait),
    (Name: 'keep-last-ack'; Run: @LastAck),
    (Name: 'keep-left'; Run: @Left),
    (Name: 'time-wait'; Run: @Reopened),
    (Name: 'ports'; Run: @Ports),
    (Name: 'ports-turns'; Run: @Turns),
    (Name: 'ports-all'; Run: @Exhausted));

function RunResetRules(const Name: string): Boolean;
begin
  Result := RunCases(Cases, Name);
end;

end.

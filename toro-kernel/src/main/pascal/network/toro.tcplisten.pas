{ SPDX-License-Identifier: Apache-2.0 }
{ Passive opens: listeners, the bounded queues of half-open and ready connections, and SYN cookies
  for what does not fit (RFC 4987 3.6). Called by Toro.TcpInput and by Toro.Tcp. }
unit Toro.TcpListen;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.TcpOptions;

{ The listener that a segment to this address and port is for, or nil. }
function FindListener(Stack: PNetStack; const Address: TNetAddress; Port: Word): PTcpListener;
{ A SYN for a listener (RFC 9293 3.10.7.2). }
procedure AcceptSyn(Listener: PTcpListener; const Packet: TIncoming; const Options: TTcpOptions);
{ An ACK for a listener: the answer to a cookie becomes a connection, anything else is refused. The
  connection, in SYN-RECEIVED, or nil. }
function AcceptCookie(Listener: PTcpListener; const Packet: TIncoming): PTcb;
{ The handshake of Tcb is complete: to the ready queue. False when it is full: Tcb stays half-open. }
function HandshakeDone(Tcb: PTcb): Boolean;

implementation

uses
  Toro.NetBytes, Toro.Ip, Toro.TcpCore, Toro.TcpOutput;

const
  HalfOpenLimit = 256;
  { The MSS values that a cookie can say in three bits. }
  CookieMss: array[0..7] of Word = (64, 536, 1024, 1220, 1360, 1440, 1460, 8960);
  CookiePeriodNs = 64 * NsPerSecond;

function FindListener(Stack: PNetStack; const Address: TNetAddress; Port: Word): PTcpListener;
var
  Candidate: PTcpListener;
begin
  Result := nil;
  Candidate := Stack^.Listeners;
  while Candidate <> nil do
  begin
    if Candidate^.LocalPort = Port then
      if SameAddress(Candidate^.Local, Address) then
        Exit(Candidate)
      else if TakesAddress(Candidate^.Local, Address) then
        Result := Candidate;
    Candidate := Candidate^.Next;
  end;
end;

{ Five bits of time, three of MSS, 24 of hash over them, the addresses and the client's number. }
function Cookie(Stack: PNetStack; const Packet: TIncoming; ClientSequence: LongWord;
  Period: QWord; MssIndex: LongInt): LongWord;
var
  Hash: QWord;
  Header: PTcpHeader;
begin
  Header := PTcpHeader(Packet.Data);
  Hash := KeyedHash(Stack^.Secret, [Packet.Source.High, Packet.Source.Low,
    Packet.Destination.High, Packet.Destination.Low,
    QWord(Header^.SourcePort) shl 48 or QWord(Header^.DestinationPort) shl 32 or ClientSequence,
    Period shl 8 or QWord(MssIndex)]);
  Result := LongWord(Period and 31) shl 27 or LongWord(MssIndex) shl 24
    or LongWord(Hash and $FFFFFF);
end;

function MssIndexOf(Offered: LongInt): LongInt;
begin
  if Offered = 0 then
    Offered := DefaultMss4;
  Result := 7;
  while (Result > 0) and (CookieMss[Result] > Offered) do
    Dec(Result);
end;

procedure SendSynCookie(Listener: PTcpListener; const Packet: TIncoming; Offered: LongInt);
var
  Stack: PNetStack;
  Source: TNetAddress;
  Mtu, MssIndex: LongInt;
  Sequence: LongWord;
begin
  Stack := Listener^.Stack;
  if not SelectSource(Stack, Packet.Source, Source, Mtu) then
    Exit;
  MssIndex := MssIndexOf(Offered);
  Sequence := BEtoN(PTcpHeader(Packet.Data)^.Sequence);
  SendCookie(Stack, Packet, Cookie(Stack, Packet, Sequence,
    QWord(Stack^.Clock() div CookiePeriodNs), MssIndex), Mtu - 40 - 20 * Ord(not IsIp4(Source)));
end;

{ A half-open connection for the sender of Packet, in SYN-RECEIVED; nil without memory. }
function NewHalfOpen(Listener: PTcpListener; const Packet: TIncoming): PTcb;
var
  Header: PTcpHeader;
begin
  Result := NewTcb(Listener^.Stack);
  if Result = nil then
    Exit;
  Header := PTcpHeader(Packet.Data);
  Result^.Local := Packet.Destination;
  Result^.Remote := Packet.Source;
  Result^.LocalPort := BEtoN(Header^.DestinationPort);
  Result^.RemotePort := BEtoN(Header^.SourcePort);
  Result^.SendLimit := Listener^.SendLimit;
  Result^.ReceiveLimit := Listener^.ReceiveLimit;
  Result^.Listener := Listener;
  Result^.State := tcpSynReceived;
  Enqueue(Listener^.HalfOpen, Result);
  HashTcb(Result);
end;

procedure SetReceiveStart(Tcb: PTcb; Sequence: LongWord);
begin
  Tcb^.Irs := Sequence;
  Tcb^.RcvNxt := Sequence + 1;
  Tcb^.RcvAdv := Tcb^.RcvNxt;
  Tcb^.RcvUp := Tcb^.RcvNxt;
end;

procedure SetSendStart(Tcb: PTcb; Iss: LongWord);
begin
  Tcb^.Iss := Iss;
  Tcb^.SndUna := Iss;
  Tcb^.SndNxt := Iss + 1;
  Tcb^.SndMax := Tcb^.SndNxt;
  Tcb^.Recover := Iss;
  Tcb^.SndUp := Iss;
end;

procedure AcceptSyn(Listener: PTcpListener; const Packet: TIncoming; const Options: TTcpOptions);
var
  Tcb: PTcb;
begin
  { A full ready queue: say nothing, the client asks again. }
  if (Listener^.Ready.Count >= Listener^.Backlog)
    and (Listener^.HalfOpen.Count >= HalfOpenLimit) then
    Exit;
  Tcb := nil;
  if Listener^.HalfOpen.Count < HalfOpenLimit then
    Tcb := NewHalfOpen(Listener, Packet);
  if Tcb = nil then
  begin
    SendSynCookie(Listener, Packet, Options.Mss);
    Exit;
  end;
  SetReceiveStart(Tcb, BEtoN(PTcpHeader(Packet.Data)^.Sequence));
  SetSendStart(Tcb, InitialSequence(Tcb));
  Tcb^.SndWnd := BEtoN(PTcpHeader(Packet.Data)^.Window);
  ApplySynOptions(Tcb, Options);
  SendSyn(Tcb);
end;

function CookieMatches(Stack: PNetStack; const Packet: TIncoming; out MssIndex: LongInt): Boolean;
var
  Value: LongWord;
  Period: QWord;
  Age: LongInt;
begin
  Value := BEtoN(PTcpHeader(Packet.Data)^.Acknowledgement) - 1;
  MssIndex := Value shr 24 and 7;
  Period := QWord(Stack^.Clock() div CookiePeriodNs);
  for Age := 0 to 1 do
    if (Period >= QWord(Age)) and (Cookie(Stack, Packet,
      LongWord(BEtoN(PTcpHeader(Packet.Data)^.Sequence) - 1), Period - QWord(Age),
      MssIndex) = Value) then
      Exit(True);
  Result := False;
end;

function AcceptCookie(Listener: PTcpListener; const Packet: TIncoming): PTcb;
var
  MssIndex: LongInt;
  Header: PTcpHeader;
begin
  Result := nil;
  Header := PTcpHeader(Packet.Data);
  if (Listener^.Stack^.Counters.SynCookiesSent = 0)
    or not CookieMatches(Listener^.Stack, Packet, MssIndex) then
  begin
    RefuseSegment(Listener^.Stack, Packet);
    Exit;
  end;
  { No room for it: as if the segment were lost; the client sends again. }
  if Listener^.Ready.Count >= Listener^.Backlog then
    Exit;
  Result := NewHalfOpen(Listener, Packet);
  if Result = nil then
    Exit;
  Inc(Listener^.Stack^.Counters.SynCookiesGood);
  SetReceiveStart(Result, BEtoN(Header^.Sequence) - 1);
  SetSendStart(Result, BEtoN(Header^.Acknowledgement) - 1);
  { The cookie offered this much. }
  Result^.RcvAdv := Result^.RcvNxt + 65535;
  SetMss(Result, CookieMss[MssIndex]);
end;

function HandshakeDone(Tcb: PTcb): Boolean;
var
  Listener: PTcpListener;
begin
  Listener := Tcb^.Listener;
  Result := Listener^.Ready.Count < Listener^.Backlog;
  if not Result then
    Exit;
  Dequeue(Listener^.HalfOpen, Tcb);
  Enqueue(Listener^.Ready, Tcb);
  if Assigned(Listener^.Notify) then
    Listener^.Notify(Listener^.Owner);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ What a program may do with TCP (RFC 9293 3.9.1): open, listen, accept, send, receive, shut down,
  close, abort. Nothing here waits: -EAGAIN says that it would have to; Notify tells when to look
  again and must not call back into the stack. Called by the sockets and by Toro's interface. }
unit Toro.Tcp;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ A connection that has sent its SYN; ready when its state is ESTABLISHED, failed when Error is set.
  LocalPort 0 takes a free one. nil: Error tells why. }
function TcpConnect(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Owner: Pointer; Notify: TNotify; out Error: LongInt): PTcb;
{ The next port to try for a connection (RFC 6056 3.3.3): strangers cannot guess it, and it comes again only after all
  others, since a peer, or a router between, remembers it for minutes. }
function NextPort(Stack: PNetStack; const Local, Remote: TNetAddress; RemotePort: Word): Word;
{ Is Port free for a listener on Address? }
function TcpPortFree(Stack: PNetStack; const Address: TNetAddress; Port: Word): Boolean;
function TcpFreePort(Stack: PNetStack; const Address: TNetAddress): Word;
{ nil: without memory, or the port is taken. }
function TcpListen(Stack: PNetStack; const Local: TNetAddress; LocalPort: Word;
  Backlog: LongInt; Owner: Pointer; Notify: TNotify): PTcpListener;
{ The connection that has been ready longest, or nil. }
function TcpAccept(Listener: PTcpListener; Owner: Pointer; Notify: TNotify): PTcb;
{ Ends a listener and every connection nobody has accepted. }
procedure TcpUnlisten(Listener: PTcpListener);
{ Queues up to Size bytes: how many, or -EAGAIN, -EPIPE, -ENOTCONN, -ENOBUFS, or the error that ended
  the connection. Urgent: the last byte is marked. }
function TcpSend(Tcb: PTcb; Data: PByte; Size: LongInt; Urgent: Boolean): LongInt;
{ Up to Size bytes that have arrived; 0 after the peer's FIN; -EAGAIN; the error, once. }
function TcpReceive(Tcb: PTcb; Data: PByte; Size: LongInt; Peek: Boolean): LongInt;
{ No more will be sent: FIN follows what is queued. }
function TcpShutdown(Tcb: PTcb): LongInt;
{ The program lets go. What is queued is still sent; unread data resets (RFC 2525 2.17). }
procedure TcpClose(Tcb: PTcb);
{ RST, and let go. }
procedure TcpAbort(Tcb: PTcb);
procedure TcpSetKeepAlive(Tcb: PTcb; Active: Boolean);
{ The byte before the urgent pointer, when it is not part of the stream (UrgentApart): 1 or a negative errno. }
function TcpReceiveUrgent(Tcb: PTcb; Data: PByte; Peek: Boolean): LongInt;
{ The urgent byte is the next. }
function TcpAtUrgent(Tcb: PTcb): Boolean;
{ How many bytes TcpReceive gives at once: up to the urgent one when that is apart. }
function TcpPending(Tcb: PTcb): LongInt;
function TcpReadable(Tcb: PTcb): Boolean;
function TcpWritable(Tcb: PTcb): Boolean;
{ ICMP says that what we sent to Remote failed. Hard: it will not get better (RFC 5461). }
procedure TcpFailed(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Sequence: LongWord; Error: LongInt; Hard: Boolean);
{ ICMP says that packets of this path may have Mtu bytes at most (RFC 1191, RFC 8201). }
procedure TcpPathShrank(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Sequence: LongWord; Mtu: LongInt);

implementation

uses
  Toro.NetBytes, Toro.NetRing, Toro.NetRanges, Toro.Ip, Toro.TcpCore, Toro.TcpOutput, Toro.TcpTimers;

const
  FirstEphemeral = 32768;
  EphemeralCount = 28232;
  LeastBacklog = 128;
  BacklogLimit = 4096;

function TcpPortFree(Stack: PNetStack; const Address: TNetAddress; Port: Word): Boolean;
var
  Listener: PTcpListener;
begin
  Listener := Stack^.Listeners;
  while Listener <> nil do
  begin
    if (Listener^.LocalPort = Port) and BindingsMeet(Address, Listener^.Local) then
      Exit(False);
    Listener := Listener^.Next;
  end;
  Result := True;
end;

function PortInUse(Stack: PNetStack; Port: Word): Boolean;
var
  Index: LongInt;
  Tcb: PTcb;
begin
  for Index := 0 to TcpBuckets - 1 do
  begin
    Tcb := Stack^.Tcbs[Index];
    while Tcb <> nil do
    begin
      if Tcb^.LocalPort = Port then
        Exit(True);
      Tcb := Tcb^.HashNext;
    end;
  end;
  Result := False;
end;

function TcpFreePort(Stack: PNetStack; const Address: TNetAddress): Word;
var
  Tries: LongInt;
begin
  for Tries := 1 to 1000 do
  begin
    Result := FirstEphemeral + Stack^.Random() mod EphemeralCount;
    if TcpPortFree(Stack, Address, Result) and not PortInUse(Stack, Result) then
      Exit;
  end;
  Result := 0;
end;

function NextPort(Stack: PNetStack; const Local, Remote: TNetAddress; RemotePort: Word): Word;
var
  Start: QWord;
begin
  Inc(Stack^.PortsTaken);
  Start := KeyedHash(Stack^.Secret, [Local.High, Local.Low, Remote.High, Remote.Low, RemotePort]) shr 1;
  Result := FirstEphemeral + (Start + Stack^.PortsTaken) mod EphemeralCount;
end;

{ A port such that the pair of addresses is new. }
function ConnectPort(Stack: PNetStack; const Local, Remote: TNetAddress;
  RemotePort: Word): Word;
var
  Tries: LongInt;
begin
  for Tries := 1 to EphemeralCount do
  begin
    Result := NextPort(Stack, Local, Remote, RemotePort);
    if (FindTcb(Stack, Local, Remote, Result, RemotePort) = nil)
      and TcpPortFree(Stack, Local, Result) then
      Exit;
  end;
  Result := 0;
end;

function CheckConnect(Stack: PNetStack; const Local, Remote: TNetAddress;
  out Source: TNetAddress): LongInt;
var
  Mtu: LongInt;
begin
  Source := Local;
  if IsGroupAddress(Stack, Remote) or IsAnyAddress(Remote)
    or not IsAnyAddress(Local) and (IsIp4(Local) <> IsIp4(Remote)) then
    Exit(ENETUNREACH);
  if IsAnyAddress(Local) and (not SelectSource(Stack, Remote, Source, Mtu)
    or IsAnyAddress(Source)) then
    Exit(ENETUNREACH);
  if not IsLocalAddress(Stack, Source) then
    Exit(EADDRNOTAVAIL);
  Result := 0;
end;

function TcpConnect(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Owner: Pointer; Notify: TNotify; out Error: LongInt): PTcb;
  [public, alias: 'toro_tcp_connect'];
var
  Source: TNetAddress;
begin
  Result := nil;
  Error := CheckConnect(Stack, Local, Remote, Source);
  if Error <> 0 then
    Exit;
  if LocalPort = 0 then
    LocalPort := ConnectPort(Stack, Source, Remote, RemotePort);
  Error := EADDRNOTAVAIL;
  if LocalPort = 0 then
    Exit;
  Error := EADDRINUSE;
  if FindTcb(Stack, Source, Remote, LocalPort, RemotePort) <> nil then
    Exit;
  Error := ENOBUFS;
  Result := NewTcb(Stack);
  if Result = nil then
    Exit;
  Error := 0;
  Result^.Local := Source;
  Result^.Remote := Remote;
  Result^.LocalPort := LocalPort;
  Result^.RemotePort := RemotePort;
  Result^.Owner := Owner;
  Result^.Notify := Notify;
  Result^.State := tcpSynSent;
  HashTcb(Result);
  Result^.Iss := InitialSequence(Result);
  Result^.StampBase := StampBase(Result);
  Result^.SndUna := Result^.Iss;
  Result^.Recover := Result^.Iss;
  Result^.SndUp := Result^.Iss;
  SendSyn(Result);
end;

function TcpListen(Stack: PNetStack; const Local: TNetAddress; LocalPort: Word;
  Backlog: LongInt; Owner: Pointer; Notify: TNotify): PTcpListener;
  [public, alias: 'toro_tcp_listen'];
begin
  Result := nil;
  if not TcpPortFree(Stack, Local, LocalPort) then
    Exit;
  Result := NetAllocate(Stack, SizeOf(TTcpListener));
  if Result = nil then
    Exit;
  { POSIX calls the backlog a hint; a server's habitual 5 would make a burst wait for time-outs. }
  if Backlog < LeastBacklog then
    Backlog := LeastBacklog;
  if Backlog > BacklogLimit then
    Backlog := BacklogLimit;
  Result^.Stack := Stack;
  Result^.Local := Local;
  Result^.LocalPort := LocalPort;
  Result^.Backlog := Backlog;
  Result^.SendLimit := Stack^.DefaultSendLimit;
  Result^.ReceiveLimit := Stack^.DefaultReceiveLimit;
  Result^.Owner := Owner;
  Result^.Notify := Notify;
  Result^.Next := Stack^.Listeners;
  Stack^.Listeners := Result;
end;

function TcpAccept(Listener: PTcpListener; Owner: Pointer; Notify: TNotify): PTcb;
begin
  Result := Listener^.Ready.First;
  if Result = nil then
    Exit;
  Dequeue(Listener^.Ready, Result);
  Result^.Listener := nil;
  Result^.Owner := Owner;
  Result^.Notify := Notify;
end;

procedure TcpUnlisten(Listener: PTcpListener);
var
  Link: ^PTcpListener;
  Tcb: PTcb;
begin
  Link := @Listener^.Stack^.Listeners;
  while Link^ <> Listener do
    Link := @Link^^.Next;
  Link^ := Listener^.Next;
  while Listener^.HalfOpen.First <> nil do
  begin
    SendReset(Listener^.HalfOpen.First);
    CloseTcb(Listener^.HalfOpen.First, 0);
  end;
  repeat
    Tcb := TcpAccept(Listener, nil, nil);
    if Tcb <> nil then
      TcpAbort(Tcb);
  until Tcb = nil;
  NetRelease(Listener^.Stack, Listener, SizeOf(TTcpListener));
end;

function TakeError(Tcb: PTcb; Fallback: LongInt): LongInt;
begin
  Result := -Tcb^.Error;
  Tcb^.Error := 0;
  if Result = 0 then
    Result := Fallback;
end;

function TcpSend(Tcb: PTcb; Data: PByte; Size: LongInt; Urgent: Boolean): LongInt;
begin
  case Tcb^.State of
    tcpSynSent, tcpSynReceived: Exit(-EAGAIN);
    tcpEstablished, tcpCloseWait: ;
  else
    Exit(TakeError(Tcb, -EPIPE));
  end;
  if Tcb^.FinQueued then
    Exit(-EPIPE);
  Result := Tcb^.SendLimit - Tcb^.Send.Count;
  if Result > Size then
    Result := Size;
  if Size = 0 then
    Exit(0);
  if Result <= 0 then
    Exit(-EAGAIN);
  if not ReserveSend(Tcb, Tcb^.Send.Count + Result) then
  begin
    { Without more memory, what the ring has must do. }
    Result := Tcb^.Send.Capacity - Tcb^.Send.Count;
    if Result = 0 then
      if Tcb^.Send.Count > 0 then
        Exit(-EAGAIN)
      else
        Exit(-ENOBUFS);
    if Result > Size then
      Result := Size;
  end;
  RingWrite(Tcb^.Send, Tcb^.Send.Count, Data, Result);
  Inc(Tcb^.Send.Count, Result);
  if Urgent then
  begin
    Tcb^.Urgent := True;
    Tcb^.SndUp := Tcb^.SndUna + LongWord(Tcb^.Send.Count);
  end;
  TcpSendQueued(Tcb);
end;

{ An empty large ring goes back; connections that only wait hold no buffer. }
procedure ShrinkReceive(Tcb: PTcb); inline;
begin
  if (Tcb^.Receive.Count = 0) and (Tcb^.OutOfOrder = nil)
    and (Tcb^.Receive.Capacity > 4 * SmallestRing) then
  begin
    NetRelease(Tcb^.Stack, Tcb^.Receive.Data, Tcb^.Receive.Capacity);
    FillChar(Tcb^.Receive, SizeOf(TRing), 0);
  end;
end;

{ Tells the peer when reading has opened the window by a good step (MUST-39). }
procedure OfferWindow(Tcb: PTcb); inline;
var
  Opened, Step: LongInt;
begin
  if not (Tcb^.State in [tcpEstablished, tcpFinWait1, tcpFinWait2]) or Tcb^.FinReceived then
    Exit;
  Opened := LongInt(Tcb^.RcvNxt + ReceiveWindow(Tcb) - Tcb^.RcvAdv);
  Step := Tcb^.ReceiveLimit div 2;
  if 2 * Tcb^.Mss < Step then
    Step := 2 * Tcb^.Mss;
  if (Opened >= Step) or ((Opened > 0) and SeqNotAfter(Tcb^.RcvAdv, Tcb^.RcvNxt)) then
    SendAck(Tcb);
end;

{ The sequence number of the byte that is read next; a FIN that was taken has the last one. }
function ReadPosition(Tcb: PTcb): LongWord; inline;
begin
  Result := Tcb^.RcvNxt - LongWord(Ord(Tcb^.FinReceived)) - LongWord(Tcb^.Receive.Count);
end;

{ RFC 6093: the byte before the pointer is the urgent one. }
function TcpAtUrgent(Tcb: PTcb): Boolean;
begin
  Result := Tcb^.UrgentPending and (ReadPosition(Tcb) = Tcb^.RcvUp - 1);
end;

{ Where in the ring the urgent byte is, behind its end when it has not come; -1: nowhere, or part of the stream }
function UrgentOffset(Tcb: PTcb): LongInt;
begin
  Result := -1;
  if Tcb^.UrgentPending and Tcb^.UrgentApart then
    Result := LongInt(Tcb^.RcvUp - 1 - ReadPosition(Tcb));
end;

function TcpReceiveUrgent(Tcb: PTcb; Data: PByte; Peek: Boolean): LongInt;
var
  Offset: LongInt;
begin
  Offset := UrgentOffset(Tcb);
  if (Offset < 0) or Tcb^.UrgentTaken then
    Exit(-EINVAL);
  if Offset >= Tcb^.Receive.Count then
    Exit(-EAGAIN);
  RingRead(Tcb^.Receive, Offset, Data, 1);
  Tcb^.UrgentTaken := not Peek;
  Result := 1;
end;

{ Reading stops before the urgent byte, and goes on behind it: Skip tells that it is the next. }
function PendingBytes(Tcb: PTcb; out Skip: LongInt): LongInt;
var
  Offset: LongInt;
begin
  Offset := UrgentOffset(Tcb);
  Result := Tcb^.Receive.Count;
  Skip := 0;
  if (Offset = 0) and (Result > 0) then
  begin
    Skip := 1;
    Dec(Result);
  end
  else if (Offset > 0) and (Offset < Result) then
    Result := Offset;
end;

function TcpPending(Tcb: PTcb): LongInt;
var
  Skip: LongInt;
begin
  Result := PendingBytes(Tcb, Skip);
end;

function TcpReceive(Tcb: PTcb; Data: PByte; Size: LongInt; Peek: Boolean): LongInt;
var
  Skip: LongInt;
begin
  Result := PendingBytes(Tcb, Skip);
  if Result = 0 then
  begin
    if Tcb^.FinReceived or Tcb^.ReadClosed then
      Exit(0);
    if Tcb^.State = tcpClosed then
      Exit(TakeError(Tcb, 0));
    Exit(-EAGAIN);
  end;
  if Result > Size then
    Result := Size;
  if Data <> nil then
    RingRead(Tcb^.Receive, Skip, Data, Result);
  if Peek then
    Exit;
  RingDrop(Tcb^.Receive, Skip + Result);
  if SeqNotAfter(Tcb^.RcvUp, ReadPosition(Tcb)) then
    Tcb^.UrgentPending := False;
  OfferWindow(Tcb);
  ShrinkReceive(Tcb);
end;

function TcpShutdown(Tcb: PTcb): LongInt;
begin
  Result := 0;
  if Tcb^.State in [tcpClosed, tcpTimeWait] then
    Exit(-ENOTCONN);
  if Tcb^.FinQueued then
    Exit;
  case Tcb^.State of
    tcpSynReceived: Tcb^.FinQueued := True;
    tcpEstablished: Tcb^.State := tcpFinWait1;
    tcpCloseWait: Tcb^.State := tcpLastAck;
  else
    Exit(-ENOTCONN);
  end;
  Tcb^.FinQueued := True;
  TcpSendQueued(Tcb);
end;

procedure TcpAbort(Tcb: PTcb);
begin
  Tcb^.Released := True;
  Tcb^.Notify := nil;
  if Tcb^.State in [tcpSynReceived, tcpEstablished, tcpFinWait1, tcpFinWait2, tcpCloseWait,
    tcpClosing, tcpLastAck] then
    SendReset(Tcb);
  CloseTcb(Tcb, 0);
end;

procedure TcpClose(Tcb: PTcb);
begin
  if (Tcb^.State in [tcpClosed, tcpSynSent]) or ((Tcb^.Receive.Count > 0)
    and not (Tcb^.State in [tcpTimeWait, tcpLastAck])) then
  begin
    TcpAbort(Tcb);
    Exit;
  end;
  Tcb^.Released := True;
  Tcb^.Notify := nil;
  Tcb^.KeepAlive := False;
  if Tcb^.State = tcpTimeWait then
    FreeBuffers(Tcb)
  else if Tcb^.State = tcpFinWait2 then
  begin
    Tcb^.EndAt := Tcb^.Stack^.Clock() + FinWaitNs;
    ArmTcb(Tcb);
  end
  else
    TcpShutdown(Tcb);
end;

procedure TcpSetKeepAlive(Tcb: PTcb; Active: Boolean);
begin
  Tcb^.KeepAlive := Active;
  Tcb^.KeepAliveAt := 0;
  Tcb^.KeepProbes := 0;
  if Active and (Tcb^.State in [tcpEstablished, tcpCloseWait]) then
    Tcb^.KeepAliveAt := Tcb^.LastHeard + Tcb^.KeepIdle;
  ArmTcb(Tcb);
end;

function TcpReadable(Tcb: PTcb): Boolean;
begin
  Result := (TcpPending(Tcb) > 0) or Tcb^.FinReceived or Tcb^.ReadClosed
    or (Tcb^.State = tcpClosed);
end;

function TcpWritable(Tcb: PTcb): Boolean;
begin
  case Tcb^.State of
    tcpSynSent, tcpSynReceived: Result := False;
    tcpEstablished, tcpCloseWait:
      Result := Tcb^.Send.Count < Tcb^.SendLimit - Tcb^.SendLimit div 4;
  else
    Result := True;
  end;
end;

procedure TcpFailed(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Sequence: LongWord; Error: LongInt; Hard: Boolean);
var
  Tcb: PTcb;
begin
  Tcb := FindTcb(Stack, Local, Remote, LocalPort, RemotePort);
  { RFC 5927 4.1: it must be about something that is on its way. }
  if (Tcb = nil) or SeqBefore(Sequence, Tcb^.SndUna)
    or not SeqBefore(Sequence, Tcb^.SndMax) then
    Exit;
  { In a synchronized state even a hard error only explains a later end (RFC 5927 5.2). }
  if Hard and (Tcb^.State in [tcpSynSent, tcpSynReceived]) then
    CloseTcb(Tcb, Error)
  else
    Tcb^.SoftError := Error;
end;

procedure TcpPathShrank(Stack: PNetStack; const Local, Remote: TNetAddress;
  LocalPort, RemotePort: Word; Sequence: LongWord; Mtu: LongInt);
var
  Tcb: PTcb;
  Mss: LongInt;
begin
  Tcb := FindTcb(Stack, Local, Remote, LocalPort, RemotePort);
  if (Tcb = nil) or SeqBefore(Sequence, Tcb^.SndUna)
    or not SeqBefore(Sequence, Tcb^.SndMax) then
    Exit;
  Mss := Mtu - 40;
  if not IsIp4(Remote) then
    Mss := Mtu - 60;
  if Tcb^.Stamped then
    Dec(Mss, StampBytes);
  if Mss < DefaultMss4 then
    Mss := DefaultMss4;
  if Mss >= Tcb^.Mss then
    Exit;
  Tcb^.Mss := Mss;
  { A SYN is small enough, and what follows it has not been sent. }
  if Tcb^.State in [tcpSynSent, tcpSynReceived] then
    Exit;
  Tcb^.SndNxt := Tcb^.SndUna;
  TcpSendQueued(Tcb);
end;

end.

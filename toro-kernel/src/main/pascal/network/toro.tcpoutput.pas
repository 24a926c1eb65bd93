{ SPDX-License-Identifier: Apache-2.0 }
{ Makes TCP segments and decides when they leave: windows, Nagle, silly windows, FIN, urgent data,
  acknowledgements (RFC 9293 3.7, 3.8). Called by the other Toro.Tcp units. }
unit Toro.TcpOutput;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

const
  TcpFin = 1; TcpSyn = 2; TcpRst = 4; TcpPsh = 8; TcpAck = 16; TcpUrg = 32;

{ Sends what may be sent now, then an acknowledgement if one is still owed; sets the timers. }
procedure TcpSendQueued(Tcb: PTcb);
{ The same for every connection that owes an answer. }
procedure AnswerOwing(Stack: PNetStack);
{ One segment of new data or FIN. Force: also where a silly window or Nagle says to wait. Beyond
  Cwnd: the caller has counted what is in the network. False when there is nothing to send. }
function SendNext(Tcb: PTcb; Force, BeyondCwnd: Boolean): Boolean;
{ Sends Size bytes from Sequence again; what follows is untouched. }
procedure SendAgain(Tcb: PTcb; Sequence: LongWord; Size: LongInt);
{ SYN, or SYN and ACK when in SYN-RECEIVED. }
procedure SendSyn(Tcb: PTcb);
procedure SendAck(Tcb: PTcb);
{ The one byte (or none) that asks a closed window whether it has opened (MUST-35). }
procedure SendProbe(Tcb: PTcb);
{ SND.NXT-1 and no data: is the peer alive (RFC 9293 3.8.4). }
procedure SendKeepAlive(Tcb: PTcb);
procedure SendReset(Tcb: PTcb);
{ A whole segment with the right sum, from one host to one host (MUST-57, MUST-63); else it is dropped without
  a word. }
function SegmentGood(Stack: PNetStack; const Packet: TIncoming): Boolean;
{ Answers a segment that belongs to no connection (RFC 9293 3.5.2). }
procedure RefuseSegment(Stack: PNetStack; const Packet: TIncoming);
{ The same for any packet, where nothing listens or connects. }
procedure RefuseStray(Stack: PNetStack; const Packet: TIncoming);
{ A SYN and ACK for which nothing is remembered. }
procedure SendCookie(Stack: PNetStack; const Packet: TIncoming; Sequence: LongWord;
  Mss: LongInt);
{ An acknowledgement that answers a suspicious segment, about 100 a second at most (RFC 5961 7). }
procedure ChallengeAck(Tcb: PTcb);
{ The window we could offer: free buffer, without silly steps (MUST-39). }
function ReceiveWindow(Tcb: PTcb): LongWord;

implementation

uses
  Toro.NetBytes, Toro.NetRing, Toro.NetRanges, Toro.Ip, Toro.TcpCore, Toro.TcpStamps;

const
  OptionMss = 2; OptionScale = 3; OptionSackAllowed = 4; OptionSack = 5; OptionNone = 1;
  SynOptionBytes = 12;

function ReceiveWindow(Tcb: PTcb): LongWord;
var
  Free, Offered, Step: LongInt;
begin
  Free := Tcb^.ReceiveLimit - Tcb^.Receive.Count;
  if Free < 0 then
    Free := 0;
  { More cannot be said. }
  if Free > 65535 shl Tcb^.RcvScale then
    Free := 65535 shl Tcb^.RcvScale;
  Offered := LongInt(Tcb^.RcvAdv - Tcb^.RcvNxt);
  if Offered < 0 then
    Offered := 0;
  Step := Tcb^.ReceiveLimit div 2;
  if Tcb^.Mss < Step then
    Step := Tcb^.Mss;
  { The right edge never moves back, and forward only by a good step. }
  if Free - Offered < Step then
    Free := Offered;
  Result := Free;
end;

{ Fills the fixed header; the window is scaled except in a SYN (RFC 7323 2.2). }
procedure FillHeader(Tcb: PTcb; Header: PTcpHeader; Sequence: LongWord; Flags: Byte);
var
  Window: LongWord;
begin
  Window := ReceiveWindow(Tcb);
  if Flags and TcpSyn = 0 then
    Window := Window shr Tcb^.RcvScale;
  if Window > 65535 then
    Window := 65535;
  Header^.SourcePort := NtoBE(Tcb^.LocalPort);
  Header^.DestinationPort := NtoBE(Tcb^.RemotePort);
  Header^.Sequence := NtoBE(Sequence);
  Header^.Acknowledgement := 0;
  if Flags and TcpAck <> 0 then
    Header^.Acknowledgement := NtoBE(Tcb^.RcvNxt);
  Header^.Urgent := 0;
  if Tcb^.Urgent and SeqBefore(Sequence, Tcb^.SndUp) and (Flags and (TcpSyn or TcpRst) = 0) then
  begin
    Flags := Flags or TcpUrg;
    if LongInt(Tcb^.SndUp - Sequence) > 65535 then
      Header^.Urgent := $FFFF
    else
      Header^.Urgent := NtoBE(Word(Tcb^.SndUp - Sequence));
  end;
  Header^.Flags := Flags;
  Header^.Window := NtoBE(Word(Window));
  Header^.Checksum := 0;
  if Flags and TcpAck = 0 then
    Exit;
  Tcb^.LastAckSent := Tcb^.RcvNxt;
  if Flags and TcpSyn = 0 then
    Window := Window shl Tcb^.RcvScale;
  if SeqBefore(Tcb^.RcvAdv, Tcb^.RcvNxt + Window) then
    Tcb^.RcvAdv := Tcb^.RcvNxt + Window;
end;

procedure FinishSegment(Stack: PNetStack; var Packet: TOutgoing; OptionBytes: LongInt);
var
  Header: PTcpHeader;
begin
  Header := PTcpHeader(Packet.Data);
  Header^.Offset := (SizeOf(TTcpHeader) + OptionBytes) shl 2;
  Header^.Checksum := 0;
  { The rest is for the card to add, or IpSend. }
  Header^.Checksum := FoldSum(PseudoSum(Packet.Source, Packet.Destination, ProtocolTcp,
    Packet.Size));
  Inc(Stack^.Counters.TcpOut);
  IpSend(Stack, Packet);
end;

procedure SendBuilt(Tcb: PTcb; OptionBytes, DataSize: LongInt);
var
  Packet: TOutgoing;
begin
  Packet.Source := Tcb^.Local;
  Packet.Destination := Tcb^.Remote;
  Packet.Protocol := ProtocolTcp;
  Packet.Ttl := Tcb^.Ttl;
  Packet.Tos := Tcb^.Tos;
  Packet.DontFragment := True;
  Packet.Device := nil;
  Packet.Data := ScratchPayload(Tcb^.Stack);
  Packet.Size := SizeOf(TTcpHeader) + OptionBytes + DataSize;
  FinishSegment(Tcb^.Stack, Packet, OptionBytes);
end;

procedure PutRange(var Target: PByte; const Range: TSequenceRange);
begin
  PLongWord(Target)^ := NtoBE(Range.Start);
  PLongWord(Target)[1] := NtoBE(Range.Stop);
  Inc(Target, 8);
end;

{ What arrived out of order, the newest first (RFC 2018 4). Returns the bytes written. }
function PutSack(Tcb: PTcb; Options: PByte): LongInt; inline;
var
  Index, Number, Newest, Most: LongInt;
  Target: PByte;
begin
  Result := 0;
  if not Tcb^.SackAllowed or (Tcb^.OutOfOrder = nil) or (Tcb^.OutOfOrder^.Count = 0) then
    Exit;
  Newest := 0;
  for Index := 0 to Tcb^.OutOfOrder^.Count - 1 do
    if SeqNotAfter(Tcb^.OutOfOrder^.Items[Index].Start, Tcb^.LastSackStart) then
      Newest := Index;
  Target := Options + 4;
  PutRange(Target, Tcb^.OutOfOrder^.Items[Newest]);
  { There are 40 bytes of options. }
  Most := 4 - Ord(Tcb^.Stamped);
  Number := 1;
  for Index := 0 to Tcb^.OutOfOrder^.Count - 1 do
    if (Index <> Newest) and (Number < Most) then
    begin
      PutRange(Target, Tcb^.OutOfOrder^.Items[Index]);
      Inc(Number);
    end;
  Options[0] := OptionNone;
  Options[1] := OptionNone;
  Options[2] := OptionSack;
  Options[3] := 2 + 8 * Number;
  Result := 4 + 8 * Number;
end;

procedure AckWasSent(Tcb: PTcb); inline;
begin
  Tcb^.AckNow := False;
  Tcb^.UnackedSegments := 0;
  Tcb^.AckAt := 0;
end;

{ A segment with Size bytes that lie Offset behind SND.UNA in the send buffer. }
procedure SendSegment(Tcb: PTcb; Sequence: LongWord; Flags: Byte; Offset, Size: LongInt);
var
  Header: PTcpHeader;
  OptionBytes: LongInt;
begin
  Header := PTcpHeader(ScratchPayload(Tcb^.Stack));
  OptionBytes := 0;
  if Tcb^.Stamped then
  begin
    PutStamps(Tcb, PByte(Header + 1));
    OptionBytes := StampBytes;
  end;
  if Size = 0 then
    Inc(OptionBytes, PutSack(Tcb, PByte(Header + 1) + OptionBytes));
  FillHeader(Tcb, Header, Sequence, Flags);
  if Size > 0 then
    RingRead(Tcb^.Send, Offset, PByte(Header + 1) + OptionBytes, Size);
  SendBuilt(Tcb, OptionBytes, Size);
  AckWasSent(Tcb);
end;

procedure SendAck(Tcb: PTcb);
begin
  { Not SND.NXT, which a time-out moves back: the peer would refuse what lies before its window, and
    with it the acknowledgement. }
  SendSegment(Tcb, Tcb^.SndMax, TcpAck, 0, 0);
end;

procedure SendKeepAlive(Tcb: PTcb);
begin
  SendSegment(Tcb, Tcb^.SndUna - 1, TcpAck, 0, 0);
end;

procedure SendReset(Tcb: PTcb);
begin
  Inc(Tcb^.Stack^.Counters.TcpResetsOut);
  SendSegment(Tcb, Tcb^.SndMax, TcpRst or TcpAck, 0, 0);
end;

procedure PutSynOptions(Options: PByte; Mss: LongInt; Scale, Sack: Boolean);
begin
  FillChar(Options^, SynOptionBytes, OptionNone);
  Options[0] := OptionMss;
  Options[1] := 4;
  PWord(Options + 2)^ := NtoBE(Word(Mss));
  if Scale then
  begin
    Options[5] := OptionScale;
    Options[6] := 3;
    Options[7] := OurScale;
  end;
  if Sack then
  begin
    Options[10] := OptionSackAllowed;
    Options[11] := 2;
  end;
end;

procedure SendSyn(Tcb: PTcb);
var
  Header: PTcpHeader;
  Flags: Byte;
  Active: Boolean;
  OptionBytes: LongInt;
begin
  Active := Tcb^.State = tcpSynSent;
  Flags := TcpSyn;
  if not Active then
    Flags := TcpSyn or TcpAck;
  Header := PTcpHeader(ScratchPayload(Tcb^.Stack));
  FillHeader(Tcb, Header, Tcb^.Iss, Flags);
  PutSynOptions(PByte(Header + 1), OurMss(Tcb), Active or Tcb^.ScalingOffered,
    Active or Tcb^.SackAllowed);
  OptionBytes := SynOptionBytes;
  if Active or Tcb^.Stamped then
  begin
    PutStamps(Tcb, PByte(Header + 1) + SynOptionBytes);
    Inc(OptionBytes, StampBytes);
  end;
  SendBuilt(Tcb, OptionBytes, 0);
  if Tcb^.Retransmits = 0 then
  begin
    Tcb^.Timing := True;
    Tcb^.TimedSeq := Tcb^.Iss + 1;
    Tcb^.TimedAt := Tcb^.Stack^.Clock();
  end;
  Tcb^.SndNxt := Tcb^.Iss + 1;
  Tcb^.SndMax := Tcb^.SndNxt;
  StartRto(Tcb);
  ArmTcb(Tcb);
end;

procedure ReplyTo(const Packet: TIncoming; out Reply: TOutgoing; Size: LongInt);
begin
  FillChar(Reply, SizeOf(Reply), 0);
  Reply.Source := Packet.Destination;
  Reply.Destination := Packet.Source;
  Reply.Protocol := ProtocolTcp;
  Reply.DontFragment := True;
  Reply.Data := ScratchPayload(Packet.Device^.Stack);
  Reply.Size := Size;
end;

function SegmentGood(Stack: PNetStack; const Packet: TIncoming): Boolean;
var
  HeaderSize: LongInt;
begin
  Result := False;
  if Packet.Broadcast or (Packet.Size < SizeOf(TTcpHeader)) or IsGroupAddress(Stack, Packet.Source)
    or IsAnyAddress(Packet.Source) then
    Exit;
  HeaderSize := (PTcpHeader(Packet.Data)^.Offset shr 4) * 4;
  Result := (HeaderSize >= SizeOf(TTcpHeader)) and (HeaderSize <= Packet.Size)
    and (Packet.ChecksumGood or (FoldSum(SumBytes(Packet.Data, Packet.Size,
    PseudoSum(Packet.Source, Packet.Destination, ProtocolTcp, Packet.Size))) = $FFFF));
end;

procedure RefuseSegment(Stack: PNetStack; const Packet: TIncoming);
var
  Reply: TOutgoing;
  Cause, Header: PTcpHeader;
  Length: LongInt;
begin
  Cause := PTcpHeader(Packet.Data);
  if (Cause^.Flags and TcpRst <> 0) or Packet.Broadcast then
    Exit;
  ReplyTo(Packet, Reply, SizeOf(TTcpHeader));
  Header := PTcpHeader(Reply.Data);
  FillChar(Header^, SizeOf(TTcpHeader), 0);
  Header^.SourcePort := Cause^.DestinationPort;
  Header^.DestinationPort := Cause^.SourcePort;
  Header^.Flags := TcpRst;
  if Cause^.Flags and TcpAck <> 0 then
    Header^.Sequence := Cause^.Acknowledgement
  else
  begin
    Length := Packet.Size - (Cause^.Offset shr 4) * 4
      + Ord(Cause^.Flags and TcpSyn <> 0) + Ord(Cause^.Flags and TcpFin <> 0);
    Header^.Flags := TcpRst or TcpAck;
    Header^.Acknowledgement := NtoBE(LongWord(BEtoN(Cause^.Sequence) + Length));
  end;
  Inc(Stack^.Counters.TcpResetsOut);
  FinishSegment(Stack, Reply, 0);
end;

procedure RefuseStray(Stack: PNetStack; const Packet: TIncoming);
begin
  if SegmentGood(Stack, Packet) then
    RefuseSegment(Stack, Packet);
end;

procedure SendCookie(Stack: PNetStack; const Packet: TIncoming; Sequence: LongWord;
  Mss: LongInt);
var
  Reply: TOutgoing;
  Cause, Header: PTcpHeader;
begin
  Cause := PTcpHeader(Packet.Data);
  ReplyTo(Packet, Reply, SizeOf(TTcpHeader) + SynOptionBytes);
  Header := PTcpHeader(Reply.Data);
  FillChar(Header^, SizeOf(TTcpHeader), 0);
  Header^.SourcePort := Cause^.DestinationPort;
  Header^.DestinationPort := Cause^.SourcePort;
  Header^.Flags := TcpSyn or TcpAck;
  Header^.Sequence := NtoBE(Sequence);
  Header^.Acknowledgement := NtoBE(LongWord(BEtoN(Cause^.Sequence) + 1));
  Header^.Window := NtoBE(Word(65535));
  PutSynOptions(PByte(Header + 1), Mss, False, False);
  Inc(Stack^.Counters.SynCookiesSent);
  FinishSegment(Stack, Reply, SynOptionBytes);
end;

procedure ChallengeAck(Tcb: PTcb);
var
  Second: Int64;
begin
  Second := Tcb^.Stack^.Clock() div NsPerSecond;
  if Second <> Tcb^.Stack^.ChallengeSecond then
  begin
    Tcb^.Stack^.ChallengeSecond := Second;
    { A number that a stranger could count down would tell him of other connections (CVE-2016-5696). }
    Tcb^.Stack^.ChallengesLeft := 50 + LongInt(Tcb^.Stack^.Random() mod 100);
  end;
  if Tcb^.Stack^.ChallengesLeft = 0 then
    Exit;
  Dec(Tcb^.Stack^.ChallengesLeft);
  SendAck(Tcb);
end;

{ Karn: what was sent twice measures nothing; what was sent once still does. }
procedure StopTiming(Tcb: PTcb; Start, Stop: LongWord);
begin
  if SeqBefore(Start, Tcb^.TimedSeq) and SeqNotAfter(Tcb^.TimedSeq, Stop) then
    Tcb^.Timing := False;
end;

procedure SendAgain(Tcb: PTcb; Sequence: LongWord; Size: LongInt);
var
  Offset: LongInt;
  Flags: Byte;
begin
  Offset := LongInt(Sequence - Tcb^.SndUna);
  Flags := TcpAck;
  if Offset + Size >= Tcb^.Send.Count then
  begin
    Flags := Flags or TcpPsh;
    if Tcb^.FinSent then
      Flags := Flags or TcpFin;
    Size := Tcb^.Send.Count - Offset;
  end;
  Inc(Tcb^.Stack^.Counters.TcpRetransmits);
  StopTiming(Tcb, Sequence, Sequence + LongWord(Size));
  SendSegment(Tcb, Sequence, Flags, Offset, Size);
end;

procedure SendProbe(Tcb: PTcb);
begin
  if Tcb^.Send.Count = 0 then
  begin
    SendAgain(Tcb, Tcb^.SndUna, 0);
    Exit;
  end;
  { SndMax stays: the peer has no room for the byte, so what follows must not be numbered after it. }
  SendSegment(Tcb, Tcb^.SndUna, TcpAck, 0, 1);
  Tcb^.Timing := False;
end;

{ RFC 9293 3.8.6.2.1 and 3.7.4: a full segment, everything there is while nothing is on its way (or
  the program does not want to wait), or half of the largest window ever seen. }
function WorthSending(Tcb: PTcb; Size, Available: LongInt): Boolean; inline;
begin
  Result := (Size = Tcb^.Mss)
    or ((Size = Available) and (Tcb^.NoDelay or Tcb^.FinQueued
      or (Tcb^.SndNxt = Tcb^.SndUna)))
    or (Tcb^.Urgent and SeqBefore(Tcb^.SndNxt, Tcb^.SndUp))
    or (Size >= Tcb^.SndWndMax div 2)
    or SeqBefore(Tcb^.SndNxt, Tcb^.SndMax);
end;

procedure CommitSegment(Tcb: PTcb; Size: LongInt; Flags: Byte); inline;
var
  Sequence, Next: LongWord;
begin
  Sequence := Tcb^.SndNxt;
  Next := Sequence + Size;
  if Flags and TcpFin <> 0 then
  begin
    Next := Next + 1;
    Tcb^.FinSent := True;
  end;
  if SeqBefore(Sequence, Tcb^.SndMax) then
  begin
    StopTiming(Tcb, Sequence, Next);
    Inc(Tcb^.Stack^.Counters.TcpRetransmits);
  end
  else if not Tcb^.Timing then
  begin
    Tcb^.Timing := True;
    Tcb^.TimedSeq := Next;
    Tcb^.TimedAt := Tcb^.Stack^.Clock();
  end;
  SendSegment(Tcb, Sequence, Flags, LongInt(Sequence - Tcb^.SndUna), Size);
  Tcb^.SndNxt := Next;
  if SeqBefore(Tcb^.SndMax, Next) then
    Tcb^.SndMax := Next;
  if Tcb^.RtoAt = 0 then
    Tcb^.UnackedSince := Tcb^.Stack^.Clock();
  StartRto(Tcb);
end;

function SendWindow(Tcb: PTcb; BeyondCwnd: Boolean): LongInt; inline;
var
  Limit: LongInt;
begin
  Result := Tcb^.SndWnd;
  if BeyondCwnd then
    Exit;
  Limit := Tcb^.Cwnd;
  { Limited transmit (RFC 3042): two segments beyond Cwnd for the first duplicates. }
  if not Tcb^.InRecovery and (Tcb^.DupAcks > 0) and (Tcb^.DupAcks < 3) then
    Inc(Limit, Tcb^.DupAcks * Tcb^.Mss);
  if Limit < Result then
    Result := Limit;
end;

function SendNext(Tcb: PTcb; Force, BeyondCwnd: Boolean): Boolean;
var
  Offset, Available, Size: LongInt;
  Flags: Byte;
begin
  Result := False;
  if not (Tcb^.State in [tcpEstablished, tcpCloseWait, tcpFinWait1, tcpClosing, tcpLastAck]) then
    Exit;
  Offset := LongInt(Tcb^.SndNxt - Tcb^.SndUna);
  Available := Tcb^.Send.Count - Offset;
  if Available < 0 then
    Exit;
  Size := SendWindow(Tcb, BeyondCwnd) - Offset;
  if Size > Available then
    Size := Available;
  if Size > Tcb^.Mss then
    Size := Tcb^.Mss;
  if (Available > 0) and ((Size <= 0)
    or not (Force or WorthSending(Tcb, Size, Available))) then
    Exit;
  if Size < 0 then
    Size := 0;
  Flags := TcpAck;
  if Size = Available then
  begin
    Flags := Flags or TcpPsh;
    if Tcb^.FinQueued then
      Flags := Flags or TcpFin;
  end;
  if (Size = 0) and (Flags and TcpFin = 0) then
    Exit;
  CommitSegment(Tcb, Size, Flags);
  Result := True;
end;

{ With data that may not leave and nothing on its way, no acknowledgement will wake us. }
procedure ConsiderPersist(Tcb: PTcb); inline;
begin
  if (Tcb^.RtoAt = 0) and (Tcb^.PersistAt = 0)
    and (LongInt(Tcb^.SndNxt - Tcb^.SndUna) < Tcb^.Send.Count)
    and (Tcb^.State in [tcpEstablished, tcpCloseWait, tcpFinWait1, tcpClosing, tcpLastAck]) then
    Tcb^.PersistAt := Tcb^.Stack^.Clock() + Tcb^.Rto;
end;

procedure TcpSendQueued(Tcb: PTcb);
begin
  while SendNext(Tcb, False, False) do
    ;
  ConsiderPersist(Tcb);
  if Tcb^.AckNow then
    SendAck(Tcb);
  ArmTcb(Tcb);
end;

procedure AnswerOwing(Stack: PNetStack);
var
  Tcb: PTcb;
begin
  repeat
    Tcb := TakeOwing(Stack);
    if Tcb <> nil then
      TcpSendQueued(Tcb);
  until Tcb = nil;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ What an arriving segment does to a connection: RFC 9293 3.10.7, in its order, with the stricter
  checks of RFC 5961. Called by the IP input units. }
unit Toro.TcpInput;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Packet.Data is the TCP header. }
procedure TcpInput(Stack: PNetStack; const Packet: TIncoming);

implementation

uses
  Toro.NetBytes, Toro.NetRing, Toro.NetRanges, Toro.Ip, Toro.TcpCore, Toro.TcpOptions,
  Toro.TcpOutput, Toro.TcpListen, Toro.TcpRecovery, Toro.TcpStamps;

const
  { RFC 9293 3.8.6.3: below half a second, and every second segment. }
  DelayedAckNs = 40 * NsPerMs;
  UnknownRtoNs = 3 * NsPerSecond;
  { Answers to what carries nothing and lies outside the window: two sides that disagree must not answer each other
    for ever. }
  OutsideAckNs = 500 * NsPerMs;

type
  { A segment as it is worked on; Data shrinks when what lies outside the window is cut. }
  TSegment = record
    Sequence, Acknowledgement, Window: LongWord;
    Flags: Byte;
    Urgent: Word;
    Data: PByte;
    Size: LongInt;
    Options: TTcpOptions;
  end;

procedure ReadSegment(const Packet: TIncoming; out Segment: TSegment); inline;
var
  Header: PTcpHeader;
  HeaderSize: LongInt;
begin
  Header := PTcpHeader(Packet.Data);
  HeaderSize := (Header^.Offset shr 4) * 4;
  Segment.Sequence := BEtoN(Header^.Sequence);
  Segment.Acknowledgement := BEtoN(Header^.Acknowledgement);
  Segment.Window := BEtoN(Header^.Window);
  Segment.Flags := Header^.Flags;
  Segment.Urgent := BEtoN(Header^.Urgent);
  Segment.Data := Packet.Data + HeaderSize;
  Segment.Size := Packet.Size - HeaderSize;
  ReadOptions(PByte(Header + 1), HeaderSize - SizeOf(TTcpHeader), Segment.Options);
end;

function SegmentLength(const Segment: TSegment): LongInt;
begin
  Result := Segment.Size + Ord(Segment.Flags and TcpSyn <> 0) + Ord(Segment.Flags and TcpFin <> 0);
end;

procedure BecomeEstablished(Tcb: PTcb);
begin
  Tcb^.State := tcpEstablished;
  Tcb^.RtoAt := 0;
  Tcb^.Retransmits := 0;
  Tcb^.LastHeard := Tcb^.Stack^.Clock();
  if Tcb^.KeepAlive then
    Tcb^.KeepAliveAt := Tcb^.LastHeard + Tcb^.KeepIdle;
  if Tcb^.FinQueued then
    Tcb^.State := tcpFinWait1;
end;

procedure TakeWindow(Tcb: PTcb; const Segment: TSegment);
begin
  Tcb^.SndWnd := Segment.Window shl Tcb^.SndScale;
  if Segment.Flags and TcpSyn <> 0 then
    Tcb^.SndWnd := Segment.Window;
  Tcb^.SndWl1 := Segment.Sequence;
  Tcb^.SndWl2 := Segment.Acknowledgement;
  if Tcb^.SndWnd > Tcb^.SndWndMax then
    Tcb^.SndWndMax := Tcb^.SndWnd;
end;

{ The timed segment has arrived: by the cumulative acknowledgement, or by a selective one, which does not wait for
  holes before it. }
procedure TimeSample(Tcb: PTcb; Acknowledged: LongWord);
begin
  if not Tcb^.Timing or (SeqBefore(Acknowledged, Tcb^.TimedSeq) and ((Tcb^.Sacked = nil)
    or (CoveredBytes(Tcb^.Sacked^, Tcb^.TimedSeq - 1, Tcb^.TimedSeq) = 0))) then
  begin
    { RFC 6298 5.7: the SYN was sent twice, and nothing is known. }
    if not Tcb^.Timing and (Tcb^.Srtt = 0) and (Tcb^.Rto < UnknownRtoNs) then
      Tcb^.Rto := UnknownRtoNs;
    Exit;
  end;
  Tcb^.Timing := False;
  MeasureRtt(Tcb, Tcb^.Stack^.Clock() - Tcb^.TimedAt);
end;

{ RFC 9293 3.10.7.3 }
procedure InputSynSent(Tcb: PTcb; const Packet: TIncoming; var Segment: TSegment);
var
  Acked: Boolean;
begin
  Acked := Segment.Flags and TcpAck <> 0;
  if Acked and (Segment.Acknowledgement <> Tcb^.SndNxt) then
  begin
    RefuseSegment(Tcb^.Stack, Packet);
    Exit;
  end;
  if Segment.Flags and TcpRst <> 0 then
  begin
    if Acked then
      CloseTcb(Tcb, ECONNREFUSED);
    Exit;
  end;
  if Segment.Flags and TcpSyn = 0 then
    Exit;
  Tcb^.Irs := Segment.Sequence;
  Tcb^.RcvNxt := Segment.Sequence + 1;
  Tcb^.RcvAdv := Tcb^.RcvNxt;
  Tcb^.RcvUp := Tcb^.RcvNxt;
  ApplySynOptions(Tcb, Segment.Options);
  { RFC 5681 3.1: the SYN was lost. }
  if Tcb^.Retransmits > 0 then
    Tcb^.Cwnd := Tcb^.Mss;
  TakeWindow(Tcb, Segment);
  if not Acked then
  begin
    { Both sides opened at once (MUST-10). }
    Tcb^.State := tcpSynReceived;
    Tcb^.RtoAt := 0;
    SendSyn(Tcb);
    Exit;
  end;
  TimeSample(Tcb, Segment.Acknowledgement);
  Tcb^.SndUna := Segment.Acknowledgement;
  Tcb^.AckNow := True;
  BecomeEstablished(Tcb);
  OweAnswer(Tcb);
  NotifyTcb(Tcb);
end;

{ RFC 9293 3.10.7.4, first: is any of it inside the window. }
function Acceptable(Tcb: PTcb; const Segment: TSegment): Boolean; inline;
var
  Length: LongInt;
  Window, Last: LongWord;
begin
  Length := SegmentLength(Segment);
  Window := Tcb^.RcvAdv - Tcb^.RcvNxt;
  if LongInt(Window) < 0 then
    Window := 0;
  if Length = 0 then
    Exit((Segment.Sequence = Tcb^.RcvNxt)
      or ((Window > 0) and (LongWord(Segment.Sequence - Tcb^.RcvNxt) < Window)));
  if Window = 0 then
    Exit(False);
  Last := Segment.Sequence + LongWord(Length) - 1;
  Result := (LongWord(Segment.Sequence - Tcb^.RcvNxt) < Window)
    or (LongWord(Last - Tcb^.RcvNxt) < Window)
    or (SeqBefore(Segment.Sequence, Tcb^.RcvNxt) and SeqNotAfter(Tcb^.RcvNxt, Last));
end;

{ RFC 5961 3: only the exact next number resets. True when the segment is done with. }
function InputReset(Tcb: PTcb; const Segment: TSegment): Boolean; inline;
begin
  Result := Segment.Flags and TcpRst <> 0;
  if not Result then
    Exit;
  if Segment.Sequence <> Tcb^.RcvNxt then
  begin
    ChallengeAck(Tcb);
    Exit;
  end;
  case Tcb^.State of
    tcpSynReceived: CloseTcb(Tcb, ECONNREFUSED);
    tcpClosing, tcpLastAck, tcpTimeWait: CloseTcb(Tcb, 0);
  else
    if (Tcb^.State = tcpCloseWait) then
      CloseTcb(Tcb, EPIPE)
    else
      CloseTcb(Tcb, ECONNRESET);
  end;
end;

{ Cuts what lies before and behind the window. }
procedure TrimSegment(Tcb: PTcb; var Segment: TSegment); inline;
var
  Excess: LongInt;
begin
  Excess := LongInt(Tcb^.RcvNxt - Segment.Sequence);
  if Excess > 0 then
  begin
    if Excess > Segment.Size then
    begin
      Excess := Segment.Size;
      if SeqBefore(Segment.Sequence + LongWord(Segment.Size), Tcb^.RcvNxt) then
        Segment.Flags := Segment.Flags and not TcpFin;
    end;
    Inc(Segment.Data, Excess);
    Dec(Segment.Size, Excess);
    Segment.Sequence := Segment.Sequence + LongWord(Excess);
    { An old segment is acknowledged again: our acknowledgement was lost. }
    Tcb^.AckNow := True;
  end;
  Excess := LongInt(Segment.Sequence + LongWord(Segment.Size) - Tcb^.RcvAdv);
  if Excess > 0 then
  begin
    if Excess > Segment.Size then
      Excess := Segment.Size;
    Dec(Segment.Size, Excess);
    Segment.Flags := Segment.Flags and not TcpFin;
    Tcb^.AckNow := True;
  end;
end;

{ Our SYN is acknowledged. False when the segment goes no further. }
function InputSynReceived(Tcb: PTcb; const Packet: TIncoming; const Segment: TSegment): Boolean; inline;
begin
  Result := Segment.Acknowledgement = Tcb^.SndMax;
  if not Result then
  begin
    RefuseSegment(Tcb^.Stack, Packet);
    Exit;
  end;
  if (Tcb^.Listener <> nil) and not HandshakeDone(Tcb) then
    Exit(False);
  TimeSample(Tcb, Segment.Acknowledgement);
  Tcb^.SndUna := Segment.Acknowledgement;
  BecomeEstablished(Tcb);
  TakeWindow(Tcb, Segment);
  NotifyTcb(Tcb);
end;

{ The highest number that may be acknowledged: what was sent, and the byte of a window probe. }
function AckLimit(Tcb: PTcb): LongWord;
begin
  Result := Tcb^.SndMax
    + LongWord(Ord((Tcb^.SndMax = Tcb^.SndUna) and (Tcb^.SndWnd = 0) and (Tcb^.Send.Count > 0)));
end;

{ Forgets what the peer has; True when that includes our FIN. }
function AdvanceUna(Tcb: PTcb; Acknowledgement: LongWord): Boolean;
var
  Bytes, Data: LongInt;
begin
  Bytes := LongInt(Acknowledgement - Tcb^.SndUna);
  Data := Bytes;
  if Data > Tcb^.Send.Count then
    Data := Tcb^.Send.Count;
  Result := Tcb^.FinSent and (Bytes > Data);
  if Data > 0 then
    RingDrop(Tcb^.Send, Data);
  Tcb^.SndUna := Acknowledgement;
  if SeqBefore(Tcb^.SndNxt, Acknowledgement) then
    Tcb^.SndNxt := Acknowledgement;
  if SeqBefore(Tcb^.SndMax, Acknowledgement) then
    Tcb^.SndMax := Acknowledgement;
  Tcb^.Retransmits := 0;
  Tcb^.UnackedSince := Tcb^.Stack^.Clock();
  if Tcb^.SndUna = Tcb^.SndMax then
    Tcb^.RtoAt := 0
  else
    Tcb^.RtoAt := Tcb^.Stack^.Clock() + Tcb^.Rto;
end;

{ The peer's window, if this segment is newer than the one that last set it (MUST-42). }
function UpdateWindow(Tcb: PTcb; const Segment: TSegment): Boolean;
var
  Before: LongWord;
begin
  Result := False;
  if SeqBefore(Tcb^.SndWl1, Segment.Sequence) or ((Tcb^.SndWl1 = Segment.Sequence)
    and SeqNotAfter(Tcb^.SndWl2, Segment.Acknowledgement)) then
  begin
    Before := Tcb^.SndWnd;
    TakeWindow(Tcb, Segment);
    Result := Tcb^.SndWnd <> Before;
  end;
  { MUST-37, as long as there is a program: a peer that never reads must not make us keep what nobody waits for
    (CVE-2008-4609). }
  if (Tcb^.PersistAt <> 0) and not Tcb^.Released then
    Tcb^.Retransmits := 0;
  if (Tcb^.SndWnd > 0) and (Tcb^.PersistAt <> 0) then
    Tcb^.PersistAt := 0;
end;

{ RFC 9293 3.10.7.4, fifth: ACK. False when the segment goes no further or Tcb is gone. }
function InputAck(Tcb: PTcb; const Segment: TSegment; out FinAcked: Boolean): Boolean; inline;
var
  Acknowledged: LongWord;
  Changed, News, Timed: Boolean;
begin
  FinAcked := False;
  Acknowledged := Segment.Acknowledgement;
  Result := SeqNotAfter(Acknowledged, AckLimit(Tcb));
  { RFC 5961 5: an acknowledgement of the future, or of a distant past, is answered. }
  if not Result or (LongInt(Tcb^.SndUna - Acknowledged) > LongInt(Tcb^.SndWndMax)) then
  begin
    ChallengeAck(Tcb);
    Exit(False);
  end;
  News := Tcb^.SackAllowed and (Segment.Options.BlockCount > 0)
    and NoteSacked(Tcb, Segment.Options.Blocks, Segment.Options.BlockCount);
  Timed := Tcb^.Timing;
  TimeSample(Tcb, Acknowledged);
  if SeqBefore(Tcb^.SndUna, Acknowledged) then
  begin
    if not Timed and Tcb^.Stamped then
      TimeByEcho(Tcb, Segment.Options);
    UpdateWindow(Tcb, Segment);
    Acknowledged := Acknowledged - Tcb^.SndUna;
    FinAcked := AdvanceUna(Tcb, Segment.Acknowledgement);
    NewDataAcked(Tcb, Acknowledged);
    NotifyTcb(Tcb);
    Exit;
  end;
  Changed := UpdateWindow(Tcb, Segment);
  if (Acknowledged = Tcb^.SndUna) and (Tcb^.SndUna <> Tcb^.SndMax)
    and (News or (not Tcb^.SackAllowed and (SegmentLength(Segment) = 0) and not Changed
    and (Tcb^.SndWnd > 0))) then
    DuplicateAcked(Tcb);
end;

{ Our FIN is acknowledged. False when Tcb is gone. }
function FinWasAcked(Tcb: PTcb): Boolean; inline;
begin
  Result := True;
  case Tcb^.State of
    tcpFinWait1:
      begin
        Tcb^.State := tcpFinWait2;
        if Tcb^.Released then
          Tcb^.EndAt := Tcb^.Stack^.Clock() + FinWaitNs;
      end;
    tcpClosing:
      EnterTimeWait(Tcb);
    tcpLastAck:
      begin
        CloseTcb(Tcb, 0);
        Result := False;
      end;
  end;
end;

{ Puts in-order data, and what waited behind it, in the program's reach. }
procedure TakeInOrder(Tcb: PTcb; const Segment: TSegment); inline;
var
  Old: LongWord;
begin
  if not ReserveReceive(Tcb, Tcb^.Receive.Count + Segment.Size) then
    Exit;
  RingWrite(Tcb^.Receive, Tcb^.Receive.Count, Segment.Data, Segment.Size);
  Old := Tcb^.RcvNxt;
  Tcb^.RcvNxt := Tcb^.RcvNxt + LongWord(Segment.Size);
  if Tcb^.OutOfOrder <> nil then
  begin
    if SeqNotAfter(Tcb^.OutOfOrder^.Items[0].Start, Tcb^.RcvNxt)
      and SeqBefore(Tcb^.RcvNxt, Tcb^.OutOfOrder^.Items[0].Stop) then
      Tcb^.RcvNxt := Tcb^.OutOfOrder^.Items[0].Stop;
    DropRangesBefore(Tcb^.OutOfOrder^, Tcb^.RcvNxt);
    if Tcb^.OutOfOrder^.Count = 0 then
      FreeOutOfOrder(Tcb);
    { RFC 5681 4.2: a filled hole is acknowledged at once. }
    Tcb^.AckNow := True;
  end;
  Inc(Tcb^.Receive.Count, LongInt(Tcb^.RcvNxt - Old));
  Inc(Tcb^.UnackedSegments);
  if Tcb^.UnackedSegments >= 2 then
    Tcb^.AckNow := True
  else if Tcb^.AckAt = 0 then
    Tcb^.AckAt := Tcb^.Stack^.Clock() + DelayedAckNs;
  NotifyTcb(Tcb);
end;

procedure TakeOutOfOrder(Tcb: PTcb; const Segment: TSegment);
var
  Offset: LongInt;
begin
  Tcb^.AckNow := True;
  Offset := Tcb^.Receive.Count + LongInt(Segment.Sequence - Tcb^.RcvNxt);
  if Tcb^.OutOfOrder = nil then
    Tcb^.OutOfOrder := NetAllocate(Tcb^.Stack, SizeOf(TSequenceRanges));
  if Tcb^.OutOfOrder = nil then
    Exit;
  { A range is noted only after there is room for its bytes. }
  if ReserveReceive(Tcb, Offset + Segment.Size) and AddRange(Tcb^.OutOfOrder^,
    Segment.Sequence, Segment.Sequence + LongWord(Segment.Size)) then
  begin
    RingWrite(Tcb^.Receive, Offset, Segment.Data, Segment.Size);
    Tcb^.LastSackStart := Segment.Sequence;
  end
  else if Tcb^.OutOfOrder^.Count = 0 then
    FreeOutOfOrder(Tcb);
end;

{ RFC 9293 3.8.5: the program is told of urgent data, once for each new pointer (MUST-32). }
procedure InputUrgent(Tcb: PTcb; const Segment: TSegment);
var
  Pointed: LongWord;
begin
  if Segment.Flags and TcpUrg = 0 then
    Exit;
  Pointed := Segment.Sequence + Segment.Urgent;
  if SeqBefore(Tcb^.RcvUp, Pointed) then
  begin
    Tcb^.RcvUp := Pointed;
    Tcb^.UrgentPending := True;
    Tcb^.UrgentTaken := False;
    NotifyTcb(Tcb);
  end;
end;

{ RFC 9293 3.10.7.4, eighth: the peer has nothing more to say. }
procedure TakeFin(Tcb: PTcb);
begin
  Tcb^.RcvNxt := Tcb^.RcvNxt + 1;
  Tcb^.FinReceived := True;
  Tcb^.AckNow := True;
  case Tcb^.State of
    tcpSynReceived, tcpEstablished: Tcb^.State := tcpCloseWait;
    tcpFinWait1: Tcb^.State := tcpClosing;
    tcpFinWait2: EnterTimeWait(Tcb);
  end;
  NotifyTcb(Tcb);
end;

procedure InputData(Tcb: PTcb; const Segment: TSegment); inline;
begin
  if Tcb^.State in [tcpEstablished, tcpFinWait1, tcpFinWait2] then
  begin
    InputUrgent(Tcb, Segment);
    if Segment.Size > 0 then
      if Segment.Sequence = Tcb^.RcvNxt then
        TakeInOrder(Tcb, Segment)
      else
        TakeOutOfOrder(Tcb, Segment);
    if Segment.Flags and TcpFin <> 0 then
    begin
      Tcb^.FinKnown := True;
      Tcb^.FinSeq := Segment.Sequence + LongWord(Segment.Size);
    end;
    if Tcb^.FinKnown and not Tcb^.FinReceived and (Tcb^.RcvNxt = Tcb^.FinSeq) then
      TakeFin(Tcb);
  end
  else if (Tcb^.State = tcpTimeWait) and (Segment.Flags and TcpFin <> 0) then
    Tcb^.EndAt := Tcb^.Stack^.Clock() + TimeWaitNs;
end;

{ Says where we are, to what was not acceptable. }
procedure AnswerOutside(Tcb: PTcb; const Segment: TSegment);
var
  Now: Int64;
begin
  Now := Tcb^.Stack^.Clock();
  if (SegmentLength(Segment) = 0) and (Tcb^.OutsideAckAt <> 0) and (Now - Tcb^.OutsideAckAt < OutsideAckNs) then
    Exit;
  Tcb^.OutsideAckAt := Now;
  Tcb^.AckNow := True;
  OweAnswer(Tcb);
end;

{ Not acceptable: say where we are, unless it is a reset (3.10.7.4). }
procedure InputOutside(Tcb: PTcb; const Segment: TSegment);
begin
  if Segment.Flags and TcpRst <> 0 then
    Exit;
  if Tcb^.State = tcpTimeWait then
    Tcb^.EndAt := Tcb^.Stack^.Clock() + TimeWaitNs;
  if (Segment.Flags and TcpAck <> 0) and (Tcb^.RcvAdv = Tcb^.RcvNxt)
    and (Tcb^.State in [tcpEstablished, tcpCloseWait, tcpFinWait1, tcpClosing, tcpLastAck])
    and SeqBefore(Tcb^.SndUna, Segment.Acknowledgement)
    and SeqNotAfter(Segment.Acknowledgement, AckLimit(Tcb)) and not Tcb^.FinSent then
  begin
    { With our window closed, valid acknowledgements still count (MUST-66). }
    AdvanceUna(Tcb, Segment.Acknowledgement);
    NewDataAcked(Tcb, 0);
    UpdateWindow(Tcb, Segment);
    NotifyTcb(Tcb);
  end;
  InputUrgent(Tcb, Segment);
  AnswerOutside(Tcb, Segment);
end;

{ RFC 7323 5.3; resets are exempt. False: the segment goes no further. }
function StampTaken(Tcb: PTcb; const Segment: TSegment): Boolean;
var
  Old: Boolean;
begin
  Result := (Segment.Flags and TcpRst <> 0) or StampGood(Tcb, Segment.Options, Segment.Sequence, Old);
  if not Result and Old then
    AnswerOutside(Tcb, Segment);
end;

{ The program has closed and left: data that still comes cannot be delivered (3.6.1). True when the
  connection was reset for it. }
function NobodyListens(Tcb: PTcb; const Segment: TSegment): Boolean; inline;
begin
  Result := Tcb^.Released and (Segment.Size > 0)
    and (Tcb^.State in [tcpFinWait1, tcpFinWait2, tcpClosing])
    and SeqBefore(Tcb^.RcvNxt, Segment.Sequence + LongWord(Segment.Size));
  if not Result then
    Exit;
  SendReset(Tcb);
  CloseTcb(Tcb, ECONNRESET);
end;

{ The peer's SYN once more. Without ACK it has not seen our answer; with it both have opened at once, and
  what counts is the acknowledgement (RFC 9293 3.5, figure 8). True when the segment is done with. }
function InputSynAgain(Tcb: PTcb; var Segment: TSegment): Boolean; inline;
begin
  Result := False;
  if (Tcb^.State <> tcpSynReceived) or (Segment.Flags and TcpSyn = 0)
    or (Segment.Sequence <> Tcb^.Irs) then
    Exit;
  Result := Segment.Flags and TcpAck = 0;
  if Result then
    SendSyn(Tcb)
  else
  begin
    Segment.Flags := Segment.Flags and not TcpSyn;
    Segment.Sequence := Segment.Sequence + 1;
  end;
end;

procedure InputSynchronized(Tcb: PTcb; const Packet: TIncoming; var Segment: TSegment);
var
  FinAcked: Boolean;
begin
  if InputSynAgain(Tcb, Segment) then
    Exit;
  if not Acceptable(Tcb, Segment) then
  begin
    InputOutside(Tcb, Segment);
    Exit;
  end;
  if Tcb^.Stamped and not StampTaken(Tcb, Segment) then
    Exit;
  if InputReset(Tcb, Segment) then
    Exit;
  if Segment.Flags and TcpSyn <> 0 then
  begin
    { RFC 5961 4 }
    ChallengeAck(Tcb);
    Exit;
  end;
  if Segment.Flags and TcpAck = 0 then
    Exit;
  TrimSegment(Tcb, Segment);
  Tcb^.LastHeard := Tcb^.Stack^.Clock();
  Tcb^.KeepProbes := 0;
  if (Tcb^.State = tcpSynReceived) and not InputSynReceived(Tcb, Packet, Segment) then
    Exit;
  if not InputAck(Tcb, Segment, FinAcked) then
    Exit;
  if FinAcked and not FinWasAcked(Tcb) then
    Exit;
  if NobodyListens(Tcb, Segment) then
    Exit;
  InputData(Tcb, Segment);
  OweAnswer(Tcb);
end;

{ A SYN for a pair of addresses in TIME-WAIT opens it anew when its number is beyond the old ones
  (RFC 9293 3.6.1 MAY-2, RFC 1122 4.2.2.13) or its stamp is younger (RFC 6191). }
function Reopens(Tcb: PTcb; const Segment: TSegment): Boolean; inline;
begin
  Result := (Tcb^.State = tcpTimeWait) and (Segment.Flags and (TcpSyn or TcpAck or TcpRst) = TcpSyn)
    and (SeqBefore(Tcb^.RcvNxt, Segment.Sequence) or (Tcb^.Stamped and Segment.Options.Stamped
    and SeqBefore(Tcb^.RecentStamp, Segment.Options.Stamp)));
end;

procedure InputListen(Listener: PTcpListener; const Packet: TIncoming; var Segment: TSegment); inline;
var
  Tcb: PTcb;
begin
  if Segment.Flags and TcpRst <> 0 then
    Exit;
  if Segment.Flags and TcpAck <> 0 then
  begin
    Tcb := nil;
    if Segment.Flags and TcpSyn = 0 then
      Tcb := AcceptCookie(Listener, Packet)
    else
      RefuseSegment(Listener^.Stack, Packet);
    if Tcb <> nil then
      InputSynchronized(Tcb, Packet, Segment);
  end
  else if Segment.Flags and TcpSyn <> 0 then
    AcceptSyn(Listener, Packet, Segment.Options);
end;

procedure TcpInput(Stack: PNetStack; const Packet: TIncoming);
var
  Segment: TSegment;
  Tcb: PTcb;
  Listener: PTcpListener;
  Header: PTcpHeader;
begin
  Inc(Stack^.Counters.TcpIn);
  if not SegmentGood(Stack, Packet) then
  begin
    Inc(Stack^.Counters.TcpMalformed);
    Exit;
  end;
  ReadSegment(Packet, Segment);
  Header := PTcpHeader(Packet.Data);
  Tcb := FindTcb(Stack, Packet.Destination, Packet.Source, BEtoN(Header^.DestinationPort),
    BEtoN(Header^.SourcePort));
  if (Tcb <> nil) and Reopens(Tcb, Segment) then
  begin
    CloseTcb(Tcb, 0);
    Tcb := nil;
  end;
  if Tcb <> nil then
  begin
    if Tcb^.State = tcpSynSent then
      InputSynSent(Tcb, Packet, Segment)
    else
      InputSynchronized(Tcb, Packet, Segment);
    Exit;
  end;
  Listener := FindListener(Stack, Packet.Destination, BEtoN(Header^.DestinationPort));
  if Listener <> nil then
    InputListen(Listener, Packet, Segment)
  else
    RefuseSegment(Stack, Packet);
end;

end.

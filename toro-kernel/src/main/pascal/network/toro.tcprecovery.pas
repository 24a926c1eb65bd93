{ SPDX-License-Identifier: Apache-2.0 }
{ Congestion control and loss recovery: slow start and congestion avoidance (RFC 5681), NewReno
  (RFC 6582) and, when the peer acknowledges selectively, RFC 6675. Called by Toro.TcpInput with what
  each acknowledgement says and by Toro.TcpTimers when one did not come. }
unit Toro.TcpRecovery;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetRanges;

{ SND.UNA has moved by Bytes. }
procedure NewDataAcked(Tcb: PTcb; Bytes: LongWord);
{ An acknowledgement that moved nothing while data is on its way. }
procedure DuplicateAcked(Tcb: PTcb);
{ Blocks of a SACK option; those that make no sense are ignored. True when one was news. }
function NoteSacked(Tcb: PTcb; const Blocks: array of TSequenceRange; Number: LongInt): Boolean;
{ The retransmission timer has fired (RFC 5681 3.1, RFC 6298 5.4). }
procedure LossByTimeout(Tcb: PTcb);

implementation

uses
  Toro.TcpCore, Toro.TcpOutput;

function InFlight(Tcb: PTcb): LongWord; inline;
begin
  Result := Tcb^.SndMax - Tcb^.SndUna;
end;

procedure HalveWindow(Tcb: PTcb);
begin
  Tcb^.Ssthresh := InFlight(Tcb) div 2;
  if Tcb^.Ssthresh < LongWord(2 * Tcb^.Mss) then
    Tcb^.Ssthresh := 2 * Tcb^.Mss;
end;

function NoteSacked(Tcb: PTcb; const Blocks: array of TSequenceRange; Number: LongInt): Boolean;
var
  Index: LongInt;
  Before: LongWord;
begin
  Result := False;
  for Index := 0 to Number - 1 do
    with Blocks[Index] do
      if SeqBefore(Start, Stop) and SeqBefore(Tcb^.SndUna, Start)
        and SeqNotAfter(Stop, Tcb^.SndMax) then
      begin
        if Tcb^.Sacked = nil then
          Tcb^.Sacked := NetAllocate(Tcb^.Stack, SizeOf(TSequenceRanges));
        if Tcb^.Sacked = nil then
          Exit;
        Before := CoveredBytes(Tcb^.Sacked^, Start, Stop);
        if (Before < LongWord(Stop - Start)) and AddRange(Tcb^.Sacked^, Start, Stop) then
          Result := True;
      end;
end;

{ RFC 6675 IsLost: three ranges, or more than two segments, are acknowledged beyond Sequence. }
function IsLost(Tcb: PTcb; Sequence: LongWord): Boolean;
var
  Index, Ranges: LongInt;
  Bytes: LongWord;
begin
  Result := False;
  if Tcb^.Sacked = nil then
    Exit;
  Bytes := 0;
  Ranges := 0;
  for Index := 0 to Tcb^.Sacked^.Count - 1 do
    if SeqBefore(Sequence, Tcb^.Sacked^.Items[Index].Start) then
    begin
      Inc(Ranges);
      Inc(Bytes, Tcb^.Sacked^.Items[Index].Stop - Tcb^.Sacked^.Items[Index].Start);
    end;
  Result := (Ranges >= 3) or (Bytes > LongWord(2 * Tcb^.Mss));
end;

{ Counts Start .. Stop, of which nothing is acknowledged, as RFC 6675 SetPipe does: once if it may
  still be on its way, once more if it was sent again. }
function PipeOf(Tcb: PTcb; Start, Stop: LongWord): LongWord;
var
  Again: LongWord;
begin
  Result := 0;
  if not SeqBefore(Start, Stop) then
    Exit;
  if not IsLost(Tcb, Start) then
    Result := Stop - Start;
  Again := Tcb^.HighRxt;
  if SeqBefore(Stop, Again) then
    Again := Stop;
  if SeqBefore(Start, Again) then
    Inc(Result, Again - Start);
end;

function Pipe(Tcb: PTcb): LongWord;
var
  Index: LongInt;
  From: LongWord;
begin
  Result := 0;
  From := Tcb^.SndUna;
  if Tcb^.Sacked <> nil then
    for Index := 0 to Tcb^.Sacked^.Count - 1 do
    begin
      Inc(Result, PipeOf(Tcb, From, Tcb^.Sacked^.Items[Index].Start));
      From := Tcb^.Sacked^.Items[Index].Stop;
    end;
  Inc(Result, PipeOf(Tcb, From, Tcb^.SndMax));
end;

{ The first hole at or after HighRxt and before what is acknowledged selectively. OnlyLost: rule 1
  of RFC 6675 NextSeg, otherwise rule 3. }
function NextHole(Tcb: PTcb; OnlyLost: Boolean; out Start, Stop: LongWord): Boolean;
var
  Index: LongInt;
begin
  Start := Tcb^.SndUna;
  Stop := Start;
  if Tcb^.Sacked <> nil then
    for Index := 0 to Tcb^.Sacked^.Count - 1 do
    begin
      Stop := Tcb^.Sacked^.Items[Index].Start;
      if SeqBefore(Start, Tcb^.HighRxt) then
        Start := Tcb^.HighRxt;
      if SeqBefore(Start, Stop) then
        Exit(not OnlyLost or IsLost(Tcb, Start));
      Start := Tcb^.Sacked^.Items[Index].Stop;
    end;
  Result := False;
end;

function ResendHole(Tcb: PTcb; OnlyLost: Boolean): Boolean;
var
  Start, Stop: LongWord;
begin
  Result := NextHole(Tcb, OnlyLost, Start, Stop);
  if not Result then
    Exit;
  if LongInt(Stop - Start) > Tcb^.Mss then
    Stop := Start + Tcb^.Mss;
  SendAgain(Tcb, Start, LongInt(Stop - Start));
  Tcb^.HighRxt := Stop;
end;

{ RFC 6675 5 (C): as long as the window has room for a segment. }
procedure FillPipe(Tcb: PTcb);
var
  Room: LongInt;
begin
  Room := LongInt(Tcb^.Cwnd - Pipe(Tcb));
  while Room >= Tcb^.Mss do
  begin
    if not (ResendHole(Tcb, True) or SendNext(Tcb, False, True) or ResendHole(Tcb, False)) then
      Break;
    Dec(Room, Tcb^.Mss);
  end;
end;

procedure ResendFirst(Tcb: PTcb);
var
  Size: LongInt;
begin
  Size := Tcb^.Send.Count;
  if Size > Tcb^.Mss then
    Size := Tcb^.Mss;
  if (Tcb^.Sacked <> nil) and (Tcb^.Sacked^.Count > 0)
    and (LongInt(Tcb^.Sacked^.Items[0].Start - Tcb^.SndUna) < Size) then
    Size := LongInt(Tcb^.Sacked^.Items[0].Start - Tcb^.SndUna);
  SendAgain(Tcb, Tcb^.SndUna, Size);
  if SeqBefore(Tcb^.HighRxt, Tcb^.SndUna + Size) then
    Tcb^.HighRxt := Tcb^.SndUna + Size;
end;

procedure EnterRecovery(Tcb: PTcb);
begin
  Tcb^.InRecovery := True;
  Tcb^.Recover := Tcb^.SndMax;
  Tcb^.HighRxt := Tcb^.SndUna;
  HalveWindow(Tcb);
  Tcb^.Cwnd := Tcb^.Ssthresh;
  if not Tcb^.SackAllowed then
    Inc(Tcb^.Cwnd, 3 * Tcb^.Mss);
  ResendFirst(Tcb);
  Tcb^.RtoAt := Tcb^.Stack^.Clock() + Tcb^.Rto;
  if Tcb^.SackAllowed then
    FillPipe(Tcb);
end;

{ RFC 5827 3.1: with less than four segments on their way there are no three duplicates to wait for. }
function Threshold(Tcb: PTcb): LongInt;
begin
  Result := (InFlight(Tcb) + LongWord(Tcb^.Mss) - 1) div LongWord(Tcb^.Mss) - 1;
  if Result > 3 then
    Result := 3
  else if Result < 1 then
    Result := 1;
end;

procedure DuplicateAcked(Tcb: PTcb);
begin
  Inc(Tcb^.DupAcks);
  if Tcb^.InRecovery then
  begin
    if Tcb^.SackAllowed then
      FillPipe(Tcb)
    else
      Inc(Tcb^.Cwnd, Tcb^.Mss);
    Exit;
  end;
  { RFC 6582 3.2 step 2: not twice for the same window. }
  if ((Tcb^.DupAcks >= Threshold(Tcb)) or IsLost(Tcb, Tcb^.SndUna))
    and SeqNotAfter(Tcb^.Recover, Tcb^.SndUna) then
    EnterRecovery(Tcb);
end;

procedure Grow(Tcb: PTcb; Bytes: LongWord); inline;
var
  Step: LongWord;
begin
  if Tcb^.Cwnd < Tcb^.Ssthresh then
  begin
    { RFC 3465, L = 2 }
    Step := Bytes;
    if Step > LongWord(2 * Tcb^.Mss) then
      Step := 2 * Tcb^.Mss;
  end
  else
    Step := QWord(Tcb^.Mss) * LongWord(Tcb^.Mss) div Tcb^.Cwnd + 1;
  if Tcb^.Cwnd < $40000000 then
    Inc(Tcb^.Cwnd, Step);
end;

procedure LeaveRecovery(Tcb: PTcb);
begin
  Tcb^.InRecovery := False;
  Tcb^.DupAcks := 0;
  { RFC 6582 3.2 step 3, full acknowledgement: no burst. }
  Tcb^.Cwnd := InFlight(Tcb);
  if Tcb^.Cwnd < LongWord(Tcb^.Mss) then
    Tcb^.Cwnd := Tcb^.Mss;
  Inc(Tcb^.Cwnd, Tcb^.Mss);
  if Tcb^.Cwnd > Tcb^.Ssthresh then
    Tcb^.Cwnd := Tcb^.Ssthresh;
end;

procedure PartialAck(Tcb: PTcb; Bytes: LongWord);
begin
  if Tcb^.SackAllowed then
  begin
    { What RFC 6675 calls lost is found by FillPipe; the first segment must not wait for it. }
    if SeqNotAfter(Tcb^.HighRxt, Tcb^.SndUna) then
      ResendFirst(Tcb);
    FillPipe(Tcb);
    Exit;
  end;
  ResendFirst(Tcb);
  if Tcb^.Cwnd > Bytes then
    Dec(Tcb^.Cwnd, Bytes)
  else
    Tcb^.Cwnd := 0;
  Inc(Tcb^.Cwnd, Tcb^.Mss);
end;

procedure NewDataAcked(Tcb: PTcb; Bytes: LongWord);
begin
  if Tcb^.Sacked <> nil then
  begin
    DropRangesBefore(Tcb^.Sacked^, Tcb^.SndUna);
    if Tcb^.Sacked^.Count = 0 then
      FreeSacked(Tcb);
  end;
  if not Tcb^.InRecovery then
  begin
    Tcb^.DupAcks := 0;
    Grow(Tcb, Bytes);
  end
  else if SeqNotAfter(Tcb^.Recover, Tcb^.SndUna) then
    LeaveRecovery(Tcb)
  else
    PartialAck(Tcb, Bytes);
end;

procedure LossByTimeout(Tcb: PTcb);
begin
  if Tcb^.Retransmits = 1 then
    HalveWindow(Tcb);
  Tcb^.Cwnd := Tcb^.Mss;
  Tcb^.InRecovery := False;
  Tcb^.DupAcks := 0;
  Tcb^.Timing := False;
  { RFC 6582 3.2 step 6; what was acknowledged selectively may have been dropped (RFC 2018 8). }
  Tcb^.Recover := Tcb^.SndMax;
  { Selective acknowledgements tell new losses from the echo of old ones (RFC 6675 5.1). }
  if Tcb^.SackAllowed then
    Tcb^.Recover := Tcb^.SndUna;
  FreeSacked(Tcb);
  Tcb^.SndNxt := Tcb^.SndUna;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ TCP's timestamps (RFC 7323 3 to 5): what our segments carry, which segments are too old, and round-trip times by
  what the peer echoes. Called by Toro.TcpOutput and Toro.TcpInput for connections that have agreed on them. }
unit Toro.TcpStamps;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.TcpOptions;

{ Writes the option; StampBytes. }
procedure PutStamps(Tcb: PTcb; Options: PByte);
{ Rules R1 and R3 of 5.3 for a segment in the window. False: it is dropped; Old: it must be acknowledged. }
function StampGood(Tcb: PTcb; const Options: TTcpOptions; Sequence: LongWord; out Old: Boolean): Boolean;
{ The acknowledgement is new: how old is what it echoes (4.1)? It tells that also of what was sent twice. }
procedure TimeByEcho(Tcb: PTcb; const Options: TTcpOptions);

implementation

uses
  Toro.NetRanges, Toro.TcpCore;

const
  Kind = 8; Size = 10; None = 1;
  { 5.5: a stamp that old says nothing any more. }
  StaleNs = Int64(24) * 24 * 3600 * NsPerSecond;
  { 5.4: a stamp's clock ticks every millisecond at most. What is further ahead than time allows, with this and an
    eighth for bad clocks, no clock has made. }
  JumpNs = 10 * NsPerSecond;

{ Milliseconds, beginning anywhere for each pair of hosts (5.4, 7.1). }
function StampNow(Tcb: PTcb): LongWord;
begin
  Result := LongWord(Tcb^.Stack^.Clock() div NsPerMs) + Tcb^.StampBase;
end;

procedure PutStamps(Tcb: PTcb; Options: PByte);
begin
  PLongWord(Options)^ := NtoBE(LongWord(None shl 24 or None shl 16 or Kind shl 8 or Size));
  PLongWord(Options)[1] := NtoBE(StampNow(Tcb));
  PLongWord(Options)[2] := NtoBE(Tcb^.RecentStamp);
end;

function StampGood(Tcb: PTcb; const Options: TTcpOptions; Sequence: LongWord; out Old: Boolean): Boolean;
var
  Ahead: LongInt;
  Elapsed: Int64;
begin
  Old := False;
  if not Options.Stamped then
    { 3.2: it has lost its stamps on the way }
    Exit(False);
  Result := True;
  Ahead := LongInt(Options.Stamp - Tcb^.RecentStamp);
  Elapsed := Tcb^.Stack^.Clock() - Tcb^.RecentAt;
  if not Tcb^.StampsWild and (Elapsed < StaleNs) then
  begin
    if Ahead < 0 then
    begin
      Old := True;
      Exit(False);
    end;
    { Once believed, such a stamp would make both sides refuse each other's segments until the real clock has come
      as far: from now on stamps measure, and refuse nothing. }
    Tcb^.StampsWild := Ahead * NsPerMs > Elapsed + Elapsed div 8 + JumpNs;
  end;
  { 4.3: what lies behind the last acknowledgement was not the cause of it. }
  if SeqNotAfter(Sequence, Tcb^.LastAckSent) then
  begin
    Tcb^.RecentStamp := Options.Stamp;
    Tcb^.RecentAt := Tcb^.Stack^.Clock();
  end;
end;

procedure TimeByEcho(Tcb: PTcb; const Options: TTcpOptions);
var
  Age: LongWord;
begin
  Age := StampNow(Tcb) - Options.Echo;
  if Age < MostRtoNs div NsPerMs then
    MeasureRtt(Tcb, Age * NsPerMs);
end;

end.

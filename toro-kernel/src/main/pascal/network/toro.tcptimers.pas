{ SPDX-License-Identifier: Apache-2.0 }
{ What happens to a connection when time passes: retransmission (RFC 6298), window probes and the
  silly-window override, delayed acknowledgements, keep-alive, the ends of FIN-WAIT-2 and TIME-WAIT.
  Registers itself with Toro.TcpCore. }
unit Toro.TcpTimers;

{$mode objfpc}

interface

implementation

uses
  Toro.NetTypes, Toro.Ethernet, Toro.TcpCore, Toro.TcpOutput, Toro.TcpRecovery;

const
  { RFC 9293 3.8.3: R1 at least 3 retransmissions, R2 at least 100 seconds; for a SYN at least 3
    minutes: 7 doublings of a second are 255 seconds. }
  AdviceAt = 3;
  DataRetries = 15;
  SynRetries = 7;
  SynAckRetries = 5;
  ProbeLimitNs = 60 * NsPerSecond;

procedure BackOff(Tcb: PTcb);
begin
  Tcb^.Rto := 2 * Tcb^.Rto;
  if Tcb^.Rto > MostRtoNs then
    Tcb^.Rto := MostRtoNs;
end;

procedure GiveUp(Tcb: PTcb);
begin
  if Tcb^.SoftError <> 0 then
    CloseTcb(Tcb, Tcb^.SoftError)
  else
    CloseTcb(Tcb, ETIMEDOUT);
end;

function TooOld(Tcb: PTcb): Boolean;
begin
  case Tcb^.State of
    tcpSynSent: Result := Tcb^.Retransmits > SynRetries;
    tcpSynReceived: Result := Tcb^.Retransmits > SynAckRetries;
  else
    Result := (Tcb^.Retransmits > DataRetries) or ((Tcb^.UserTimeout > 0)
      and (Tcb^.Stack^.Clock() - Tcb^.UnackedSince > Tcb^.UserTimeout));
  end;
end;

{ False when the connection is gone. }
function Retransmit(Tcb: PTcb): Boolean;
begin
  Tcb^.RtoAt := 0;
  Inc(Tcb^.Retransmits);
  if TooOld(Tcb) then
  begin
    GiveUp(Tcb);
    Exit(False);
  end;
  if Tcb^.Retransmits = AdviceAt then
    DoubtNeighbour(Tcb^.Stack, Tcb^.Remote);
  BackOff(Tcb);
  Tcb^.Timing := False;
  Result := True;
  if Tcb^.State in [tcpSynSent, tcpSynReceived] then
  begin
    Inc(Tcb^.Stack^.Counters.TcpRetransmits);
    Tcb^.Cwnd := Tcb^.Mss;
    SendSyn(Tcb);
    Exit;
  end;
  LossByTimeout(Tcb);
  if Tcb^.SndWnd = 0 then
  begin
    { The window was closed behind what we sent: from now on it is probed. }
    SendProbe(Tcb);
    StartRto(Tcb);
  end
  else if not SendNext(Tcb, True, False) then
    StartRto(Tcb);
end;

function Probe(Tcb: PTcb): Boolean;
var
  Wait: Int64;
begin
  Tcb^.PersistAt := 0;
  Inc(Tcb^.Retransmits);
  if TooOld(Tcb) then
  begin
    GiveUp(Tcb);
    Exit(False);
  end;
  Result := True;
  if (Tcb^.SndWnd > 0) and SendNext(Tcb, True, False) then
    Exit;
  SendProbe(Tcb);
  { Exponentially further apart (SHLD-30). }
  Wait := Tcb^.Rto shl Tcb^.Retransmits;
  if (Wait > ProbeLimitNs) or (Wait <= 0) then
    Wait := ProbeLimitNs;
  Tcb^.PersistAt := Tcb^.Stack^.Clock() + Wait;
end;

function KeepAlive(Tcb: PTcb; Now: Int64): Boolean;
begin
  Result := True;
  Tcb^.KeepAliveAt := 0;
  if not Tcb^.KeepAlive or not (Tcb^.State in [tcpEstablished, tcpCloseWait]) then
    Exit;
  { Only when nothing is on its way (MUST-26): retransmission finds out sooner. }
  if Tcb^.SndUna <> Tcb^.SndMax then
  begin
    Tcb^.KeepAliveAt := Now + Tcb^.KeepIdle;
    Exit;
  end;
  if (Tcb^.KeepProbes = 0) and (Now - Tcb^.LastHeard < Tcb^.KeepIdle) then
  begin
    Tcb^.KeepAliveAt := Tcb^.LastHeard + Tcb^.KeepIdle;
    Exit;
  end;
  if Tcb^.KeepProbes >= Tcb^.KeepCount then
  begin
    SendReset(Tcb);
    GiveUp(Tcb);
    Exit(False);
  end;
  Inc(Tcb^.KeepProbes);
  SendKeepAlive(Tcb);
  Tcb^.KeepAliveAt := Now + Tcb^.KeepInterval;
end;

function Due(Deadline, Now: Int64): Boolean; inline;
begin
  Result := (Deadline <> 0) and (Deadline <= Now);
end;

procedure Fired(Tcb: PTcb); [public, alias: 'toro_tcp_timer'];
var
  Now: Int64;
begin
  Now := Tcb^.Stack^.Clock();
  if Due(Tcb^.EndAt, Now) then
  begin
    CloseTcb(Tcb, 0);
    Exit;
  end;
  if Due(Tcb^.AckAt, Now) then
    SendAck(Tcb);
  if Due(Tcb^.RtoAt, Now) and not Retransmit(Tcb) then
    Exit;
  if Due(Tcb^.PersistAt, Now) and not Probe(Tcb) then
    Exit;
  if Due(Tcb^.KeepAliveAt, Now) and not KeepAlive(Tcb, Now) then
    Exit;
  ArmTcb(Tcb);
end;

const
  { nil in an image where nothing listens or connects (overrides.txt) }
  WhenFired: procedure(Tcb: PTcb) = @Fired;

initialization
  TcbTimerFired := WhenFired;
end.

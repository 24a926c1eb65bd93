{ SPDX-License-Identifier: Apache-2.0 }
{ The neighbour cache of IPv6 and the detection of those who have gone: RFC 4861 5, 7.2, 7.3. Called by Toro.Ip6 to
  send and by Toro.NdpInput with what neighbours say. The cache is bounded: a flood takes the place of what
  was not used for longest, routers last. }
unit Toro.Neighbours6;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

{ Sends Size bytes at Payload to the owner of NextHop, after finding its MAC; meanwhile packets are kept, the
  newest few for each neighbour. }
procedure SendToNeighbour6(Face: PFace6; const NextHop: TNetAddress; Payload: PByte;
  Size: LongInt);
{ A neighbour has told its MAC while it wanted something of us: nothing says that it hears us. Router: it
  spoke as one. }
procedure HeardFrom(Face: PFace6; const Address: TNetAddress; const Mac: TMac; Router: Boolean);
{ An advertisement (RFC 4861 7.2.5). Mac is nil when it carried none. }
procedure HeardAdvertisement(Face: PFace6; const Target: TNetAddress; Mac: PByte;
  Router, Solicited, Override: Boolean);
{ False when the neighbour is known not to answer, or not known at all (RFC 4861 6.3.6). }
function MayBeReachable(Face: PFace6; const Address: TNetAddress): Boolean;
{ The transport makes no progress through the neighbour of Suspect's way: it is probed. }
procedure DoubtNeighbour6(Stack: PNetStack; const Suspect: TNetAddress);
procedure ForgetNeighbours6(State: PState6);
procedure Neighbours6TimerFired(State: PState6);

implementation

uses
  Toro.NetBytes, Toro.NetTimers, Toro.Ethernet, Toro.Ip6, Toro.Ip6Paths, Toro.Ndp,
  Toro.Icmp6Errors;

const
  { RFC 4861 10 }
  MulticastTries = 3;
  UnicastTries = 3;
  FirstProbeNs = 5 * NsPerSecond;

procedure ReleasePending(State: PState6; Frame: PPendingFrame);
begin
  Dec(State^.PendingFrames);
  NetRelease(State^.Stack, Frame, SizeOf(TPendingFrame) + HeaderRoom + Frame^.Size);
end;

function TakePending(var Entry: TNeighbour6): PPendingFrame;
begin
  Result := Entry.Pending;
  Entry.Pending := Result^.Next;
  Dec(Entry.PendingCount);
end;

procedure FreeEntry(var Entry: TNeighbour6);
begin
  while Entry.Pending <> nil do
    ReleasePending(Entry.Face^.State, TakePending(Entry));
  Entry.State := n6Free;
end;

procedure ForgetNeighbours6(State: PState6);
var
  Index: LongInt;
begin
  for Index := 0 to Neighbour6Limit - 1 do
    if State^.Neighbours[Index].State <> n6Free then
      FreeEntry(State^.Neighbours[Index]);
end;

function Find(Face: PFace6; const Wanted: TNetAddress): PNeighbour6;
var
  Index: LongInt;
begin
  for Index := 0 to Neighbour6Limit - 1 do
  begin
    Result := @Face^.State^.Neighbours[Index];
    if (Result^.State <> n6Free) and (Result^.Face = Face)
      and SameAddress(Result^.Address, Wanted) then
      Exit;
  end;
  Result := nil;
end;

{ Smaller: sooner to give its place away. }
function Worth(const Entry: TNeighbour6): Int64;
begin
  Result := Entry.UsedAt;
  if Entry.State = n6Free then
    Result := -1
  else if Entry.Router then
    Inc(Result, Always div 2);
end;

function Make(Face: PFace6; const Wanted: TNetAddress): PNeighbour6;
var
  Index: LongInt;
  State: PState6;
begin
  State := Face^.State;
  Result := @State^.Neighbours[0];
  for Index := 1 to Neighbour6Limit - 1 do
    if Worth(State^.Neighbours[Index]) < Worth(Result^) then
      Result := @State^.Neighbours[Index];
  if Result^.State <> n6Free then
    FreeEntry(Result^);
  FillChar(Result^, SizeOf(TNeighbour6), 0);
  Result^.Face := Face;
  Result^.Address := Wanted;
  Result^.Deadline := Always;
  Result^.UsedAt := State^.Stack^.Clock();
end;

procedure SetDeadline(Entry: PNeighbour6; Deadline: Int64);
var
  State: PState6;
begin
  State := Entry^.Face^.State;
  Entry^.Deadline := Deadline;
  if (State^.NeighbourTimer.Place = 0) or (Deadline < State^.NeighbourTimer.Deadline) then
    SetTimer(State^.Stack^.Timers, @State^.NeighbourTimer, Deadline);
end;

{ Keeps a copy; when the queue is full the oldest makes room (RFC 4861 7.2.2). }
procedure KeepPending(Entry: PNeighbour6; Payload: PByte; Size: LongInt);
var
  Frame: PPendingFrame;
  Link: ^PPendingFrame;
  State: PState6;
begin
  State := Entry^.Face^.State;
  if (Entry^.PendingCount >= PendingPerNeighbour6)
    or (State^.PendingFrames >= Pending6Limit) and (Entry^.Pending <> nil) then
    ReleasePending(State, TakePending(Entry^));
  if State^.PendingFrames >= Pending6Limit then
    Exit;
  Frame := NetAllocate(State^.Stack, SizeOf(TPendingFrame) + HeaderRoom + Size);
  if Frame = nil then
    Exit;
  Inc(State^.PendingFrames);
  Inc(Entry^.PendingCount);
  Frame^.Size := Size;
  Frame^.Next := nil;
  Move(Payload^, (PByte(Frame + 1) + HeaderRoom)^, Size);
  Link := @Entry^.Pending;
  while Link^ <> nil do
    Link := @Link^^.Next;
  Link^ := Frame;
end;

procedure FlushPending(Entry: PNeighbour6);
var
  Frame: PPendingFrame;
begin
  while Entry^.Pending <> nil do
  begin
    Frame := TakePending(Entry^);
    SendFrame(Entry^.Face^.Device, Entry^.Mac, EthernetIp6, PByte(Frame + 1) + HeaderRoom,
      Frame^.Size);
    ReleasePending(Entry^.Face^.State, Frame);
  end;
end;

procedure BecomeReachable(Entry: PNeighbour6);
begin
  Entry^.State := n6Reachable;
  Entry^.Attempts := 0;
  Entry^.Deadline := Entry^.Face^.Device^.Stack^.Clock() + Entry^.Face^.ReachableNs;
end;

procedure BecomeStale(Entry: PNeighbour6);
begin
  Entry^.State := n6Stale;
  Entry^.Deadline := Always;
end;

procedure Probe(Entry: PNeighbour6);
begin
  Inc(Entry^.Attempts);
  SetDeadline(Entry, Entry^.Face^.Device^.Stack^.Clock() + Entry^.Face^.RetryNs);
  Solicit(Entry^.Face, Entry^.Address, @Entry^.Mac);
end;

{ A question to all, unless there is no address to ask it from (RFC 4429 3.3): then it waits a little. }
procedure Ask(Entry: PNeighbour6);
var
  Wait: Int64;
begin
  Wait := Entry^.Face^.RetryNs;
  if Solicit(Entry^.Face, Entry^.Address, nil) then
    Inc(Entry^.Attempts)
  else
    Wait := Wait div 16;
  SetDeadline(Entry, Entry^.Face^.Device^.Stack^.Clock() + Wait);
end;

procedure SendToNeighbour6(Face: PFace6; const NextHop: TNetAddress; Payload: PByte;
  Size: LongInt);
var
  Entry: PNeighbour6;
  Now: Int64;
begin
  Now := Face^.Device^.Stack^.Clock();
  Entry := Find(Face, NextHop);
  if Entry = nil then
  begin
    Entry := Make(Face, NextHop);
    Entry^.State := n6Incomplete;
    KeepPending(Entry, Payload, Size);
    Ask(Entry);
    Exit;
  end;
  Entry^.UsedAt := Now;
  if Entry^.State = n6Incomplete then
  begin
    KeepPending(Entry, Payload, Size);
    Exit;
  end;
  if (Entry^.State = n6Reachable) and (Entry^.Deadline <= Now) then
    BecomeStale(Entry);
  if Entry^.State = n6Stale then
  begin
    Entry^.State := n6Delay;
    Entry^.Attempts := 0;
    SetDeadline(Entry, Now + FirstProbeNs);
  end;
  SendFrame(Face^.Device, Entry^.Mac, EthernetIp6, Payload, Size);
end;

function SameMac(const A: TMac; B: PByte): Boolean;
begin
  Result := CompareByte(A, B^, SizeOf(TMac)) = 0;
end;

procedure HeardFrom(Face: PFace6; const Address: TNetAddress; const Mac: TMac; Router: Boolean);
var
  Entry: PNeighbour6;
begin
  { A group cannot be one host. }
  if Mac[0] and 1 <> 0 then
    Exit;
  Entry := Find(Face, Address);
  if Entry = nil then
  begin
    Entry := Make(Face, Address);
    BecomeStale(Entry);
    Entry^.Mac := Mac;
  end;
  if Router then
    Entry^.Router := True;
  if (Entry^.State <> n6Incomplete) and SameMac(Entry^.Mac, @Mac) then
    Exit;
  Entry^.Mac := Mac;
  BecomeStale(Entry);
  if Entry^.Pending <> nil then
  begin
    Entry^.State := n6Delay;
    Entry^.Attempts := 0;
    SetDeadline(Entry, Face^.Device^.Stack^.Clock() + FirstProbeNs);
    FlushPending(Entry);
  end;
end;

{ No router any more: neither by default nor by redirection (RFC 4861 7.2.5). }
procedure LoseRouter(Entry: PNeighbour6);
var
  Index: LongInt;
begin
  Entry^.Router := False;
  for Index := 0 to RouterLimit - 1 do
    if SameAddress(Entry^.Face^.Routers[Index].Address, Entry^.Address) then
      Entry^.Face^.Routers[Index].Address := AnyAddress;
  ForgetHop(Entry^.Face^.State, Entry^.Address);
end;

procedure CompleteEntry(Entry: PNeighbour6; Mac: PByte; Router, Solicited: Boolean);
begin
  if Mac = nil then
    Exit;
  Move(Mac^, Entry^.Mac, SizeOf(TMac));
  Entry^.Router := Router;
  BecomeReachable(Entry);
  if not Solicited then
    BecomeStale(Entry);
  FlushPending(Entry);
end;

procedure HeardAdvertisement(Face: PFace6; const Target: TNetAddress; Mac: PByte;
  Router, Solicited, Override: Boolean);
var
  Entry: PNeighbour6;
  Other: Boolean;
begin
  Entry := Find(Face, Target);
  if (Entry = nil) or (Mac <> nil) and (Mac^ and 1 <> 0) then
    Exit;
  if Entry^.State = n6Incomplete then
  begin
    CompleteEntry(Entry, Mac, Router, Solicited);
    Exit;
  end;
  Other := (Mac <> nil) and not SameMac(Entry^.Mac, Mac);
  if Other and not Override then
  begin
    if Entry^.State = n6Reachable then
      BecomeStale(Entry);
    Exit;
  end;
  if Other then
    Move(Mac^, Entry^.Mac, SizeOf(TMac));
  if Solicited then
    BecomeReachable(Entry)
  else if Other then
    BecomeStale(Entry);
  if Entry^.Router and not Router then
    LoseRouter(Entry);
  Entry^.Router := Router;
end;

function MayBeReachable(Face: PFace6; const Address: TNetAddress): Boolean;
var
  Entry: PNeighbour6;
begin
  Entry := Find(Face, Address);
  Result := (Entry <> nil) and (Entry^.State <> n6Incomplete);
end;

procedure DoubtNeighbour6(Stack: PNetStack; const Suspect: TNetAddress);
var
  Face: PFace6;
  NextHop: TNetAddress;
  Entry: PNeighbour6;
begin
  if IsIp4(Suspect) or not Route6(Stack, Suspect, Face, NextHop) or (Face = nil) then
    Exit;
  Entry := Find(Face, NextHop);
  if (Entry = nil) or not (Entry^.State in [n6Reachable, n6Stale, n6Delay]) then
    Exit;
  Entry^.State := n6Probe;
  Entry^.Attempts := 0;
  Probe(Entry);
end;

{ Nobody has answered: those who sent the packets are told (RFC 4861 7.2.2). }
procedure FailEntry(Entry: PNeighbour6);
var
  Frame: PPendingFrame;
  State: PState6;
begin
  State := Entry^.Face^.State;
  Entry^.State := n6Free;
  ForgetHop(State, Entry^.Address);
  while Entry^.Pending <> nil do
  begin
    Frame := TakePending(Entry^);
    TellUpper(Entry^.Face^.Device, PByte(Frame + 1) + HeaderRoom, Frame^.Size, EHOSTUNREACH, True);
    ReleasePending(State, Frame);
  end;
end;

procedure DeadlinePassed(Entry: PNeighbour6);
begin
  case Entry^.State of
    n6Incomplete:
      if Entry^.Attempts >= MulticastTries then
        FailEntry(Entry)
      else
        Ask(Entry);
    n6Reachable: BecomeStale(Entry);
    n6Delay:
      begin
        Entry^.State := n6Probe;
        Entry^.Attempts := 0;
        Probe(Entry);
      end;
    n6Probe:
      if Entry^.Attempts >= UnicastTries then
        FailEntry(Entry)
      else
        Probe(Entry);
  end;
end;

procedure Neighbours6TimerFired(State: PState6);
var
  Index: LongInt;
  Now: Int64;
  Entry: PNeighbour6;
begin
  Now := State^.Stack^.Clock();
  for Index := 0 to Neighbour6Limit - 1 do
  begin
    Entry := @State^.Neighbours[Index];
    if (Entry^.State <> n6Free) and (Entry^.Deadline <= Now) then
      DeadlinePassed(Entry);
    if (Entry^.State in [n6Incomplete, n6Delay, n6Probe]) and (Entry^.Deadline > Now) then
      SetDeadline(Entry, Entry^.Deadline);
  end;
end;

end.

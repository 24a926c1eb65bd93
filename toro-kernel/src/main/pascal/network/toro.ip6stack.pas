{ SPDX-License-Identifier: Apache-2.0 }
{ IPv6 on a stack from the outside: switched on and off, brought up on interfaces, given fixed addresses. Called
  by unit IPv6 in the kernel and by the tests on a host. }
unit Toro.Ip6Stack;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

{ Gives Stack the hooks of IPv6 and what it keeps; nil without memory. }
function EnableIp6(Stack: PNetStack): PState6;
{ Takes everything away again, before the stack goes. }
procedure DisableIp6(Stack: PNetStack);
{ Brings IPv6 up on Device. Zone is its number, from 1. Automatic: addresses are formed from the prefixes of
  routers. nil without memory. }
function StartFace(Device: PNetInterface; Zone: Word; Automatic: Boolean): PFace6;
{ A fixed address with its prefix on the link, and a router unless it is the empty address. }
procedure FixAddress(Face: PFace6; const Address: TNetAddress; PrefixSize: LongInt;
  const Router: TNetAddress);

implementation

uses
  Toro.NetTimers, Toro.Ip6, Toro.Ip6Input, Toro.Ip6Address, Toro.Ip6Fragments, Toro.Neighbours6,
  Toro.Slaac;

const
  DefaultHopLimit = 64;
  { RFC 4861 10 }
  DefaultReachableNs = 30 * NsPerSecond;
  DefaultRetryNs = NsPerSecond;

procedure NeighbourFired(Timer: PNetTimer);
begin
  Neighbours6TimerFired(PState6(Timer^.Owner));
end;

procedure ReassemblyFired(Timer: PNetTimer);
begin
  Reassembly6TimerFired(PState6(Timer^.Owner));
end;

procedure FaceFired(Timer: PNetTimer);
begin
  FaceTimerFired(PFace6(Timer^.Owner));
end;

function EnableIp6(Stack: PNetStack): PState6;
begin
  Result := Stack^.TakeMemory(SizeOf(TState6));
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(TState6), 0);
  Result^.Stack := Stack;
  Result^.ErrorTokensAt := -1;
  Result^.NeighbourTimer.Owner := Result;
  Result^.NeighbourTimer.Fire := @NeighbourFired;
  Result^.ReassemblyTimer.Owner := Result;
  Result^.ReassemblyTimer.Fire := @ReassemblyFired;
  Stack^.State6 := Result;
  Stack^.Output6 := @Ip6Send;
  Stack^.Input6 := @Ip6Input;
  Stack^.Select6 := @Ip6Select;
  Stack^.IsLocal6 := @Ip6IsLocal;
  Stack^.Doubt6 := @DoubtNeighbour6;
end;

procedure DisableIp6(Stack: PNetStack);
var
  State: PState6;
  Device: PNetInterface;
  Index: LongInt;
begin
  State := StateOf(Stack);
  Stack^.Output6 := nil;
  Stack^.Input6 := nil;
  Stack^.Select6 := nil;
  Stack^.IsLocal6 := nil;
  Stack^.Doubt6 := nil;
  Stack^.State6 := nil;
  ForgetNeighbours6(State);
  for Index := 0 to Reassembly6Limit - 1 do
    if State^.Reassemblies[Index].Used then
      ReleasePacket(State, Index);
  ClearTimer(Stack^.Timers, @State^.NeighbourTimer);
  ClearTimer(Stack^.Timers, @State^.ReassemblyTimer);
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    if Device^.State6 <> nil then
    begin
      ClearTimer(Stack^.Timers, @FaceOf(Device)^.Timer);
      Stack^.GiveMemory(Device^.State6, SizeOf(TFace6));
      Device^.State6 := nil;
    end;
    Device := Device^.Next;
  end;
  Stack^.GiveMemory(State, SizeOf(TState6));
end;

function StartFace(Device: PNetInterface; Zone: Word; Automatic: Boolean): PFace6;
begin
  Result := Device^.Stack^.TakeMemory(SizeOf(TFace6));
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(TFace6), 0);
  Result^.State := StateOf(Device^.Stack);
  Result^.Device := Device;
  Result^.Zone := Zone;
  Result^.Automatic := Automatic;
  Result^.HopLimit := DefaultHopLimit;
  Result^.Mtu := Device^.Mtu;
  Result^.BaseReachableNs := DefaultReachableNs;
  Result^.ReachableNs := DefaultReachableNs;
  Result^.RetryNs := DefaultRetryNs;
  Result^.ReportAt := Always;
  Result^.Timer.Owner := Result;
  Result^.Timer.Fire := @FaceFired;
  Device^.State6 := Result;
  StartAddresses(Result);
end;

procedure FixAddress(Face: PFace6; const Address: TNetAddress; PrefixSize: LongInt;
  const Router: TNetAddress);
begin
  if not IsAnyAddress(Router) then
    SetRouter(Face, WithZone(Router, Face^.Zone), Always);
  SetOnLink(Face, Address, PrefixSize, Always);
  AddAddress(Face, Address, False);
end;

end.

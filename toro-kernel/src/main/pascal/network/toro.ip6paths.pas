{ SPDX-License-Identifier: Apache-2.0 }
{ What is special about single destinations: a path that takes smaller packets (RFC 8201) and a first hop
  that a router has named (RFC 4861 8.3). A bounded table; called by the units of IPv6. }
unit Toro.Ip6Paths;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

{ What is known of the path's MTU, or 0. }
function KnownMtu(State: PState6; const Target: TNetAddress): LongInt;
{ A router could not pass more than Mtu bytes on; it is at least LeastMtu6. Never makes a path larger. }
procedure ShrinkPath(State: PState6; const Target: TNetAddress; Mtu: LongInt);
{ The hop that a router of Face has named for Target. }
function FindRedirect(Face: PFace6; const Target: TNetAddress; out Hop: TNetAddress): Boolean;
procedure SetRedirect(Face: PFace6; const Target, Hop: TNetAddress);
{ Hop is gone or no router any more: the routers decide again. }
procedure ForgetHop(State: PState6; const Hop: TNetAddress);

implementation

const
  { RFC 8201 5.3: not more often than every five minutes; ten are recommended. }
  MtuNs = 600 * NsPerSecond;

type
  PPath = ^TPath;

function Find(State: PState6; const Target: TNetAddress): PPath;
var
  Index: LongInt;
begin
  for Index := 0 to PathLimit - 1 do
  begin
    Result := @State^.Paths[Index];
    if SameAddress(Result^.Destination, Target) and not IsAnyAddress(Target) then
    begin
      Result^.UsedAt := State^.Stack^.Clock();
      Exit;
    end;
  end;
  Result := nil;
end;

{ The entry of Target, in place of the one that was not used for longest. }
function FindOrMake(State: PState6; const Target: TNetAddress): PPath;
var
  Index: LongInt;
begin
  Result := Find(State, Target);
  if Result <> nil then
    Exit;
  Result := @State^.Paths[0];
  for Index := 1 to PathLimit - 1 do
    if State^.Paths[Index].UsedAt < Result^.UsedAt then
      Result := @State^.Paths[Index];
  FillChar(Result^, SizeOf(TPath), 0);
  Result^.Destination := Target;
  Result^.UsedAt := State^.Stack^.Clock();
end;

function KnownMtu(State: PState6; const Target: TNetAddress): LongInt;
var
  Path: PPath;
begin
  Result := 0;
  Path := Find(State, Target);
  if (Path <> nil) and (Path^.MtuUntil > State^.Stack^.Clock()) then
    Result := Path^.Mtu;
end;

procedure ShrinkPath(State: PState6; const Target: TNetAddress; Mtu: LongInt);
var
  Path: PPath;
  Known: LongInt;
begin
  Known := KnownMtu(State, Target);
  if (Known > 0) and (Known <= Mtu) then
    Exit;
  Path := FindOrMake(State, Target);
  Path^.Mtu := Mtu;
  Path^.MtuUntil := State^.Stack^.Clock() + MtuNs;
end;

function FindRedirect(Face: PFace6; const Target: TNetAddress; out Hop: TNetAddress): Boolean;
var
  Path: PPath;
begin
  Path := Find(Face^.State, Target);
  Result := (Path <> nil) and (Path^.Face = Face);
  if Result then
    Hop := Path^.NextHop
  else
    Hop := Target;
end;

procedure SetRedirect(Face: PFace6; const Target, Hop: TNetAddress);
var
  Path: PPath;
begin
  Path := FindOrMake(Face^.State, Target);
  Path^.Face := Face;
  Path^.NextHop := Hop;
end;

procedure ForgetHop(State: PState6; const Hop: TNetAddress);
var
  Index: LongInt;
begin
  for Index := 0 to PathLimit - 1 do
    if SameAddress(State^.Paths[Index].NextHop, Hop) then
      State^.Paths[Index].Face := nil;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The two stacks of NetSim speaking IPv6: once UseIp6 is called, every simulation starts with it. }
unit Net6Sim;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

var
  FaceA, FaceB: PFace6;

{ What NetTransfers and NetHostile do goes to B's link-local address from now on. }
procedure UseIp6;
{ The address that Text says; fails when it says none. }
function At6(const Text: string): TNetAddress;

implementation

uses
  Toro.Ip6Stack, Toro.Ip6Address, NetSim;

function At6(const Text: string): TNetAddress;
var
  Value: ShortString;
begin
  Value := Text;
  Check(ParseIp6(@Value[1], Length(Value), Result), 'an address: ' + Value);
end;

procedure Start;
begin
  Check((EnableIp6(A) <> nil) and (EnableIp6(B) <> nil), 'IPv6 on both');
  FaceA := StartFace(@DeviceA, 2, True);
  FaceB := StartFace(@DeviceB, 2, True);
  { Until then the addresses may turn out to be somebody else's. }
  RunSim(2 * NsPerSecond);
  PeerOfA := FaceB^.Addresses[0].Address;
end;

procedure Stop;
begin
  DisableIp6(A);
  DisableIp6(B);
end;

procedure UseIp6;
begin
  AfterStart := @Start;
  BeforeStop := @Stop;
end;

end.

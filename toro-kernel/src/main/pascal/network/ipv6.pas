{ SPDX-License-Identifier: Apache-2.0 }
{ IPv6 beside IPv4, for a program that names nothing else: naming this unit gives it sockets of the family AF_INET6
  and every card its addresses. The kernel's command line decides:

    toro.net6=auto                                (the default) addresses from the routers' prefixes
    toro.net6=2001:db8::2/64,2001:db8::1          address and prefix of the first card, router
    toro.net6=off                                 ::1 alone }
unit IPv6;

{$mode objfpc}

interface

implementation

uses
  Networking, Toro.NetTypes, Toro.NetHost, Toro.NetConfig6, Toro.Waiting, Toro.CommandLine, Toro.Serial,
  Toro.Ip6Types, Toro.Ip6Address, Toro.Ip6, Toro.Ip6Stack, Toro.Sockets6;

var
  Settings: TNet6Settings;
  FixedGiven: Boolean;
  NextZone: Word;
  OthersToo: procedure(Device: PNetInterface);

procedure Changed(Face: PFace6);
begin
  WakeAll(ConfigurationQueue);
end;

procedure Duplicate(Face: PFace6; const Address: TNetAddress);
var
  Text: ShortString;
begin
  Text := 'toro: ' + Face^.Device^.Name + ': another host has the address ' + Ip6Text(Address)
    + '; it is not used'#10;
  WriteSerial(@Text[1], Length(Text));
end;

{ Addresses are still being looked for. }
function Unsettled(Face: PFace6): Boolean;
var
  Index: LongInt;
begin
  for Index := 0 to FaceAddressLimit - 1 do
    if Face^.Addresses[Index].State = asTentative then
      Exit(True);
  Result := Face^.SolicitsLeft > 0;
end;

{ Is there still hope of an address for what is not on a link of ours? }
function Pending(const Address: TNetAddress): Boolean;
var
  Device: PNetInterface;
  Face: PFace6;
  Source: TNetAddress;
  Mtu: LongInt;
begin
  Result := False;
  if Ip6Select(Net, Address, Source, Mtu) then
    Exit;
  Device := Net^.Interfaces;
  while Device <> nil do
  begin
    Face := FaceOf(Device);
    if (Face <> nil) and not Face^.Disabled and Unsettled(Face) then
      Exit(True);
    Device := Device^.Next;
  end;
end;

{ The first card gets the address of the command line. }
procedure InterfaceCame(Device: PNetInterface);
var
  Face: PFace6;
begin
  if Assigned(OthersToo) then
    OthersToo(Device);
  if Settings.Kind = net6Off then
    Exit;
  Inc(NextZone);
  Face := StartFace(Device, NextZone, (Settings.Kind = net6Auto) or FixedGiven);
  if (Face = nil) or (Settings.Kind <> net6Fixed) or FixedGiven then
    Exit;
  FixedGiven := True;
  FixAddress(Face, Settings.Address, Settings.PrefixSize, Settings.Router);
end;

procedure TakeInterfaces;
var
  Device: PNetInterface;
begin
  Device := Net^.Interfaces;
  OthersToo := nil;
  while Device <> nil do
  begin
    InterfaceCame(Device);
    Device := Device^.Next;
  end;
  OthersToo := OnInterface;
  OnInterface := @InterfaceCame;
end;

procedure Start;
var
  State: PState6;
begin
  Settings := ReadSettings6(FindKernelWord('toro.net6'));
  { The loopback is number 1, as on Linux. }
  NextZone := 1;
  NetEnter;
  State := EnableIp6(Net);
  if State <> nil then
  begin
    State^.OnChanged := @Changed;
    State^.OnDuplicate := @Duplicate;
    Pending6 := @Pending;
    TakeInterfaces;
    EnableSockets6;
  end;
  NetLeave;
end;

initialization
  Start;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Sockets of the family AF_INET6: their addresses and options (RFC 3493, ipv6(7)). They carry IPv4 too, as
  ::ffff:a.b.c.d, unless IPV6_V6ONLY is set. Registers itself with Toro.SocketTypes. }
unit Toro.Sockets6;

{$mode objfpc}

interface

{ From now on there are sockets of the family. }
procedure EnableSockets6;

implementation

uses
  Toro.NetTypes, Toro.NetHost, Toro.SocketTypes, Toro.Ip6Types, Toro.Ip6Address, Toro.Ip6,
  Toro.Mld;

const
  { ipv6(7), linux/in6.h }
  UnicastHops = 16; MulticastInterface = 17; MulticastHops = 18; MulticastLoop = 19; Join = 20;
  Leave = 21; MtuDiscover = 23; PathMtuOption = 24; ReceiveErrors = 25; OnlyVersion6 = 26;
  ReceivePacketInfo = 49; ReceiveHopLimit = 51; ReceiveClass = 66; TrafficClass = 67;

type
  { struct ipv6_mreq }
  PMembership = ^TMembership;
  TMembership = packed record
    Group: TWireAddress;
    Index: LongInt;
  end;

{ The empty address of a socket that is not bound, according to IPV6_V6ONLY. }
procedure SetOnly(Socket: PSocket; Only: Boolean);
begin
  Socket^.OnlyV6 := Only;
  Socket^.Local := AnyAddress;
  if Only then
    Socket^.Local := OnlyAny6;
  if Socket^.Endpoint <> nil then
    Socket^.Endpoint^.Local := Socket^.Local;
end;

function Bound(Socket: PSocket): Boolean;
begin
  Result := (Socket^.LocalPort <> 0) or (Socket^.Tcb <> nil)
    or (Socket^.Endpoint <> nil) and (Socket^.Endpoint^.LocalPort <> 0);
end;

{ An address with the number of its interface; 0 means the first that there is. }
function Take(Socket: PSocket; Source: PSocketAddress; Size: LongInt; out Address: TNetAddress;
  out Port: Word): LongInt;
var
  Wire: TWireAddress;
  Face: PFace6;
begin
  Address := AnyAddress;
  Port := 0;
  if Source^.Family = FamilyInet then
    { As Linux: only datagrams may name the other family. }
    if (Socket^.Endpoint = nil) or Socket^.OnlyV6 or (Size < 8) then
      Exit(-EAFNOSUPPORT)
    else
    begin
      Address := Ip4(BEtoN(Source^.Address4));
      Port := BEtoN(Source^.Port);
      Exit(0);
    end;
  if Source^.Family <> FamilyInet6 then
    Exit(-EAFNOSUPPORT);
  if Size < 24 then
    Exit(-EINVAL);
  Wire.High := Source^.Address6High;
  Wire.Low := Source^.Address6Low;
  Face := FaceOfZone(Net, 0);
  if (Size >= 28) and (Source^.Scope <> 0) then
    Face := FaceOfZone(Net, Source^.Scope);
  if Face <> nil then
    Address := FromWire(Wire, Face^.Zone)
  else
    Address := FromWire(Wire, 0);
  Port := BEtoN(Source^.Port);
  Result := 0;
  if Socket^.OnlyV6 then
    if SameAddress(Address, AnyAddress) then
      Address := OnlyAny6
    else if IsIp4(Address) then
      Result := -ENETUNREACH;
end;

procedure Give(const Address: TNetAddress; var Target: TSocketAddress);
var
  Wire: TWireAddress;
begin
  if SameAddress(Address, OnlyAny6) then
    Exit;
  Wire := ToWire(Address);
  Target.Address6High := Wire.High;
  Target.Address6Low := Wire.Low;
  Target.Scope := ZoneOf(Address);
end;

function SetMembership(Option: LongInt; Membership: PMembership; Size: LongInt): LongInt;
var
  Face: PFace6;
  Group: TNetAddress;
begin
  if Size < SizeOf(TMembership) then
    Exit(-EINVAL);
  Face := FaceOfZone(Net, Membership^.Index);
  if Face = nil then
    Exit(-ENODEV);
  Group := FromWire(Membership^.Group, Face^.Zone);
  if not IsGroup6(Group) then
    Exit(-EINVAL);
  if Option = Join then
    Result := JoinGroup(Face, Group)
  else
    Result := LeaveGroup(Face, Group);
end;

function SetHops(Socket: PSocket; Value: LongInt): LongInt;
begin
  if (Value < -1) or (Value > 255) then
    Exit(-EINVAL);
  if Value < 0 then
    Value := 0;
  Socket^.Ttl := Value;
  if Socket^.Tcb <> nil then
    Socket^.Tcb^.Ttl := Value;
  Result := 0;
end;

function SetClass(Socket: PSocket; Value: LongInt): LongInt;
begin
  if (Value < -1) or (Value > 255) then
    Exit(-EINVAL);
  if Value < 0 then
    Value := 0;
  Socket^.Tos := Value;
  if Socket^.Tcb <> nil then
    Socket^.Tcb^.Tos := Value;
  Result := 0;
end;

function SetOption(Socket: PSocket; Option: LongInt; Value: PLongInt; Size: LongInt): LongInt;
begin
  Result := 0;
  case Option of
    OnlyVersion6:
      if Bound(Socket) then
        Result := -EINVAL
      else
        SetOnly(Socket, Value^ <> 0);
    UnicastHops, MulticastHops: Result := SetHops(Socket, Value^);
    TrafficClass: Result := SetClass(Socket, Value^);
    Join, Leave: Result := SetMembership(Option, PMembership(Value), Size);
    { What is received beside the data, and choices where there is none. }
    MulticastInterface, MulticastLoop, MtuDiscover, ReceiveErrors, ReceivePacketInfo..ReceiveHopLimit,
      ReceiveClass, 53..62, 70, 72: ;
  else
    Result := -ENOPROTOOPT;
  end;
end;

function PathMtuOf(Socket: PSocket; out Value: LongInt): LongInt;
var
  Source: TNetAddress;
begin
  Value := 0;
  Result := -ENOTCONN;
  if (Socket^.Tcb <> nil) and Ip6Select(Net, Socket^.Tcb^.Remote, Source, Value) then
    Result := 0;
end;

function GetOption(Socket: PSocket; Option: LongInt; out Value: LongInt): LongInt;
begin
  Result := 0;
  Value := 0;
  case Option of
    OnlyVersion6: Value := Ord(Socket^.OnlyV6);
    UnicastHops, MulticastHops:
      begin
        Value := Socket^.Ttl;
        if Value = 0 then
          if Option = UnicastHops then
            Value := Net^.DefaultTtl
          else
            Value := 1;
      end;
    TrafficClass: Value := Socket^.Tos;
    PathMtuOption: Result := PathMtuOf(Socket, Value);
    MulticastInterface, MulticastLoop, MtuDiscover, ReceiveErrors, ReceivePacketInfo..ReceiveHopLimit,
      ReceiveClass, 53..62, 70, 72: ;
  else
    Result := -ENOPROTOOPT;
  end;
end;

const
  Family: TFamily6 = (Take: @Take; Give: @Give; SetOption: @SetOption; GetOption: @GetOption);

procedure EnableSockets6;
begin
  Family6 := @Family;
end;

end.

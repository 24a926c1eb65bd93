{ SPDX-License-Identifier: Apache-2.0 }
{ What neighbours and routers say: RFC 4861 6.3.4, 7.1, 7.2.3 to 7.2.6, 8.3; RFC 4862 5.4.3, 5.4.4. Called by
  Toro.Ip6Input. }
unit Toro.NdpInput;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Packet is an ICMPv6 message of neighbour discovery whose checksum is right. }
procedure NdpInput(Stack: PNetStack; const Packet: TIncoming);

implementation

uses
  Toro.Ip6Types, Toro.Ip6Address, Toro.Ip6, Toro.Ip6Paths, Toro.Icmp6Errors, Toro.Ndp,
  Toro.Neighbours6, Toro.Slaac;

type
  { RFC 4861 4.2 }
  PRouterAdvert = ^TRouterAdvert;
  TRouterAdvert = packed record
    Kind, Code: Byte;
    Checksum: Word;
    HopLimit, Flags: Byte;
    LifeSeconds: Word;
    ReachableMs, RetryMs: LongWord;
  end;

  { RFC 4861 4.5 }
  PRedirect = ^TRedirect;
  TRedirect = packed record
    Header: TIcmp6Header;
    Target, Destination: TWireAddress;
  end;

  { RFC 4861 4.6.2 }
  PPrefixOption = ^TPrefixOption;
  TPrefixOption = packed record
    Kind, Size: Byte;
    PrefixSize, Flags: Byte;
    ValidSeconds, PreferredSeconds, Reserved: LongWord;
    Prefix: TWireAddress;
  end;

  { A message behind its fixed part }
  TOptions = record
    First: PByte;
    Size: LongInt;
    SourceMac, TargetMac, Nonce: PByte; { nil: absent }
    Mtu: LongWord;                     { 0: absent }
  end;

const
  FlagOnLink = $80; FlagAutonomous = $40;
  { RFC 4861 6.2.1 lets an hour be said for the one; a router that says more than half a minute for the
    other is not believed, for packets would wait that long. }
  LongestReachableMs = 3600000;
  LongestRetryMs = 30000;

{ Reads the options; False when one is malformed: the message is nothing then (RFC 4861 6.1, 7.1). }
function ReadOptions(Data: PByte; Size: LongInt; out Options: TOptions): Boolean;
var
  Length: LongInt;
begin
  FillChar(Options, SizeOf(Options), 0);
  Options.First := Data;
  Options.Size := Size;
  while Size > 0 do
  begin
    if Size < 2 then
      Exit(False);
    Length := Data[1] * 8;
    if (Length = 0) or (Length > Size) then
      Exit(False);
    case Data[0] of
      OptionSourceMac: Options.SourceMac := Data + 2;
      OptionTargetMac: Options.TargetMac := Data + 2;
      OptionNonce: Options.Nonce := Data + 2;
      OptionMtu: Options.Mtu := BEtoN(PLongWord(Data + 4)^);
    end;
    Inc(Data, Length);
    Dec(Size, Length);
  end;
  Result := True;
end;

function MacAt(Data: PByte): TMac;
begin
  Move(Data^, Result, SizeOf(TMac));
end;

{ ---- Neighbours ---- }

procedure AnswerSolicit(Face: PFace6; Entry: PFaceAddress; const Packet: TIncoming;
  const Options: TOptions);
begin
  if IsAnyAddress(Packet.Source) then
  begin
    { A wire that sends back what we sent (RFC 7527 4.2). }
    if (Options.Nonce <> nil)
      and (CompareByte(Options.Nonce^, Face^.Nonce, SizeOf(Face^.Nonce)) = 0) then
      Exit;
    { Somebody wants the address that we are about to take: nobody gets it (RFC 4862 5.4.3). }
    if Entry^.State in [asTentative, asOptimistic] then
      LoseAddress(Face, Entry)
    else if Entry^.State in [asPreferred, asDeprecated] then
      Advertise(Face, Entry, AnyAddress);
    Exit;
  end;
  if not (Entry^.State in [asOptimistic, asPreferred, asDeprecated]) then
    Exit;
  if Options.SourceMac <> nil then
    HeardFrom(Face, Packet.Source, MacAt(Options.SourceMac), False);
  Advertise(Face, Entry, Packet.Source);
end;

procedure InputSolicit(Face: PFace6; const Packet: TIncoming);
var
  Message: PNeighbourMessage;
  Options: TOptions;
  Target: TNetAddress;
  Entry: PFaceAddress;
begin
  Message := PNeighbourMessage(Packet.Data);
  if (Packet.Size < 24) or not ReadOptions(Packet.Data + 24, Packet.Size - 24, Options) then
    Exit;
  Target := FromWire(Message^.Target, Face^.Zone);
  { 7.1.1: who has no address yet asks the group and names no MAC. }
  if IsGroup6(Target) or IsAnyAddress(Packet.Source) and ((Options.SourceMac <> nil)
    or not SameAddress(Packet.Destination, SolicitedGroup(Target, Face^.Zone))) then
    Exit;
  Entry := FindFaceAddress(Face, Target);
  if Entry <> nil then
    AnswerSolicit(Face, Entry, Packet, Options);
end;

procedure InputAdvert(Face: PFace6; const Packet: TIncoming);
var
  Message: PNeighbourMessage;
  Options: TOptions;
  Target: TNetAddress;
  Entry: PFaceAddress;
  Flags: Byte;
begin
  Message := PNeighbourMessage(Packet.Data);
  if (Packet.Size < 24) or not ReadOptions(Packet.Data + 24, Packet.Size - 24, Options) then
    Exit;
  Target := FromWire(Message^.Target, Face^.Zone);
  Flags := Packet.Data[4];
  { 7.1.2 }
  if IsGroup6(Target) or Packet.Broadcast and (Flags and FlagSolicited <> 0) then
    Exit;
  Entry := FindFaceAddress(Face, Target);
  if Entry = nil then
    HeardAdvertisement(Face, Target, Options.TargetMac, Flags and FlagRouter <> 0,
      Flags and FlagSolicited <> 0, Flags and FlagOverride <> 0)
  else if Entry^.State in [asTentative, asOptimistic] then
    LoseAddress(Face, Entry);
end;

{ ---- Routers ---- }

procedure TakePrefixOption(Face: PFace6; Option: PPrefixOption);
var
  Prefix: TNetAddress;
begin
  Prefix := FromWire(Option^.Prefix, 0);
  if Option^.Flags and FlagOnLink <> 0 then
    SetOnLink(Face, Prefix, Option^.PrefixSize, EndOfLife(Face, BEtoN(Option^.ValidSeconds)));
  if Option^.Flags and FlagAutonomous <> 0 then
    TakePrefix(Face, Prefix, Option^.PrefixSize, BEtoN(Option^.PreferredSeconds),
      BEtoN(Option^.ValidSeconds));
end;

procedure TakePrefixes(Face: PFace6; const Options: TOptions);
var
  Data: PByte;
  Size: LongInt;
begin
  Data := Options.First;
  Size := Options.Size;
  while Size > 0 do
  begin
    if (Data[0] = OptionPrefix) and (Data[1] = SizeOf(TPrefixOption) div 8) then
      TakePrefixOption(Face, PPrefixOption(Data));
    Dec(Size, Data[1] * 8);
    Inc(Data, Data[1] * 8);
  end;
end;

{ Half to one and a half times what the router says, so that hosts do not move in step (6.3.2). }
procedure SetReachable(Face: PFace6; Milliseconds: LongWord);
begin
  Face^.BaseReachableNs := Milliseconds * NsPerMs;
  Face^.ReachableNs := Face^.BaseReachableNs div 2
    + Int64(Face^.Device^.Stack^.Random() mod QWord(Face^.BaseReachableNs));
end;

procedure TakeParameters(Face: PFace6; Message: PRouterAdvert; const Options: TOptions);
var
  Value: LongWord;
begin
  if Message^.HopLimit <> 0 then
    Face^.HopLimit := Message^.HopLimit;
  Value := BEtoN(Message^.ReachableMs);
  if (Value > 0) and (Value <= LongestReachableMs) and (Value * NsPerMs <> Face^.BaseReachableNs) then
    SetReachable(Face, Value);
  Value := BEtoN(Message^.RetryMs);
  if (Value > 0) and (Value <= LongestRetryMs) then
    Face^.RetryNs := Value * NsPerMs;
  if (Options.Mtu < LeastMtu6) or (Options.Mtu > LongWord(Face^.Device^.Mtu)) then
    Exit;
  if LongInt(Options.Mtu) < Face^.Mtu then
    ShrinkConnections(Face^.Device^.Stack, AnyAddress, Options.Mtu);
  Face^.Mtu := Options.Mtu;
end;

procedure InputRouterAdvert(Face: PFace6; const Packet: TIncoming);
var
  Message: PRouterAdvert;
  Options: TOptions;
begin
  Message := PRouterAdvert(Packet.Data);
  { 6.1.2 }
  if not IsLinkLocal(Packet.Source) or (Packet.Size < SizeOf(TRouterAdvert))
    or not ReadOptions(Packet.Data + SizeOf(TRouterAdvert), Packet.Size - SizeOf(TRouterAdvert),
    Options) then
    Exit;
  TakeParameters(Face, Message, Options);
  if Options.SourceMac <> nil then
    HeardFrom(Face, Packet.Source, MacAt(Options.SourceMac), True);
  TakePrefixes(Face, Options);
  if BEtoN(Message^.LifeSeconds) > 0 then
    { Enough asked (6.3.7). }
    Face^.SolicitsLeft := 0;
  Face^.RouterHeard := True;
  SetRouter(Face, Packet.Source, EndOfLife(Face, BEtoN(Message^.LifeSeconds)));
  ArmFace(Face);
end;

procedure InputRedirect(Stack: PNetStack; Face: PFace6; const Packet: TIncoming);
var
  Message: PRedirect;
  Options: TOptions;
  Target, Destination, Hop: TNetAddress;
  Way: PFace6;
begin
  Message := PRedirect(Packet.Data);
  if (Packet.Size < SizeOf(TRedirect)) or not ReadOptions(Packet.Data + SizeOf(TRedirect),
    Packet.Size - SizeOf(TRedirect), Options) then
    Exit;
  Target := FromWire(Message^.Target, Face^.Zone);
  Destination := FromWire(Message^.Destination, Face^.Zone);
  { 8.1: only the present first hop may say so, and only of a router here or of the destination itself. }
  if not IsLinkLocal(Packet.Source) or IsGroup6(Destination)
    or not (IsLinkLocal(Target) or SameAddress(Target, Destination))
    or not Route6(Stack, Destination, Way, Hop) or (Way <> Face)
    or not SameAddress(Hop, Packet.Source) then
    Exit;
  SetRedirect(Face, Destination, Target);
  if Options.TargetMac <> nil then
    HeardFrom(Face, Target, MacAt(Options.TargetMac), not SameAddress(Target, Destination));
end;

procedure NdpInput(Stack: PNetStack; const Packet: TIncoming);
var
  Face: PFace6;
begin
  Face := FaceOf(Packet.Device);
  { Nothing of this has passed a router (RFC 4861 6.1, 7.1, 8.1). }
  if (Face = nil) or Face^.Disabled or (PIp6Header(Packet.Header)^.HopLimit <> HopLimitNdp)
    or (PIcmp6Header(Packet.Data)^.Code <> 0) then
    Exit;
  case PIcmp6Header(Packet.Data)^.Kind of
    KindSolicit: InputSolicit(Face, Packet);
    KindAdvert: InputAdvert(Face, Packet);
    KindRouterAdvert: InputRouterAdvert(Face, Packet);
    KindRedirect: InputRedirect(Stack, Face, Packet);
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The way up for IPv6 (RFC 8200): tests the header, takes what is for us, walks through the extension headers and
  hands the payload to ICMPv6, UDP or TCP. Called by Toro.NetStack through its hook. }
unit Toro.Ip6Input;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Good: the device vouches for transport checksums. }
procedure Ip6Input(Device: PNetInterface; Data: PByte; Size: LongInt; Good: Boolean);

implementation

uses
  Toro.NetBytes, Toro.Ip6Types, Toro.Ip6Address, Toro.Ip6, Toro.Ip6Headers, Toro.Ip6Fragments,
  Toro.Mld, Toro.Icmp6, Toro.Icmp6Errors, Toro.Ndp, Toro.NdpInput, Toro.Udp, Toro.TcpInput;

type
  { Where the walk through a packet stands. }
  TWalk = record
    Packet: TIncoming;
    Next: Byte;                { kind of what lies at Packet.Data }
    NextField: LongInt;        { where that is said, from the packet's start }
    Fragmented: Boolean;
    Steps: LongInt;
  end;

const
  { No honest packet has more headers (RFC 8504 5.3 lets a host stop somewhere). }
  StepLimit = 16;

procedure InputIcmp6(Stack: PNetStack; const Walk: TWalk);
begin
  Inc(Stack^.Counters.IcmpIn);
  with Walk.Packet do
    if (Size < SizeOf(TIcmp6Header)) or (FoldSum(SumBytes(Data, Size,
      PseudoSum(Source, Destination, ProtocolIcmp6, Size))) <> $FFFF) then
      Exit;
  case PIcmp6Header(Walk.Packet.Data)^.Kind of
    0..127: Icmp6ErrorInput(Stack, Walk.Packet);
    Icmp6Echo: AnswerEcho(Stack, Walk.Packet);
    KindQuery: MldInput(Stack, Walk.Packet);
    KindRouterSolicit..KindRedirect:
      { Never in fragments (RFC 6980). }
      if not Walk.Fragmented then
        NdpInput(Stack, Walk.Packet);
  end;
end;

{ TCP and UDP come from somebody, and from a wire not from ourselves. }
function Plausible(Stack: PNetStack; const Packet: TIncoming): Boolean;
begin
  Result := not IsAnyAddress(Packet.Source)
    and (Packet.Device^.Loopback or not Ip6IsLocal(Stack, Packet.Source));
end;

{ UDP without a checksum is nothing (RFC 8200 8.1). }
procedure InputUdp(Stack: PNetStack; const Packet: TIncoming);
begin
  if (Packet.Size >= SizeOf(TUdpHeader)) and (PUdpHeader(Packet.Data)^.Checksum = 0)
    and not Packet.Device^.Loopback then
    Exit;
  if not UdpInput(Stack, Packet) then
    SendError6(Stack, Packet, Icmp6Unreachable, UnreachablePort6, 0);
end;

procedure Dispatch(Stack: PNetStack; const Walk: TWalk);
begin
  case Walk.Next of
    ProtocolIcmp6: InputIcmp6(Stack, Walk);
    ProtocolTcp:
      if Plausible(Stack, Walk.Packet) then
        TcpInput(Stack, Walk.Packet);
    ProtocolUdp:
      if Plausible(Stack, Walk.Packet) then
        InputUdp(Stack, Walk.Packet);
    HeaderNone: ;
  else
    SendError6(Stack, Walk.Packet, Icmp6Parameter, ParameterHeader, Walk.NextField);
  end;
end;

{ Moves behind a header of Size bytes whose first byte says what follows. }
procedure Advance(var Walk: TWalk; Size: LongInt);
begin
  Walk.Next := Walk.Packet.Data^;
  Walk.NextField := Walk.Packet.Data - Walk.Packet.Header;
  Inc(Walk.Packet.Data, Size);
  Dec(Walk.Packet.Size, Size);
end;

{ The size of a header that says it in units of eight, or 0 when it is not all there. }
function HeaderSize(const Walk: TWalk): LongInt;
begin
  Result := 0;
  if Walk.Packet.Size < 8 then
    Exit;
  Result := 8 + Walk.Packet.Data[1] * 8;
  if Result > Walk.Packet.Size then
    Result := 0;
end;

{ True: go on. }
function PassOptions(Stack: PNetStack; var Walk: TWalk): Boolean;
var
  Size, Place: LongInt;
  Verdict: TOptionVerdict;
begin
  Size := HeaderSize(Walk);
  Result := Size > 0;
  if not Result then
    Exit;
  Place := Walk.Packet.Data - Walk.Packet.Header + 2;
  Verdict := CheckOptions(Walk.Packet.Header, Place, Place - 2 + Size);
  Result := Verdict = ovGood;
  if Result then
    Advance(Walk, Size)
  else if (Verdict = ovTell) or (Verdict = ovTellUnlessGroup) and not Walk.Packet.Broadcast then
    SendError6(Stack, Walk.Packet, Icmp6Parameter, ParameterOption, Place);
end;

{ No kind of routing is known here: one that has hops left is refused (RFC 8200 4.4, RFC 5095). }
function PassRouting(Stack: PNetStack; var Walk: TWalk): Boolean;
var
  Size: LongInt;
begin
  Size := HeaderSize(Walk);
  Result := (Size > 0) and (Walk.Packet.Data[3] = 0);
  if Result then
    Advance(Walk, Size)
  else if Size > 0 then
    SendError6(Stack, Walk.Packet, Icmp6Parameter, ParameterField,
      Walk.Packet.Data - Walk.Packet.Header + 2);
end;

procedure WalkHeaders(Stack: PNetStack; var Walk: TWalk); forward;

{ A first fragment holds every header up to that of the payload (RFC 8200 4.5, RFC 7112). }
function HasWholeChain(Stack: PNetStack; const Walk: TWalk): Boolean;
var
  Protocol: Byte;
  Place, Size, Least: LongInt;
begin
  Size := Walk.Packet.Data + Walk.Packet.Size - Walk.Packet.Header;
  Result := FindUpper(Walk.Packet.Header, Size, Protocol, Place);
  Least := 0;
  case Protocol of
    ProtocolTcp: Least := SizeOf(TTcpHeader);
    ProtocolUdp, ProtocolIcmp6: Least := SizeOf(TUdpHeader);
  end;
  Result := Result and (Place + Least <= Size);
  if not Result then
    SendError6(Stack, Walk.Packet, Icmp6Parameter, ParameterIncomplete, 0);
end;

procedure PassFragment(Stack: PNetStack; var Walk: TWalk);
var
  Fragment: TFragmentHeader;
  Slot: LongInt;
begin
  if Walk.Packet.Size < SizeOf(TFragmentHeader) then
    Exit;
  Fragment := PFragmentHeader(Walk.Packet.Data)^;
  Walk.Fragmented := True;
  Advance(Walk, SizeOf(TFragmentHeader));
  { All in one piece: others of the same name do not matter (RFC 6946). }
  if BEtoN(Fragment.OffsetFlags) and $FFF9 = 0 then
  begin
    WalkHeaders(Stack, Walk);
    Exit;
  end;
  if (BEtoN(Fragment.OffsetFlags) and $FFF8 = 0) and not HasWholeChain(Stack, Walk) then
    Exit;
  if not AddFragment6(Stack, Walk.Packet, Fragment, Walk.Next, Slot) then
    Exit;
  Walk.NextField := 6;
  { The device has seen single fragments only: the whole vouches for itself. }
  Walk.Packet.ChecksumGood := False;
  WalkHeaders(Stack, Walk);
  ReleasePacket(StateOf(Stack), Slot);
end;

procedure WalkHeaders(Stack: PNetStack; var Walk: TWalk);
begin
  while Walk.Steps < StepLimit do
  begin
    Inc(Walk.Steps);
    case Walk.Next of
      HeaderDestination:
        if not PassOptions(Stack, Walk) then
          Exit;
      HeaderRouting:
        if not PassRouting(Stack, Walk) then
          Exit;
      HeaderFragment:
        begin
          PassFragment(Stack, Walk);
          Exit;
        end;
    else
      Dispatch(Stack, Walk);
      Exit;
    end;
  end;
end;

{ Addresses that may stand in a header on a wire: none of a loopback, none of IPv4 in disguise, which is ours
  alone (RFC 4291 2.5.3, 2.7; RFC 4942 2.2). }
function AddressesGood(Device: PNetInterface; const Packet: TIncoming): Boolean;
begin
  Result := not IsGroup6(Packet.Source) and not IsAnyAddress(Packet.Destination)
    and not IsIp4(Packet.Source) and not IsIp4(Packet.Destination);
  if Result and not Device^.Loopback then
    Result := not SameAddress(Packet.Source, Loopback6)
      and not SameAddress(Packet.Destination, Loopback6)
      and (not IsAnyAddress(Packet.Source) or (Packet.Source.Low = 0));
end;

{ A zone of its own has what comes from a wire; on the loopback addresses bring theirs. }
procedure ReadAddresses(Device: PNetInterface; Header: PIp6Header; var Packet: TIncoming);
var
  Zone: Word;
begin
  Zone := 0;
  if Device^.State6 <> nil then
    Zone := FaceOf(Device)^.Zone;
  Packet.Source := FromWire(Header^.Source, Zone);
  Packet.Destination := FromWire(Header^.Destination, Zone);
end;

function ForUs(Device: PNetInterface; const Packet: TIncoming): Boolean;
begin
  if Packet.Broadcast then
    Result := Device^.Loopback or HearsGroup(FaceOf(Device), Packet.Destination)
  else
    Result := Ip6IsLocal(Device^.Stack, Packet.Destination);
end;

procedure Ip6Input(Device: PNetInterface; Data: PByte; Size: LongInt; Good: Boolean);
var
  Header: PIp6Header;
  Walk: TWalk;
begin
  Header := PIp6Header(Data);
  if not Device^.Loopback and (Device^.State6 = nil) then
    Exit;
  if (Size < SizeOf(TIp6Header)) or (Data^ shr 4 <> 6)
    or (BEtoN(Header^.PayloadSize) + SizeOf(TIp6Header) > Size) then
  begin
    Inc(Device^.Counters.Malformed);
    Exit;
  end;
  FillChar(Walk, SizeOf(Walk), 0);
  Walk.Packet.Device := Device;
  Walk.Packet.Header := Data;
  Walk.Packet.Data := Data + SizeOf(TIp6Header);
  Walk.Packet.Size := BEtoN(Header^.PayloadSize);
  Walk.Packet.ChecksumGood := Good or Device^.Loopback;
  ReadAddresses(Device, Header, Walk.Packet);
  Walk.Packet.Broadcast := IsGroup6(Walk.Packet.Destination);
  if not AddressesGood(Device, Walk.Packet) or not ForUs(Device, Walk.Packet) then
    Exit;
  Walk.Next := Header^.NextHeader;
  Walk.NextField := 6;
  { Hop-by-hop options stand here or nowhere (RFC 8200 4.1). }
  if (Walk.Next <> HeaderHopByHop) or PassOptions(Device^.Stack, Walk) then
    WalkHeaders(Device^.Stack, Walk);
end;

end.

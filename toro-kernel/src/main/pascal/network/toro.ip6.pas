{ SPDX-License-Identifier: Apache-2.0 }
{ The way down for IPv6: the next hop (RFC 4861 5.2), the source address (RFC 6724), the size of the path
  (RFC 8201), fragments (RFC 8200 4.5). Reached from Toro.Ip through the stack's hooks. }
unit Toro.Ip6;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

{ IpSend for a destination that is not IPv4. What is larger than the path goes in fragments, which only we may
  make; TCP has heard of the path before and seldom needs it. 0, -EMSGSIZE, -ENETUNREACH or -EADDRNOTAVAIL. }
function Ip6Send(Stack: PNetStack; var Packet: TOutgoing): LongInt;
{ SelectSource for a target that is not IPv4. }
function Ip6Select(Stack: PNetStack; const Target: TNetAddress; out Source: TNetAddress;
  out Mtu: LongInt): Boolean;
{ An address by which this host may be reached, ::1 included. }
function Ip6IsLocal(Stack: PNetStack; const Address: TNetAddress): Boolean;
{ The interface of the way to Target and the neighbour to hand packets to. False: there is no way. An
  interface of nil is the loopback. }
function Route6(Stack: PNetStack; const Target: TNetAddress; out Face: PFace6;
  out NextHop: TNetAddress): Boolean;
{ The address of Face that a packet to Target should carry; nil: none may be used. }
function BestSource(Face: PFace6; const Target: TNetAddress): PFaceAddress;
{ Bytes that a packet to Target may have. }
function PathMtu(Face: PFace6; const Target: TNetAddress): LongInt;

implementation

uses
  Toro.NetBytes, Toro.Ip, Toro.Ethernet, Toro.Ip6Address, Toro.Ip6Paths, Toro.Neighbours6;

function MayReceive(State: TAddressState): Boolean; inline;
begin
  Result := State in [asOptimistic, asPreferred, asDeprecated];
end;

function Ip6IsLocal(Stack: PNetStack; const Address: TNetAddress): Boolean;
var
  Device: PNetInterface;
  Entry: PFaceAddress;
begin
  if SameAddress(Address, Loopback6) then
    Exit(True);
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    if Device^.State6 <> nil then
    begin
      Entry := FindFaceAddress(FaceOf(Device), Address);
      if (Entry <> nil) and MayReceive(Entry^.State) then
        Exit(True);
    end;
    Device := Device^.Next;
  end;
  Result := False;
end;

function OnLink(Face: PFace6; const Target: TNetAddress): Boolean;
var
  Index: LongInt;
begin
  for Index := 0 to PrefixLimit - 1 do
    with Face^.Prefixes[Index] do
      if (Size > 0) and (ValidUntil > Face^.Device^.Stack^.Clock())
        and InPrefix(Target, Address, Size) then
        Exit(True);
  Result := False;
end;

{ RFC 4861 6.3.6: one that is not known to be silent, else the next in turn. }
function ChooseRouter(Face: PFace6; out NextHop: TNetAddress): Boolean;
var
  Index, Number, Known: LongInt;
begin
  Result := False;
  Known := 0;
  for Index := 0 to RouterLimit - 1 do
    with Face^.Routers[Index] do
      if not IsAnyAddress(Address) and (ValidUntil > Face^.Device^.Stack^.Clock()) then
      begin
        Inc(Known);
        if MayBeReachable(Face, Address) then
        begin
          NextHop := Address;
          Exit(True);
        end;
      end;
  if Known = 0 then
    Exit;
  Inc(Face^.State^.NextRouter);
  Number := Face^.State^.NextRouter mod Known;
  for Index := 0 to RouterLimit - 1 do
    with Face^.Routers[Index] do
      if not IsAnyAddress(Address) and (ValidUntil > Face^.Device^.Stack^.Clock()) then
      begin
        if Number = 0 then
        begin
          NextHop := Address;
          Exit(True);
        end;
        Dec(Number);
      end;
end;

{ The way on an interface of the address's own zone, or through the routers of any. }
function Route6(Stack: PNetStack; const Target: TNetAddress; out Face: PFace6;
  out NextHop: TNetAddress): Boolean;
var
  Device: PNetInterface;
begin
  NextHop := Target;
  Face := nil;
  if Ip6IsLocal(Stack, Target) then
    Exit(True);
  if IsLinkLocal(Target) or IsGroup6(Target) then
  begin
    Face := FaceOfZone(Stack, ZoneOf(Target));
    Exit(Face <> nil);
  end;
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    Face := FaceOf(Device);
    if (Face <> nil) and (OnLink(Face, Target) or FindRedirect(Face, Target, NextHop)) then
      Exit(True);
    Device := Device^.Next;
  end;
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    Face := FaceOf(Device);
    if (Face <> nil) and ChooseRouter(Face, NextHop) then
      Exit(True);
    Device := Device^.Next;
  end;
  Result := False;
end;

{ RFC 6724 5: is A a better source for Target than B? Both are of the outgoing interface (rule 5). }
function Better(const A, B: TFaceAddress; const Target: TNetAddress): Boolean;
var
  ScopeA, ScopeB, Wanted: LongInt;
begin
  if SameAddress(A.Address, Target) or SameAddress(B.Address, Target) then
    Exit(SameAddress(A.Address, Target));
  ScopeA := ScopeOf(A.Address);
  ScopeB := ScopeOf(B.Address);
  Wanted := ScopeOf(Target);
  if ScopeA < ScopeB then
    Exit(ScopeA >= Wanted);
  if ScopeB < ScopeA then
    Exit(ScopeB < Wanted);
  { An optimistic address counts as deprecated (RFC 4429 3.3). }
  if (A.State = asPreferred) <> (B.State = asPreferred) then
    Exit(A.State = asPreferred);
  Wanted := LabelOf(Target);
  if (LabelOf(A.Address) = Wanted) <> (LabelOf(B.Address) = Wanted) then
    Exit(LabelOf(A.Address) = Wanted);
  Result := CommonBits(A.Address, Target) > CommonBits(B.Address, Target);
end;

function BestSource(Face: PFace6; const Target: TNetAddress): PFaceAddress;
var
  Index: LongInt;
begin
  Result := nil;
  for Index := 0 to FaceAddressLimit - 1 do
    if MayReceive(Face^.Addresses[Index].State)
      and ((Result = nil) or Better(Face^.Addresses[Index], Result^, Target)) then
      Result := @Face^.Addresses[Index];
end;

function PathMtu(Face: PFace6; const Target: TNetAddress): LongInt;
var
  Known: LongInt;
begin
  Result := Face^.Mtu;
  Known := KnownMtu(Face^.State, Target);
  if (Known > 0) and (Known < Result) then
    Result := Known;
end;

function Ip6Select(Stack: PNetStack; const Target: TNetAddress; out Source: TNetAddress;
  out Mtu: LongInt): Boolean;
var
  Face: PFace6;
  NextHop: TNetAddress;
  Entry: PFaceAddress;
begin
  Source := AnyAddress;
  Mtu := 0;
  Result := Route6(Stack, Target, Face, NextHop);
  if not Result then
    Exit;
  if Face = nil then
  begin
    Source := Target;
    Mtu := Stack^.LoopbackDevice.Mtu;
    Exit;
  end;
  Mtu := PathMtu(Face, Target);
  Entry := BestSource(Face, Target);
  Result := Entry <> nil;
  if Result then
    Source := Entry^.Address;
end;

{ Puts the header before Data, for the link when Face is given, else for ourselves. On the loopback
  addresses keep their zones. }
procedure SendPiece(Stack: PNetStack; Face: PFace6; const NextHop: TNetAddress;
  const Packet: TOutgoing; Data: PByte; Size: LongInt; NextHeader: Byte);
var
  Header: PIp6Header;
begin
  Header := PIp6Header(Data - SizeOf(TIp6Header));
  Header^.ClassFlow := NtoBE(LongWord($60000000 or LongWord(Packet.Tos) shl 20));
  Header^.PayloadSize := NtoBE(Word(Size));
  Header^.NextHeader := NextHeader;
  Header^.HopLimit := Packet.Ttl;
  Inc(Size, SizeOf(TIp6Header));
  if Face = nil then
  begin
    Header^.Source.High := NtoBE(Packet.Source.High);
    Header^.Source.Low := NtoBE(Packet.Source.Low);
    Header^.Destination.High := NtoBE(Packet.Destination.High);
    Header^.Destination.Low := NtoBE(Packet.Destination.Low);
    LoopbackSend(Stack, PByte(Header), Size);
    Exit;
  end;
  Header^.Source := ToWire(Packet.Source);
  Header^.Destination := ToWire(Packet.Destination);
  if IsGroup6(NextHop) then
    SendFrame(Face^.Device, GroupMac(NextHop), EthernetIp6, PByte(Header), Size)
  else
    SendToNeighbour6(Face, NextHop, PByte(Header), Size);
end;

{ First to last: the headers of one lie over the end of the one before, which has left already. }
procedure SendPieces(Stack: PNetStack; Face: PFace6; const NextHop: TNetAddress;
  const Packet: TOutgoing; Mtu: LongInt);
var
  Offset, Piece, Most: LongInt;
  Header: PFragmentHeader;
  Id: LongWord;
begin
  { Not to be guessed (RFC 7739 5.3). }
  Id := LongWord(Stack^.Random());
  Most := (Mtu - SizeOf(TIp6Header) - SizeOf(TFragmentHeader)) and not 7;
  Offset := 0;
  while Offset < Packet.Size do
  begin
    Piece := Packet.Size - Offset;
    if Piece > Most then
      Piece := Most;
    Header := PFragmentHeader(Packet.Data + Offset - SizeOf(TFragmentHeader));
    Header^.NextHeader := Packet.Protocol;
    Header^.Reserved := 0;
    Header^.OffsetFlags := NtoBE(Word(Offset or Ord(Offset + Piece < Packet.Size)));
    Header^.Id := NtoBE(Id);
    SendPiece(Stack, Face, NextHop, Packet, PByte(Header), Piece + SizeOf(TFragmentHeader),
      HeaderFragment);
    Inc(Offset, Piece);
  end;
end;

{ Where the packet leaves, its source and its hop limit. 0 or a negative errno. }
function Prepare(Stack: PNetStack; var Packet: TOutgoing; out Face: PFace6;
  out NextHop: TNetAddress): LongInt;
var
  Entry: PFaceAddress;
begin
  NextHop := Packet.Destination;
  Face := nil;
  if Packet.Device <> nil then
    Face := FaceOf(Packet.Device)
  else if not Route6(Stack, Packet.Destination, Face, NextHop) then
    Exit(-ENETUNREACH);
  if IsAnyAddress(Packet.Source) and (Packet.Device = nil) then
  begin
    Packet.Source := Packet.Destination;
    if Face <> nil then
    begin
      Entry := BestSource(Face, Packet.Destination);
      if Entry = nil then
        Exit(-EADDRNOTAVAIL);
      Packet.Source := Entry^.Address;
    end;
  end;
  if Packet.Ttl = 0 then
    if IsGroup6(Packet.Destination) then
      Packet.Ttl := 1
    else if Face = nil then
      Packet.Ttl := Stack^.DefaultTtl
    else
      Packet.Ttl := Face^.HopLimit;
  Result := 0;
end;

function Ip6Send(Stack: PNetStack; var Packet: TOutgoing): LongInt;
var
  Face: PFace6;
  NextHop: TNetAddress;
  Mtu: LongInt;
begin
  Result := Prepare(Stack, Packet, Face, NextHop);
  if Result < 0 then
    Exit;
  if Face = nil then
    Mtu := Stack^.LoopbackDevice.Mtu
  else
    Mtu := PathMtu(Face, Packet.Destination);
  { As in IpSend }
  if (Packet.Protocol = ProtocolTcp) and (Face <> nil) and not (Face^.Device^.FinishesTcpSums6
    and (Packet.Size + SizeOf(TIp6Header) <= Mtu)) then
    FinishTcpSum(Packet.Data, Packet.Size);
  if Packet.Size + SizeOf(TIp6Header) <= Mtu then
    SendPiece(Stack, Face, NextHop, Packet, Packet.Data, Packet.Size, Packet.Protocol)
  else if Packet.Size > MaxDatagram then
    Exit(-EMSGSIZE)
  else
    SendPieces(Stack, Face, NextHop, Packet, Mtu);
end;

end.

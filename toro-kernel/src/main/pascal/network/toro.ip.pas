{ SPDX-License-Identifier: Apache-2.0 }
{ The way down: which interface, which source address, fragments (RFC 791, RFC 1122 3). Called by
  ICMP, UDP and TCP with a packet in the stack's scratch; IPv6 goes to its own unit if present. }
unit Toro.Ip;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

{ Sends Packet. 0, or -EMSGSIZE, -ENETUNREACH, -EAFNOSUPPORT. An empty source is filled in. }
function IpSend(Stack: PNetStack; var Packet: TOutgoing): LongInt;
{ The payload area of the scratch: where a packet to be sent is built. }
function ScratchPayload(Stack: PNetStack): PByte; inline;
{ The source address that a packet to Target would carry, and the MTU of its way. }
function SelectSource(Stack: PNetStack; const Target: TNetAddress; out Source: TNetAddress;
  out Mtu: LongInt): Boolean;
{ An address of this stack, loopback included. }
function IsLocalAddress(Stack: PNetStack; const Address: TNetAddress): Boolean;
{ True of broadcast and multicast addresses, limited or of an interface's network. }
function IsGroupAddress(Stack: PNetStack; const Address: TNetAddress): Boolean;
{ Puts a packet on the loopback queue; it arrives at the next NetPoll. }
procedure LoopbackSend(Stack: PNetStack; Packet: PByte; Size: LongInt);

implementation

uses
  Toro.NetBytes, Toro.Ethernet;

const
  LoopbackLimit = 256;
  NoFragments = $4000; MoreFragments = $2000;

function ScratchPayload(Stack: PNetStack): PByte;
begin
  Result := Stack^.Scratch + HeaderRoom;
end;

function IsLoopback4(Address: LongWord): Boolean; inline;
begin
  Result := Address shr 24 = 127;
end;

function IsLocal4(Stack: PNetStack; Address: LongWord): Boolean;
var
  Device: PNetInterface;
begin
  if IsLoopback4(Address) then
    Exit(True);
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    if (Device^.Address = Address) and (Address <> 0) then
      Exit(True);
    Device := Device^.Next;
  end;
  Result := False;
end;

function IsLocalAddress(Stack: PNetStack; const Address: TNetAddress): Boolean;
begin
  if IsIp4(Address) then
    Result := IsLocal4(Stack, LongWord(Address.Low))
  else
    Result := Assigned(Stack^.IsLocal6) and Stack^.IsLocal6(Stack, Address);
end;

function IsGroup4(Stack: PNetStack; Address: LongWord): Boolean;
var
  Device: PNetInterface;
begin
  if (Address shr 28 = 14) or (Address = $FFFFFFFF) then
    Exit(True);
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    if (Device^.Address <> 0) and (Device^.Mask <> $FFFFFFFF)
      and (Address = Device^.Address or not Device^.Mask) then
      Exit(True);
    Device := Device^.Next;
  end;
  Result := False;
end;

function IsGroupAddress(Stack: PNetStack; const Address: TNetAddress): Boolean;
begin
  if IsIp4(Address) then
    Result := IsGroup4(Stack, LongWord(Address.Low))
  else
    Result := Address.High shr 56 = $FF;
end;

{ The interface of the way to Target, and the host to hand the packet to (RFC 1122 3.3.1). }
function Route4(Stack: PNetStack; Target: LongWord; out NextHop: LongWord): PNetInterface;
begin
  NextHop := Target;
  if IsLocal4(Stack, Target) then
    Exit(@Stack^.LoopbackDevice);
  Result := Stack^.Interfaces;
  while Result <> nil do
  begin
    if (Result^.Address <> 0) and ((Target xor Result^.Address) and Result^.Mask = 0) then
      Exit;
    Result := Result^.Next;
  end;
  Result := Stack^.Interfaces;
  while Result <> nil do
  begin
    if not Result^.Loopback and ((Result^.Gateway <> 0) or (Target = $FFFFFFFF)
      or (Target shr 28 = 14)) then
    begin
      if (Target <> $FFFFFFFF) and (Target shr 28 <> 14) then
        NextHop := Result^.Gateway;
      Exit;
    end;
    Result := Result^.Next;
  end;
end;

function SelectSource(Stack: PNetStack; const Target: TNetAddress; out Source: TNetAddress;
  out Mtu: LongInt): Boolean;
var
  Device: PNetInterface;
  NextHop: LongWord;
begin
  Source := AnyAddress;
  Mtu := 0;
  if not IsIp4(Target) then
    Exit(Assigned(Stack^.Select6) and Stack^.Select6(Stack, Target, Source, Mtu));
  Device := Route4(Stack, LongWord(Target.Low), NextHop);
  Result := Device <> nil;
  if not Result then
    Exit;
  Mtu := Device^.Mtu;
  if Device^.Loopback then
    Source := Target
  else
    Source := Ip4(Device^.Address);
end;

procedure LoopbackSend(Stack: PNetStack; Packet: PByte; Size: LongInt);
var
  Frame: PPendingFrame;
begin
  if Stack^.LoopbackCount >= LoopbackLimit then
    Exit;
  Frame := NetAllocate(Stack, SizeOf(TPendingFrame) + Size);
  if Frame = nil then
    Exit;
  Frame^.Next := nil;
  Frame^.Size := Size;
  Move(Packet^, (Frame + 1)^, Size);
  if Stack^.LoopbackLast = nil then
    Stack^.LoopbackFirst := Frame
  else
    Stack^.LoopbackLast^.Next := Frame;
  Stack^.LoopbackLast := Frame;
  Inc(Stack^.LoopbackCount);
end;

{ Puts the header before Data and hands the packet to the link. }
procedure SendPiece(Device: PNetInterface; NextHop: LongWord; const Packet: TOutgoing;
  Data: PByte; Size: LongInt; Id, Fragment: Word);
var
  Header: PIp4Header;
  Target: LongWord;
  Group: TMac;
begin
  Header := PIp4Header(Data - SizeOf(TIp4Header));
  Header^.VersionSize := $45;
  Header^.Tos := Packet.Tos;
  Header^.TotalSize := NtoBE(Word(Size + SizeOf(TIp4Header)));
  Header^.Id := NtoBE(Id);
  Header^.Fragment := NtoBE(Fragment);
  Header^.Ttl := Packet.Ttl;
  Header^.Protocol := Packet.Protocol;
  Header^.Checksum := 0;
  Header^.Source := NtoBE(LongWord(Packet.Source.Low));
  Target := LongWord(Packet.Destination.Low);
  Header^.Destination := NtoBE(Target);
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), SizeOf(TIp4Header), 0));
  Inc(Size, SizeOf(TIp4Header));
  if Device^.Loopback then
    LoopbackSend(Device^.Stack, PByte(Header), Size)
  else if Target shr 28 = 14 then
  begin
    { RFC 1112 6.4 }
    Group[0] := $01;
    Group[1] := $00;
    Group[2] := $5E;
    Group[3] := Byte(Target shr 16) and $7F;
    Group[4] := Byte(Target shr 8);
    Group[5] := Byte(Target);
    SendFrame(Device, Group, EthernetIp4, PByte(Header), Size);
  end
  else if IsGroup4(Device^.Stack, Target) then
    SendFrame(Device, BroadcastMac, EthernetIp4, PByte(Header), Size)
  else
    SendToNeighbour(Device, Ip4(NextHop), EthernetIp4, PByte(Header), Size);
end;

{ Fragments go out first to last: the header of one overwrites the end of the one before, which has
  left already (RFC 791 3.2). }
procedure SendFragments(Device: PNetInterface; NextHop: LongWord; const Packet: TOutgoing;
  Id: Word);
var
  Offset, Piece, Most: LongInt;
  Flags: Word;
begin
  Most := (Device^.Mtu - SizeOf(TIp4Header)) and not 7;
  Offset := 0;
  while Offset < Packet.Size do
  begin
    Piece := Packet.Size - Offset;
    Flags := 0;
    if Piece > Most then
    begin
      Piece := Most;
      Flags := MoreFragments;
    end;
    SendPiece(Device, NextHop, Packet, Packet.Data + Offset, Piece, Id,
      Flags or Word(Offset div 8));
    Inc(Offset, Piece);
  end;
end;

{ RFC 6864: what is never fragmented needs no number; any other gets one from which nobody can count what we send to
  others. }
function Identify(Stack: PNetStack; const Packet: TOutgoing): Word;
begin
  Result := 0;
  if not Packet.DontFragment then
    Result := Word(Stack^.Random());
end;

function IpSend(Stack: PNetStack; var Packet: TOutgoing): LongInt;
var
  Device: PNetInterface;
  NextHop: LongWord;
begin
  if not IsIp4(Packet.Destination) then
  begin
    if Assigned(Stack^.Output6) then
      Exit(Stack^.Output6(Stack, Packet));
    Exit(-EAFNOSUPPORT);
  end;
  NextHop := LongWord(Packet.Destination.Low);
  Device := Packet.Device;
  if Device = nil then
    Device := Route4(Stack, NextHop, NextHop);
  if Device = nil then
    Exit(-ENETUNREACH);
  if IsAnyAddress(Packet.Source) then
    if Device^.Loopback then
      Packet.Source := Packet.Destination
    else
      Packet.Source := Ip4(Device^.Address);
  if Packet.Ttl = 0 then
    Packet.Ttl := Stack^.DefaultTtl;
  { What crosses no wire needs no sum; a card can add up only what it sees as a whole. }
  if (Packet.Protocol = ProtocolTcp) and not Device^.Loopback and not (Device^.FinishesTcpSums
    and (Packet.Size + SizeOf(TIp4Header) <= Device^.Mtu)) then
    FinishTcpSum(Packet.Data, Packet.Size);
  if Packet.Size + SizeOf(TIp4Header) <= Device^.Mtu then
    SendPiece(Device, NextHop, Packet, Packet.Data, Packet.Size, Identify(Stack, Packet),
      NoFragments * Ord(Packet.DontFragment))
  else if Packet.DontFragment or (Packet.Size + SizeOf(TIp4Header) > MaxDatagram) then
    Exit(-EMSGSIZE)
  else
    SendFragments(Device, NextHop, Packet, Identify(Stack, Packet));
  Result := 0;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The messages of neighbour discovery that a host sends: solicitations and advertisements (RFC 4861 4, 7.2). They
  are built on the stack, because what they are sent for may lie in the scratch. }
unit Toro.Ndp;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

const
  { RFC 4861 4, RFC 3810 5 }
  KindRouterSolicit = 133; KindRouterAdvert = 134; KindSolicit = 135; KindAdvert = 136;
  KindRedirect = 137;
  OptionSourceMac = 1; OptionTargetMac = 2; OptionPrefix = 3; OptionMtu = 5; OptionNonce = 14;
  FlagRouter = $80; FlagSolicited = $40; FlagOverride = $20;

type
  { A solicitation or advertisement of a neighbour with its one option (RFC 4861 4.3, 4.4) }
  PNeighbourMessage = ^TNeighbourMessage;
  TNeighbourMessage = packed record
    Header: TIcmp6Header;
    Target: TWireAddress;
    OptionKind, OptionSize: Byte;
    Mac: TMac;
  end;

{ Asks who has Target: its group when Mac is nil, else the owner of Mac whether it is still there. False:
  Face has no address that may ask. }
function Solicit(Face: PFace6; const Target: TNetAddress; Mac: PByte): Boolean;
{ Asks whether anybody has Address, which shall be ours (RFC 4862 5.4.2). }
procedure SolicitDuplicate(Face: PFace6; const Address: TNetAddress);
{ Says that Address is ours; to all when Receiver is the empty address. }
procedure Advertise(Face: PFace6; Entry: PFaceAddress; const Receiver: TNetAddress);
procedure SolicitRouters(Face: PFace6);

implementation

uses
  Toro.Ip6Address, Toro.Ip6, Toro.Icmp6, Toro.Ethernet, Toro.NetBytes;

procedure PutMac(Face: PFace6; var Message: TNeighbourMessage; Kind: Byte);
begin
  Message.OptionKind := Kind;
  Message.OptionSize := 1;
  Message.Mac := Face^.Device^.Mac;
end;

function Solicit(Face: PFace6; const Target: TNetAddress; Mac: PByte): Boolean;
var
  Message: TNeighbourMessage;
  Source: PFaceAddress;
begin
  Source := BestSource(Face, Target);
  { Who does not know yet whether the address is his must not name his MAC with it (RFC 4429 3.3). }
  Result := (Source <> nil) and (Source^.State <> asOptimistic);
  if not Result then
    Exit;
  FillChar(Message, SizeOf(Message), 0);
  Message.Header.Kind := KindSolicit;
  Message.Target := ToWire(Target);
  PutMac(Face, Message, OptionSourceMac);
  if Mac = nil then
    SendControl(Face, Source^.Address, SolicitedGroup(Target, Face^.Zone), HopLimitNdp, @Message,
      SizeOf(Message))
  else
    SendControlTo(Face, Source^.Address, Target, TMac(Pointer(Mac)^), @Message, SizeOf(Message));
end;

procedure SolicitDuplicate(Face: PFace6; const Address: TNetAddress);
var
  Message: TNeighbourMessage;
  Random: QWord;
begin
  FillChar(Message, SizeOf(Message), 0);
  Message.Header.Kind := KindSolicit;
  Message.Target := ToWire(Address);
  Message.OptionKind := OptionNonce;
  Message.OptionSize := 1;
  Random := Face^.Device^.Stack^.Random();
  Move(Random, Message.Mac, SizeOf(Message.Mac));
  Move(Message.Mac, Face^.Nonce, SizeOf(Face^.Nonce));
  SendControl(Face, AnyAddress, SolicitedGroup(Address, Face^.Zone), HopLimitNdp, @Message,
    SizeOf(Message));
end;

procedure Advertise(Face: PFace6; Entry: PFaceAddress; const Receiver: TNetAddress);
var
  Message: TNeighbourMessage;
  Flags: LongWord;
begin
  FillChar(Message, SizeOf(Message), 0);
  Message.Header.Kind := KindAdvert;
  Message.Target := ToWire(Entry^.Address);
  PutMac(Face, Message, OptionTargetMac);
  { Until we are sure of the address, what others remember stands (RFC 4429 3.3). }
  Flags := FlagOverride * Ord(Entry^.State <> asOptimistic);
  if IsAnyAddress(Receiver) then
  begin
    Message.Header.Value := NtoBE(LongWord(Flags shl 24));
    SendControl(Face, Entry^.Address, WithZone(AllNodes, Face^.Zone), HopLimitNdp, @Message,
      SizeOf(Message));
    Exit;
  end;
  Message.Header.Value := NtoBE(LongWord((Flags or FlagSolicited) shl 24));
  SendControl(Face, Entry^.Address, Receiver, HopLimitNdp, @Message, SizeOf(Message));
end;

procedure SolicitRouters(Face: PFace6);
var
  Message: TNeighbourMessage;
  Source: PFaceAddress;
  Body: array[0..15] of Byte;
begin
  FillChar(Message, SizeOf(Message), 0);
  FillChar(Body, SizeOf(Body), 0);
  Body[0] := KindRouterSolicit;
  Source := BestSource(Face, WithZone(AllRouters, Face^.Zone));
  if (Source = nil) or (Source^.State = asOptimistic) then
  begin
    SendControl(Face, AnyAddress, WithZone(AllRouters, Face^.Zone), HopLimitNdp, @Body, 8);
    Exit;
  end;
  PutMac(Face, Message, OptionSourceMac);
  Move(Message.OptionKind, Body[8], 8);
  SendControl(Face, Source^.Address, WithZone(AllRouters, Face^.Zone), HopLimitNdp, @Body, 16);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The chain of extension headers (RFC 8200 4) and the options in them (4.2). Pure functions: what is to be done
  about what they find is decided by Toro.Ip6Input. }
unit Toro.Ip6Headers;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

type
  { What the first option that is not known wants (RFC 8200 4.2). }
  TOptionVerdict = (ovGood, ovMalformed, ovDiscard, ovTell, ovTellUnlessGroup);

{ Looks at the options between Place and Stop of Packet. Place moves to the option that decided. }
function CheckOptions(Packet: PByte; var Place: LongInt; Stop: LongInt): TOptionVerdict;
{ The payload behind all extension headers of a packet that may be cut short, its first fragment if it is one.
  False: there is none, or it is not the first fragment. }
function FindUpper(Packet: PByte; Size: LongInt; out Protocol: Byte; out Place: LongInt): Boolean;

implementation

function CheckOptions(Packet: PByte; var Place: LongInt; Stop: LongInt): TOptionVerdict;
const
  Pad1 = 0; PadN = 1; RouterAlert = 5;
var
  Kind: Byte;
begin
  while Place < Stop do
  begin
    Kind := Packet[Place];
    if Kind = Pad1 then
    begin
      Inc(Place);
      Continue;
    end;
    if (Place + 2 > Stop) or (Place + 2 + Packet[Place + 1] > Stop) then
      Exit(ovMalformed);
    { The two highest bits of an unknown one say what to do. }
    if not (Kind in [PadN, RouterAlert]) then
      case Kind shr 6 of
        1: Exit(ovDiscard);
        2: Exit(ovTell);
        3: Exit(ovTellUnlessGroup);
      end;
    Inc(Place, 2 + Packet[Place + 1]);
  end;
  Result := ovGood;
end;

function FindUpper(Packet: PByte; Size: LongInt; out Protocol: Byte; out Place: LongInt): Boolean;
begin
  Place := SizeOf(TIp6Header);
  Protocol := 0;
  Result := False;
  if Size < Place then
    Exit;
  Protocol := PIp6Header(Packet)^.NextHeader;
  while Protocol in [HeaderHopByHop, HeaderRouting, HeaderDestination, HeaderFragment] do
  begin
    if Place + 8 > Size then
      Exit;
    if Protocol = HeaderFragment then
    begin
      { Only the first has it. }
      if BEtoN(PFragmentHeader(Packet + Place)^.OffsetFlags) and $FFF8 <> 0 then
        Exit;
      Protocol := Packet[Place];
      Inc(Place, 8);
    end
    else
    begin
      Protocol := Packet[Place];
      Inc(Place, 8 + Packet[Place + 1] * 8);
    end;
  end;
  Result := Place <= Size;
end;

end.

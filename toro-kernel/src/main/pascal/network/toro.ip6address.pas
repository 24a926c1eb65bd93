{ SPDX-License-Identifier: Apache-2.0 }
{ IPv6 addresses as values: zones, scopes, groups, prefixes, interface identifiers, text. Pure functions.

  An address that means something on one link only carries the number of its interface in itself, so that TCP
  and UDP need not know of zones (RFC 4007): the second 16 bits are the number, the third its complement. In
  one's complement arithmetic the two add up to nothing, so checksums over such an address are those of the
  address on the wire (as in RFC 6296). }
unit Toro.Ip6Address;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

const
  Loopback6: TNetAddress = (High: 0; Low: 1);
  LinkPrefix = QWord($FE80) shl 48;
  { ff02::1, ff01::1, ff02::2, ff02::16 (RFC 4291 2.7.1, RFC 3810 5.2.14) }
  AllNodes: TNetAddress = (High: QWord($FF02) shl 48; Low: 1);
  OwnNodes: TNetAddress = (High: QWord($FF01) shl 48; Low: 1);
  AllRouters: TNetAddress = (High: QWord($FF02) shl 48; Low: 2);
  AllReporters: TNetAddress = (High: QWord($FF02) shl 48; Low: $16);
  { Scopes (RFC 4291 2.7, RFC 6724 3.1) }
  ScopeInterface = 1; ScopeLink = 2; ScopeSite = 5; ScopeGlobal = 14;

function FromWire(const Wire: TWireAddress; Zone: Word): TNetAddress;
function ToWire(const Address: TNetAddress): TWireAddress;
{ The address as it lies on the wire, whatever it was. }
function WithoutZone(const Address: TNetAddress): TNetAddress;
{ Address for the interface with the number Zone, if it is one that has a zone. }
function WithZone(const Address: TNetAddress; Zone: Word): TNetAddress;
{ 0: the address carries none. }
function ZoneOf(const Address: TNetAddress): Word;
function IsGroup6(const Address: TNetAddress): Boolean; inline;
function IsLinkLocal(const Address: TNetAddress): Boolean; inline;
function ScopeOf(const Address: TNetAddress): LongInt;
{ RFC 6724 2.1 }
function LabelOf(const Address: TNetAddress): LongInt;
{ RFC 4291 2.7.1; Zone is that of the address's interface. }
function SolicitedGroup(const Address: TNetAddress; Zone: Word): TNetAddress;
{ Bits that are the same from the first on. }
function CommonBits(const A, B: TNetAddress): LongInt;
function InPrefix(const Address, Prefix: TNetAddress; Size: LongInt): Boolean;
{ The 64 bits that a card's address makes (RFC 4291 appendix A). }
function InterfaceIdentifier(const Mac: TMac): QWord;
{ The Ethernet address of a group (RFC 2464 7). }
function GroupMac(const Group: TNetAddress): TMac;
{ Reads an address (RFC 4291 2.2) of Size characters; False unless it is one. }
function ParseIp6(Text: PChar; Size: LongInt; out Address: TNetAddress): Boolean;
{ As RFC 5952 wants it, without zone. }
function Ip6Text(const Given: TNetAddress): ShortString;

implementation

uses
  Toro.NetBytes;

const
  ZoneMask = QWord($0000FFFFFFFF0000);

function HasZone(High: QWord): Boolean; inline;
begin
  High := High and not ZoneMask;
  Result := (High = LinkPrefix) or (High = QWord($FF02) shl 48) or (High = QWord($FF01) shl 48);
end;

function WithZone(const Address: TNetAddress; Zone: Word): TNetAddress;
begin
  Result := Address;
  if HasZone(Address.High) and (Address.High and ZoneMask = 0) and (Zone <> 0) then
    Result.High := Address.High or QWord(Zone) shl 32 or QWord(Word(not Zone)) shl 16;
end;

function ZoneOf(const Address: TNetAddress): Word;
begin
  Result := 0;
  if HasZone(Address.High)
    and (Word(Address.High shr 32) xor Word(Address.High shr 16) = $FFFF) then
    Result := Word(Address.High shr 32);
end;

function WithoutZone(const Address: TNetAddress): TNetAddress;
begin
  Result := Address;
  if ZoneOf(Address) <> 0 then
    Result.High := Address.High and not ZoneMask;
end;

function FromWire(const Wire: TWireAddress; Zone: Word): TNetAddress;
begin
  Result.High := BEtoN(Wire.High);
  Result.Low := BEtoN(Wire.Low);
  Result := WithZone(Result, Zone);
end;

function ToWire(const Address: TNetAddress): TWireAddress;
var
  Plain: TNetAddress;
begin
  Plain := WithoutZone(Address);
  Result.High := NtoBE(Plain.High);
  Result.Low := NtoBE(Plain.Low);
end;

function IsGroup6(const Address: TNetAddress): Boolean;
begin
  Result := Address.High shr 56 = $FF;
end;

function IsLinkLocal(const Address: TNetAddress): Boolean;
begin
  Result := Address.High shr 54 = $FE80 shr 6;
end;

function ScopeOf(const Address: TNetAddress): LongInt;
begin
  if IsGroup6(Address) then
    Result := Address.High shr 48 and 15
  else if IsLinkLocal(Address) or SameAddress(Address, Loopback6) then
    Result := ScopeLink
  else if Address.High shr 54 = $FEC0 shr 6 then
    Result := ScopeSite
  else
    Result := ScopeGlobal;
end;

function LabelOf(const Address: TNetAddress): LongInt;
begin
  Result := 1;
  if Address.High = 0 then
  begin
    if Address.Low = 1 then
      Result := 0
    else if Address.Low shr 32 = 0 then
      Result := 3;
  end
  else
    case Address.High shr 48 of
      $2002: Result := 2;
      $2001:
        if Word(Address.High shr 32) = 0 then
          Result := 5;
      $FC00..$FDFF: Result := 13;
      $FEC0..$FEFF: Result := 11;
      $3FFE: Result := 12;
    end;
end;

function SolicitedGroup(const Address: TNetAddress; Zone: Word): TNetAddress;
begin
  Result.High := QWord($FF02) shl 48;
  Result.Low := QWord($00000001FF000000) or (Address.Low and $FFFFFF);
  Result := WithZone(Result, Zone);
end;

function CommonBits(const A, B: TNetAddress): LongInt;
var
  Difference: QWord;
begin
  Result := 0;
  Difference := A.High xor B.High;
  if Difference = 0 then
  begin
    Result := 64;
    Difference := A.Low xor B.Low;
    if Difference = 0 then
      Exit(128);
  end;
  Inc(Result, 63 - LongInt(BsrQWord(Difference)));
end;

function InPrefix(const Address, Prefix: TNetAddress; Size: LongInt): Boolean;
begin
  Result := CommonBits(Address, Prefix) >= Size;
end;

function InterfaceIdentifier(const Mac: TMac): QWord;
begin
  Result := QWord(Mac[0] xor 2) shl 56 or QWord(Mac[1]) shl 48 or QWord(Mac[2]) shl 40
    or QWord($FFFE) shl 24 or QWord(Mac[3]) shl 16 or QWord(Mac[4]) shl 8 or Mac[5];
end;

function GroupMac(const Group: TNetAddress): TMac;
var
  Index: LongInt;
begin
  Result[0] := $33;
  Result[1] := $33;
  for Index := 0 to 3 do
    Result[2 + Index] := Byte(Group.Low shr (24 - 8 * Index));
end;

type
  TGroups = array[0..7] of LongWord;

function HexDigit(Letter: Char): LongInt;
begin
  case Letter of
    '0'..'9': Result := Ord(Letter) - Ord('0');
    'a'..'f': Result := Ord(Letter) - Ord('a') + 10;
    'A'..'F': Result := Ord(Letter) - Ord('A') + 10;
  else
    Result := -1;
  end;
end;

{ The dotted quad at the end makes two groups. }
function TakeQuad(Text: PChar; Size: LongInt; var Groups: TGroups; var Count: LongInt): Boolean;
var
  Quad: LongWord;
begin
  Result := (Count <= 6) and ParseIp4(Text, Size, Quad);
  if not Result then
    Exit;
  Groups[Count] := Quad shr 16;
  Groups[Count + 1] := Quad and $FFFF;
  Inc(Count, 2);
end;

{ One group of up to four digits at Place, which moves behind it. }
function TakeGroup(Text: PChar; Size: LongInt; var Place: LongInt; var Groups: TGroups;
  var Count: LongInt): Boolean;
var
  Start: LongInt;
begin
  Start := Place;
  if Count > 7 then
    Exit(False);
  Groups[Count] := 0;
  while (Place < Size) and (HexDigit(Text[Place]) >= 0) do
  begin
    Groups[Count] := Groups[Count] shl 4 or LongWord(HexDigit(Text[Place]));
    Inc(Place);
    if Place - Start > 4 then
      Exit(False);
  end;
  if (Place < Size) and (Text[Place] = '.') then
  begin
    Result := TakeQuad(Text + Start, Size - Start, Groups, Count);
    Place := Size;
    Exit;
  end;
  Result := Place > Start;
  Inc(Count);
end;

function ParseIp6(Text: PChar; Size: LongInt; out Address: TNetAddress): Boolean;
var
  Groups: TGroups;
  Place, Count, Gap, Index: LongInt;
begin
  Address := AnyAddress;
  FillChar(Groups, SizeOf(Groups), 0);
  Place := 0;
  Count := 0;
  Gap := -1;
  Result := False;
  while Place < Size do
  begin
    if (Place + 1 < Size) and (Text[Place] = ':') and (Text[Place + 1] = ':') then
    begin
      if Gap >= 0 then
        Exit;
      Gap := Count;
      Inc(Place, 2);
      if Place = Size then
        Break;
    end
    else if Count > 0 then
    begin
      if (Text[Place] <> ':') then
        Exit;
      Inc(Place);
    end;
    if not TakeGroup(Text, Size, Place, Groups, Count) then
      Exit;
  end;
  if (Gap < 0) and (Count <> 8) or (Gap >= 0) and (Count > 7) then
    Exit;
  if Gap >= 0 then
    for Index := 7 downto Gap do
      if Index - (8 - Count) >= Gap then
        Groups[Index] := Groups[Index - (8 - Count)]
      else
        Groups[Index] := 0;
  for Index := 0 to 3 do
  begin
    Address.High := Address.High shl 16 or Groups[Index];
    Address.Low := Address.Low shl 16 or Groups[Index + 4];
  end;
  Result := True;
end;

{ The longest run of two or more empty groups, the first of equals; Start -1: there is none. }
procedure LongestGap(const Groups: TGroups; out Start, Size: LongInt);
var
  Index, Run: LongInt;
begin
  Start := -1;
  Size := 1;
  Run := 0;
  for Index := 0 to 7 do
    if Groups[Index] <> 0 then
      Run := 0
    else
    begin
      Inc(Run);
      if Run > Size then
      begin
        Size := Run;
        Start := Index + 1 - Run;
      end;
    end;
end;

function HexText(Value: LongWord): ShortString;
const
  Digits: array[0..15] of Char = '0123456789abcdef';
begin
  Result := '';
  repeat
    Result := Digits[Value and 15] + Result;
    Value := Value shr 4;
  until Value = 0;
end;

function Ip6Text(const Given: TNetAddress): ShortString;
var
  Address: TNetAddress;
  Groups: TGroups;
  Index, Start, Size: LongInt;
begin
  Address := WithoutZone(Given);
  for Index := 0 to 3 do
  begin
    Groups[Index] := Word(Address.High shr (48 - 16 * Index));
    Groups[Index + 4] := Word(Address.Low shr (48 - 16 * Index));
  end;
  LongestGap(Groups, Start, Size);
  Result := '';
  Index := 0;
  while Index < 8 do
    if Index = Start then
    begin
      Result := Result + '::';
      Inc(Index, Size);
    end
    else
    begin
      if (Result <> '') and (Result[Length(Result)] <> ':') then
        Result := Result + ':';
      Result := Result + HexText(Groups[Index]);
      Inc(Index);
    end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Bytes on the wire: the Internet checksum (RFC 1071), header records, dotted addresses, and the
  keyed hash behind sequence numbers and cookies. Pure functions. }
unit Toro.NetBytes;

{$mode objfpc}

interface

uses
  Toro.NetTypes;

type
  { IEEE 802.3 / RFC 894 }
  PEthernetHeader = ^TEthernetHeader;
  TEthernetHeader = packed record
    Destination, Source: TMac;
    Kind: Word;
  end;

  { RFC 826, for Ethernet and IPv4 }
  PArpPacket = ^TArpPacket;
  TArpPacket = packed record
    Hardware, Protocol: Word;
    HardwareSize, ProtocolSize: Byte;
    Operation: Word;
    SenderMac: TMac;
    SenderAddress: LongWord;
    TargetMac: TMac;
    TargetAddress: LongWord;
  end;

  { RFC 791 3.1 }
  PIp4Header = ^TIp4Header;
  TIp4Header = packed record
    VersionSize, Tos: Byte;
    TotalSize, Id, Fragment: Word;
    Ttl, Protocol: Byte;
    Checksum: Word;
    Source, Destination: LongWord;
  end;

  { RFC 792 }
  PIcmpHeader = ^TIcmpHeader;
  TIcmpHeader = packed record
    Kind, Code: Byte;
    Checksum: Word;
    case Byte of
      0: (Id, Sequence: Word);
      1: (Unused, NextMtu: Word);
  end;

  { RFC 768 }
  PUdpHeader = ^TUdpHeader;
  TUdpHeader = packed record
    SourcePort, DestinationPort, Size, Checksum: Word;
  end;

  { RFC 9293 3.1 }
  PTcpHeader = ^TTcpHeader;
  TTcpHeader = packed record
    SourcePort, DestinationPort: Word;
    Sequence, Acknowledgement: LongWord;
    Offset, Flags: Byte;
    Window, Checksum, Urgent: Word;
  end;

const
  EthernetIp4 = $0800; EthernetArp = $0806; EthernetIp6 = $86DD;
  BroadcastMac: TMac = ($FF, $FF, $FF, $FF, $FF, $FF);

{ Adds Size bytes to a running one's complement sum; FoldSum makes the 16 bits as they lie in
  memory, so the complement of it can be stored without swapping. }
function SumBytes(Data: PByte; Size: LongInt; Sum: QWord): QWord;
function FoldSum(Sum: QWord): Word;
{ The sum of the pseudo header of TCP and UDP (RFC 9293 3.1, RFC 8200 8.1). }
function PseudoSum(const Source, Destination: TNetAddress; Protocol: Byte; Size: LongInt): QWord;

{ SipHash-2-4 of a message of whole 64-bit words (Aumasson and Bernstein, 2012). }
function KeyedHash(const Key: array of QWord; const Words: array of QWord): QWord;

{ Reads "a.b.c.d", stopping at Size; False unless it is one. }
function ParseIp4(Text: PChar; Size: LongInt; out Address: LongWord): Boolean;
{ Reads it from the start of a text that goes on with anything but a digit or dot, and moves Text there. }
function TakeIp4(var Text: PChar; out Address: LongWord): Boolean;
{ Makes the sum of a TCP segment whose field holds the pseudo header's. }
procedure FinishTcpSum(Segment: PByte; Size: LongInt);

implementation

function SumBytes(Data: PByte; Size: LongInt; Sum: QWord): QWord;
var
  First, Second: QWord;
begin
  while Size >= 16 do
  begin
    First := PQWord(Data)^;
    Second := PQWord(Data)[1];
    Inc(Sum, (First and $FFFFFFFF) + (First shr 32) + (Second and $FFFFFFFF) + (Second shr 32));
    Inc(Data, 16);
    Dec(Size, 16);
  end;
  while Size >= 2 do
  begin
    Inc(Sum, PWord(Data)^);
    Inc(Data, 2);
    Dec(Size, 2);
  end;
  if Size = 1 then
    Inc(Sum, Data^);
  Result := Sum;
end;

function FoldSum(Sum: QWord): Word;
begin
  Sum := (Sum and $FFFFFFFF) + (Sum shr 32);
  Sum := (Sum and $FFFF) + (Sum shr 16 and $FFFF) + (Sum shr 32);
  Sum := (Sum and $FFFF) + (Sum shr 16);
  Result := Word(Sum + (Sum shr 16));
end;

{ In the order of the host, as FoldSum and SumBytes leave it (RFC 1071 2 B). The $FFFF that marks an IPv4 address adds
  nothing to a sum in ones' complement. }
function AddressSum(const Address: TNetAddress): QWord; inline;
begin
  Result := (Address.High shr 32) + (Address.High and $FFFFFFFF) + (Address.Low shr 32) + (Address.Low and $FFFFFFFF);
end;

function PseudoSum(const Source, Destination: TNetAddress; Protocol: Byte; Size: LongInt): QWord;
begin
  Result := SwapEndian(FoldSum(AddressSum(Source) + AddressSum(Destination) + Protocol + LongWord(Size)));
end;

procedure SipRound(var A, B, C, D: QWord);
begin
  {$push}{$Q-}{$R-}
  A := A + B;
  C := C + D;
  B := RolQWord(B, 13) xor A;
  D := RolQWord(D, 16) xor C;
  A := RolQWord(A, 32) + D;
  C := C + B;
  D := RolQWord(D, 21) xor A;
  B := RolQWord(B, 17) xor C;
  C := RolQWord(C, 32);
  {$pop}
end;

function KeyedHash(const Key: array of QWord; const Words: array of QWord): QWord;
var
  A, B, C, D, Last: QWord;
  Index: LongInt;
begin
  A := Key[0] xor QWord($736F6D6570736575);
  B := Key[1] xor QWord($646F72616E646F6D);
  C := Key[0] xor QWord($6C7967656E657261);
  D := Key[1] xor QWord($7465646279746573);
  for Index := 0 to High(Words) do
  begin
    D := D xor Words[Index];
    SipRound(A, B, C, D);
    SipRound(A, B, C, D);
    A := A xor Words[Index];
  end;
  Last := QWord(Length(Words) * 8) shl 56;
  D := D xor Last;
  SipRound(A, B, C, D);
  SipRound(A, B, C, D);
  A := A xor Last;
  C := C xor $FF;
  for Index := 1 to 4 do
    SipRound(A, B, C, D);
  Result := A xor B xor C xor D;
end;

function TakeIp4(var Text: PChar; out Address: LongWord): Boolean;
var
  Dots: LongInt;
  Value: LongWord;
  Start: PChar;
begin
  Address := 0;
  Dots := 0;
  repeat
    Value := 0;
    Start := Text;
    while (Text^ in ['0'..'9']) and (Text - Start < 3) do
    begin
      Value := Value * 10 + Ord(Text^) - Ord('0');
      Inc(Text);
    end;
    if (Text = Start) or (Value > 255) then
      Exit(False);
    Address := Address shl 8 or Value;
    Inc(Dots);
    if Dots = 4 then
      Exit(not (Text^ in ['0'..'9', '.']));
    if Text^ <> '.' then
      Exit(False);
    Inc(Text);
  until False;
end;

function ParseIp4(Text: PChar; Size: LongInt; out Address: LongWord): Boolean;
const
  LongestSize = 15;
var
  Copy: array[0..LongestSize] of Char;
  Next: PChar;
begin
  if LongWord(Size) > LongestSize then
    Exit(False);
  Move(Text^, Copy, Size);
  Copy[Size] := #0;
  Next := @Copy;
  Result := TakeIp4(Next, Address) and (Next = PChar(@Copy) + Size);
end;

procedure FinishTcpSum(Segment: PByte; Size: LongInt);
begin
  PTcpHeader(Segment)^.Checksum := not FoldSum(SumBytes(Segment, Size, 0));
end;

end.

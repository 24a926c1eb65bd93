{ SPDX-License-Identifier: Apache-2.0 }
{ What IPv6 keeps: for each interface its addresses, routers and prefixes, for the stack neighbours, paths
  and fragments. Used by the units of IPv6 alone; everything is bounded, and hangs on State6 of the
  stack and of the interface. }
unit Toro.Ip6Types;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetTimers;

const
  { RFC 8200 5 }
  LeastMtu6 = 1280;
  { Next headers (RFC 8200 4) }
  HeaderHopByHop = 0; HeaderRouting = 43; HeaderFragment = 44; HeaderNone = 59;
  HeaderDestination = 60;
  HopLimitNdp = 255;
  Always = High(Int64);

  { The most of each thing that is kept. }
  FaceAddressLimit = 8;
  GroupLimit = 8;
  RouterLimit = 4;
  PrefixLimit = 8;
  Neighbour6Limit = 64;
  PendingPerNeighbour6 = 48;
  Pending6Limit = 64;
  PathLimit = 32;
  Reassembly6Limit = 8;
  PieceLimit = 128;

type
  { An address as it lies on the wire }
  TWireAddress = packed record
    High, Low: QWord;
  end;

  { RFC 8200 3 }
  PIp6Header = ^TIp6Header;
  TIp6Header = packed record
    ClassFlow: LongWord;
    PayloadSize: Word;
    NextHeader, HopLimit: Byte;
    Source, Destination: TWireAddress;
  end;

  { RFC 8200 4.5 }
  PFragmentHeader = ^TFragmentHeader;
  TFragmentHeader = packed record
    NextHeader, Reserved: Byte;
    OffsetFlags: Word;
    Id: LongWord;
  end;

  { RFC 4443 2.1 }
  PIcmp6Header = ^TIcmp6Header;
  TIcmp6Header = packed record
    Kind, Code: Byte;
    Checksum: Word;
    case Byte of
      0: (Value: LongWord);
      1: (Id, Sequence: Word);
  end;

  PFace6 = ^TFace6;
  PState6 = ^TState6;

  { RFC 4862 2 and RFC 4429 2.1: a tentative address may not be used, an optimistic one may. }
  TAddressState = (asFree, asTentative, asOptimistic, asPreferred, asDeprecated, asDuplicate);

  PFaceAddress = ^TFaceAddress;
  TFaceAddress = record
    State: TAddressState;
    Automatic: Boolean;                { formed from a prefix of a router }
    Address: TNetAddress;
    PreferredUntil, ValidUntil: Int64;
    DadUntil: Int64;                   { unless an owner answers before, the address is ours }
  end;

  TRouter = record
    Address: TNetAddress;              { empty: no entry }
    ValidUntil: Int64;
  end;

  TPrefix = record
    Address: TNetAddress;
    Size: LongInt;                     { bits; 0: no entry }
    ValidUntil: Int64;
  end;

  TGroup = record
    Address: TNetAddress;
    Members: LongInt;
  end;

  { IPv6 on one interface (RFC 4861 5.1, 6.3.2) }
  TFace6 = record
    State: PState6;
    Device: PNetInterface;
    Zone: Word;
    Automatic: Boolean;                { addresses are formed from prefixes }
    Disabled: Boolean;                 { another host has our link-local address (RFC 4862 5.4.5) }
    RouterHeard: Boolean;
    HopLimit: Byte;
    { By it our own question is known when a wire sends it back (RFC 7527). }
    Nonce: array[0..5] of Byte;
    Mtu: LongInt;
    BaseReachableNs, ReachableNs, RetryNs: Int64;
    Addresses: array[0..FaceAddressLimit - 1] of TFaceAddress;
    Groups: array[0..GroupLimit - 1] of TGroup;
    Routers: array[0..RouterLimit - 1] of TRouter;
    Prefixes: array[0..PrefixLimit - 1] of TPrefix;
    { Router solicitations to come, and when the next is due }
    SolicitsLeft: LongInt;
    SolicitAt: Int64;
    { Reports of our groups to come (RFC 3810); Version1 lasts until then }
    ReportsLeft: LongInt;
    Answering: Boolean;                { the next report answers a query }
    ReportAt, Version1Until: Int64;
    Timer: TNetTimer;
  end;

  { RFC 4861 7.3.2 }
  TNeighbour6State = (n6Free, n6Incomplete, n6Reachable, n6Stale, n6Delay, n6Probe);

  PNeighbour6 = ^TNeighbour6;
  TNeighbour6 = record
    State: TNeighbour6State;
    Router: Boolean;
    Face: PFace6;
    Address: TNetAddress;
    Mac: TMac;
    Deadline: Int64;                   { what it means depends on State; Always: none }
    UsedAt: Int64;
    Attempts: LongInt;
    Pending: PPendingFrame;
    PendingCount: LongInt;
  end;

  { What is special about a destination: a smaller MTU of the path (RFC 8201), another first hop (RFC
    4861 8.3). }
  TPath = record
    Destination: TNetAddress;          { empty: no entry }
    Mtu: LongInt;                      { 0: that of the link }
    MtuUntil: Int64;
    Face: PFace6;                      { nil: as the routers say }
    NextHop: TNetAddress;
    UsedAt: Int64;
  end;

  TPiece = record
    Start, Stop: LongInt;
  end;

  { A packet of which not all fragments are here; the buffer has HeaderRoom before the payload. }
  TReassembly6 = record
    Used: Boolean;
    Face: PNetInterface;
    Source, Destination: TNetAddress;
    Id: LongWord;
    NextHeader: Byte;                  { of the first fragment }
    Deadline: Int64;
    Total: LongInt;                    { -1 until the last is here }
    Covered: LongInt;
    PieceCount: LongInt;
    Pieces: array[0..PieceLimit - 1] of TPiece;
    Buffer: PByte;
  end;

  TState6 = record
    Stack: PNetStack;
    Neighbours: array[0..Neighbour6Limit - 1] of TNeighbour6;
    NeighbourTimer: TNetTimer;
    PendingFrames: LongInt;
    NextRouter: LongInt;
    Paths: array[0..PathLimit - 1] of TPath;
    Reassemblies: array[0..Reassembly6Limit - 1] of TReassembly6;
    ReassemblyTimer: TNetTimer;
    ErrorTokens: LongInt;
    ErrorTokensAt: Int64;
    { Told of every change of addresses and routers; may be nil. Must not call back. }
    OnChanged: procedure(Face: PFace6);
    OnDuplicate: procedure(Face: PFace6; const Address: TNetAddress);
  end;

function FaceOf(Device: PNetInterface): PFace6; inline;
function StateOf(Stack: PNetStack): PState6; inline;
{ The interface with this number, or the first that speaks IPv6 when 0; nil: there is none. }
function FaceOfZone(Stack: PNetStack; Zone: Word): PFace6;
{ The entry of Address, whatever its state; nil: it is not an address of the interface. }
function FindFaceAddress(Face: PFace6; const Address: TNetAddress): PFaceAddress;

implementation

function FaceOf(Device: PNetInterface): PFace6;
begin
  Result := PFace6(Device^.State6);
end;

function StateOf(Stack: PNetStack): PState6;
begin
  Result := PState6(Stack^.State6);
end;

function FaceOfZone(Stack: PNetStack; Zone: Word): PFace6;
var
  Device: PNetInterface;
begin
  Device := Stack^.Interfaces;
  while Device <> nil do
  begin
    Result := FaceOf(Device);
    if (Result <> nil) and ((Zone = 0) or (Result^.Zone = Zone)) then
      Exit;
    Device := Device^.Next;
  end;
  Result := nil;
end;

function FindFaceAddress(Face: PFace6; const Address: TNetAddress): PFaceAddress;
var
  Index: LongInt;
begin
  for Index := 0 to FaceAddressLimit - 1 do
  begin
    Result := @Face^.Addresses[Index];
    if (Result^.State <> asFree) and SameAddress(Result^.Address, Address) then
      Exit;
  end;
  Result := nil;
end;

end.

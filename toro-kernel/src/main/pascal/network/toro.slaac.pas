{ SPDX-License-Identifier: Apache-2.0 }
{ The addresses of an interface and their lives (RFC 4862): the link-local one, those from prefixes of routers,
  fixed ones; whether somebody has them already, with optimistic use meanwhile (RFC 4429); asking for
  routers (RFC 4861 6.3.7). Identifiers are made from the card's address (RFC 4291 appendix A): an appliance
  remembers nothing from which others could be made. Called by Toro.Ip6Stack and Toro.NdpInput. }
unit Toro.Slaac;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

{ Makes the link-local address and asks for routers. }
procedure StartAddresses(Face: PFace6);
{ A new address. Optimistic: it is used before it is known to be ours. nil: there is no place. }
function AddAddress(Face: PFace6; const Address: TNetAddress; Optimistic: Boolean): PFaceAddress;
{ A router has announced a prefix for addresses (5.5.3); lives in seconds, $FFFFFFFF for ever. }
procedure TakePrefix(Face: PFace6; const Prefix: TNetAddress; Size: LongInt;
  PreferredSeconds, ValidSeconds: LongWord);
{ Another host has the address (5.4.5). }
procedure LoseAddress(Face: PFace6; Entry: PFaceAddress);
{ A prefix is on the link until then; Until in the past takes it away. }
procedure SetOnLink(Face: PFace6; const Prefix: TNetAddress; PrefixSize: LongInt; Until_: Int64);
procedure SetRouter(Face: PFace6; const Router: TNetAddress; Until_: Int64);
{ When a life of so many seconds ends. }
function EndOfLife(Face: PFace6; Seconds: LongWord): Int64;
{ Sets the timer to what is due next. }
procedure ArmFace(Face: PFace6);
procedure FaceTimerFired(Face: PFace6);

implementation

uses
  Toro.NetTimers, Toro.Ip6Address, Toro.Ndp, Toro.Mld;

const
  RouterSolicits = 3;
  SolicitNs = 4 * NsPerSecond;
  TwoHoursNs = 7200 * NsPerSecond;

function Now(Face: PFace6): Int64; inline;
begin
  Result := Face^.Device^.Stack^.Clock();
end;

function EndOfLife(Face: PFace6; Seconds: LongWord): Int64;
begin
  if Seconds = $FFFFFFFF then
    Result := Always
  else
    Result := Now(Face) + Seconds * NsPerSecond;
end;

procedure Changed(Face: PFace6);
begin
  if Assigned(Face^.State^.OnChanged) then
    Face^.State^.OnChanged(Face);
end;

function AddAddress(Face: PFace6; const Address: TNetAddress; Optimistic: Boolean): PFaceAddress;
var
  Index: LongInt;
begin
  Result := FindFaceAddress(Face, Address);
  if Result <> nil then
    Exit;
  for Index := 0 to FaceAddressLimit - 1 do
    if Face^.Addresses[Index].State = asFree then
    begin
      Result := @Face^.Addresses[Index];
      Break;
    end;
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(TFaceAddress), 0);
  Result^.Address := Address;
  Result^.PreferredUntil := Always;
  Result^.ValidUntil := Always;
  Result^.State := asTentative;
  { One question, and as long to answer it (5.1, 5.4). }
  Result^.DadUntil := Now(Face) + Face^.RetryNs;
  ReportGroups(Face);
  SolicitDuplicate(Face, Address);
  if Optimistic then
    Result^.State := asOptimistic;
  ArmFace(Face);
  Changed(Face);
end;

procedure StartAddresses(Face: PFace6);
var
  Address: TNetAddress;
begin
  Address.High := LinkPrefix;
  Address.Low := InterfaceIdentifier(Face^.Device^.Mac);
  AddAddress(Face, WithZone(Address, Face^.Zone), True);
  Face^.SolicitsLeft := RouterSolicits - 1;
  Face^.SolicitAt := Now(Face) + SolicitNs;
  SolicitRouters(Face);
  ArmFace(Face);
end;

{ 5.5.3 e: a stranger cannot end an address sooner than in two hours. }
procedure Renew(Face: PFace6; Entry: PFaceAddress; Preferred, Valid: Int64);
begin
  Entry^.PreferredUntil := Preferred;
  if (Valid > Now(Face) + TwoHoursNs) or (Valid > Entry^.ValidUntil) then
    Entry^.ValidUntil := Valid
  else if Entry^.ValidUntil > Now(Face) + TwoHoursNs then
    Entry^.ValidUntil := Now(Face) + TwoHoursNs;
  if (Entry^.State = asDeprecated) and (Preferred > Now(Face)) then
    Entry^.State := asPreferred;
end;

procedure TakePrefix(Face: PFace6; const Prefix: TNetAddress; Size: LongInt;
  PreferredSeconds, ValidSeconds: LongWord);
var
  Address: TNetAddress;
  Entry: PFaceAddress;
begin
  { Prefix and identifier make 128 bits, or it is not for us (5.5.3 d). }
  if not Face^.Automatic or Face^.Disabled or (PreferredSeconds > ValidSeconds) or (Size <> 64)
    or IsLinkLocal(Prefix) or IsGroup6(Prefix) or (Prefix.High = 0) then
    Exit;
  Address.High := Prefix.High;
  Address.Low := InterfaceIdentifier(Face^.Device^.Mac);
  Entry := FindFaceAddress(Face, Address);
  if Entry <> nil then
  begin
    if Entry^.Automatic then
      Renew(Face, Entry, EndOfLife(Face, PreferredSeconds), EndOfLife(Face, ValidSeconds));
    ArmFace(Face);
    Exit;
  end;
  if ValidSeconds = 0 then
    Exit;
  Entry := AddAddress(Face, Address, True);
  if Entry = nil then
    Exit;
  Entry^.Automatic := True;
  Entry^.PreferredUntil := EndOfLife(Face, PreferredSeconds);
  Entry^.ValidUntil := EndOfLife(Face, ValidSeconds);
  ArmFace(Face);
end;

procedure LoseAddress(Face: PFace6; Entry: PFaceAddress);
var
  Index: LongInt;
begin
  Entry^.State := asDuplicate;
  { The identifier is the card's: somebody has the card's address, and nothing of ours will do. }
  if IsLinkLocal(Entry^.Address) then
  begin
    Face^.Disabled := True;
    for Index := 0 to FaceAddressLimit - 1 do
      if Face^.Addresses[Index].State <> asFree then
        Face^.Addresses[Index].State := asDuplicate;
  end;
  if Assigned(Face^.State^.OnDuplicate) then
    Face^.State^.OnDuplicate(Face, Entry^.Address);
  Changed(Face);
end;

procedure SetOnLink(Face: PFace6; const Prefix: TNetAddress; PrefixSize: LongInt; Until_: Int64);
var
  Index, Place: LongInt;
begin
  if IsLinkLocal(Prefix) or IsGroup6(Prefix) or (PrefixSize < 1) or (PrefixSize > 128) then
    Exit;
  Place := 0;
  for Index := 0 to PrefixLimit - 1 do
    with Face^.Prefixes[Index] do
      if (Size = PrefixSize) and InPrefix(Address, Prefix, Size) then
      begin
        Place := Index;
        Break;
      end
      else if (Size = 0) or (ValidUntil < Face^.Prefixes[Place].ValidUntil)
        and (Face^.Prefixes[Place].Size > 0) then
        Place := Index;
  Face^.Prefixes[Place].Address := Prefix;
  Face^.Prefixes[Place].Size := PrefixSize;
  Face^.Prefixes[Place].ValidUntil := Until_;
end;

procedure SetRouter(Face: PFace6; const Router: TNetAddress; Until_: Int64);
var
  Index, Place: LongInt;
begin
  Place := -1;
  for Index := 0 to RouterLimit - 1 do
    if SameAddress(Face^.Routers[Index].Address, Router) then
      Place := Index;
  if (Place < 0) and (Until_ > Now(Face)) then
    for Index := RouterLimit - 1 downto 0 do
      if IsAnyAddress(Face^.Routers[Index].Address)
        or (Face^.Routers[Index].ValidUntil <= Now(Face)) then
        Place := Index;
  if Place < 0 then
    Exit;
  Face^.Routers[Place].Address := Router;
  Face^.Routers[Place].ValidUntil := Until_;
  if Until_ <= Now(Face) then
    Face^.Routers[Place].Address := AnyAddress;
  Changed(Face);
end;

{ What has become of an address; True when its state is another. }
function Age(Face: PFace6; Entry: PFaceAddress): Boolean;
begin
  Result := True;
  if (Entry^.State in [asTentative, asOptimistic]) and (Entry^.DadUntil <= Now(Face)) then
  begin
    Entry^.State := asPreferred;
    { Reports had no source before (RFC 3590 4). }
    if IsLinkLocal(Entry^.Address) then
      ReportGroups(Face);
  end
  else if (Entry^.State <> asFree) and (Entry^.ValidUntil <= Now(Face)) then
    Entry^.State := asFree
  else if (Entry^.State = asPreferred) and (Entry^.PreferredUntil <= Now(Face)) then
    Entry^.State := asDeprecated
  else
    Result := False;
end;

function NextOf(Entry: PFaceAddress): Int64;
begin
  case Entry^.State of
    asFree: Exit(Always);
    asTentative, asOptimistic: Result := Entry^.DadUntil;
    asPreferred: Result := Entry^.PreferredUntil;
  else
    Result := Always;
  end;
  if Entry^.ValidUntil < Result then
    Result := Entry^.ValidUntil;
end;

procedure ArmFace(Face: PFace6);
var
  Index: LongInt;
  Next: Int64;
begin
  Next := Face^.ReportAt;
  if (Face^.SolicitsLeft > 0) and (Face^.SolicitAt < Next) then
    Next := Face^.SolicitAt;
  for Index := 0 to FaceAddressLimit - 1 do
    if NextOf(@Face^.Addresses[Index]) < Next then
      Next := NextOf(@Face^.Addresses[Index]);
  if Next = Always then
    ClearTimer(Face^.Device^.Stack^.Timers, @Face^.Timer)
  else if (Face^.Timer.Place = 0) or (Face^.Timer.Deadline <> Next) then
    SetTimer(Face^.Device^.Stack^.Timers, @Face^.Timer, Next);
end;

procedure FaceTimerFired(Face: PFace6);
var
  Index: LongInt;
  Other: Boolean;
begin
  Other := False;
  for Index := 0 to FaceAddressLimit - 1 do
    if Age(Face, @Face^.Addresses[Index]) then
      Other := True;
  if (Face^.SolicitsLeft > 0) and (Face^.SolicitAt <= Now(Face)) then
  begin
    Dec(Face^.SolicitsLeft);
    Face^.SolicitAt := Now(Face) + SolicitNs;
    SolicitRouters(Face);
    Other := True;
  end;
  if Face^.ReportAt <= Now(Face) then
    ReportDue(Face);
  ArmFace(Face);
  if Other then
    Changed(Face);
end;

end.

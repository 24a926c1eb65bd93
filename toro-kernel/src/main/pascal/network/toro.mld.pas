{ SPDX-License-Identifier: Apache-2.0 }
{ The groups that an interface hears, and the reports about them which switches and routers want: MLDv2 (RFC 3810)
  without source lists, MLDv1 (RFC 2710) while a router speaks it. Called by Toro.Slaac, the sockets and
  Toro.Ip6Input. }
unit Toro.Mld;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Ip6Types;

const
  KindQuery = 130;

{ Does the interface take packets to Group? The groups of its addresses are among them (RFC 4291 2.8). }
function HearsGroup(Face: PFace6; const Group: TNetAddress): Boolean;
{ A program's membership. 0, -ENOBUFS, -EADDRNOTAVAIL when leaving what was not joined. }
function JoinGroup(Face: PFace6; const Group: TNetAddress): LongInt;
function LeaveGroup(Face: PFace6; const Group: TNetAddress): LongInt;
{ Our groups have changed: they are reported now and once more within a second. }
procedure ReportGroups(Face: PFace6);
{ A report is due. }
procedure ReportDue(Face: PFace6);
{ A query; Packet is an ICMPv6 message whose checksum is right. }
procedure MldInput(Stack: PNetStack; const Packet: TIncoming);

implementation

uses
  Toro.Ip6Address, Toro.Ip6, Toro.Icmp6, Toro.Slaac;

const
  KindReport1 = 131; KindDone1 = 132; KindReport2 = 143;
  { Kinds of records (RFC 3810 5.2.12) }
  RecordIsExclude = 2; RecordToInclude = 3; RecordToExclude = 4;
  Robustness = 2;
  { RFC 3810 9.12 with the default of two queries 125 s apart and ten seconds to answer }
  Version1Ns = 260 * NsPerSecond;
  RecordLimit = FaceAddressLimit + GroupLimit;

type
  { RFC 3810 5.2 }
  TGroupRecord = packed record
    Kind, AuxiliarySize: Byte;
    SourceCount: Word;
    Group: TWireAddress;
  end;
  TReport = packed record
    Header: TIcmp6Header;
    Records: array[0..RecordLimit - 1] of TGroupRecord;
  end;
  { RFC 2710 3 }
  TMessage1 = packed record
    Header: TIcmp6Header;
    Group: TWireAddress;
  end;

function HearsGroup(Face: PFace6; const Group: TNetAddress): Boolean;
var
  Index: LongInt;
begin
  if SameAddress(Group, WithZone(AllNodes, Face^.Zone))
    or SameAddress(Group, WithZone(OwnNodes, Face^.Zone)) then
    Exit(True);
  for Index := 0 to FaceAddressLimit - 1 do
    if (Face^.Addresses[Index].State <> asFree)
      and SameAddress(SolicitedGroup(Face^.Addresses[Index].Address, Face^.Zone), Group) then
      Exit(True);
  for Index := 0 to GroupLimit - 1 do
    if (Face^.Groups[Index].Members > 0) and SameAddress(Face^.Groups[Index].Address, Group) then
      Exit(True);
  Result := False;
end;

{ A link-local source that is sure, or none yet (RFC 3590). }
function ReportSource(Face: PFace6): TNetAddress;
var
  Entry: PFaceAddress;
begin
  Result := AnyAddress;
  Entry := BestSource(Face, WithZone(AllReporters, Face^.Zone));
  if (Entry <> nil) and (Entry^.State = asPreferred) and IsLinkLocal(Entry^.Address) then
    Result := Entry^.Address;
end;

procedure SendRecords(Face: PFace6; var Report: TReport; Count: LongInt);
begin
  Report.Header.Kind := KindReport2;
  Report.Header.Value := NtoBE(LongWord(Count));
  SendAlert(Face, ReportSource(Face), WithZone(AllReporters, Face^.Zone), @Report,
    SizeOf(TIcmp6Header) + Count * SizeOf(TGroupRecord));
end;

procedure SendVersion1(Face: PFace6; Kind: Byte; const Group, Receiver: TNetAddress);
var
  Message: TMessage1;
begin
  FillChar(Message, SizeOf(Message), 0);
  Message.Header.Kind := Kind;
  Message.Group := ToWire(Group);
  SendAlert(Face, ReportSource(Face), Receiver, @Message, SizeOf(Message));
end;

{ Every group once; solicited groups of two addresses may be one. }
procedure SendReport(Face: PFace6; Kind: Byte);
var
  Report: TReport;
  Count, Index: LongInt;
  Version1: Boolean;

  procedure Add(const Group: TNetAddress);
  var
    Seen: LongInt;
  begin
    for Seen := 0 to Count - 1 do
      if SameAddress(FromWire(Report.Records[Seen].Group, Face^.Zone), Group) then
        Exit;
    Report.Records[Count].Kind := Kind;
    Report.Records[Count].Group := ToWire(Group);
    Inc(Count);
    if Version1 then
      SendVersion1(Face, KindReport1, Group, Group);
  end;

begin
  FillChar(Report, SizeOf(Report), 0);
  Count := 0;
  Version1 := Face^.Version1Until > Face^.Device^.Stack^.Clock();
  for Index := 0 to FaceAddressLimit - 1 do
    if Face^.Addresses[Index].State <> asFree then
      Add(SolicitedGroup(Face^.Addresses[Index].Address, Face^.Zone));
  for Index := 0 to GroupLimit - 1 do
    if (Face^.Groups[Index].Members > 0) and (ScopeOf(Face^.Groups[Index].Address)
      > ScopeInterface) then
      Add(Face^.Groups[Index].Address);
  if (Count > 0) and not Version1 then
    SendRecords(Face, Report, Count);
end;

procedure ReportGroups(Face: PFace6);
begin
  Face^.Answering := False;
  Face^.ReportsLeft := Robustness - 1;
  Face^.ReportAt := Face^.Device^.Stack^.Clock()
    + Int64(Face^.Device^.Stack^.Random() mod QWord(NsPerSecond));
  SendReport(Face, RecordToExclude);
end;

procedure ReportDue(Face: PFace6);
begin
  Face^.ReportAt := Always;
  if Face^.ReportsLeft <= 0 then
    Exit;
  Dec(Face^.ReportsLeft);
  if Face^.Answering then
    SendReport(Face, RecordIsExclude)
  else
    SendReport(Face, RecordToExclude);
end;

function JoinGroup(Face: PFace6; const Group: TNetAddress): LongInt;
var
  Index, Empty: LongInt;
begin
  Empty := -1;
  for Index := 0 to GroupLimit - 1 do
    if Face^.Groups[Index].Members = 0 then
      Empty := Index
    else if SameAddress(Face^.Groups[Index].Address, Group) then
    begin
      Inc(Face^.Groups[Index].Members);
      Exit(0);
    end;
  if Empty < 0 then
    Exit(-ENOBUFS);
  Face^.Groups[Empty].Members := 1;
  Face^.Groups[Empty].Address := Group;
  ReportGroups(Face);
  ArmFace(Face);
  Result := 0;
end;

procedure ReportLeaving(Face: PFace6; const Group: TNetAddress);
var
  Report: TReport;
begin
  if Face^.Version1Until > Face^.Device^.Stack^.Clock() then
  begin
    SendVersion1(Face, KindDone1, Group, WithZone(AllRouters, Face^.Zone));
    Exit;
  end;
  FillChar(Report, SizeOf(Report), 0);
  Report.Records[0].Kind := RecordToInclude;
  Report.Records[0].Group := ToWire(Group);
  SendRecords(Face, Report, 1);
end;

function LeaveGroup(Face: PFace6; const Group: TNetAddress): LongInt;
var
  Index: LongInt;
begin
  for Index := 0 to GroupLimit - 1 do
    if (Face^.Groups[Index].Members > 0) and SameAddress(Face^.Groups[Index].Address, Group) then
    begin
      Dec(Face^.Groups[Index].Members);
      if Face^.Groups[Index].Members = 0 then
        ReportLeaving(Face, Group);
      Exit(0);
    end;
  Result := -EADDRNOTAVAIL;
end;

procedure MldInput(Stack: PNetStack; const Packet: TIncoming);
var
  Face: PFace6;
  DelayMs: LongWord;
  Now, At: Int64;
begin
  Face := FaceOf(Packet.Device);
  { RFC 3810 5.1.14: from the link, one hop, with a router alert. }
  if (Face = nil) or (Packet.Size < SizeOf(TMessage1)) or not IsLinkLocal(Packet.Source)
    or (PIp6Header(Packet.Header)^.HopLimit <> 1)
    or (PIp6Header(Packet.Header)^.NextHeader <> HeaderHopByHop) then
    Exit;
  Now := Stack^.Clock();
  DelayMs := BEtoN(PWord(Packet.Data + 4)^);
  if Packet.Size = SizeOf(TMessage1) then
    Face^.Version1Until := Now + Version1Ns
  else if DelayMs >= 32768 then
    { RFC 3810 5.1.3: a mantissa of 12 bits and an exponent of three. }
    DelayMs := (DelayMs and $FFF or $1000) shl (DelayMs shr 12 and 7 + 3);
  At := Now + Int64(Stack^.Random() mod (QWord(DelayMs) * QWord(NsPerMs) + 1));
  if (Face^.ReportsLeft > 0) and (Face^.ReportAt <= At) then
    Exit;
  Face^.Answering := True;
  Face^.ReportsLeft := 1;
  Face^.ReportAt := At;
  ArmFace(Face);
end;

end.

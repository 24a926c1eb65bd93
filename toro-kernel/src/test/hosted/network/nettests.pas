{ SPDX-License-Identifier: Apache-2.0 }
{ Tests of the network stack on a host: nettests NAME SEED COUNT; NAME-6 is the same over IPv6. Prints what
  was done; exit code 0 when everything held. Started by HostedNetTest (Java), which says what each name is
  for. }
program NetTests;

{$mode objfpc}

uses
  cthreads, NetSim, Net6Sim, NetTransfers, NetHostile, NetSegmentRules, NetConnectionRules, NetStampRules,
  NetResetRules, NetRecoveryRules, NetDhcpRules, NetUnits, NetThreads, Net6PacketRules, Net6NeighbourRules,
  Net6AddressRules, Net6Hostile;

{ All parts, whatever one says. }
function RunRules(const Name: string): Boolean;
begin
  Result := RunSegmentRules(Name);
  if RunConnectionRules(Name) then
    Result := True;
  if RunStampRules(Name) then
    Result := True;
  if RunResetRules(Name) then
    Result := True;
  if RunRecoveryRules(Name) then
    Result := True;
  if RunDhcpRules(Name) then
    Result := True;
  if RunPacketRules6(Name) then
    Result := True;
  if RunNeighbourRules6(Name) then
    Result := True;
  if RunAddressRules6(Name) then
    Result := True;
end;

var
  Name: string;
  Seed, Number: Int64;
  Code: LongInt;

begin
  Name := ParamStr(1);
  Val(ParamStr(2), Seed, Code);
  Check(Code = 0, 'the seed is a number');
  Val(ParamStr(3), Number, Code);
  Check(Code = 0, 'the count is a number');
  if Copy(Name, Length(Name) - 1, 2) = '-6' then
  begin
    UseIp6;
    AttackIp6;
    SetLength(Name, Length(Name) - 2);
  end;
  if not (RunTransfers(Name, Seed, Number) or RunHostile(Name, Seed, Number)
    or RunRules(Name) or RunUnits(Name, Seed, Number) or RunThreads(Name, Seed, Number)) then
    Check(False, 'a test named ' + Name);
  WriteLn('ok ', ParamStr(1));
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Tests of the network stack on a host: nettests NAME SEED COUNT. Prints what was done; exit code 0
  when everything held. Started by HostedNetTest (Java), which says what each name is for. }
program NetTests;

{$mode objfpc}

uses
  NetSim, NetTransfers, NetHostile, NetSegmentRules, NetConnectionRules, NetUnits;

{ Both halves, whatever the first says. }
function RunRules(const Name: string): Boolean;
begin
  Result := RunSegmentRules(Name);
  if RunConnectionRules(Name) then
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
  if not (RunTransfers(Name, Seed, Number) or RunHostile(Name, Seed, Number)
    or RunRules(Name) or RunUnits(Name, Seed, Number)) then
    Check(False, 'a test named ' + Name);
  WriteLn('ok ', Name);
end.

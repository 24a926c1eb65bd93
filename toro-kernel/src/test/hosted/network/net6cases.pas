{ SPDX-License-Identifier: Apache-2.0 }
{ Lists of cases of IPv6's conformance, and how they are run: each with a new peer. }
unit Net6Cases;

{$mode objfpc}{$H+}

interface

type
  TCase6 = record
    Name: string[19];
    Run: procedure;
  end;

{ Runs the case Name, or all for `conformance6`. Settled: A has its addresses when the case begins. False:
  there is none of the name. }
function RunCases6(const Cases: array of TCase6; const Name: string; Settled: Boolean): Boolean;

implementation

uses
  Net6Script;

function RunCases6(const Cases: array of TCase6; const Name: string; Settled: Boolean): Boolean;
var
  Index: LongInt;
begin
  Result := False;
  for Index := 0 to High(Cases) do
    if (Name = 'conformance6') or (Name = Cases[Index].Name) then
    begin
      Result := True;
      StartScript6(Settled);
      Cases[Index].Run();
      StopScript6;
      WriteLn('held ', Cases[Index].Name);
    end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
program Behaves;

uses
  SysUtils;

procedure Fault(P: PLongInt);
begin
  P^ := 1;
end;

begin
  WriteLn('one');
  WriteLn('two');
  case ParamStr(1) of
    'halt': Halt(3);
    'loop': repeat until False;
    'fault': Fault(nil);
  end;
end.

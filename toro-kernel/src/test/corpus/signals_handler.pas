{ SPDX-License-Identifier: Apache-2.0 }
program signals_handler;
{$mode objfpc}
uses
  BaseUnix;
var
  Hits: Integer;
procedure Handler(Sig: cint); cdecl;
begin
  Inc(Hits);
end;
var
  Act: SigActionRec;
begin
  FillChar(Act, SizeOf(Act), 0); Act.sa_handler := SigActionHandler(@Handler);
  WriteLn(fpSigAction(SIGUSR1, @Act, nil)); fpKill(fpGetPid, SIGUSR1); WriteLn(Hits); fpKill(fpGetPid, SIGUSR1); WriteLn(Hits);
end.

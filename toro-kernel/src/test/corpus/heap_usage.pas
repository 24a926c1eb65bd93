{ SPDX-License-Identifier: Apache-2.0 }
program heap_usage;
{$mode objfpc}
var
  P: array[0..999] of Pointer; I, R: Integer; S: TFPCHeapStatus; Q: Pointer; Ok: Boolean;
begin
  RandSeed := 5; Ok := True;
  for R := 1 to 20 do begin
    for I := 0 to 999 do begin GetMem(P[I], 1 + Random(5000)); FillChar(P[I]^, MemSize(P[I]) div 2 + 1, I and 255) end;
    for I := 0 to 999 do if PByte(P[I])^ <> I and 255 then Ok := False;
    for I := 0 to 999 do if Odd(I) then ReAllocMem(P[I], 10000) else ReAllocMem(P[I], 1);
    for I := 999 downto 0 do begin if PByte(P[I])^ <> I and 255 then Ok := False; FreeMem(P[I]) end;
  end;
  WriteLn(Ok); S := GetFPCHeapStatus; WriteLn(S.CurrHeapUsed < 200000);
  GetMem(Q, 50 * 1024 * 1024); PByte(Q)[50 * 1024 * 1024 - 1] := 7; WriteLn(PByte(Q)[50 * 1024 * 1024 - 1]); FreeMem(Q);
  Q := GetMem(0); WriteLn(Q <> nil); FreeMem(Q); FreeMem(nil); WriteLn('end');
end.

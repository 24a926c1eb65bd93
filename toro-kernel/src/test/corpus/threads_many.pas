{ SPDX-License-Identifier: Apache-2.0 }
program threads_many;
{$mode objfpc}
uses
  cthreads;
var
  Count: LongInt;
function Run(P: Pointer): PtrInt;
begin
  InterlockedIncrement(Count); Result := PtrInt(P);
end;
var
  T: array[0..199] of TThreadID; I: Integer; S: Int64;
begin
  S := 0;
  for I := 0 to 199 do T[I] := BeginThread(@Run, Pointer(PtrInt(I)));
  for I := 0 to 199 do S := S + WaitForThreadTerminate(T[I], 0);
  WriteLn(Count, ' ', S);
end.

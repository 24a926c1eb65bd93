{ SPDX-License-Identifier: Apache-2.0 }
program threads_atomic;
{$mode objfpc}
uses
  cthreads;
var
  A, B: LongInt; Q: Int64; P: Pointer;
function Run(X: Pointer): PtrInt;
var
  I: Integer;
begin
  for I := 1 to 10000 do begin InterlockedIncrement(A); InterlockedExchangeAdd64(Q, 2) end;
  Result := 0;
end;
var
  T: array[0..3] of TThreadID; I: Integer;
begin
  for I := 0 to 3 do T[I] := BeginThread(@Run, nil);
  for I := 0 to 3 do WaitForThreadTerminate(T[I], 0);
  WriteLn(A, ' ', Q);
  B := 5; WriteLn(InterlockedExchange(B, 9), InterlockedCompareExchange(B, 1, 9), B, InterlockedDecrement(B), InterlockedExchangeAdd(B, 10), B);
  P := nil; WriteLn(InterlockedExchange(P, @A) = nil, P = @A);
end.

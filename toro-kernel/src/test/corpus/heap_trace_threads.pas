{ SPDX-License-Identifier: Apache-2.0 }
{ heaptrc finds nothing that the thread manager left: the exit code says so. }
program heap_trace_threads;

{$mode objfpc}

uses
  heaptrc, cthreads;

var
  Counter: LongInt;

function Work(Parameter: Pointer): PtrInt;
begin
  InterlockedIncrement(Counter);
  Result := 0;
end;

var
  Threads: array[0..3] of TThreadID;
  I: LongInt;
begin
  SetHeapTraceOutput('trace.txt');
  HaltOnNotReleased := True;
  for I := 0 to High(Threads) do
    Threads[I] := BeginThread(@Work, nil);
  for I := 0 to High(Threads) do
    WaitForThreadTerminate(Threads[I], 0);
  WriteLn(Counter);
end.

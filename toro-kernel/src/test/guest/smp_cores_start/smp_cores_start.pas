{ SPDX-License-Identifier: Apache-2.0 }
{ Every core that the machine has comes up, has its own record, and runs what it is given. }
program smp_cores_start;

{$mode objfpc}

uses
  Toro.Clock, Toro.Cores, Toro.Smp;

const
  PatienceNs = Int64(20000000000);

var
  Ran: array[0..MaxCores - 1] of LongInt;
  Deadline: Int64;

procedure Work;
begin
  InterlockedIncrement(Ran[ThisCore^.Index]);
end;

function AllRan: Boolean;
var
  Index: LongInt;
begin
  Result := True;
  for Index := 1 to CoreCount - 1 do
    Result := Result and (Ran[Index] > 0);
end;

function AllDifferent: Boolean;
var
  One, Other: LongInt;
begin
  Result := True;
  for One := 0 to CoreCount - 1 do
    for Other := 0 to One - 1 do
      Result := Result and (Cores[One]^.ApicId <> Cores[Other]^.ApicId);
end;

var
  Index: LongInt;
begin
  Deadline := MonotonicNs + PatienceNs;
  WriteLn('up: ', AwaitCore(CountCores - 1, Deadline) and (CoreCount = CountCores));
  WriteLn('one more: ', AwaitCore(CountCores, Deadline));
  WriteLn('different: ', AllDifferent);
  WriteLn('this is core ', ThisCore^.Index);
  CoreEntry := @Work;
  for Index := 1 to CoreCount - 1 do
    WakeCore(Index);
  while not AllRan and (MonotonicNs < Deadline) do
    ReadWriteBarrier;
  WriteLn('all ran: ', AllRan, ', the first core not: ', Ran[0] = 0);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ A wake-up sent to a core that halts, or is just about to, is never lost: two cores hand a number
  to and fro 2,000 times, and each halts until the other wakes it. }
program smp_wake_ups;

{$mode objfpc}

uses
  Toro.Clock, Toro.Cores, Toro.Interrupts, Toro.Smp;

const
  Turns = 2000;
  PatienceNs = Int64(60000000000);

var
  { Even: the first core's turn, odd: the other's }
  Number: LongInt;

procedure Answer;
begin
  if (ThisCore^.Index <> 1) or not Odd(Number) then
    Exit;
  InterlockedIncrement(Number);
  WakeCore(0);
end;

var
  Deadline: Int64;
begin
  Deadline := MonotonicNs + PatienceNs;
  WriteLn('second core: ', AwaitCore(1, Deadline));
  CoreEntry := @Answer;
  while (Number < 2 * Turns) and (MonotonicNs < Deadline) do
    if Odd(Number) then
      IdleUntil(Deadline)
    else
    begin
      InterlockedIncrement(Number);
      WakeCore(1);
    end;
  WriteLn('handed over: ', Number);
end.

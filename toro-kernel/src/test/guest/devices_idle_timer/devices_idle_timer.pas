{ SPDX-License-Identifier: Apache-2.0 }
{ With the unit Devices the idle core halts on the local APIC's timer: never shorter than asked,
  and a time-out that has passed does not halt at all. }
program devices_idle_timer;

{$mode objfpc}

uses
  SysUtils, Devices, Toro.Clock, Toro.Idle, Toro.Interrupts;

const
  NsPerMs = 1000000;
  GenerousMs = 5000;

procedure Nap(Ms: LongInt);
var
  Start, PassedMs: Int64;
begin
  Start := MonotonicNs;
  Sleep(Ms);
  PassedMs := (MonotonicNs - Start) div NsPerMs;
  WriteLn(Ms, ' ms: ', (PassedMs >= Ms) and (PassedMs < Ms + GenerousMs));
end;

begin
  StartInterrupts;
  WriteLn('taken over: ', HaltImplementation = @IdleUntil);
  Nap(0);
  Nap(1);
  Nap(20);
  Nap(300);
  IdleUntil(MonotonicNs - 1);
  IdleUntil(0);
  WriteLn('passed deadlines do not halt');
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ A switch from thread to thread takes at most 200 instructions. QEMU counts: with -icount shift=0 the
  time-stamp counter goes up by one an instruction. }
program process_switch_cost;
{$mode objfpc}
{$asmmode intel}
uses
  cthreads;
const
  Switches = 100000;
var
  Ids: array[0..1] of TThreadID;
  Start: QWord;
  Index: LongInt;

function Tsc: QWord; assembler; nostackframe;
asm
  rdtsc
  shl rdx, 32
  or rax, rdx
end;

function Run(Parameter: Pointer): PtrInt;
var
  Turn: LongInt;
begin
  for Turn := 1 to Switches div 2 do
    ThreadSwitch;
  Result := 0;
end;

begin
  for Index := 0 to 1 do
    Ids[Index] := BeginThread(@Run, nil);
  Start := Tsc;
  for Index := 0 to 1 do
    WaitForThreadTerminate(Ids[Index], 0);
  Start := (Tsc - Start) div Switches;
  WriteLn('at most 200: ', Start <= 200);
  if Start > 200 then
    WriteLn(Start);
end.

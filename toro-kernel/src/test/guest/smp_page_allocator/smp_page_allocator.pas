{ SPDX-License-Identifier: Apache-2.0 }
{ All cores take and give back pages at once: no page is handed out twice, none is lost. }
program smp_page_allocator;

{$mode objfpc}

uses
  Toro.BootAbi, Toro.Clock, Toro.Cores, Toro.Cpu, Toro.Pages, Toro.Smp;

const
  Rounds = 3000;
  Held = 16;
  PatienceNs = Int64(60000000000);

type
  TRun = record
    Address, Pages: PtrUInt;
  end;

var
  Finished, Wrong: LongInt;
  Started: array[0..MaxCores - 1] of Boolean;

procedure Fill(const Run: TRun; Mark: PtrUInt);
var
  Page: PtrUInt;
begin
  for Page := 0 to Run.Pages - 1 do
    PPtrUInt(Run.Address + Page * PageSize)^ := Mark + Page;
end;

procedure Check(const Run: TRun; Mark: PtrUInt);
var
  Page: PtrUInt;
begin
  for Page := 0 to Run.Pages - 1 do
    if PPtrUInt(Run.Address + Page * PageSize)^ <> Mark + Page then
      InterlockedIncrement(Wrong);
end;

procedure Work;
var
  Runs: array[0..Held - 1] of TRun;
  Round, Slot: LongInt;
  Seed, Mark: PtrUInt;
begin
  if Started[ThisCore^.Index] then
    Exit;
  Started[ThisCore^.Index] := True;
  FillChar(Runs, SizeOf(Runs), 0);
  Seed := ThisCore^.Index + 1;
  Mark := Seed shl 32;
  for Round := 1 to Rounds do
  begin
    Seed := Seed * 6364136223846793005 + 1442695040888963407;
    Slot := (Seed shr 33) mod Held;
    if Runs[Slot].Address <> 0 then
    begin
      Check(Runs[Slot], Mark + PtrUInt(Slot) shl 16);
      if not FreePages(Runs[Slot].Address, Runs[Slot].Pages) then
        InterlockedIncrement(Wrong);
    end;
    Runs[Slot].Pages := 1 + (Seed shr 40) mod 7;
    Runs[Slot].Address := AllocatePages(Runs[Slot].Pages);
    if Runs[Slot].Address <> 0 then
      Fill(Runs[Slot], Mark + PtrUInt(Slot) shl 16);
  end;
  for Slot := 0 to Held - 1 do
    if Runs[Slot].Address <> 0 then
      FreePages(Runs[Slot].Address, Runs[Slot].Pages);
  InterlockedIncrement(Finished);
end;

var
  Before: PtrUInt;
  Index: LongInt;
  Deadline: Int64;
begin
  Deadline := MonotonicNs + PatienceNs;
  WriteLn('cores: ', AwaitCore(CountCores - 1, Deadline));
  { Once beforehand, so that this core's stack has all the pages it will need. }
  Work;
  Started[0] := False;
  Finished := 0;
  Before := AvailablePages;
  CoreEntry := @Work;
  for Index := 1 to CoreCount - 1 do
    WakeCore(Index);
  Work;
  while (Finished < CoreCount) and (MonotonicNs < Deadline) do
    CpuPause;
  WriteLn('finished: ', Finished = CoreCount, ', wrong: ', Wrong);
  WriteLn('pages as before: ', AvailablePages = Before);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Works the heap on four cores: blocks of mixed sizes, up to half a megabyte, a quarter of them freed by another core.
  Argument: for how many seconds. Each second one line `sample SECOND OPERATIONS LIVE HELD`: kilobytes that the
  program asked for and has not freed, and that the heaps took.
  Every block is marked and checked; `damaged 0` is the last line. Started by AllocatorBench. }
program allocator_soak;

{$mode delphi}
{$optimization level3}

uses
  SysUtils, Memory, Process, Toro.Pages;

const
  CoreTotal = 4;
  SlotCount = 4000;
  RingSize = 256;
  TurnsBetweenLooks = 100;
  PageKilobytes = 4;

type
  PBlock = ^TBlock;
  { The first bytes of every block; its last byte is the mark too. }
  TBlock = record
    Size: LongInt;
    Mark: LongInt;
  end;

  { Blocks on their way from one core to the next: one writer, one reader. }
  TRing = record
    Written, Taken: LongInt;
    Blocks: array[0..RingSize - 1] of PBlock;
  end;

  TWorker = record
    Slots: array[0..SlotCount - 1] of PBlock;
    Ring: TRing;
    Seed: LongWord;
    Operations, LiveBytes: Int64;
  end;

var
  Workers: array[0..CoreTotal - 1] of TWorker;
  EndMs: QWord;
  Ended, Damaged: LongInt;
  PagesAtStart: Int64;

function Next(var Worker: TWorker; Limit: LongWord): LongWord;
begin
  Worker.Seed := Worker.Seed * 1664525 + 1013904223;
  Result := (QWord(Worker.Seed) * Limit) shr 32;
end;

{ Most blocks are small, most bytes are in large ones. }
function MixedSize(var Worker: TWorker): LongInt;
var
  Kind: LongWord;
begin
  Kind := Next(Worker, 1000);
  if Kind < 700 then
    Result := 16 + Next(Worker, 240)
  else if Kind < 900 then
    Result := 256 + Next(Worker, 3840)
  else if Kind < 995 then
    Result := 4096 + Next(Worker, 61440)
  else
    Result := 65536 + Next(Worker, 458752);
end;

procedure GiveBack(var Worker: TWorker; Block: PBlock);
var
  Size: LongInt;
begin
  Size := Block.Size;
  if PByte(Block)[Size - 1] <> Byte(Block.Mark) then
    InterlockedIncrement(Damaged);
  Dec(Worker.LiveBytes, Size);
  FreeMem(Block);
end;

function Allocate(var Worker: TWorker): PBlock;
var
  Size: LongInt;
begin
  Size := MixedSize(Worker);
  Result := GetMem(Size);
  Result.Size := Size;
  Result.Mark := Worker.Seed;
  PByte(Result)[Size - 1] := Byte(Worker.Seed);
  Inc(Worker.LiveBytes, Size);
end;

{ Hands a block to the next core; False: its ring is full. }
function PassOn(Core: LongInt; Block: PBlock): Boolean;
var
  Ring: ^TRing;
begin
  Ring := @Workers[(Core + 1) mod CoreTotal].Ring;
  Result := Ring.Written - Ring.Taken < RingSize;
  if not Result then
    Exit;
  Ring.Blocks[Ring.Written and (RingSize - 1)] := Block;
  WriteBarrier;
  Inc(Ring.Written);
end;

procedure TakeIn(var Worker: TWorker);
begin
  while Worker.Ring.Taken <> Worker.Ring.Written do
  begin
    ReadBarrier;
    GiveBack(Worker, Worker.Ring.Blocks[Worker.Ring.Taken and (RingSize - 1)]);
    Inc(Worker.Ring.Taken);
  end;
end;

procedure Turn(Core: LongInt; var Worker: TWorker);
var
  Slot: ^PBlock;
begin
  Slot := @Worker.Slots[Next(Worker, SlotCount)];
  Inc(Worker.Operations);
  if Slot^ = nil then
    Slot^ := Allocate(Worker)
  else
  begin
    if (Next(Worker, 4) <> 0) or not PassOn(Core, Slot^) then
      GiveBack(Worker, Slot^);
    Slot^ := nil;
  end;
end;

procedure Sample(StartMs: QWord);
var
  Core: LongInt;
  Operations, Live: Int64;
begin
  Operations := 0;
  Live := 0;
  for Core := 0 to CoreTotal - 1 do
  begin
    Inc(Operations, Workers[Core].Operations);
    Inc(Live, Workers[Core].LiveBytes);
  end;
  WriteLn('sample ', (GetTickCount64 - StartMs) div 1000, ' ', Operations, ' ', Live div 1024, ' ',
    (PagesAtStart - Int64(AvailablePages)) * PageKilobytes);
end;

procedure Work(Core: LongInt; Sampled: Boolean);
var
  Index: LongInt;
  StartMs, NextMs: QWord;
begin
  StartMs := GetTickCount64;
  NextMs := StartMs + 1000;
  repeat
    for Index := 1 to TurnsBetweenLooks do
      Turn(Core, Workers[Core]);
    TakeIn(Workers[Core]);
    SysThreadSwitch;
    { Not at the end: others may have ended before. }
    if Sampled and (GetTickCount64 >= NextMs) and (GetTickCount64 < EndMs) then
    begin
      Sample(StartMs);
      Inc(NextMs, 1000);
    end;
  until GetTickCount64 >= EndMs;
end;

procedure Clear(Core: LongInt);
var
  Index: LongInt;
begin
  for Index := 0 to SlotCount - 1 do
    if Workers[Core].Slots[Index] <> nil then
    begin
      GiveBack(Workers[Core], Workers[Core].Slots[Index]);
      Workers[Core].Slots[Index] := nil;
    end;
end;

{ Parameter: the core; CoreTotal is added when it is to print samples. }
function Run(Parameter: Pointer): PtrInt;
var
  Core: LongInt;
begin
  Core := PtrInt(Parameter) mod CoreTotal;
  Work(Core, PtrInt(Parameter) >= CoreTotal);
  Clear(Core);
  InterlockedIncrement(Ended);
  Result := 0;
end;

procedure RunAll(Ms: QWord);
var
  Core: LongInt;
  Id: TThreadID;
begin
  for Core := 0 to CoreTotal - 1 do
    Workers[Core].Seed := Core + 1;
  EndMs := GetTickCount64 + Ms;
  for Core := 0 to CoreTotal - 1 do
    BeginThread(nil, 0, Run, Pointer(PtrInt(Core + CoreTotal * Ord(Core = 0))), Core, Id);
  while Ended < CoreTotal do
    Sleep(1);
  for Core := 0 to CoreTotal - 1 do
    TakeIn(Workers[Core]);
end;

begin
  PagesAtStart := AvailablePages;
  RunAll(StrToInt(ParamStr(1)) * 1000);
  WriteLn('damaged ', Damaged);
end.

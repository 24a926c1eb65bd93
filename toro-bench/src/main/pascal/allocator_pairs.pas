{ SPDX-License-Identifier: Apache-2.0 }
{ A plain program that works GetMem, ReallocMem and FreeMem on four cores; which heap is behind them is decided by
  whether unit Memory is in the image. Each core has an array of blocks; a step takes a free place of it and fills
  it, or frees or resizes what is there. Arguments: the mix and the steps of each core.

    small   16 to 271 bytes
    mixed   70 % small, 20 % to 4 KiB, 9.5 % to 68 KiB, the rest to 576 KiB
    cross   mixed sizes, a quarter of the blocks freed by the next core

  Prints `us TIME` and `damaged 0`. NO_HEAP: the workload alone, on one block. Started by HeapPairs. }
program allocator_pairs;

{$mode objfpc}

uses
  SysUtils, Process, Toro.Clock;

const
  CoreTotal = 4;
  SlotCount = 1024;
  RingSize = 256;

type
  PBlock = ^TBlock;
  { First bytes of a block; its last byte is the mark too }
  TBlock = record
    Size, Mark: LongInt;
  end;

  TWorker = record
    Slots: array[0..SlotCount - 1] of PBlock;
    { Blocks on their way from the core before: one writer, one reader }
    Ring: array[0..RingSize - 1] of PBlock;
    Written, Taken: LongInt;
    Seed: LongWord;
    Operations: Int64;
    Damaged: LongInt;
    { In a line of its own }
    Apart: array[0..63] of Byte;
{$ifdef NO_HEAP}
    Same: array[0..1048575] of Byte;
{$endif}
  end;
  PWorker = ^TWorker;

var
  Workers: array[0..CoreTotal - 1] of TWorker;
  Small, Cross: Boolean;
  Steps: LongInt;
  Ended: LongInt;

function Next(Worker: PWorker): LongWord; inline;
begin
  Worker^.Seed := Worker^.Seed * 1664525 + 1013904223;
  Result := Worker^.Seed shr 8;
end;

function NewSize(Worker: PWorker): LongInt; inline;
var
  Random: LongWord;
begin
  Random := Next(Worker);
  if Small or (Random and 1023 < 717) then
    Exit(16 + Random shr 10 and 255);
  if Random and 1023 < 922 then
    Exit(256 + Random shr 10 and 4095);
  if Random and 1023 < 1019 then
    Exit(4096 + (Random shr 10) * 4 and 65535);
  Result := 65536 + (Random shr 10) * 32 and 524287;
end;

procedure Mark(Block: PBlock; Size, Value: LongInt); inline;
begin
  Block^.Size := Size;
  Block^.Mark := Value;
  PByte(Block)[Size - 1] := Byte(Value);
end;

procedure Check(Worker: PWorker; Block: PBlock); inline;
begin
  if PByte(Block)[Block^.Size - 1] <> Byte(Block^.Mark) then
    Inc(Worker^.Damaged);
end;

{$ifdef NO_HEAP}
{ What is written last decides: damage means nothing. }
function Take(Worker: PWorker; Size: LongInt): PBlock; inline;
begin
  Result := @Worker^.Same;
end;

function Resize(Worker: PWorker; var Block: PBlock; Size: LongInt): PBlock; inline;
begin
  Result := Block;
end;

procedure Give(Block: PBlock); inline;
begin
end;
{$else}
function Take(Worker: PWorker; Size: LongInt): PBlock; inline;
begin
  Result := GetMem(Size);
end;

function Resize(Worker: PWorker; var Block: PBlock; Size: LongInt): PBlock; inline;
begin
  Result := ReallocMem(Block, Size);
end;

procedure Give(Block: PBlock); inline;
begin
  FreeMem(Block);
end;
{$endif}

function PassOn(Target: PWorker; Block: PBlock): Boolean; inline;
begin
  if Target^.Written - Target^.Taken = RingSize then
    Exit(False);
  Target^.Ring[Target^.Written and (RingSize - 1)] := Block;
  WriteBarrier;
  Inc(Target^.Written);
  Result := True;
end;

procedure TakeIn(Worker: PWorker);
var
  Block: PBlock;
begin
  while Worker^.Taken <> Worker^.Written do
  begin
    Block := Worker^.Ring[Worker^.Taken and (RingSize - 1)];
    Check(Worker, Block);
    Give(Block);
    Inc(Worker^.Taken);
  end;
end;

procedure Step(Worker, Target: PWorker);
var
  Slot: ^PBlock;
  Block: PBlock;
  Size: LongInt;
  What: LongWord;
begin
  Slot := @Worker^.Slots[Next(Worker) and (SlotCount - 1)];
  Block := Slot^;
  if Block = nil then
  begin
    Size := NewSize(Worker);
    Block := Take(Worker, Size);
    Mark(Block, Size, Worker^.Seed);
    Slot^ := Block;
    Exit;
  end;
  Check(Worker, Block);
  What := Worker^.Seed shr 28;
  if What = 0 then
  begin
    Size := NewSize(Worker);
    Mark(Resize(Worker, Slot^, Size), Size, Worker^.Seed);
    Exit;
  end;
  if not Cross or (What > 4) or not PassOn(Target, Block) then
    Give(Block);
  Slot^ := nil;
end;

function Run(Parameter: Pointer): PtrInt;
var
  Worker, Target: PWorker;
  Index: LongInt;
begin
  Worker := @Workers[PtrInt(Parameter)];
  Target := @Workers[(PtrInt(Parameter) + 1) mod CoreTotal];
  Worker^.Seed := PtrInt(Parameter) * 7919 + 1;
  for Index := 1 to Steps do
  begin
    Step(Worker, Target);
    if Index and 63 = 0 then
      TakeIn(Worker);
  end;
  InterlockedIncrement(Ended);
  Result := 0;
end;

var
  Core: LongInt;
  Id: TThreadID;
  StartNs: Int64;
  Damaged: LongInt;
begin
  Small := ParamStr(1) = 'small';
  Cross := ParamStr(1) = 'cross';
  Steps := StrToInt(ParamStr(2));
  StartNs := MonotonicNs;
  for Core := CoreTotal - 1 downto 0 do
    Process.BeginThread(nil, 0, @Run, Pointer(PtrInt(Core)), Core, Id);
  while Ended < CoreTotal do
    Process.Sleep(1);
  WriteLn('us ', (MonotonicNs - StartNs) div 1000);
  Damaged := 0;
  for Core := 0 to CoreTotal - 1 do
{$ifndef NO_HEAP}
    Inc(Damaged, Workers[Core].Damaged);
{$else}
    Workers[Core].Damaged := 0;
{$endif}
  WriteLn('damaged ', Damaged);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The same mixed workload on four cores, with the run-time library's heap and with the cores' heaps: theirs
  takes at most two thirds of the instructions, without those of the workload itself. QEMU counts
  (-icount), over all cores. }
program memory_throughput;
{$mode delphi}
{$asmmode intel}
uses
  Memory, Process;
const
  CoreTotal = 4;
  BlockCount = 500;
  Turns = 20000;
type
  TAllocator = (None, OfLibrary, OfCores);
  TBlocks = array[0..BlockCount - 1] of Pointer;
var
  Blocks: array[0..CoreTotal - 1] of TBlocks;
  Ended: LongInt;
  Allocator: TAllocator;
  Workload, Library_, Own: QWord;

function Tsc: QWord; assembler; nostackframe;
asm
  rdtsc
  shl rdx, 32
  or rax, rdx
end;

function Get(Size: PtrUInt): Pointer;
begin
  case Allocator of
    OfCores:
      Result := ToroGetMem(Size);
    OfLibrary:
      Result := SysGetMem(Size);
  else
    Result := @Ended;
  end;
end;

procedure Free(Block: Pointer);
begin
  case Allocator of
    OfCores:
      ToroFreeMem(Block);
    OfLibrary:
      SysFreeMem(Block);
  end;
end;

procedure Work(Core: LongInt);
var
  Seed: LongWord;
  Turn, Index: LongInt;
  Size: PtrUInt;
  Block: ^Pointer;
begin
  Seed := Core + 1;
  for Turn := 1 to Turns do
  begin
    Seed := Seed * 1664525 + 1013904223;
    Index := (Seed shr 8) mod BlockCount;
    Block := @Blocks[Core][Index];
    if Block^ = nil then
    begin
      Size := 1 + (Seed shr 20) mod 256;
      if Seed shr 28 = 0 then
        Size := Size * 40;
      Block^ := Get(Size);
    end
    else
    begin
      Free(Block^);
      Block^ := nil;
    end;
    if Turn mod 100 = 0 then
      SysThreadSwitch;
  end;
  for Index := 0 to BlockCount - 1 do
  begin
    if Blocks[Core][Index] <> nil then
      Free(Blocks[Core][Index]);
    Blocks[Core][Index] := nil;
  end;
end;

function Run(Parameter: Pointer): PtrInt;
begin
  Work(PtrInt(Parameter));
  InterlockedIncrement(Ended);
  Result := 0;
end;

function Measure(Which: TAllocator): QWord;
var
  Core: LongInt;
  Id: TThreadID;
begin
  Allocator := Which;
  Ended := 0;
  Result := Tsc;
  for Core := 0 to CoreTotal - 1 do
    BeginThread(nil, 0, Run, Pointer(PtrInt(Core)), Core, Id);
  while Ended < CoreTotal do
    Sleep(1);
  Result := Tsc - Result;
end;

begin
  Workload := Measure(None);
  Own := Measure(OfCores) - Workload;
  Library_ := Measure(OfLibrary) - Workload;
  WriteLn('one and a half times: ', Library_ * 2 >= Own * 3);
  if Library_ * 2 < Own * 3 then
    WriteLn(Library_, ' ', Own, ' ', Workload);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The memory of a program: naming this unit makes GetMem, New, strings and classes use a heap of the core
  they run on, without a lock. ToroGetMem and the private heaps are Toro's interface to the same. }
unit Memory;

{$mode objfpc}

interface

uses
  Toro.PrivateHeap;

type
  PXHeap = PPrivateHeap;

{ A block of this core's heap; nil when memory is used up. }
function ToroGetMem(Size: PtrUInt): Pointer;
{ Gives the block back to the core it came from. Answers 0. }
function ToroFreeMem(P: Pointer): Integer;
{ nil P allocates, NewSize 0 frees. }
function ToroReAllocMem(P: Pointer; NewSize: PtrUInt): Pointer;
{ The same, for blocks of private heaps too }
function NumaFreeMem(P: Pointer): Integer;
function NumaReAllocMem(P: Pointer; NewSize: PtrUInt): Pointer;
{ The size of a block of this core's or a private heap }
function GetPointerSize(P: Pointer): Integer;

{ A region whose blocks are freed together. CPU is Toro's parameter: a region belongs to no core here. }
function XHeapAcquire(CPU: Byte): PXHeap;
function XHeapAlloc(Heap: PXHeap; Size: PtrUInt): Pointer;
function XHeapFree(Heap: PXHeap; P: Pointer): Integer;
function XHeapRealloc(Heap: PXHeap; P: Pointer; NewSize: PtrUInt): Pointer;
procedure XHeapRelease(Heap: PXHeap);
{ Not 0: the block comes from a private heap. }
function IsPrivateHeap(P: Pointer): Byte;

implementation

uses
  Toro.Cores, Toro.Heap, Toro.HeapEntries;

var
  { What was there before this unit: it frees its own blocks. }
  Earlier: TMemoryManager;

{ ---- The run-time library's memory manager ---- }

{ Raises the exception that SysUtils has for the error, or ends with it. }
procedure HandleError(Code: LongInt); external name 'FPC_HANDLEERROR';

procedure NoMemory;
const
  OutOfMemory = 203;
begin
  if not ReturnNilIfGrowHeapFails then
    HandleError(OutOfMemory);
end;

function ManagerFreeSize(Block: Pointer; Size: PtrUInt): PtrUInt;
begin
  Result := HeapFree(Block);
end;

function ManagerAllocZero(Size: PtrUInt): Pointer;
begin
  Result := HeapGet(Size);
  if Result <> nil then
    FillChar(Result^, Size, 0);
end;

function ManagerSize(Block: Pointer): PtrUInt;
begin
  if IsHeapBlock(Block) then
    Result := HeapBlockSize(Block)
  else
    Result := Earlier.MemSize(Block);
end;

function ManagerReallocate(var Block: Pointer; Size: PtrUInt): Pointer;
var
  Before: PtrUInt;
begin
  if Size = 0 then
  begin
    HeapFree(Block);
    Block := nil;
    Exit(nil);
  end;
  if (Block = nil) or IsHeapBlock(Block) then
    Result := HeapReallocate(Block, Size)
  else
  begin
    Before := Earlier.MemSize(Block);
    if Before > Size then
      Before := Size;
    Result := HeapAllocate(Size);
    if Result <> nil then
    begin
      Move(Block^, Result^, Before);
      Earlier.FreeMem(Block);
    end;
  end;
  if Result = nil then
    NoMemory
  else
    Block := Result;
end;

function ManagerStatus: TFPCHeapStatus;
var
  Index: LongInt;
  Heap: PHeap;
begin
  FillChar(Result, SizeOf(Result), 0);
  for Index := 0 to CoreCount - 1 do
  begin
    Heap := Cores[Index]^.Heap;
    if Heap = nil then
      Continue;
    Inc(Result.MaxHeapUsed, Heap^.MaxUsedBytes);
    Inc(Result.CurrHeapSize, Heap^.HeldBytes);
    Inc(Result.CurrHeapUsed, HeapUsedBytes(Heap));
  end;
  Result.MaxHeapSize := Result.CurrHeapSize;
  Result.CurrHeapFree := Result.CurrHeapSize - Result.CurrHeapUsed;
end;

function ManagerOldStatus: THeapStatus;
var
  Now: TFPCHeapStatus;
begin
  Now := ManagerStatus;
  FillChar(Result, SizeOf(Result), 0);
  Result.TotalAddrSpace := Now.CurrHeapSize;
  Result.TotalCommitted := Now.CurrHeapSize;
  Result.TotalAllocated := Now.CurrHeapUsed;
  Result.TotalFree := Now.CurrHeapFree;
end;

procedure InstallHeap;
var
  Manager: TMemoryManager;
begin
  { A unit that came earlier watches all blocks (HeapTrc) or has a heap of its own: that one stays. }
  if IsMemoryManagerSet then
    Exit;
  GetMemoryManager(Earlier);
  Manager := Earlier;
  Manager.NeedLock := False;
  Manager.GetMem := @HeapGet;
  Manager.FreeMem := @HeapFree;
  Manager.FreeMemSize := @ManagerFreeSize;
  Manager.AllocMem := @ManagerAllocZero;
  Manager.ReAllocMem := @ManagerReallocate;
  Manager.MemSize := @ManagerSize;
  Manager.GetHeapStatus := @ManagerOldStatus;
  Manager.GetFPCHeapStatus := @ManagerStatus;
  ForeignFree := Earlier.FreeMem;
  OutOfMemoryHook := @NoMemory;
  SetMemoryManager(Manager);
  { With its reserve, before a program can use up the memory }
  ThisHeap;
end;

{ ---- Toro's interface ---- }

function ToroGetMem(Size: PtrUInt): Pointer;
begin
  Result := HeapAllocate(Size);
end;

function ToroFreeMem(P: Pointer): Integer;
begin
  HeapFree(P);
  Result := 0;
end;

function ToroReAllocMem(P: Pointer; NewSize: PtrUInt): Pointer;
begin
  Result := P;
  ManagerReallocate(Result, NewSize);
end;

function NumaFreeMem(P: Pointer): Integer;
begin
  Result := 0;
  if IsPrivateHeap(P) = 0 then
    Result := ToroFreeMem(P);
end;

function NumaReAllocMem(P: Pointer; NewSize: PtrUInt): Pointer;
var
  Before: PtrUInt;
begin
  if (P = nil) or (IsPrivateHeap(P) = 0) then
    Exit(ToroReAllocMem(P, NewSize));
  { Its region is not known here: the block moves to the core's heap. }
  Before := GetPointerSize(P);
  if NewSize <= Before then
    Exit(P);
  Result := ToroGetMem(NewSize);
  if Result <> nil then
    Move(P^, Result^, Before);
end;

function GetPointerSize(P: Pointer): Integer;
begin
  if IsPrivateHeap(P) <> 0 then
    Result := PrivateBlockSize(P)
  else
    Result := ManagerSize(P);
end;

function XHeapAcquire(CPU: Byte): PXHeap;
begin
  Result := AcquirePrivateHeap;
end;

function XHeapAlloc(Heap: PXHeap; Size: PtrUInt): Pointer;
begin
  Result := PrivateAllocate(Heap, Size);
end;

function XHeapFree(Heap: PXHeap; P: Pointer): Integer;
begin
  PrivateFree(Heap, P);
  Result := 0;
end;

function XHeapRealloc(Heap: PXHeap; P: Pointer; NewSize: PtrUInt): Pointer;
begin
  Result := PrivateReallocate(Heap, P, NewSize);
end;

procedure XHeapRelease(Heap: PXHeap);
begin
  ReleasePrivateHeap(Heap);
end;

function IsPrivateHeap(P: Pointer): Byte;
begin
  Result := Ord(IsPrivateBlock(P));
end;

initialization
  InstallHeap;
end.

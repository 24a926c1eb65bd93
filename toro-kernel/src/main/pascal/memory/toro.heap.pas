{ SPDX-License-Identifier: Apache-2.0 }
{ The heap of each core. Blocks come from spans: pages cut into blocks of one class, or one block of its own
  (a run). What is known of a span stands in a record apart from it, and records lie close together, so that
  working with many blocks touches few pages that are not the program's own; the eight bytes before a block name its
  record and its core. A core takes no lock for its own blocks; a block freed by another core goes on a list
  of its owner, which takes all of it when it needs room. Empty spans and runs wait for their next use.
  Called by Memory and Toro.PrivateHeap; uses the page allocator and nothing of the run-time library. }
unit Toro.Heap;

{$mode objfpc}
{$asmmode intel}
{$packenum 1}

interface

uses
  Toro.HeapClasses;

type
  TSpanKind = (SpanUnused, SpanSmall, SpanRun, SpanWaiting);

  PHeap = ^THeap;
  PSpan = ^TSpan;
  PFreeBlock = ^TFreeBlock;

  TFreeBlock = record
    Next: PFreeBlock;
  end;

  { 64 bytes }
  TSpan = record
    Free: PFreeBlock;
    { Frees until something has to be done: all blocks in use, or 1 while the span is full and in no list }
    Countdown: LongInt;
    SizeClass: Byte;
    Kind: TSpanKind;
    Full: Boolean;
    { What fits in one block }
    Bytes: PtrUInt;
    { Spans of a class with room, in a ring; waiting runs and unused records, one way }
    Next, Previous: PSpan;
    Base: PtrUInt;
    Pages: LongWord;
    { Blocks, those that have been in use, and those that UsedBytes of the heap knows of }
    Capacity, Carved, Counted: LongInt;
  end;

  PRecords = ^TRecords;
  { A page of records }
  TRecords = record
    Next: PRecords;
    Unused: array[0..6] of QWord;
    Spans: array[0..62] of TSpan;
  end;

  THeap = record
    { Xor the record: the header of every block }
    Tag: PtrUInt;
    { The first is being used; NoSpan when there is none. }
    WithRoom: array[0..ClassCount - 1] of PSpan;
    Tables: TClassTables;
    { Empty runs of a class }
    Waiting: array[0..RunClassCount - 1] of PSpan;
    WaitingBytes: PtrUInt;
    UnusedRecords: PSpan;
    Records: PRecords;
    { A run kept for the day when memory is used up: reporting that needs a few blocks. }
    Reserve: PSpan;
    { Bytes in blocks, as far as spans have been counted, and in spans }
    UsedBytes, HeldBytes, MaxUsedBytes: PtrUInt;
    { Blocks of this heap that other cores freed; in a line of its own }
    Apart: array[0..7] of QWord;
    Remote: PFreeBlock;
  end;

var
  { Called when HeapGet finds no memory; what it answers is nil then. }
  OutOfMemoryHook: procedure;
  { Frees a block that is not of this unit. }
  ForeignFree: function(Block: Pointer): PtrUInt;

{ 16-byte aligned; nil: no memory. Size 0 is taken as 1. }
function HeapAllocate(Size: PtrUInt): Pointer;
{ The same, and OutOfMemoryHook instead of a nil nobody expects }
function HeapGet(Size: PtrUInt): Pointer;
{ Answers the size of the block, 0 for nil. }
function HeapFree(Block: Pointer): PtrUInt;
{ What fits in the block }
function HeapBlockSize(Block: Pointer): PtrUInt;
{ Block may be nil. nil: no memory, and the block is as it was. }
function HeapReallocate(Block: Pointer; Size: PtrUInt): Pointer;
{ Block comes from this unit; any other must have eight bytes before it. }
function IsHeapBlock(Block: Pointer): Boolean; inline;
{ The calling core's heap, made at its first use; nil: no memory }
function ThisHeap: PHeap;
{ Bytes of this heap that are in blocks }
function HeapUsedBytes(Heap: PHeap): PtrUInt;

{ For Toro.HeapEntries: where the short ways end. HeapGet from here on }
function HeapGetSlowly(Size: PtrUInt): Pointer;
{ The countdown of a span of the calling core has come to its end. Answers what fitted in the block. }
function HeapSpanTurns(Span: PSpan): PtrUInt;
{ The block is of another core, or not of a core's heap. }
function HeapFreeElsewhere(Block: PFreeBlock): PtrUInt;

const
  { The upper 16 bits of a header: a mark that no address and no size has, and the core }
  TagShift = 48;

implementation

uses
  Toro.BootAbi, Toro.Cores, Toro.Pages;

const
  TagMark = $A000;
  TagCore = MaxCores - 1;

var
  { Has no room. }
  NoSpan: TSpan;

function TagOf(Block: Pointer): PtrUInt; inline;
begin
  Result := PPtrUInt(Block)[-1] shr TagShift;
end;

function IsHeapBlock(Block: Pointer): Boolean; inline;
begin
  Result := (Block <> nil) and (TagOf(Block) and not PtrUInt(TagCore) = TagMark);
end;

function SpanOf(Block: Pointer): PSpan; inline;
begin
  Result := PSpan(PPtrUInt(Block)[-1] and (PtrUInt(1) shl TagShift - 1));
end;

{ ---- The heap and its records ---- }

function AddRecords(Heap: PHeap): Boolean;
var
  Records: PRecords;
  Index: LongInt;
begin
  Records := PRecords(AllocatePages(1));
  Result := Records <> nil;
  if not Result then
    Exit;
  FillChar(Records^, SizeOf(TRecords), 0);
  Records^.Next := Heap^.Records;
  for Index := 0 to High(Records^.Spans) do
  begin
    Records^.Spans[Index].Next := Heap^.UnusedRecords;
    Heap^.UnusedRecords := @Records^.Spans[Index];
  end;
  Heap^.Records := Records;
end;

{ Gives all waiting runs back to the page allocator; False: there were none. }
function FlushWaiting(Heap: PHeap): Boolean;
var
  RunClass: LongInt;
  Span: PSpan;
begin
  Result := Heap^.WaitingBytes <> 0;
  Dec(Heap^.HeldBytes, Heap^.WaitingBytes);
  Heap^.WaitingBytes := 0;
  for RunClass := 0 to RunClassCount - 1 do
    while Heap^.Waiting[RunClass] <> nil do
    begin
      Span := Heap^.Waiting[RunClass];
      Heap^.Waiting[RunClass] := Span^.Next;
      FreePages(Span^.Base, Span^.Pages);
      Span^.Kind := SpanUnused;
      Span^.Next := Heap^.UnusedRecords;
      Heap^.UnusedRecords := Span;
    end;
end;

{ A record with so many pages; nil: no memory }
function NewRun(Heap: PHeap; Pages: PtrUInt): PSpan;
var
  Base: PtrUInt;
begin
  if (Heap^.UnusedRecords = nil) and not AddRecords(Heap) and not FlushWaiting(Heap) then
    Exit(nil);
  Base := AllocatePages(Pages);
  if (Base = 0) and FlushWaiting(Heap) then
    Base := AllocatePages(Pages);
  if Base = 0 then
    Exit(nil);
  Result := Heap^.UnusedRecords;
  Heap^.UnusedRecords := Result^.Next;
  Result^.Base := Base;
  Result^.Pages := Pages;
  Inc(Heap^.HeldBytes, Pages * PageSize);
end;

function ThisHeap: PHeap;
const
  HeapPages = (SizeOf(THeap) + PageSize - 1) div PageSize;
var
  Core: PCore;
  SizeClass: LongInt;
begin
  Core := ThisCore;
  Result := Core^.Heap;
  if Result <> nil then
    Exit;
  Result := Pointer(AllocatePages(HeapPages));
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(THeap), 0);
  FillTables(Result^.Tables);
  for SizeClass := 0 to ClassCount - 1 do
    Result^.WithRoom[SizeClass] := @NoSpan;
  Result^.Tag := PtrUInt(TagMark or Core^.Index) shl TagShift;
  Result^.Reserve := NewRun(Result, SpanPagesOf(0));
  Core^.Heap := Result;
end;

{ ---- Empty runs ---- }

{ An empty run of the class, or of one that is a little larger; nil: none waits. }
function TakeWaiting(Heap: PHeap; RunClass: LongInt): PSpan;
const
  { Half as large again at most }
  Further = 2;
var
  Last: LongInt;
begin
  Last := RunClass + Further;
  if Last >= RunClassCount then
    Last := RunClassCount - 1;
  for RunClass := RunClass to Last do
  begin
    Result := Heap^.Waiting[RunClass];
    if Result <> nil then
    begin
      Heap^.Waiting[RunClass] := Result^.Next;
      Dec(Heap^.WaitingBytes, PtrUInt(Result^.Pages) * PageSize);
      Exit;
    end;
  end;
  Result := nil;
end;

{ A run of at least so many pages; larger ones than the last class are exact. nil: no memory }
function TakeRun(Heap: PHeap; Pages: PtrUInt): PSpan;
var
  RunClass: LongInt;
begin
  if Pages > LargestRunPages then
    Exit(NewRun(Heap, Pages));
  RunClass := RunClassOf(Pages);
  Result := TakeWaiting(Heap, RunClass);
  if Result = nil then
    Result := NewRun(Heap, Pages);
end;

{ Whether an empty run may wait for its next use: as many as balance out what a program frees and takes
  in turn, but a small share of what it has. }
function MayWait(Heap: PHeap; Size: PtrUInt): Boolean; inline;
const
  AlwaysBytes = 1024 * 1024;
  Share = 8;
begin
  Size := Size + Heap^.WaitingBytes;
  Result := (Size <= AlwaysBytes) or (Size <= Heap^.HeldBytes div Share);
end;

procedure ReleaseRun(Heap: PHeap; Span: PSpan);
var
  RunClass: LongInt;
  Pages: PtrUInt;
begin
  Pages := Span^.Pages;
  if (Pages <= LargestRunPages) and MayWait(Heap, Pages * PageSize) then
  begin
    RunClass := RunClassOf(Pages);
    Inc(Heap^.WaitingBytes, Pages * PageSize);
    Span^.Kind := SpanWaiting;
    Span^.Next := Heap^.Waiting[RunClass];
    Heap^.Waiting[RunClass] := Span;
    Exit;
  end;
  FreePages(Span^.Base, Pages);
  Dec(Heap^.HeldBytes, Pages * PageSize);
  Span^.Kind := SpanUnused;
  Span^.Next := Heap^.UnusedRecords;
  Heap^.UnusedRecords := Span;
end;

{ ---- Spans of a class ---- }

{ Takes into account how many blocks of the span are in use. }
procedure CountSpan(Heap: PHeap; Span: PSpan; Used: LongInt);
begin
  Inc(Heap^.UsedBytes, Int64(Used - Span^.Counted) * Int64(Span^.Bytes));
  Span^.Counted := Used;
  if Heap^.UsedBytes > Heap^.MaxUsedBytes then
    Heap^.MaxUsedBytes := Heap^.UsedBytes;
end;

{ Behind the others, so that it gathers more room before its turn comes }
procedure ListSpan(Heap: PHeap; Span: PSpan);
var
  First: PSpan;
begin
  First := Heap^.WithRoom[Span^.SizeClass];
  if First = @NoSpan then
  begin
    Span^.Next := Span;
    Span^.Previous := Span;
    Heap^.WithRoom[Span^.SizeClass] := Span;
    Exit;
  end;
  Span^.Next := First;
  Span^.Previous := First^.Previous;
  First^.Previous^.Next := Span;
  First^.Previous := Span;
end;

procedure UnlistSpan(Heap: PHeap; Span: PSpan);
begin
  if Span^.Next = Span then
  begin
    Heap^.WithRoom[Span^.SizeClass] := @NoSpan;
    Exit;
  end;
  Span^.Next^.Previous := Span^.Previous;
  Span^.Previous^.Next := Span^.Next;
  if Heap^.WithRoom[Span^.SizeClass] = Span then
    Heap^.WithRoom[Span^.SizeClass] := Span^.Next;
end;

{ Writes headers of blocks that were never in use, to the end of a page. }
procedure Carve(Heap: PHeap; Span: PSpan);
var
  Block, Stop: PtrUInt;
  Stride: PtrUInt;
  Last: ^PFreeBlock;
begin
  Stride := Span^.Bytes + HeaderSize;
  Block := Span^.Base + FirstBlock + PtrUInt(Span^.Carved) * Stride;
  Stop := (Block or (PageSize - 1)) - HeaderSize;
  Last := @Span^.Free;
  while (Span^.Carved < Span^.Capacity) and (Block <= Stop) do
  begin
    PPtrUInt(Block)[-1] := Heap^.Tag xor PtrUInt(Span);
    Last^ := PFreeBlock(Block);
    Last := @PFreeBlock(Block)^.Next;
    Inc(Span^.Carved);
    Inc(Block, Stride);
  end;
  Last^ := nil;
end;

procedure UseSpan(Heap: PHeap; Span: PSpan; SizeClass: LongInt);
var
  Stride: LongWord;
begin
  Stride := BytesOfClass(SizeClass);
  Span^.Free := nil;
  Span^.Countdown := 0;
  Span^.SizeClass := SizeClass;
  Span^.Kind := SpanSmall;
  Span^.Full := False;
  Span^.Bytes := Stride - HeaderSize;
  Span^.Capacity := (Span^.Pages * PageSize - HeaderSize) div Stride;
  Span^.Carved := 0;
  Span^.Counted := 0;
  ListSpan(Heap, Span);
end;

{ Room for a class when no memory is left: among larger blocks, else in the reserve. }
function LastRoom(Heap: PHeap; SizeClass: LongInt): PSpan;
const
  { Blocks of 1 KiB }
  ReserveClass = 20;
begin
  while SizeClass < ClassCount do
  begin
    Result := Heap^.WithRoom[SizeClass];
    if (Result^.Free <> nil) or (Result^.Carved < Result^.Capacity) then
      Exit;
    if (SizeClass = ReserveClass) and (Heap^.Reserve <> nil) then
    begin
      Result := Heap^.Reserve;
      Heap^.Reserve := nil;
      UseSpan(Heap, Result, ReserveClass);
      Exit;
    end;
    Inc(SizeClass);
  end;
  Result := nil;
end;

function NewSpan(Heap: PHeap; SizeClass: LongInt): PSpan;
begin
  if Heap^.Reserve = nil then
    Heap^.Reserve := NewRun(Heap, SpanPagesOf(0));
  Result := TakeRun(Heap, SpanPagesOf(BytesOfClass(SizeClass)));
  if Result = nil then
    Exit(LastRoom(Heap, SizeClass));
  UseSpan(Heap, Result, SizeClass);
end;

{ ---- Blocks ---- }

{ Takes back what other cores have freed. }
procedure DrainRemote(Heap: PHeap);
var
  Block, Next: PFreeBlock;
begin
  Block := InterlockedExchange(Pointer(Heap^.Remote), nil);
  while Block <> nil do
  begin
    Next := Block^.Next;
    HeapFree(Block);
    Block := Next;
  end;
end;

{ The first span of the class with a free block; those without leave the list. nil: no memory }
function SpanWithRoom(Heap: PHeap; SizeClass: LongInt): PSpan;
begin
  repeat
    Result := Heap^.WithRoom[SizeClass];
    if Result = @NoSpan then
      Exit(NewSpan(Heap, SizeClass));
    if (Result^.Free <> nil) or (Result^.Carved < Result^.Capacity) then
      Exit;
    UnlistSpan(Heap, Result);
    Result^.Full := True;
    Result^.Countdown := 1;
    CountSpan(Heap, Result, Result^.Capacity);
  until False;
end;

function AllocateRun(Heap: PHeap; Size: PtrUInt): Pointer;
const
  Most = PtrUInt(1) shl 46;
var
  Span: PSpan;
  Pages: PtrUInt;
begin
  if Size > Most then
    Exit(nil);
  Pages := (Size + FirstBlock + PageSize - 1) div PageSize;
  Span := nil;
  { An eighth more, so that a very large block that grows bit by bit is not copied each time }
  if Pages > LargestRunPages then
    Span := TakeRun(Heap, Pages + Pages div 8);
  if Span = nil then
    Span := TakeRun(Heap, Pages);
  if Span = nil then
    Exit(nil);
  Span^.Kind := SpanRun;
  Span^.Free := nil;
  Span^.Countdown := 1;
  Span^.Bytes := PtrUInt(Span^.Pages) * PageSize - FirstBlock;
  Span^.Counted := 0;
  CountSpan(Heap, Span, 1);
  Result := Pointer(Span^.Base) + FirstBlock;
  PPtrUInt(Result)[-1] := Heap^.Tag xor PtrUInt(Span);
end;

function AllocateSlowly(Size: PtrUInt): Pointer;
var
  Heap: PHeap;
  Span: PSpan;
  SizeClass: LongInt;
begin
  Heap := ThisHeap;
  if Heap = nil then
    Exit(nil);
  if Heap^.Remote <> nil then
    DrainRemote(Heap);
  if Size > LargestSmall then
    Exit(AllocateRun(Heap, Size));
  if Size <= LargestFine then
    SizeClass := Heap^.Tables.Fine[(Size + FineBias) shr FineShift]
  else
    SizeClass := Heap^.Tables.Coarse[(Size + CoarseBias) shr CoarseShift];
  Span := SpanWithRoom(Heap, SizeClass);
  if Span = nil then
    Exit(nil);
  if Span^.Free = nil then
    Carve(Heap, Span);
  Result := Span^.Free;
  Span^.Free := PFreeBlock(Result)^.Next;
  Inc(Span^.Countdown);
end;

function HeapGetSlowly(Size: PtrUInt): Pointer;
begin
  Result := AllocateSlowly(Size);
  if Result = nil then
    OutOfMemoryHook;
end;

{ Assembler because of GS, and for one short way without a frame }
function HeapAllocate(Size: PtrUInt): Pointer; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Heap]
{$I toro.heapfast.inc}
  ret
{$I toro.heapcoarse.inc}
@slow:
  jmp AllocateSlowly
end;

function HeapGet(Size: PtrUInt): Pointer; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Heap]
{$I toro.heapfast.inc}
  ret
{$I toro.heapcoarse.inc}
@slow:
  jmp HeapGetSlowly
end;

function HeapSpanTurns(Span: PSpan): PtrUInt;
var
  Heap: PHeap;
begin
  Heap := ThisHeap;
  Result := Span^.Bytes;
  if Span^.Kind = SpanRun then
  begin
    CountSpan(Heap, Span, 0);
    ReleaseRun(Heap, Span);
  end
  else if Span^.Full then
  begin
    Span^.Full := False;
    Span^.Countdown := Span^.Capacity - 1;
    CountSpan(Heap, Span, Span^.Countdown);
    ListSpan(Heap, Span);
  end
  { It is empty. The last of its class stays: it would only be asked for again. }
  else if Span^.Next <> Span then
  begin
    CountSpan(Heap, Span, 0);
    UnlistSpan(Heap, Span);
    ReleaseRun(Heap, Span);
  end;
end;

function HeapFreeElsewhere(Block: PFreeBlock): PtrUInt;
var
  Owner: PHeap;
  First: PFreeBlock;
begin
  if not IsHeapBlock(Block) then
    Exit(ForeignFree(Block));
  Result := SpanOf(Block)^.Bytes;
  Owner := Cores[TagOf(Block) and TagCore]^.Heap;
  repeat
    First := Owner^.Remote;
    Block^.Next := First;
  until InterlockedCompareExchange(Pointer(Owner^.Remote), Block, First) = First;
end;

function HeapFree(Block: Pointer): PtrUInt; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Heap]
{$I toro.heapfree.inc}
  ret
@turn:
  mov rdi, rcx
  jmp HeapSpanTurns
@nothing:
  xor eax, eax
  ret
@elsewhere:
  jmp HeapFreeElsewhere
end;

function HeapBlockSize(Block: Pointer): PtrUInt;
begin
  Result := SpanOf(Block)^.Bytes;
end;

function HeapReallocate(Block: Pointer; Size: PtrUInt): Pointer;
var
  Before: PtrUInt;
begin
  if Block = nil then
    Exit(HeapAllocate(Size));
  Before := HeapBlockSize(Block);
  { It fits, and not far too well }
  if (Size <= Before) and ((Before <= 64) or (Size >= Before div 2)) then
    Exit(Block);
  Result := HeapAllocate(Size);
  if Result = nil then
    Exit;
  if Size < Before then
    Before := Size;
  Move(Block^, Result^, Before);
  HeapFree(Block);
end;

function HeapUsedBytes(Heap: PHeap): PtrUInt;
var
  Records: PRecords;
  Span: PSpan;
  Index: LongInt;
begin
  Result := 0;
  Records := Heap^.Records;
  while Records <> nil do
  begin
    for Index := 0 to High(Records^.Spans) do
    begin
      Span := @Records^.Spans[Index];
      if Span^.Kind = SpanRun then
        Inc(Result, Span^.Bytes)
      else if (Span^.Kind = SpanSmall) and Span^.Full then
        Inc(Result, PtrUInt(Span^.Capacity) * Span^.Bytes)
      else if Span^.Kind = SpanSmall then
        Inc(Result, PtrUInt(Span^.Countdown) * Span^.Bytes);
    end;
    Records := Records^.Next;
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The heap of each core. Small blocks come from spans: 64 KiB of blocks of one size, owned by one core, with
  a header that any block finds by clearing the low bits of its address. Large blocks have pages of
  their own behind the same kind of header. A core takes no lock for its own blocks; a block freed by
  another core goes on a list of its owner, which takes all of it when it needs room.
  Called by Memory; uses the page allocator and nothing of the run-time library. }
unit Toro.Heap;

{$mode objfpc}
{$asmmode intel}

interface

const
  SpanSize = 65536;
  { Xor the address: the first word of every span }
  HeapMagic = PtrUInt($70B0501DC0DE4EA9);
  { 16 and up, four sizes between powers of two from 64 on; the last three are a quarter, a third and half
    of a span }
  ClassCount = 38;
  LargestSmall = 32736;
  { Larger blocks have spans of their own, multiples of SpanSize, so that what is freed fits the next; of
    these sizes freed ones wait for it. }
  LargeClassCount = 7;
  LargestCachedSpans = LargeClassCount + 1;

type
  TSpanKind = (SpanSmall, SpanLarge, SpanPrivate);

  PHeap = ^THeap;
  PSpan = ^TSpan;
  PFreeBlock = ^TFreeBlock;

  TFreeBlock = record
    Next: PFreeBlock;
  end;

  { The first bytes of a span; 64 bytes, blocks follow. }
  TSpan = record
    { HeapMagic xor the address: other memory is not taken for a span }
    Magic: PtrUInt;
    Owner: PHeap;
    Free: PFreeBlock;
    { Spans with room of one class, two ways }
    Next, Previous: PSpan;
    { Small: where never used room begins. Large, private: bytes of the whole span }
    Fresh: PtrUInt;
    BlockSize: LongWord;
    Used: LongInt;
    Kind: TSpanKind;
    SizeClass: Byte;
    { In the list of spans with room }
    Listed: Boolean;
  end;

  THeap = record
    WithRoom: array[0..ClassCount - 1] of PSpan;
    { Freed large spans of a class }
    Cached: array[0..LargeClassCount - 1] of PSpan;
    { Empty spans of SpanSize, for small blocks and for a single one }
    Empty: PSpan;
    { Bytes in both }
    WaitingBytes: PtrUInt;
    { A span kept for the day when memory is used up: reporting that needs a few blocks. }
    Reserve: PSpan;
    { Blocks of this heap that other cores freed }
    Remote: PFreeBlock;
    { Bytes in blocks, and in spans }
    UsedBytes, HeldBytes, MaxUsedBytes: PtrUInt;
    CoreIndex: LongInt;
  end;

{ 16-byte aligned; nil: no memory. Size 0 is taken as 1. }
function HeapAllocate(Size: PtrUInt): Pointer;
{ Block is one of this unit's (IsHeapBlock). Answers its size. }
function HeapFree(Block: Pointer): PtrUInt;
{ What fits in the block }
function HeapBlockSize(Block: Pointer): PtrUInt;
{ Block may be nil. nil: no memory, and the block is as it was. }
function HeapReallocate(Block: Pointer; Size: PtrUInt): Pointer;
{ Block comes from this unit. }
function IsHeapBlock(Block: Pointer): Boolean; inline;
{ The header of a block of this unit }
function SpanOf(Block: Pointer): PSpan; inline;
{ The calling core's heap, made at its first use; nil: no memory }
function ThisHeap: PHeap;
{ A span of whole pages, header filled; nil: no memory. For large and private blocks }
function NewLargeSpan(Heap: PHeap; Size: PtrUInt; Kind: TSpanKind): PSpan;
procedure FreeLargeSpan(Span: PSpan);

implementation

uses
  Toro.BootAbi, Toro.Cores, Toro.Cpu, Toro.Pages;

const
  HeaderSize = 64;
  SpanPages = SpanSize div PageSize;

function SpanOf(Block: Pointer): PSpan; inline;
begin
  { The block right behind a large header is never at the header itself. }
  Result := PSpan(PtrUInt(Block) and not PtrUInt(SpanSize - 1));
end;

function IsHeapBlock(Block: Pointer): Boolean; inline;
var
  Span: PSpan;
begin
  Span := SpanOf(Block);
  Result := (PtrUInt(Span) <> 0) and (Span^.Magic = HeapMagic xor PtrUInt(Span));
end;

{ ---- Sizes ---- }

const
  LargestRegular = 14336;
  QuarterClass = 35;
  { By class from QuarterClass on }
  PartSizes: array[0..2] of LongWord = (16368, 21824, LargestSmall);

{ 0: 16, 1: 32, 2: 48, 3: 64, then four a doubling: 80, 96, 112, 128, 160, ... }
function ClassOf(Size: PtrUInt): LongInt; inline;
var
  Top: LongInt;
begin
  if Size <= 64 then
    Exit((Size - 1) shr 4);
  if Size > LargestRegular then
    Exit(QuarterClass + Ord(Size > PartSizes[0]) + Ord(Size > PartSizes[1]));
  { The bit that says how wide a step is }
  Top := BsrQWord(Size - 1);
  Result := (Top - 6) * 4 + 4 + LongInt((Size - 1) shr (Top - 2) and 3);
end;

function SizeOfClass(SizeClass: LongInt): PtrUInt;
begin
  if SizeClass < 4 then
    Exit((SizeClass + 1) * 16);
  if SizeClass >= QuarterClass then
    Exit(PartSizes[SizeClass - QuarterClass]);
  Result := PtrUInt(5 + SizeClass and 3) shl (SizeClass div 4 + 3);
end;

{ ---- Spans ---- }

function ThisHeap: PHeap;
const
  HeapPages = (SizeOf(THeap) + PageSize - 1) div PageSize;
var
  Core: PCore;
begin
  Core := ThisCore;
  if Core^.Heap = nil then
  begin
    Core^.Heap := Pointer(AllocatePages(HeapPages));
    if Core^.Heap <> nil then
    begin
      FillChar(Core^.Heap^, SizeOf(THeap), 0);
      PHeap(Core^.Heap)^.CoreIndex := Core^.Index;
      PHeap(Core^.Heap)^.Reserve := PSpan(AllocateAlignedPages(SpanPages, SpanPages));
    end;
  end;
  Result := Core^.Heap;
end;

procedure FillHeader(Span: PSpan; Heap: PHeap; Kind: TSpanKind);
begin
  FillChar(Span^, SizeOf(TSpan), 0);
  Span^.Magic := HeapMagic xor PtrUInt(Span);
  Span^.Owner := Heap;
  Span^.Kind := Kind;
end;

{ Gives all waiting spans back to the page allocator; False: there were none. }
function FlushCached(Heap: PHeap): Boolean;
var
  LargeClass: LongInt;
  Span: PSpan;
begin
  Result := Heap^.Empty <> nil;
  Heap^.WaitingBytes := 0;
  while Heap^.Empty <> nil do
  begin
    Span := Heap^.Empty;
    Heap^.Empty := Span^.Next;
    FreePages(PtrUInt(Span), SpanPages);
  end;
  for LargeClass := 0 to LargeClassCount - 1 do
  begin
    while Heap^.Cached[LargeClass] <> nil do
    begin
      Span := Heap^.Cached[LargeClass];
      Heap^.Cached[LargeClass] := Span^.Next;
      FreePages(PtrUInt(Span), PtrUInt(LargeClass + 2) * SpanPages);
      Result := True;
    end;
  end;
end;

{ Whether a freed span may wait for its next use: as many as balance out what a program frees and
  takes in turn, but a small share of what it has. }
function MayWait(Heap: PHeap; Size: PtrUInt): Boolean; inline;
const
  AlwaysBytes = 512 * 1024;
  Share = 8;
begin
  Size := Size + Heap^.WaitingBytes;
  Result := (Size <= AlwaysBytes) or (Size <= Heap^.HeldBytes div Share);
  if Result then
    Heap^.WaitingBytes := Size;
end;

function AllocateSpanPages(Heap: PHeap; Pages: PtrUInt): PSpan;
begin
  Result := PSpan(AllocateAlignedPages(Pages, SpanPages));
  if (Result = nil) and FlushCached(Heap) then
    Result := PSpan(AllocateAlignedPages(Pages, SpanPages));
end;

function TakeEmpty(Heap: PHeap): PSpan;
begin
  Result := Heap^.Empty;
  if Result = nil then
    Exit;
  Heap^.Empty := Result^.Next;
  Dec(Heap^.WaitingBytes, SpanSize);
end;

procedure KeepEmpty(Heap: PHeap; Span: PSpan);
begin
  if MayWait(Heap, SpanSize) then
  begin
    Span^.Next := Heap^.Empty;
    Heap^.Empty := Span;
  end
  else
    FreePages(PtrUInt(Span), SpanPages);
end;

{ A freed span of so many times SpanSize that waits; nil: there is none. }
function TakeWaiting(Heap: PHeap; Spans: PtrUInt): PSpan;
begin
  if Spans = 1 then
    Exit(TakeEmpty(Heap));
  Result := nil;
  if Spans > LargestCachedSpans then
    Exit;
  Result := Heap^.Cached[Spans - 2];
  if Result = nil then
    Exit;
  Heap^.Cached[Spans - 2] := Result^.Next;
  Dec(Heap^.WaitingBytes, Spans * SpanSize);
end;

function NewLargeSpan(Heap: PHeap; Size: PtrUInt; Kind: TSpanKind): PSpan;
var
  Spans: PtrUInt;
begin
  if (Heap = nil) or (Size > PtrUInt(1) shl 46) then
    Exit(nil);
  Spans := (Size + HeaderSize + SpanSize - 1) div SpanSize;
  Result := TakeWaiting(Heap, Spans);
  if Result = nil then
    Result := AllocateSpanPages(Heap, Spans * SpanPages);
  if Result = nil then
    Exit;
  FillHeader(Result, Heap, Kind);
  Result^.Fresh := Spans * SpanSize;
  InterlockedExchangeAdd64(Int64(Heap^.HeldBytes), Result^.Fresh);
end;

procedure FreeLargeSpan(Span: PSpan);
var
  Heap: PHeap;
  Spans: PtrUInt;
begin
  Spans := Span^.Fresh div SpanSize;
  InterlockedExchangeAdd64(Int64(Span^.Owner^.HeldBytes), -Int64(Span^.Fresh));
  Span^.Magic := 0;
  { It waits at the core that freed it. }
  Heap := ThisHeap;
  if (Heap <> nil) and (Spans = 1) then
    KeepEmpty(Heap, Span)
  else if (Heap <> nil) and (Spans <= LargestCachedSpans) and MayWait(Heap, Spans * SpanSize) then
  begin
    Span^.Next := Heap^.Cached[Spans - 2];
    Heap^.Cached[Spans - 2] := Span;
  end
  else
    FreePages(PtrUInt(Span), Spans * SpanPages);
end;

procedure ListSpan(Heap: PHeap; Span: PSpan);
var
  First: PSpan;
begin
  First := Heap^.WithRoom[Span^.SizeClass];
  Span^.Next := First;
  Span^.Previous := nil;
  if First <> nil then
    First^.Previous := Span;
  Heap^.WithRoom[Span^.SizeClass] := Span;
  Span^.Listed := True;
end;

procedure UnlistSpan(Heap: PHeap; Span: PSpan);
begin
  if Span^.Previous = nil then
    Heap^.WithRoom[Span^.SizeClass] := Span^.Next
  else
    Span^.Previous^.Next := Span^.Next;
  if Span^.Next <> nil then
    Span^.Next^.Previous := Span^.Previous;
  Span^.Listed := False;
end;

procedure UseSpan(Heap: PHeap; Span: PSpan; SizeClass: LongInt);
begin
  FillHeader(Span, Heap, SpanSmall);
  Span^.SizeClass := SizeClass;
  Span^.BlockSize := SizeOfClass(SizeClass);
  Span^.Fresh := PtrUInt(Span) + HeaderSize;
  Inc(Heap^.HeldBytes, SpanSize);
  ListSpan(Heap, Span);
end;

{ Room for a class when no memory is left: in a span of larger blocks, else in the reserve. }
function LastRoom(Heap: PHeap; SizeClass: LongInt): PSpan;
const
  { Blocks of 1 KiB }
  ReserveClass = 19;
begin
  while SizeClass < ClassCount do
  begin
    Result := Heap^.WithRoom[SizeClass];
    if Result <> nil then
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

function NewSmallSpan(Heap: PHeap; SizeClass: LongInt): PSpan;
begin
  if Heap^.Reserve = nil then
    Heap^.Reserve := AllocateSpanPages(Heap, SpanPages);
  Result := TakeEmpty(Heap);
  if Result = nil then
  begin
    Result := AllocateSpanPages(Heap, SpanPages);
    if Result = nil then
      Exit(LastRoom(Heap, SizeClass));
  end;
  UseSpan(Heap, Result, SizeClass);
end;

{ An empty span goes back, but for the last of its class: it would only be asked for again. }
procedure ReleaseIfEmpty(Heap: PHeap; Span: PSpan);
begin
  if (Span^.Next = nil) and (Span^.Previous = nil) then
    Exit;
  UnlistSpan(Heap, Span);
  Span^.Magic := 0;
  Dec(Heap^.HeldBytes, SpanSize);
  KeepEmpty(Heap, Span);
end;

{ ---- Blocks ---- }

procedure FreeOwn(Heap: PHeap; Span: PSpan; Block: PFreeBlock); inline;
begin
  Block^.Next := Span^.Free;
  Span^.Free := Block;
  Dec(Span^.Used);
  Dec(Heap^.UsedBytes, Span^.BlockSize);
  if not Span^.Listed then
    ListSpan(Heap, Span);
  if Span^.Used = 0 then
    ReleaseIfEmpty(Heap, Span);
end;

{ Takes back what other cores have freed. }
procedure DrainRemote(Heap: PHeap);
var
  Block, Next: PFreeBlock;
begin
  Block := InterlockedExchange(Pointer(Heap^.Remote), nil);
  while Block <> nil do
  begin
    Next := Block^.Next;
    FreeOwn(Heap, SpanOf(Block), Block);
    Block := Next;
  end;
end;

procedure FreeRemote(Heap: PHeap; Block: PFreeBlock);
var
  First: PFreeBlock;
begin
  repeat
    First := Heap^.Remote;
    Block^.Next := First;
  until InterlockedCompareExchange(Pointer(Heap^.Remote), Block, First) = First;
end;

procedure NoteMaximum(Heap: PHeap);
begin
  if Heap^.UsedBytes > Heap^.MaxUsedBytes then
    Heap^.MaxUsedBytes := Heap^.UsedBytes;
end;

{ No span of the class has room. }
function SpanWithRoom(Heap: PHeap; SizeClass: LongInt): PSpan;
begin
  NoteMaximum(Heap);
  Result := nil;
  if Heap^.Remote <> nil then
  begin
    DrainRemote(Heap);
    Result := Heap^.WithRoom[SizeClass];
  end;
  if Result = nil then
    Result := NewSmallSpan(Heap, SizeClass);
end;

function AllocateLarge(Heap: PHeap; Size: PtrUInt): Pointer;
var
  Span: PSpan;
begin
  Span := nil;
  { An eighth more, so that a very large block that grows bit by bit is not copied each time }
  if Size > LargestCachedSpans * SpanSize then
    Span := NewLargeSpan(Heap, Size + Size div 8, SpanLarge);
  if Span = nil then
    Span := NewLargeSpan(Heap, Size, SpanLarge);
  if Span = nil then
    Exit(nil);
  InterlockedExchangeAdd64(Int64(Heap^.UsedBytes), Span^.Fresh);
  NoteMaximum(Heap);
  Result := Pointer(Span) + HeaderSize;
end;

function CurrentHeap: PHeap; assembler; nostackframe;
asm
  mov rax, gs:[TCore.Heap]
end;

function HeapAllocate(Size: PtrUInt): Pointer;
var
  Heap: PHeap;
  Span: PSpan;
  SizeClass: LongInt;
begin
  Heap := CurrentHeap;
  if Heap = nil then
    Heap := ThisHeap;
  if Heap = nil then
    Exit(nil);
  if Size = 0 then
    Size := 1;
  if Size > LargestSmall then
    Exit(AllocateLarge(Heap, Size));
  SizeClass := ClassOf(Size);
  Span := Heap^.WithRoom[SizeClass];
  if Span = nil then
  begin
    Span := SpanWithRoom(Heap, SizeClass);
    if Span = nil then
      Exit(nil);
  end;
  Result := Span^.Free;
  if Result <> nil then
    Span^.Free := PFreeBlock(Result)^.Next
  else
  begin
    Result := Pointer(Span^.Fresh);
    Inc(Span^.Fresh, Span^.BlockSize);
  end;
  Inc(Span^.Used);
  Inc(Heap^.UsedBytes, Span^.BlockSize);
  if (Span^.Free = nil) and
    (Span^.Fresh + Span^.BlockSize > PtrUInt(Span) + SpanSize) then
    UnlistSpan(Heap, Span);
end;

function HeapBlockSize(Block: Pointer): PtrUInt;
var
  Span: PSpan;
begin
  Span := SpanOf(Block);
  if Span^.Kind = SpanSmall then
    Result := Span^.BlockSize
  else
    Result := Span^.Fresh - HeaderSize;
end;

function HeapFree(Block: Pointer): PtrUInt;
var
  Span: PSpan;
begin
  Span := SpanOf(Block);
  if Span^.Kind = SpanSmall then
  begin
    Result := Span^.BlockSize;
    if Span^.Owner = CurrentHeap then
      FreeOwn(Span^.Owner, Span, Block)
    else
      FreeRemote(Span^.Owner, Block);
  end
  else
  begin
    Result := Span^.Fresh - HeaderSize;
    InterlockedExchangeAdd64(Int64(Span^.Owner^.UsedBytes), -Int64(Span^.Fresh));
    FreeLargeSpan(Span);
  end;
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

end.

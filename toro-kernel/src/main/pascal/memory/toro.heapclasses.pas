{ SPDX-License-Identifier: Apache-2.0 }
{ The sizes of the heap's blocks: which class a request falls into, how large the blocks of a class are and
  how many pages hold them. Called by Toro.Heap; touches nothing. }
unit Toro.HeapClasses;

{$mode objfpc}

interface

const
  { In front of every block: whose it is }
  HeaderSize = 8;
  { Blocks are at multiples of 16. }
  FirstBlock = 16;
  { Header included: 16 to 144 in steps of 16, then four sizes a doubling, each 16 more than a round number, so
    that a request of a power of two fits well. }
  ClassCount = 41;
  { What the largest class holds, and the largest request that is looked up in the table of small steps }
  LargestSmall = 32768 + FirstBlock - HeaderSize;
  LargestFine = 1024 + FirstBlock - HeaderSize;
  FineShift = 4;
  CoarseShift = 7;
  { (Size + FineBias) shr FineShift is the index of the first table, (Size + CoarseBias) shr CoarseShift that of
    the second. }
  FineBias = HeaderSize + 1 shl FineShift - 1;
  CoarseBias = 1 shl CoarseShift - 1 - (FirstBlock - HeaderSize);
  FineCount = (LargestFine + FineBias) shr FineShift + 1;
  CoarseCount = (LargestSmall + CoarseBias) shr CoarseShift + 1;
  { Larger blocks are runs of pages: four sizes a doubling, one page more than a round number }
  RunClassCount = 21;
  LeastRunPages = 9;
  LargestRunPages = 257;

type
  TClassTables = record
    Fine: array[0..FineCount - 1] of Byte;
    Coarse: array[0..CoarseCount - 1] of Byte;
  end;

procedure FillTables(out Tables: TClassTables);
{ Bytes of a block of the class, header included }
function BytesOfClass(SizeClass: LongInt): LongWord;
{ Pages of a span of such blocks: at least eight fit, and it is as long as a run of some class. }
function SpanPagesOf(BlockBytes: LongWord): LongWord;
{ Rounds pages of a run, LeastRunPages to LargestRunPages, up to those of a class. }
function RunClassOf(var Pages: PtrUInt): LongInt;

implementation

const
  { Classes in steps of 16 }
  EvenClasses = 9;

function BytesOfClass(SizeClass: LongInt): LongWord;
begin
  if SizeClass < EvenClasses then
    Exit((SizeClass + 1) * 16);
  Dec(SizeClass, EvenClasses);
  Result := FirstBlock + LongWord(5 + SizeClass and 3) shl (5 + SizeClass shr 2);
end;

function SpanPagesOf(BlockBytes: LongWord): LongWord;
begin
  if BlockBytes <= 4096 + FirstBlock then
    Result := 17
  else if BlockBytes <= 16384 + FirstBlock then
    Result := 33
  else
    Result := 65;
end;

function RunClassOf(var Pages: PtrUInt): LongInt;
var
  Last, Top: PtrUInt;
begin
  if Pages <= LeastRunPages then
  begin
    Pages := LeastRunPages;
    Exit(0);
  end;
  Last := Pages - 2;
  Top := BsrQWord(Last);
  { The bit that says how wide a step is }
  Last := Last shr (Top - 2);
  Pages := (Last + 1) shl (Top - 2) + 1;
  Result := LongInt(Top - 3) * 4 + LongInt(Last and 3) + 1;
end;

{ Index * Step + Bytes is what a request of that index may take. }
procedure FillTable(Table: PByte; Count: LongInt; Step, Bytes: LongWord);
var
  Index, SizeClass: LongInt;
begin
  SizeClass := 0;
  for Index := 0 to Count - 1 do
  begin
    while BytesOfClass(SizeClass) < LongWord(Index) * Step + Bytes do
      Inc(SizeClass);
    Table[Index] := SizeClass;
  end;
end;

procedure FillTables(out Tables: TClassTables);
begin
  FillTable(@Tables.Fine, FineCount, 1 shl FineShift, 0);
  FillTable(@Tables.Coarse, CoarseCount, 1 shl CoarseShift, FirstBlock);
end;

end.

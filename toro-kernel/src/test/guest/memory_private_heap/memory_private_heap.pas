{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's memory calls: blocks of the core's heap and regions freed as a whole. }
program memory_private_heap;
{$mode objfpc}
uses
  Memory;
var
  Heap: PXHeap;
  P, Q: PByte;
  Index, Round: LongInt;
  Before: PtrUInt;
begin
  P := ToroGetMem(100);
  P[99] := 7;
  P := ToroReAllocMem(P, 5000);
  WriteLn(P[99], ' ', GetPointerSize(P) >= 5000, ' ', IsPrivateHeap(P));
  WriteLn(ToroFreeMem(P));
  Before := GetFPCHeapStatus.CurrHeapUsed;
  for Round := 1 to 50 do
  begin
    Heap := XHeapAcquire(0);
    for Index := 1 to 1000 do
    begin
      Q := XHeapAlloc(Heap, Index);
      Q[Index - 1] := Byte(Index);
    end;
    Q := XHeapRealloc(Heap, Q, 200000);
    if (Q[999] <> Byte(1000)) or (IsPrivateHeap(Q) = 0) then
      WriteLn('lost');
    XHeapRelease(Heap);
  end;
  WriteLn(GetFPCHeapStatus.CurrHeapUsed = Before);
end.

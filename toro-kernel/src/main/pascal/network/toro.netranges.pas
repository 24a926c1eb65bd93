{ SPDX-License-Identifier: Apache-2.0 }
{ A small sorted set of sequence ranges, modulo 2^32: segments that arrived out of order, what the
  peer has acknowledged selectively (RFC 2018), fragments of a datagram. Bounded by construction. }
unit Toro.NetRanges;

{$mode objfpc}

interface

const
  RangeLimit = 32;

type
  { From Start up to, not including, Stop. }
  TSequenceRange = record
    Start, Stop: LongWord;
  end;

  PSequenceRanges = ^TSequenceRanges;
  TSequenceRanges = record
    Count: LongInt;
    Items: array[0..RangeLimit - 1] of TSequenceRange;
  end;

{ A is before, or not after, B in sequence space (RFC 9293 3.4). }
function SeqBefore(A, B: LongWord): Boolean; inline;
function SeqNotAfter(A, B: LongWord): Boolean; inline;

{ Adds a range, joining it with those it touches. False when the set is full: it is unchanged. }
function AddRange(var Ranges: TSequenceRanges; Start, Stop: LongWord): Boolean;
{ Takes away everything before Limit. }
procedure DropRangesBefore(var Ranges: TSequenceRanges; Limit: LongWord);
{ Bytes of the set in Start .. Stop. }
function CoveredBytes(const Ranges: TSequenceRanges; Start, Stop: LongWord): LongWord;

implementation

function SeqBefore(A, B: LongWord): Boolean;
begin
  Result := LongInt(A - B) < 0;
end;

function SeqNotAfter(A, B: LongWord): Boolean;
begin
  Result := LongInt(A - B) <= 0;
end;

{ Removes Number items at Index. }
procedure RemoveItems(var Ranges: TSequenceRanges; Index, Number: LongInt);
begin
  Dec(Ranges.Count, Number);
  if Index < Ranges.Count then
    Move(Ranges.Items[Index + Number], Ranges.Items[Index],
      (Ranges.Count - Index) * SizeOf(TSequenceRange));
end;

function InsertItem(var Ranges: TSequenceRanges; Index: LongInt; Start, Stop: LongWord): Boolean;
begin
  Result := Ranges.Count < RangeLimit;
  if not Result then
    Exit;
  if Index < Ranges.Count then
    Move(Ranges.Items[Index], Ranges.Items[Index + 1],
      (Ranges.Count - Index) * SizeOf(TSequenceRange));
  Ranges.Items[Index].Start := Start;
  Ranges.Items[Index].Stop := Stop;
  Inc(Ranges.Count);
end;

function AddRange(var Ranges: TSequenceRanges; Start, Stop: LongWord): Boolean;
var
  First, After: LongInt;
begin
  First := 0;
  while (First < Ranges.Count) and SeqBefore(Ranges.Items[First].Stop, Start) do
    Inc(First);
  After := First;
  while (After < Ranges.Count) and SeqNotAfter(Ranges.Items[After].Start, Stop) do
    Inc(After);
  if After = First then
    Exit(InsertItem(Ranges, First, Start, Stop));
  if SeqBefore(Start, Ranges.Items[First].Start) then
    Ranges.Items[First].Start := Start;
  if SeqBefore(Stop, Ranges.Items[After - 1].Stop) then
    Stop := Ranges.Items[After - 1].Stop;
  Ranges.Items[First].Stop := Stop;
  if After > First + 1 then
    RemoveItems(Ranges, First + 1, After - First - 1);
  Result := True;
end;

procedure DropRangesBefore(var Ranges: TSequenceRanges; Limit: LongWord);
var
  Number: LongInt;
begin
  Number := 0;
  while (Number < Ranges.Count) and SeqNotAfter(Ranges.Items[Number].Stop, Limit) do
    Inc(Number);
  if Number > 0 then
    RemoveItems(Ranges, 0, Number);
  if (Ranges.Count > 0) and SeqBefore(Ranges.Items[0].Start, Limit) then
    Ranges.Items[0].Start := Limit;
end;

function CoveredBytes(const Ranges: TSequenceRanges; Start, Stop: LongWord): LongWord;
var
  Index: LongInt;
  First, Last: LongWord;
begin
  Result := 0;
  for Index := 0 to Ranges.Count - 1 do
  begin
    First := Ranges.Items[Index].Start;
    Last := Ranges.Items[Index].Stop;
    if SeqBefore(First, Start) then
      First := Start;
    if SeqBefore(Stop, Last) then
      Last := Stop;
    if SeqBefore(First, Last) then
      Inc(Result, Last - First);
  end;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Contents of FAT files: reading, writing, cutting and growing.

  Called by: Toro.Vfs through the operations of Fat.
  Touches: clusters, through buffers or directly.

  FAT has no holes: a gap is written. }
unit Toro.Fat.Files;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

function ReadFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
function WriteFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
function ResizeFile(Node: PNode; Size: Int64): LongInt;

implementation

uses
  Toro.Buffers, Toro.Errors, Toro.Fat.Layout, Toro.Fat.Chains;

const
  SizeLimit = Int64(High(LongWord));

{ Moves whole blocks past the buffers; the bytes moved. }
function MoveDirect(Volume: PVolume; First, Blocks: LongWord; Memory: PByte; Writes: Boolean): Int64;
begin
  if Writes then
    Result := WriteBlocks(Volume, First, Blocks, Memory)
  else
    Result := ReadBlocks(Volume, First, Blocks, Memory);
  if Result = 0 then
    Result := Int64(Blocks) shl Volume^.BlockShift;
end;

{ Moves what lies in one block, through its buffer. A block that is written whole is not read before. }
function MoveBuffered(Volume: PVolume; Block, Inside: LongWord; Memory: PByte; Bytes: LongWord;
  Writes: Boolean): Int64;
var
  Buffer: PBuffer;
begin
  if Writes and (Bytes = Volume^.BlockSize) then
    Result := NewBuffer(Volume, Block, Buffer)
  else
    Result := GetBuffer(Volume, Block, Buffer);
  if Result <> 0 then
    Exit;
  if Writes then
  begin
    Move(Memory^, Buffer^.Data[Inside], Bytes);
    DirtyBuffer(Buffer, rkData);
  end
  else
    Move(Buffer^.Data[Inside], Memory^, Bytes);
  ReleaseBuffer(Buffer);
  Result := Bytes;
end;

{ Moves the next piece between the file and memory; the bytes moved. }
function MovePiece(Node: PNode; Offset: Int64; Memory: PByte; Count: Int64;
  Writes: Boolean): Int64;
var
  Volume: PVolume;
  Index, First, Length, Whole, Inside: LongWord;
begin
  Volume := Node^.Volume;
  Index := Offset shr Volume^.BlockShift;
  Inside := Offset and (Volume^.BlockSize - 1);
  Whole := Least(Count shr Volume^.BlockShift, RunLimit);
  Result := FindRun(Node, Index, Whole + ReadAheadBlocks, First, Length);
  if (Result = 0) and (Length = 0) then
    Result := Damaged(Volume, 'chain too short at cluster', OwnOf(Node)^.First);
  if Result <> 0 then
    Exit;
  Whole := Least(Whole, Length);
  if (Inside = 0) and IsDirect(Whole, Memory) then
  begin
    OwnOf(Node)^.NextRead := Index + Whole;
    Exit(MoveDirect(Volume, First, Whole, Memory, Writes));
  end;
  if not Writes and (Index = OwnOf(Node)^.NextRead) and not IsBuffered(Volume, First) then
    ReadAhead(Volume, First, Length);
  Result := MoveBuffered(Volume, First, Inside, Memory,
    Least(Count, Volume^.BlockSize - Inside), Writes);
  if Result > 0 then
    OwnOf(Node)^.NextRead := Index + 1;
end;

function MoveBytes(Node: PNode; Offset: Int64; Memory: PByte; Count: Int64;
  Writes: Boolean): Int64;
var
  Piece: Int64;
begin
  Result := 0;
  while Result < Count do
  begin
    Piece := MovePiece(Node, Offset + Result, Memory + Result, Count - Result, Writes);
    if Piece < 0 then
    begin
      if Result = 0 then
        Result := Piece;
      Exit;
    end;
    Inc(Result, Piece);
  end;
end;

function ReadFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
begin
  if Offset >= Node^.Size then
    Exit(0);
  Result := MoveBytes(Node, Offset, Buffer, Least(Count, Node^.Size - Offset), False);
end;

function ClustersFor(Node: PNode; Size: Int64): LongWord;
begin
  Result := (Size + ClusterBytes(Node^.Volume) - 1) div ClusterBytes(Node^.Volume);
end;

var
  Zeros: array[0..BufferBytes - 1] of Byte;

{ Writes zeros from the end of the file to Offset; the chain is long enough. }
function FillGap(Node: PNode; Offset: Int64): LongInt;
var
  Moved: Int64;
begin
  Result := 0;
  while Node^.Size < Offset do
  begin
    Moved := Least(Offset - Node^.Size, SizeOf(Zeros) - Node^.Size and (SizeOf(Zeros) - 1));
    Moved := MoveBytes(Node, Node^.Size, @Zeros, Moved, True);
    if Moved < 0 then
      Exit(Moved);
    Inc(Node^.Size, Moved);
  end;
end;

{ Makes room up to Size; what could not be used is given back. }
function MakeRoom(Node: PNode; Size, GapEnd: Int64): LongInt;
begin
  Result := ExtendChain(Node, ClustersFor(Node, Size));
  if Result = 0 then
    Result := FillGap(Node, GapEnd);
  if Result <> 0 then
    CutChain(Node, ClustersFor(Node, Node^.Size));
end;

function WriteFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
begin
  if Offset >= SizeLimit then
    Exit(-EFBIG);
  Count := Least(Count, SizeLimit - Offset);
  Result := MakeRoom(Node, Offset + Count, Offset);
  if Result <> 0 then
    Exit;
  Result := MoveBytes(Node, Offset, Buffer, Count, True);
  if (Result > 0) and (Offset + Result > Node^.Size) then
    Node^.Size := Offset + Result;
  if Result < Count then
    CutChain(Node, ClustersFor(Node, Node^.Size));
  if Result > 0 then
    ModifyNode(Node);
end;

function ResizeFile(Node: PNode; Size: Int64): LongInt;
begin
  if Size > SizeLimit then
    Exit(-EFBIG);
  if Size > Node^.Size then
    Result := MakeRoom(Node, Size, Size)
  else
    Result := CutChain(Node, ClustersFor(Node, Size));
  if Result <> 0 then
    Exit;
  Node^.Size := Size;
  ModifyNode(Node);
end;

end.

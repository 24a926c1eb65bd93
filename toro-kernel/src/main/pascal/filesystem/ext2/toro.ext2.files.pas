{ SPDX-License-Identifier: Apache-2.0 }
{ Contents of ext2 files: reading, writing, cutting and growing, and the targets of links.

  Called by: Toro.Vfs through the operations of Ext2.
  Touches: blocks, through buffers or directly.

  Whole blocks of a large transfer go between the device and the caller's memory; everything else
  passes through buffers. Bytes of the last block beyond the end of the file are undefined on the
  disk, so they are cleared when the file grows over them. }
unit Toro.Ext2.Files;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

function ReadFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
function WriteFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
function ResizeFile(Node: PNode; Size: Int64): LongInt;
function ReadTarget(Node: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
function WriteTarget(Node: PNode; const Target: TName): LongInt;

implementation

uses
  Toro.Errors, Toro.Buffers, Toro.Ext2.Layout, Toro.Ext2.Map, Toro.Ext2.Inodes;

{ Reads from one block: from a hole, a buffer, or the device. }
function ReadPart(Node: PNode; Block, Index, Offset: LongWord; Target: PByte;
  Bytes: LongWord; Ahead: LongWord): LongInt;
var
  Buffer: PBuffer;
begin
  if Block = 0 then
  begin
    FillChar(Target^, Bytes, 0);
    Exit(0);
  end;
  if (Index = OwnOf(Node)^.NextRead) and not IsBuffered(Node^.Volume, Block) then
    ReadAhead(Node^.Volume, Block, Ahead);
  Result := GetBuffer(Node^.Volume, Block, Buffer);
  if Result <> 0 then
    Exit;
  Move(Buffer^.Data[Offset], Target^, Bytes);
  ReleaseBuffer(Buffer);
end;

{ Reads the next piece, from the run of blocks that Offset is in; the bytes read. }
function ReadPiece(Node: PNode; Offset: Int64; Target: PByte; Count: Int64): Int64;
var
  Index, First, Length, Whole, Inside: LongWord;
  Status: LongInt;
begin
  Index := Offset shr Node^.Volume^.BlockShift;
  Inside := Offset and (Node^.Volume^.BlockSize - 1);
  Whole := Least(Count shr Node^.Volume^.BlockShift, RunLimit);
  { The run is asked for as far as reading ahead would go, but never beyond the file's end. }
  Length := Least((Node^.Size - 1) shr Node^.Volume^.BlockShift + 1 - Index,
    Whole + ReadAheadBlocks);
  Status := FindRun(Node, Index, Length, First, Length);
  if Status <> 0 then
    Exit(Status);
  if Whole > Length then
    Whole := Length;
  if (First <> 0) and (Inside = 0) and IsDirect(Whole, Target) then
  begin
    Result := Int64(Whole) shl Node^.Volume^.BlockShift;
    Status := ReadBlocks(Node^.Volume, First, Whole, Target);
    Inc(Index, Whole - 1);
  end
  else
  begin
    Result := Least(Count, Node^.Volume^.BlockSize - Inside);
    Status := ReadPart(Node, First, Index, Inside, Target, Result, Length);
  end;
  OwnOf(Node)^.NextRead := Index + 1;
  if Status <> 0 then
    Result := Status;
end;

function ReadFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
var
  Piece: Int64;
begin
  Result := 0;
  if Offset >= Node^.Size then
    Exit;
  Count := Least(Count, Node^.Size - Offset);
  while Result < Count do
  begin
    Piece := ReadPiece(Node, Offset + Result, Buffer + Result, Count - Result);
    if Piece < 0 then
    begin
      if Result = 0 then
        Result := Piece;
      Exit;
    end;
    Inc(Result, Piece);
  end;
end;

{ Clears what lies between the end of the file and the end of its last block. }
function ClearTail(Node: PNode): LongInt;
var
  Inside, First, Count: LongWord;
  Buffer: PBuffer;
begin
  Result := 0;
  Inside := Node^.Size and (Node^.Volume^.BlockSize - 1);
  if Inside = 0 then
    Exit;
  Result := FindRun(Node, Node^.Size shr Node^.Volume^.BlockShift, 1, First, Count);
  if (Result <> 0) or (First = 0) then
    Exit;
  Result := GetBuffer(Node^.Volume, First, Buffer);
  if Result <> 0 then
    Exit;
  FillChar(Buffer^.Data[Inside], Node^.Volume^.BlockSize - Inside, 0);
  DirtyBuffer(Buffer, rkData);
  ReleaseBuffer(Buffer);
end;

{ Writes into one block. A new block, or one that is written whole, is not read before. }
function WritePart(Node: PNode; Block, Inside: LongWord; Source: PByte; Bytes: LongWord;
  Fresh: Boolean): LongInt;
var
  Buffer: PBuffer;
begin
  if Fresh or (Bytes = Node^.Volume^.BlockSize) then
    Result := NewBuffer(Node^.Volume, Block, Buffer)
  else
    Result := GetBuffer(Node^.Volume, Block, Buffer);
  if Result <> 0 then
    Exit;
  Move(Source^, Buffer^.Data[Inside], Bytes);
  DirtyBuffer(Buffer, rkData);
  ReleaseBuffer(Buffer);
end;

{ Writes the next piece, into the run of blocks that Offset is in; the bytes written. }
function WritePiece(Node: PNode; Offset: Int64; Source: PByte; Count: Int64): Int64;
var
  Index, First, Length, Inside, Bytes: LongWord;
  Status: LongInt;
  Fresh: Boolean;
begin
  Index := Offset shr Node^.Volume^.BlockShift;
  Inside := Offset and (Node^.Volume^.BlockSize - 1);
  Length := 1;
  if (Inside = 0) and (Count > Node^.Volume^.BlockSize) then
    Length := Least(Count shr Node^.Volume^.BlockShift, RunLimit);
  Status := FillRun(Node, Index, Length, First, Length, Fresh);
  if Status <> 0 then
    Exit(Status);
  if IsDirect(Length, Source) then
  begin
    Result := Int64(Length) shl Node^.Volume^.BlockShift;
    Status := WriteBlocks(Node^.Volume, First, Length, Source);
    if Status <> 0 then
      Result := Status;
    Exit;
  end;
  Result := 0;
  repeat
    Bytes := Least(Count - Result, Node^.Volume^.BlockSize - Inside);
    Status := WritePart(Node, First, Inside, Source + Result, Bytes, Fresh);
    if Status <> 0 then
      Exit(Status);
    Inc(Result, Bytes);
    Inc(First);
    Dec(Length);
    Inside := 0;
  until Length = 0;
end;

function BlocksFor(Node: PNode; Size: Int64): LongWord;
begin
  Result := (Size + Node^.Volume^.BlockSize - 1) shr Node^.Volume^.BlockShift;
end;

function LimitOfFile(Node: PNode): Int64;
begin
  Result := (ReachableBlocks(Node^.Volume) - 1) shl Node^.Volume^.BlockShift;
  { The count of 512-byte blocks has 32 bits. }
  Result := Least(Result, Int64(High(LongWord) - 65536) * 512);
end;

function WriteFileBytes(Node: PNode; Offset: Int64; Buffer: PByte; Count: Int64): Int64;
var
  Piece: Int64;
begin
  if Offset >= LimitOfFile(Node) then
    Exit(-EFBIG);
  Count := Least(Count, LimitOfFile(Node) - Offset);
  if Offset > Node^.Size then
  begin
    Result := ClearTail(Node);
    if Result <> 0 then
      Exit;
  end;
  Result := 0;
  while Result < Count do
  begin
    Piece := WritePiece(Node, Offset + Result, Buffer + Result, Count - Result);
    if Piece < 0 then
    begin
      { Blocks may have been taken that nothing was written to. }
      CutBlocks(Node, BlocksFor(Node, Node^.Size));
      if Result = 0 then
        Result := Piece;
      Break;
    end;
    Inc(Result, Piece);
    if Offset + Result > Node^.Size then
      Node^.Size := Offset + Result;
  end;
  if Result > 0 then
    ModifyNode(Node);
end;

function ResizeFile(Node: PNode; Size: Int64): LongInt;
begin
  if Size > LimitOfFile(Node) then
    Exit(-EFBIG);
  Result := 0;
  if Size > Node^.Size then
    Result := ClearTail(Node)
  else if Size < Node^.Size then
    Result := CutBlocks(Node, BlocksFor(Node, Size));
  if Result <> 0 then
    Exit;
  Node^.Size := Size;
  ModifyNode(Node);
end;

function ReadTarget(Node: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
begin
  if not IsFastLink(Node) then
    Exit(ReadFileBytes(Node, 0, PByte(Buffer), Size));
  Result := Least(Node^.Size, Size);
  Move(OwnOf(Node)^.Block, Buffer^, Result);
end;

function WriteTarget(Node: PNode; const Target: TName): LongInt;
var
  Written: Int64;
begin
  Result := 0;
  if Target.Length < FastLinkLimit then
  begin
    Move(Target.Text^, OwnOf(Node)^.Block, Target.Length);
    Node^.Size := Target.Length;
    TouchNode(Node);
    Exit;
  end;
  if Target.Length > Node^.Volume^.BlockSize then
    Exit(-ENAMETOOLONG);
  Written := WriteFileBytes(Node, 0, PByte(Target.Text), Target.Length);
  if Written < 0 then
    Result := Written;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The buffer cache: blocks of volumes in memory, written back in an order that survives a power cut.

  Called by: filesystems (GetBuffer, ReadBlocks, ...) and Toro.Volumes (FlushBuffers).
  Touches: block devices.

  Every dirty buffer has a rank. A flush writes rank after rank and asks the device for a barrier
  between them, so that what a block refers to is on the disk before the block: file data first,
  then the maps of blocks, then inodes, then directories, and free maps last (the rule of ordered
  updates: Ganger and Patt, "Metadata Update Performance in File Systems", OSDI 1994).

  Large transfers do not pass through buffers: ReadBlocks and WriteBlocks move them between the
  device and the caller's memory, in agreement with what is buffered. }
unit Toro.Buffers;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

type
  TRank = (rkData, rkMap1, rkMap2, rkMap3, rkInode, rkDirectory, rkFree);

  PBuffer = ^TBuffer;
  TBuffer = record
    Data: PByte; { the block's bytes }
    Volume: PVolume;
    Block: QWord;
    Rank: TRank;
    Dirty: Boolean;
    Pins: LongInt; { not to be reused while above 0 }
    HashNext: PBuffer;
    Older, Newer: PBuffer; { in order of use }
  end;

{ The block in memory, read from the device when it is not there yet, or nil and an error. Every
  buffer that was got is released once. }
function GetBuffer(Volume: PVolume; Block: QWord; out Buffer: PBuffer): LongInt;

{ The same for a block whose old contents do not matter: it comes zeroed. }
function NewBuffer(Volume: PVolume; Block: QWord; out Buffer: PBuffer): LongInt;

procedure ReleaseBuffer(Buffer: PBuffer);

{ The buffer differs from the disk. Of two ranks the earlier one counts. }
procedure DirtyBuffer(Buffer: PBuffer; Rank: TRank);

{ Reads a run of blocks that lie in a row into buffers, in one transfer: before a walk over them. }
procedure ReadAhead(Volume: PVolume; Block: QWord; Count: LongWord);

{ Whether the block is in memory. }
function IsBuffered(Volume: PVolume; Block: QWord): Boolean;

const
  { Blocks that are read ahead at most, and blocks of one direct transfer. }
  ReadAheadBlocks = 16;
  RunLimit = 1 shl 16;

{ Whether that many blocks are better moved past the buffers, and may be. }
function IsDirect(Blocks: LongWord; Memory: PByte): Boolean; inline;

{ Whole blocks between the device and memory that is 4-byte aligned. }
function ReadBlocks(Volume: PVolume; Block: QWord; Count: LongWord; Target: PByte): LongInt;
function WriteBlocks(Volume: PVolume; Block: QWord; Count: LongWord; Source: PByte): LongInt;

{ The block is free: what its buffer holds must never reach the disk. }
procedure ForgetBlock(Volume: PVolume; Block: QWord);

{ Forgets every buffer of the volume, for its end. }
procedure ForgetVolume(Volume: PVolume);

{ Writes the volume's dirty buffers up to the rank, with a barrier between ranks. }
function FlushBuffers(Volume: PVolume; UpTo: TRank): LongInt;

{ Returns when everything written to the volume so far is on stable storage. }
function Barrier(Volume: PVolume): LongInt;

{ How many buffers are held: none between two operations. }
function PinnedBuffers: LongInt;

{ The number of dirty buffers of all volumes; above DirtyLimit it is time for a commit. }
function DirtyBuffers: LongInt;

const
  BufferBytes = 4096; { the largest block of a volume }
  BufferLimit = 512; { how many buffers there are, as long as enough of them are clean }
  DirtyLimit = 256;
  TransferBytes = 65536; { what read-ahead and flushing move at once }

implementation

uses
  Toro.Errors, Toro.Block, Toro.FileMemory;

const
  BucketCount = 512;

var
  Buckets: array[0..BucketCount - 1] of PBuffer;
  Oldest, Newest: PBuffer;
  BufferCount, DirtyCount: LongInt;
  Transfer: PByte; { TransferBytes }
  Sorted: ^PBuffer;
  SortedCapacity: LongInt;

function DirtyBuffers: LongInt;
begin
  Result := DirtyCount;
end;

function PinnedBuffers: LongInt;
var
  Buffer: PBuffer;
begin
  Result := 0;
  Buffer := Oldest;
  while Buffer <> nil do
  begin
    Inc(Result, Ord(Buffer^.Pins > 0));
    Buffer := Buffer^.Newer;
  end;
end;

function BucketOf(Volume: PVolume; Block: QWord): LongInt; inline;
begin
  Result := (Block + Volume^.Id * 131) and (BucketCount - 1);
end;

function FindBuffer(Volume: PVolume; Block: QWord): PBuffer;
begin
  Result := Buckets[BucketOf(Volume, Block)];
  while (Result <> nil) and ((Result^.Block <> Block) or (Result^.Volume <> Volume)) do
    Result := Result^.HashNext;
end;

function IsBuffered(Volume: PVolume; Block: QWord): Boolean;
begin
  Result := FindBuffer(Volume, Block) <> nil;
end;

procedure LeaveOrder(Buffer: PBuffer);
begin
  if Buffer^.Older = nil then
    Oldest := Buffer^.Newer
  else
    Buffer^.Older^.Newer := Buffer^.Newer;
  if Buffer^.Newer = nil then
    Newest := Buffer^.Older
  else
    Buffer^.Newer^.Older := Buffer^.Older;
end;

procedure BecomeNewest(Buffer: PBuffer);
begin
  Buffer^.Newer := nil;
  Buffer^.Older := Newest;
  if Newest = nil then
    Oldest := Buffer
  else
    Newest^.Newer := Buffer;
  Newest := Buffer;
end;

procedure BecomeOldest(Buffer: PBuffer);
begin
  Buffer^.Older := nil;
  Buffer^.Newer := Oldest;
  if Oldest = nil then
    Newest := Buffer
  else
    Oldest^.Older := Buffer;
  Oldest := Buffer;
end;

procedure LeaveBucket(Buffer: PBuffer);
var
  Link: ^PBuffer;
begin
  if Buffer^.Volume = nil then
    Exit;
  Link := @Buckets[BucketOf(Buffer^.Volume, Buffer^.Block)];
  while Link^ <> Buffer do
    Link := @Link^^.HashNext;
  Link^ := Buffer^.HashNext;
  Buffer^.Volume := nil;
end;

procedure EnterBucket(Buffer: PBuffer; Volume: PVolume; Block: QWord);
var
  Bucket: LongInt;
begin
  Buffer^.Volume := Volume;
  Buffer^.Block := Block;
  Bucket := BucketOf(Volume, Block);
  Buffer^.HashNext := Buckets[Bucket];
  Buckets[Bucket] := Buffer;
end;

procedure Clean(Buffer: PBuffer);
begin
  if Buffer^.Dirty then
    Dec(DirtyCount);
  Buffer^.Dirty := False;
end;

procedure DirtyBuffer(Buffer: PBuffer; Rank: TRank);
begin
  if Buffer^.Volume = nil then
    Exit; { forgotten while it was held }
  if not Buffer^.Dirty then
  begin
    Buffer^.Dirty := True;
    Buffer^.Rank := Rank;
    Inc(DirtyCount);
  end
  else if Rank < Buffer^.Rank then
    Buffer^.Rank := Rank;
end;

procedure ReleaseBuffer(Buffer: PBuffer);
begin
  Dec(Buffer^.Pins);
end;

function MoreBuffers: PBuffer;
begin
  Result := TakeMemory(SizeOf(TBuffer));
  if Result = nil then
    Exit;
  Result^.Data := TakeMemory(BufferBytes);
  if Result^.Data = nil then
  begin
    ReturnMemory(Result, SizeOf(TBuffer));
    Exit(nil);
  end;
  Inc(BufferCount);
  BecomeNewest(Result);
end;

function OldestFree: PBuffer;
begin
  Result := Oldest;
  while (Result <> nil) and ((Result^.Pins > 0) or Result^.Dirty) do
    Result := Result^.Newer;
end;

{ A dirty buffer of file data may be written at any time: nothing on the disk refers to its block
  yet, or the block is the file's already. }
function WriteOldestData: PBuffer;
begin
  Result := Oldest;
  while (Result <> nil) and ((Result^.Pins > 0) or (Result^.Rank <> rkData)) do
    Result := Result^.Newer;
  if Result = nil then
    Exit;
  if FlushBuffers(Result^.Volume, rkData) <> 0 then
    Exit(nil);
  Result := OldestFree;
end;

{ A buffer that holds nothing. When all are dirty their number grows beyond the limit until the
  commit that follows the operation (Toro.Volumes.Relieve): a commit in the middle of one would
  write half of it. }
function SpareBuffer: PBuffer;
begin
  Result := nil;
  if BufferCount < BufferLimit then
    Result := MoreBuffers;
  if Result = nil then
    Result := OldestFree;
  if Result = nil then
    Result := WriteOldestData;
  if Result = nil then
    Result := MoreBuffers;
  if Result <> nil then
    LeaveBucket(Result);
end;

procedure Use(Buffer: PBuffer);
begin
  Inc(Buffer^.Pins);
  if Buffer <> Newest then
  begin
    LeaveOrder(Buffer);
    BecomeNewest(Buffer);
  end;
end;

{ The last block of a device may be cut short by its end. }
function SectorsOf(Volume: PVolume; Block: QWord; Count: LongWord): LongWord;
var
  First: QWord;
begin
  First := Block * Volume^.SectorsPerBlock;
  Result := Count * Volume^.SectorsPerBlock;
  if (First < Volume^.Device^.SectorCount) and (Result > Volume^.Device^.SectorCount - First) then
    Result := Volume^.Device^.SectorCount - First;
end;

function DeviceRead(Volume: PVolume; Block: QWord; Count: LongWord; Target: PByte): LongInt;
begin
  Result := ReadSectors(Volume^.Device, Block * Volume^.SectorsPerBlock,
    SectorsOf(Volume, Block, Count), Target);
end;

function DeviceWrite(Volume: PVolume; Block: QWord; Count: LongWord; Source: PByte): LongInt;
begin
  Result := WriteSectors(Volume^.Device, Block * Volume^.SectorsPerBlock,
    SectorsOf(Volume, Block, Count), Source);
  if Result <> 0 then
    Volume^.Error := Result;
  Volume^.Unflushed := True;
end;

function Barrier(Volume: PVolume): LongInt;
begin
  if not Volume^.Unflushed then
    Exit(0);
  Result := FlushDevice(Volume^.Device);
  if Result = 0 then
    Volume^.Unflushed := False
  else
    Volume^.Error := Result;
end;

function GetBuffer(Volume: PVolume; Block: QWord; out Buffer: PBuffer): LongInt;
begin
  Buffer := FindBuffer(Volume, Block);
  if Buffer <> nil then
  begin
    Use(Buffer);
    Exit(0);
  end;
  Buffer := SpareBuffer;
  if Buffer = nil then
    Exit(-ENOMEM);
  Result := DeviceRead(Volume, Block, 1, Buffer^.Data);
  if Result <> 0 then
  begin
    LeaveOrder(Buffer);
    BecomeOldest(Buffer);
    Buffer := nil;
    Exit;
  end;
  EnterBucket(Buffer, Volume, Block);
  Use(Buffer);
end;

function NewBuffer(Volume: PVolume; Block: QWord; out Buffer: PBuffer): LongInt;
begin
  Result := 0;
  Buffer := FindBuffer(Volume, Block);
  if Buffer = nil then
  begin
    Buffer := SpareBuffer;
    if Buffer = nil then
      Exit(-ENOMEM);
    EnterBucket(Buffer, Volume, Block);
  end;
  FillChar(Buffer^.Data^, Volume^.BlockSize, 0);
  Use(Buffer);
end;

function HaveTransfer: Boolean;
begin
  if Transfer = nil then
    Transfer := TakeMemory(TransferBytes);
  Result := Transfer <> nil;
end;

procedure ReadAhead(Volume: PVolume; Block: QWord; Count: LongWord);
var
  I: LongWord;
  Buffer: PBuffer;
begin
  if Count > TransferBytes shr Volume^.BlockShift then
    Count := TransferBytes shr Volume^.BlockShift;
  if (Count < 2) or not HaveTransfer or (DeviceRead(Volume, Block, Count, Transfer) <> 0) then
    Exit;
  for I := 0 to Count - 1 do
    if FindBuffer(Volume, Block + I) = nil then
    begin
      { Freed clean buffers only: reading ahead must not cause writing. }
      Buffer := nil;
      if BufferCount < BufferLimit then
        Buffer := MoreBuffers;
      if Buffer = nil then
        Buffer := OldestFree;
      if Buffer = nil then
        Exit;
      LeaveBucket(Buffer);
      Move(Transfer[I shl Volume^.BlockShift], Buffer^.Data^, Volume^.BlockSize);
      EnterBucket(Buffer, Volume, Block + I);
      Use(Buffer);
      ReleaseBuffer(Buffer);
    end;
end;

function IsDirect(Blocks: LongWord; Memory: PByte): Boolean;
const
  FewestBlocks = 4;
begin
  Result := (Blocks >= FewestBlocks) and (PtrUInt(Memory) and 3 = 0);
end;

function ReadBlocks(Volume: PVolume; Block: QWord; Count: LongWord; Target: PByte): LongInt;
var
  I: LongWord;
  Buffer: PBuffer;
begin
  Result := DeviceRead(Volume, Block, Count, Target);
  if (Result <> 0) or (DirtyCount = 0) then
    Exit;
  for I := 0 to Count - 1 do
  begin
    Buffer := FindBuffer(Volume, Block + I);
    if (Buffer <> nil) and Buffer^.Dirty then
      Move(Buffer^.Data^, Target[I shl Volume^.BlockShift], Volume^.BlockSize);
  end;
end;

function WriteBlocks(Volume: PVolume; Block: QWord; Count: LongWord; Source: PByte): LongInt;
var
  I: LongWord;
  Buffer: PBuffer;
begin
  Result := DeviceWrite(Volume, Block, Count, Source);
  if Result <> 0 then
    Exit;
  for I := 0 to Count - 1 do
  begin
    Buffer := FindBuffer(Volume, Block + I);
    if Buffer <> nil then
    begin
      Clean(Buffer);
      Move(Source[I shl Volume^.BlockShift], Buffer^.Data^, Volume^.BlockSize);
    end;
  end;
end;

procedure ForgetBuffer(Buffer: PBuffer);
begin
  Clean(Buffer);
  LeaveBucket(Buffer);
  LeaveOrder(Buffer);
  BecomeOldest(Buffer);
end;

procedure ForgetBlock(Volume: PVolume; Block: QWord);
var
  Buffer: PBuffer;
begin
  Buffer := FindBuffer(Volume, Block);
  if Buffer <> nil then
    ForgetBuffer(Buffer);
end;

procedure ForgetVolume(Volume: PVolume);
var
  Buffer, Next: PBuffer;
begin
  Buffer := Oldest;
  while Buffer <> nil do
  begin
    Next := Buffer^.Newer;
    if Buffer^.Volume = Volume then
      ForgetBuffer(Buffer);
    Buffer := Next;
  end;
end;

function Before(A, B: PBuffer): Boolean;
begin
  Result := (A^.Rank < B^.Rank) or ((A^.Rank = B^.Rank) and (A^.Block < B^.Block));
end;

procedure SiftDown(Root, Count: LongInt);
var
  Child: LongInt;
  Swap: PBuffer;
begin
  Child := 2 * Root + 1;
  while Child < Count do
  begin
    if (Child + 1 < Count) and Before(Sorted[Child], Sorted[Child + 1]) then
      Inc(Child);
    if not Before(Sorted[Root], Sorted[Child]) then
      Exit;
    Swap := Sorted[Root];
    Sorted[Root] := Sorted[Child];
    Sorted[Child] := Swap;
    Root := Child;
    Child := 2 * Root + 1;
  end;
end;

procedure SortBuffers(Count: LongInt);
var
  I: LongInt;
  Swap: PBuffer;
begin
  for I := Count div 2 - 1 downto 0 do
    SiftDown(I, Count);
  for I := Count - 1 downto 1 do
  begin
    Swap := Sorted[0];
    Sorted[0] := Sorted[I];
    Sorted[I] := Swap;
    SiftDown(0, I);
  end;
end;

{ The volume's dirty buffers up to the rank, in Sorted; their number, or a negative errno. }
function CollectDirty(Volume: PVolume; UpTo: TRank): LongInt;
var
  Buffer: PBuffer;
  Larger: Pointer;
begin
  if SortedCapacity < DirtyCount then
  begin
    Larger := ResizeMemory(Sorted, SortedCapacity * SizeOf(PBuffer),
      2 * DirtyCount * SizeOf(PBuffer));
    if Larger = nil then
      Exit(-ENOMEM);
    Sorted := Larger;
    SortedCapacity := 2 * DirtyCount;
  end;
  Result := 0;
  Buffer := Oldest;
  while Buffer <> nil do
  begin
    if Buffer^.Dirty and (Buffer^.Volume = Volume) and (Buffer^.Rank <= UpTo) then
    begin
      Sorted[Result] := Buffer;
      Inc(Result);
    end;
    Buffer := Buffer^.Newer;
  end;
  SortBuffers(Result);
end;

{ The number of buffers from First on that lie in a row on the disk and have one rank. }
function RunLength(Volume: PVolume; First, Count: LongInt): LongInt;
begin
  Result := 1;
  while (First + Result < Count) and (Result < TransferBytes shr Volume^.BlockShift)
    and (Sorted[First + Result]^.Rank = Sorted[First]^.Rank)
    and (Sorted[First + Result]^.Block = Sorted[First]^.Block + QWord(Result)) do
    Inc(Result);
end;

function WriteRun(Volume: PVolume; First, Length: LongInt): LongInt;
var
  I: LongInt;
  Source: PByte;
begin
  Source := Sorted[First]^.Data;
  if Length > 1 then
  begin
    for I := 0 to Length - 1 do
      Move(Sorted[First + I]^.Data^, Transfer[I shl Volume^.BlockShift], Volume^.BlockSize);
    Source := Transfer;
  end;
  Result := DeviceWrite(Volume, Sorted[First]^.Block, Length, Source);
  if Result = 0 then
    for I := First to First + Length - 1 do
      Clean(Sorted[I]);
end;

function FlushBuffers(Volume: PVolume; UpTo: TRank): LongInt;
var
  Count, I, Length: LongInt;
begin
  Result := 0;
  if DirtyCount = 0 then
    Exit;
  Count := CollectDirty(Volume, UpTo);
  if Count < 0 then
    Exit(Count);
  I := 0;
  while I < Count do
  begin
    if (Sorted[I]^.Rank > rkData) and ((I = 0) or (Sorted[I]^.Rank > Sorted[I - 1]^.Rank)) then
      Result := Barrier(Volume);
    if Result <> 0 then
      Exit;
    Length := 1;
    if HaveTransfer then
      Length := RunLength(Volume, I, Count);
    Result := WriteRun(Volume, I, Length);
    { What refers to a block that could not be written must not be written either. }
    if Result <> 0 then
      Exit;
    Inc(I, Length);
  end;
end;

end.

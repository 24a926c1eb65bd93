{ SPDX-License-Identifier: Apache-2.0 }
{ The file allocation table: chains of clusters, taking and freeing them.

  Called by: the other units of this folder.
  Touches: the table's copies, through buffers.

  An entry names the next cluster of its chain. FAT12 packs two entries into three bytes (overview,
  "FAT Data Structure"). A freed chain keeps its entries until ApplyPending, which the commit calls
  when no directory on the disk leads to it any more (Toro.Volumes says why). }
unit Toro.Fat.Table;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

{ The next cluster; EndOfChain or above at the end. A number that is no cluster is damage. }
function NextCluster(Volume: PVolume; Cluster: LongWord; out Next: LongWord): LongInt;

function SetNext(Volume: PVolume; Cluster, Next: LongWord): LongInt;

{ Takes a free cluster, at Goal if it is free, and makes it the end of a chain; -ENOSPC. }
function TakeCluster(Volume: PVolume; Goal: LongWord; out Cluster: LongWord): LongInt;

{ Frees a chain at the next commit. 0: there is none. }
function FreeChain(Volume: PVolume; First: LongWord): LongInt;

{ Marks what has been freed as free, in buffers. }
function ApplyPending(Volume: PVolume): LongInt;

{ Counts free clusters, once. }
function CountFree(Volume: PVolume): LongInt;

implementation

uses
  Toro.Buffers, Toro.Errors, Toro.FileMemory, Toro.Volumes, Toro.Fat.Layout;

function ByteOffset(Fat: PFatVolume; Cluster: LongWord): LongWord;
begin
  case Fat^.Kind of
    fk12: Result := Cluster + Cluster shr 1;
    fk16: Result := Cluster * 2;
  else
    Result := Cluster * 4;
  end;
end;

function GetByte(Volume: PVolume; Offset: LongWord; out Value: Byte): LongInt;
var
  Buffer: PBuffer;
begin
  Result := GetBuffer(Volume, FatOf(Volume)^.FatStart + Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Value := Buffer^.Data[Offset and (Volume^.BlockSize - 1)];
  ReleaseBuffer(Buffer);
end;

{ An entry of FAT12 may lie across two blocks. }
function GetEntry12(Volume: PVolume; Cluster: LongWord; out Value: LongWord): LongInt;
var
  Low, High: Byte;
  Offset: LongWord;
begin
  Offset := ByteOffset(FatOf(Volume), Cluster);
  Result := GetByte(Volume, Offset, Low);
  if Result = 0 then
    Result := GetByte(Volume, Offset + 1, High);
  if Result <> 0 then
    Exit;
  Value := Low or LongWord(High) shl 8;
  if Odd(Cluster) then
    Value := Value shr 4
  else
    Value := Value and $FFF;
end;

{ The entry as it stands, widened so that the ends of all three kinds read alike. }
function GetEntry(Volume: PVolume; Cluster: LongWord; out Value: LongWord): LongInt;
var
  Buffer: PBuffer;
  Offset: LongWord;
begin
  if FatOf(Volume)^.Kind = fk12 then
  begin
    Result := GetEntry12(Volume, Cluster, Value);
    if (Result = 0) and (Value >= $FF7) then
      Value := Value or $0FFFF000;
    Exit;
  end;
  Offset := ByteOffset(FatOf(Volume), Cluster);
  Result := GetBuffer(Volume, FatOf(Volume)^.FatStart + Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Offset := Offset and (Volume^.BlockSize - 1);
  if FatOf(Volume)^.Kind = fk32 then
    Value := PLongWord(@Buffer^.Data[Offset])^ and $0FFFFFFF
  else
  begin
    Value := PWord(@Buffer^.Data[Offset])^;
    if Value >= $FFF7 then
      Value := Value or $0FFF0000;
  end;
  ReleaseBuffer(Buffer);
end;

function PutByte(Volume: PVolume; Block, Offset: LongWord; Mask, Value: Byte): LongInt;
var
  Buffer: PBuffer;
begin
  Result := GetBuffer(Volume, Block + Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Offset := Offset and (Volume^.BlockSize - 1);
  Buffer^.Data[Offset] := Buffer^.Data[Offset] and not Mask or Value and Mask;
  DirtyBuffer(Buffer, rkInode);
  ReleaseBuffer(Buffer);
end;

function PutEntry12(Volume: PVolume; Block, Cluster, Value: LongWord): LongInt;
var
  Offset: LongWord;
begin
  Offset := ByteOffset(FatOf(Volume), Cluster);
  if Odd(Cluster) then
  begin
    Result := PutByte(Volume, Block, Offset, $F0, Value shl 4);
    if Result = 0 then
      Result := PutByte(Volume, Block, Offset + 1, $FF, Value shr 4);
  end
  else
  begin
    Result := PutByte(Volume, Block, Offset, $FF, Value);
    if Result = 0 then
      Result := PutByte(Volume, Block, Offset + 1, $0F, Value shr 8);
  end;
end;

{ Writes the entry into the copy of the table that starts at Block. The four upper bits of FAT32
  are reserved and stay. }
function PutEntry(Volume: PVolume; Block, Cluster, Value: LongWord): LongInt;
var
  Buffer: PBuffer;
  Offset: LongWord;
  Place: PLongWord;
begin
  if FatOf(Volume)^.Kind = fk12 then
    Exit(PutEntry12(Volume, Block, Cluster, Value));
  Offset := ByteOffset(FatOf(Volume), Cluster);
  Result := GetBuffer(Volume, Block + Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Place := @Buffer^.Data[Offset and (Volume^.BlockSize - 1)];
  if FatOf(Volume)^.Kind = fk32 then
    Place^ := Place^ and $F0000000 or Value and $0FFFFFFF
  else
    PWord(Place)^ := Value;
  DirtyBuffer(Buffer, rkInode);
  ReleaseBuffer(Buffer);
end;

function SetNext(Volume: PVolume; Cluster, Next: LongWord): LongInt;
var
  Fat: PFatVolume;
  I: LongWord;
begin
  Fat := FatOf(Volume);
  Result := 0;
  for I := 0 to Fat^.FatCount - 1 do
    if Result = 0 then
      Result := PutEntry(Volume, Fat^.FatStart + I * Fat^.FatBlocks, Cluster, Next);
end;

function NextCluster(Volume: PVolume; Cluster: LongWord; out Next: LongWord): LongInt;
begin
  if not IsCluster(Volume, Cluster) then
    Exit(Damaged(Volume, 'cluster outside the volume', Cluster));
  Result := GetEntry(Volume, Cluster, Next);
  if (Result = 0) and (Next < EndOfChain) and not IsCluster(Volume, Next) then
    Result := Damaged(Volume, 'chain broken after cluster', Cluster);
end;

procedure ChangeFree(Fat: PFatVolume; Change: LongInt);
begin
  if Fat^.FreeCount <> UnknownCount then
    Inc(Fat^.FreeCount, Change);
  Fat^.CountsChanged := True;
end;

{ Looks for a free entry from From to Limit - 1; 0: there is none. }
function FindFree(Volume: PVolume; From, Limit: LongWord; out Cluster: LongWord): LongInt;
var
  Value: LongWord;
begin
  Result := 0;
  Cluster := From;
  while Cluster < Limit do
  begin
    Result := GetEntry(Volume, Cluster, Value);
    if (Result <> 0) or (Value = 0) then
      Exit;
    Inc(Cluster);
  end;
  Cluster := 0;
end;

function TakeAnywhere(Volume: PVolume; Goal: LongWord; out Cluster: LongWord): LongInt;
var
  Fat: PFatVolume;
begin
  Fat := FatOf(Volume);
  if not IsCluster(Volume, Goal) then
    Goal := Fat^.NextFree;
  if not IsCluster(Volume, Goal) then
    Goal := FirstCluster;
  Result := FindFree(Volume, Goal, Fat^.ClusterLimit, Cluster);
  if (Result = 0) and (Cluster = 0) then
    Result := FindFree(Volume, FirstCluster, Goal, Cluster);
  if (Result = 0) and (Cluster = 0) then
    Result := -ENOSPC;
  if Result = 0 then
    Result := SetNext(Volume, Cluster, $0FFFFFFF);
  if Result <> 0 then
    Exit;
  Fat^.NextFree := Cluster + 1;
  ChangeFree(Fat, -1);
end;

function TakeCluster(Volume: PVolume; Goal: LongWord; out Cluster: LongWord): LongInt;
begin
  Result := TakeAnywhere(Volume, Goal, Cluster);
  if (Result <> -ENOSPC) or (FatOf(Volume)^.PendingCount = 0) then
    Exit;
  Result := CommitVolume(Volume);
  if Result = 0 then
    Result := TakeAnywhere(Volume, Goal, Cluster);
end;

function FreeChain(Volume: PVolume; First: LongWord): LongInt;
var
  Fat: PFatVolume;
  Larger: Pointer;
begin
  Result := 0;
  if First = 0 then
    Exit;
  if not IsCluster(Volume, First) then
    Exit(Damaged(Volume, 'cluster outside the volume', First));
  Fat := FatOf(Volume);
  if Fat^.PendingCount = Fat^.PendingRoom then
  begin
    Larger := ResizeMemory(Fat^.Pending, Fat^.PendingRoom * SizeOf(LongWord),
      (2 * Fat^.PendingRoom + 64) * SizeOf(LongWord));
    if Larger = nil then
      Exit(-ENOMEM);
    Fat^.Pending := Larger;
    Fat^.PendingRoom := 2 * Fat^.PendingRoom + 64;
  end;
  Fat^.Pending[Fat^.PendingCount] := First;
  Inc(Fat^.PendingCount);
end;

{ What the clusters' buffers hold must not reach the disk any more. }
procedure ForgetCluster(Volume: PVolume; Cluster: LongWord);
var
  Fat: PFatVolume;
  I: LongWord;
begin
  Fat := FatOf(Volume);
  for I := 0 to Fat^.BlocksPerCluster - 1 do
    ForgetBlock(Volume, QWord(Cluster - FirstCluster) * Fat^.BlocksPerCluster + Fat^.DataStart + I);
end;

{ A chain that meets a free entry was another's too: what follows is not ours. }
function ApplyChain(Volume: PVolume; Cluster: LongWord): LongInt;
var
  Next: LongWord;
begin
  Result := 0;
  while IsCluster(Volume, Cluster) do
  begin
    Result := GetEntry(Volume, Cluster, Next);
    if (Result <> 0) or (Next = 0) then
      Exit;
    Result := SetNext(Volume, Cluster, 0);
    if Result <> 0 then
      Exit;
    ForgetCluster(Volume, Cluster);
    ChangeFree(FatOf(Volume), 1);
    Cluster := Next;
  end;
end;

function ApplyPending(Volume: PVolume): LongInt;
var
  Fat: PFatVolume;
begin
  Fat := FatOf(Volume);
  Result := 0;
  while (Fat^.PendingCount > 0) and (Result = 0) do
  begin
    Result := ApplyChain(Volume, Fat^.Pending[Fat^.PendingCount - 1]);
    Dec(Fat^.PendingCount);
  end;
end;

function CountFree(Volume: PVolume): LongInt;
var
  Fat: PFatVolume;
  Cluster, Value, Count: LongWord;
begin
  Fat := FatOf(Volume);
  Result := 0;
  if Fat^.FreeCount <> UnknownCount then
    Exit;
  Count := 0;
  Cluster := FirstCluster;
  while Cluster < Fat^.ClusterLimit do
  begin
    Result := GetEntry(Volume, Cluster, Value);
    if Result <> 0 then
      Exit;
    Inc(Count, Ord(Value = 0));
    Inc(Cluster);
  end;
  Fat^.FreeCount := Count;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Where the blocks of a FAT file or directory lie, and making its chain longer or shorter.

  Called by: Toro.Fat.Files, Toro.Fat.Entries.
  Touches: the allocation table. }
unit Toro.Fat.Chains;

{$mode objfpc}

interface

uses
  Toro.FileTypes;

{ The run of blocks from Index on, at most Limit, that lie in a row; Count 0: the chain ends before
  Index. }
function FindRun(Node: PNode; Index, Limit: LongWord; out First, Count: LongWord): LongInt;

{ Makes the chain at least so many clusters long. }
function ExtendChain(Node: PNode; Clusters: LongWord): LongInt;

{ Makes the chain at most so many clusters long. }
function CutChain(Node: PNode; Clusters: LongWord): LongInt;

{ The length of a node's chain. }
function ChainLength(Node: PNode; out Clusters: LongWord): LongInt;

implementation

uses
  Toro.Fat.Layout, Toro.Fat.Table;

{ Walks to cluster Index of the chain; Cluster 0: the chain is shorter, and Seen is its last. }
function FindCluster(Node: PNode; Index: LongWord; out Cluster: LongWord): LongInt;
var
  Own: PFatNode;
  Next: LongWord;
begin
  Own := OwnOf(Node);
  Result := 0;
  Cluster := 0;
  if Own^.First = 0 then
    Exit;
  if (Own^.SeenCluster = 0) or (Own^.SeenIndex > Index) then
  begin
    Own^.SeenIndex := 0;
    Own^.SeenCluster := Own^.First;
  end;
  while Own^.SeenIndex < Index do
  begin
    Result := NextCluster(Node^.Volume, Own^.SeenCluster, Next);
    if (Result = 0) and (Own^.SeenIndex > FatOf(Node^.Volume)^.ClusterLimit) then
      Result := Damaged(Node^.Volume, 'chain without end at cluster', Own^.First);
    if (Result <> 0) or (Next >= EndOfChain) then
      Exit;
    Own^.SeenCluster := Next;
    Inc(Own^.SeenIndex);
  end;
  Cluster := Own^.SeenCluster;
  if not IsCluster(Node^.Volume, Cluster) then
    Result := Damaged(Node^.Volume, 'cluster outside the volume', Cluster);
end;

function BlockOf(Volume: PVolume; Cluster: LongWord): LongWord;
begin
  Result := (Cluster - FirstCluster) * FatOf(Volume)^.BlocksPerCluster + FatOf(Volume)^.DataStart;
end;

{ How many clusters follow each other on the disk from this one, at most Limit. }
function CountRow(Node: PNode; Cluster, Limit: LongWord; out Count: LongWord): LongInt;
var
  Next: LongWord;
begin
  Count := 1;
  Result := 0;
  while Count < Limit do
  begin
    Result := NextCluster(Node^.Volume, Cluster, Next);
    if (Result <> 0) or (Next <> Cluster + 1) then
      Exit;
    Cluster := Next;
    Inc(Count);
  end;
end;

function FindRun(Node: PNode; Index, Limit: LongWord; out First, Count: LongWord): LongInt;
var
  Fat: PFatVolume;
  Cluster, Inside: LongWord;
begin
  Fat := FatOf(Node^.Volume);
  Result := 0;
  Count := 0;
  if IsFixedRoot(Node) then
  begin
    First := Fat^.RootStart + Index;
    if Index < Fat^.RootBlocks then
      Count := Fat^.RootBlocks - Index;
  end
  else
  begin
    Result := FindCluster(Node, Index div Fat^.BlocksPerCluster, Cluster);
    if (Result <> 0) or (Cluster = 0) then
      Exit;
    Inside := Index mod Fat^.BlocksPerCluster;
    First := BlockOf(Node^.Volume, Cluster) + Inside;
    Result := CountRow(Node, Cluster,
      (Inside + Limit + Fat^.BlocksPerCluster - 1) div Fat^.BlocksPerCluster, Count);
    Count := Count * Fat^.BlocksPerCluster - Inside;
  end;
  if Count > Limit then
    Count := Limit;
end;

function AddCluster(Node: PNode): LongInt;
var
  Own: PFatNode;
  Cluster: LongWord;
begin
  Own := OwnOf(Node);
  if Own^.First = 0 then
  begin
    Result := TakeCluster(Node^.Volume, 0, Cluster);
    if Result <> 0 then
      Exit;
    Own^.First := Cluster;
    Own^.SeenIndex := 0;
  end
  else
  begin
    Result := TakeCluster(Node^.Volume, Own^.SeenCluster + 1, Cluster);
    if Result = 0 then
      Result := SetNext(Node^.Volume, Own^.SeenCluster, Cluster);
    if Result <> 0 then
      Exit;
    Inc(Own^.SeenIndex);
  end;
  Own^.SeenCluster := Cluster;
  Inc(Node^.Blocks, ClusterBytes(Node^.Volume) div 512);
  TouchNode(Node);
end;

function ExtendChain(Node: PNode; Clusters: LongWord): LongInt;
var
  Cluster: LongWord;
begin
  Result := 0;
  if Clusters = 0 then
    Exit;
  repeat
    Result := FindCluster(Node, Clusters - 1, Cluster);
    if (Result <> 0) or (Cluster <> 0) then
      Exit;
    Result := AddCluster(Node);
  until Result <> 0;
end;

procedure ForgetSeen(Node: PNode);
begin
  OwnOf(Node)^.SeenIndex := 0;
  OwnOf(Node)^.SeenCluster := 0;
end;

function CutChain(Node: PNode; Clusters: LongWord): LongInt;
var
  Own: PFatNode;
  Last, Next: LongWord;
begin
  Own := OwnOf(Node);
  Result := 0;
  if Own^.First = 0 then
    Exit;
  if Clusters = 0 then
  begin
    Result := FreeChain(Node^.Volume, Own^.First);
    Own^.First := 0;
  end
  else
  begin
    Result := FindCluster(Node, Clusters - 1, Last);
    if (Result <> 0) or (Last = 0) then
      Exit;
    Result := NextCluster(Node^.Volume, Last, Next);
    if (Result <> 0) or (Next >= EndOfChain) then
      Exit;
    Result := SetNext(Node^.Volume, Last, $0FFFFFFF);
    if Result = 0 then
      Result := FreeChain(Node^.Volume, Next);
  end;
  ForgetSeen(Node);
  Node^.Blocks := QWord(Clusters) * (ClusterBytes(Node^.Volume) div 512);
  TouchNode(Node);
end;

function ChainLength(Node: PNode; out Clusters: LongWord): LongInt;
var
  Cluster: LongWord;
begin
  Clusters := 0;
  Result := 0;
  if OwnOf(Node)^.First = 0 then
    Exit;
  Result := FindCluster(Node, FatOf(Node^.Volume)^.ClusterLimit, Cluster);
  Clusters := OwnOf(Node)^.SeenIndex + 1;
  ForgetSeen(Node);
  if (Result = 0) and (Cluster <> 0) then
    Result := Damaged(Node^.Volume, 'chain without end at cluster', OwnOf(Node)^.First);
end;

end.

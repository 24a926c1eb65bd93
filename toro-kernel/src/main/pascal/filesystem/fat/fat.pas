{ SPDX-License-Identifier: Apache-2.0 }
{ The FAT filesystem: name this unit to mount FAT12, FAT16 and FAT32 volumes with long names, for
  reading and writing.

  Called by: nobody; naming it registers the kind 'fat' with Toro.Volumes.
  Touches: boot and information sectors; the rest is in the units of this folder. }
unit Fat;

{$mode objfpc}

interface

implementation

uses
  Toro.Buffers, Toro.Errors, Toro.FileMemory, Toro.FileTypes, Toro.Volumes, Toro.Fat.Layout,
  Toro.Fat.Table, Toro.Fat.Entries, Toro.Fat.Files, Toro.Fat.Nodes;

const
  StatisticsMagic = $4D44;
  Signature = $AA55;
  { The most clusters of FAT12 and FAT16 (overview, "FAT Type Determination"). }
  Fat12Limit = 4085;
  Fat16Limit = 65525;
  FlagOffset16 = 37;
  FlagOffset32 = 65;
  FlagDirty = 1;

function PutInfo(Volume: PVolume): LongInt;
var
  Buffer: PBuffer;
  Info: PInfoSector;
begin
  Result := 0;
  if FatOf(Volume)^.InfoOffset = 0 then
    Exit;
  Result := GetBuffer(Volume, FatOf(Volume)^.InfoOffset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Info := @Buffer^.Data[FatOf(Volume)^.InfoOffset and (Volume^.BlockSize - 1)];
  Info^.FreeCount := FatOf(Volume)^.FreeCount;
  Info^.NextFree := FatOf(Volume)^.NextFree;
  DirtyBuffer(Buffer, rkFree);
  ReleaseBuffer(Buffer);
end;

function ApplyFrees(Volume: PVolume): LongInt;
begin
  Result := ApplyPending(Volume);
  if (Result = 0) and FatOf(Volume)^.CountsChanged then
    Result := PutInfo(Volume);
  FatOf(Volume)^.CountsChanged := Result <> 0;
end;

{ The flag in the boot sector, at once and before anything else. }
function PutFlag(Volume: PVolume; Dirty: Boolean): LongInt;
var
  Buffer: PBuffer;
  Flag: PByte;
begin
  Result := GetBuffer(Volume, 0, Buffer);
  if Result <> 0 then
    Exit;
  Flag := @Buffer^.Data[FatOf(Volume)^.FlagOffset];
  Flag^ := Flag^ and not FlagDirty or Ord(Dirty) * FlagDirty;
  DirtyBuffer(Buffer, rkData);
  ReleaseBuffer(Buffer);
  Result := FlushBuffers(Volume, rkData);
end;

function MarkDirty(Volume: PVolume): LongInt;
begin
  Result := PutFlag(Volume, True);
end;

function MarkClean(Volume: PVolume): LongInt;
begin
  Result := PutFlag(Volume, False);
  if Result = 0 then
    Result := Barrier(Volume);
end;

procedure Statistics(Volume: PVolume; out Statistics: TVolumeStatistics);
var
  Fat: PFatVolume;
begin
  Fat := FatOf(Volume);
  FillChar(Statistics, SizeOf(Statistics), 0);
  Statistics.Magic := StatisticsMagic;
  Statistics.BlockSize := ClusterBytes(Volume);
  Statistics.Blocks := Fat^.ClusterLimit - FirstCluster;
  if CountFree(Volume) = 0 then
    Statistics.FreeBlocks := Fat^.FreeCount;
  Statistics.AvailableBlocks := Statistics.FreeBlocks;
  Statistics.NameLength := NameLimit;
end;

procedure Release(Volume: PVolume);
begin
  ReturnMemory(FatOf(Volume)^.Pending, FatOf(Volume)^.PendingRoom * SizeOf(LongWord));
  ReturnMemory(FatOf(Volume), SizeOf(TFatVolume));
end;

function NoLink(Node: PNode; Buffer: PAnsiChar; Size: LongInt): LongInt;
begin
  Result := -EINVAL;
end;

const
  Operations: TVolumeOperations = (
    Load: @LoadNode; Store: @StoreNode; Discard: @DiscardNode; Forget: nil;
    Lookup: @LookupName; Make: @MakeNode; Link: nil; Unlink: @UnlinkName; Rename: @RenameName;
    ReadDirectory: @VisitEntries; ReadLink: @NoLink; Read: @ReadFileBytes;
    Write: @WriteFileBytes; Truncate: @ResizeFile; ApplyFrees: @ApplyFrees;
    MarkDirty: @MarkDirty; MarkClean: @MarkClean; Statistics: @Statistics; Release: @Release);

type
  { The numbers of a boot sector in bytes and sectors. }
  TGeometry = record
    SectorBytes, ClusterSectors, FatSectors, FatCount: LongWord;
    FatStart, RootStart, RootSectors, DataStart, Total, Clusters: LongWord;
  end;

function IsPower(Value, Low, High: LongWord): Boolean;
begin
  Result := (Value >= Low) and (Value <= High) and (Value and (Value - 1) = 0);
end;

{ False: this is no boot sector of FAT. }
function ReadGeometry(Boot: PBootSector; DeviceBytes: QWord; out G: TGeometry): Boolean;
var
  Data: Int64;
begin
  G.SectorBytes := Boot^.BytesPerSector;
  G.ClusterSectors := Boot^.SectorsPerCluster;
  G.FatCount := Boot^.FatCount;
  G.FatSectors := Boot^.FatSize16;
  if G.FatSectors = 0 then
    G.FatSectors := Boot^.FatSize32;
  G.Total := Boot^.TotalSectors16;
  if G.Total = 0 then
    G.Total := Boot^.TotalSectors32;
  G.FatStart := Boot^.ReservedSectors;
  Result := IsPower(G.SectorBytes, 512, BufferBytes) and IsPower(G.ClusterSectors, 1, 128)
    and (G.FatCount > 0) and (G.FatCount <= 4) and (G.FatStart > 0) and (G.FatSectors > 0)
    and (Boot^.Media >= $F0) and (QWord(G.Total) * G.SectorBytes <= DeviceBytes);
  if not Result then
    Exit;
  G.RootSectors := (Boot^.RootEntries * EntryBytes + G.SectorBytes - 1) div G.SectorBytes;
  Data := Int64(G.FatStart) + Int64(G.FatSectors) * G.FatCount + G.RootSectors;
  Result := Data < G.Total;
  if not Result then
    Exit;
  G.RootStart := Data - G.RootSectors;
  G.DataStart := Data;
  G.Clusters := (G.Total - Data) div G.ClusterSectors;
  Result := G.Clusters > 0;
end;

{ The largest block that every part of the volume starts on. }
function ChooseShift(const G: TGeometry): LongWord;
var
  All: QWord;
begin
  All := (G.FatStart or G.FatSectors or G.RootStart or G.RootSectors or G.DataStart
    or G.ClusterSectors) * QWord(G.SectorBytes);
  Result := 9;
  while (Result < 12) and (All and (QWord(1) shl Result) = 0) do
    Inc(Result);
end;

procedure ChooseKind(Fat: PFatVolume; const G: TGeometry; BlockSize: LongWord; FatSize16: Word);
var
  Entries: QWord;
begin
  Fat^.Kind := fk32;
  Fat^.FlagOffset := FlagOffset32;
  Entries := QWord(G.FatSectors) * G.SectorBytes div 4;
  if FatSize16 <> 0 then
  begin
    Fat^.Kind := fk16;
    Fat^.FlagOffset := FlagOffset16;
    Entries := QWord(G.FatSectors) * G.SectorBytes div 2;
    if G.Clusters < Fat12Limit then
    begin
      Fat^.Kind := fk12;
      Entries := QWord(G.FatSectors) * G.SectorBytes * 2 div 3;
    end;
  end;
  { A table that is too small for the clusters limits them. }
  Fat^.ClusterLimit := G.Clusters + FirstCluster;
  if Entries < Fat^.ClusterLimit then
    Fat^.ClusterLimit := Entries;
  if (Fat^.Kind = fk16) and (Fat^.ClusterLimit > Fat16Limit + FirstCluster) then
    Fat^.ClusterLimit := Fat16Limit + FirstCluster;
end;

procedure PlaceParts(Volume: PVolume; const G: TGeometry);
var
  Fat: PFatVolume;
  PerSector, Shift: LongWord;
begin
  Fat := FatOf(Volume);
  { Blocks are whole sectors or parts of one; parts start on blocks. }
  PerSector := G.SectorBytes;
  Shift := Volume^.BlockShift;
  Fat^.FatStart := QWord(G.FatStart) * PerSector shr Shift;
  Fat^.FatBlocks := QWord(G.FatSectors) * PerSector shr Shift;
  Fat^.FatCount := G.FatCount;
  Fat^.RootStart := QWord(G.RootStart) * PerSector shr Shift;
  Fat^.RootBlocks := QWord(G.RootSectors) * PerSector shr Shift;
  Fat^.DataStart := QWord(G.DataStart) * PerSector shr Shift;
  Fat^.BlocksPerCluster := QWord(G.ClusterSectors) * PerSector shr Shift;
end;

{ FAT32 keeps the number of free clusters; the others are counted when somebody asks. }
function ReadInfo(Volume: PVolume; Sector, SectorBytes: LongWord): LongInt;
var
  Buffer: PBuffer;
  Info: PInfoSector;
  Offset: Int64;
begin
  Offset := Int64(Sector) * SectorBytes;
  Result := GetBuffer(Volume, Offset shr Volume^.BlockShift, Buffer);
  if Result <> 0 then
    Exit;
  Info := @Buffer^.Data[Offset and (Volume^.BlockSize - 1)];
  if (Info^.Lead = InfoLead) and (Info^.Signature = InfoSignature) then
  begin
    FatOf(Volume)^.InfoOffset := Offset;
    FatOf(Volume)^.NextFree := Info^.NextFree;
    if Info^.FreeCount <= FatOf(Volume)^.ClusterLimit - FirstCluster then
      FatOf(Volume)^.FreeCount := Info^.FreeCount;
  end;
  ReleaseBuffer(Buffer);
end;

function ReadBoot(Volume: PVolume; out Boot: TBootSector; out G: TGeometry): LongInt;
var
  Buffer: PBuffer;
begin
  SetBlockSize(Volume, 9);
  if Volume^.SectorsPerBlock = 0 then
    SetBlockSize(Volume, 12);
  if Volume^.SectorsPerBlock = 0 then
    Exit(-EINVAL);
  Result := GetBuffer(Volume, 0, Buffer);
  if Result <> 0 then
    Exit;
  Boot := PBootSector(Buffer^.Data)^;
  if PWord(@Buffer^.Data[510])^ <> Signature then
    Result := -EINVAL;
  ReleaseBuffer(Buffer);
  ForgetVolume(Volume);
  if (Result = 0) and not ReadGeometry(@Boot,
    Volume^.Device^.SectorCount * Volume^.Device^.SectorSize, G) then
    Result := -EINVAL;
end;

function SetUp(Volume: PVolume): LongInt;
var
  Fat: PFatVolume;
  Boot: TBootSector;
  G: TGeometry;
begin
  Fat := FatOf(Volume);
  Result := ReadBoot(Volume, Boot, G);
  if Result <> 0 then
    Exit;
  SetBlockSize(Volume, ChooseShift(G));
  if Volume^.SectorsPerBlock = 0 then
    Exit(-EINVAL);
  ChooseKind(Fat, G, Volume^.BlockSize, Boot.FatSize16);
  PlaceParts(Volume, G);
  Fat^.FreeCount := UnknownCount;
  Fat^.NextFree := FirstCluster;
  if Fat^.Kind <> fk32 then
    Exit;
  Fat^.RootCluster := Boot.RootCluster;
  if not IsCluster(Volume, Fat^.RootCluster) or (Boot.Version <> 0) then
    Exit(Damaged(Volume, 'root cluster', Fat^.RootCluster));
  if (Boot.InfoSector > 0) and (Boot.InfoSector < Boot.ReservedSectors) then
    Result := ReadInfo(Volume, Boot.InfoSector, G.SectorBytes);
end;

function Mount(Volume: PVolume): LongInt; [public, alias: 'toro_mount_fat'];
begin
  Volume^.Own := TakeMemory(SizeOf(TFatVolume));
  if Volume^.Own = nil then
    Exit(-ENOMEM);
  Volume^.Operations := @Operations;
  Volume^.RootNumber := RootNumber;
  Result := SetUp(Volume);
  if Result <> 0 then
    Release(Volume);
end;

var
  Kind: TFileSystemKind = (Name: 'fat'; Mount: @Mount; Next: nil);

initialization
  RegisterFileSystem(@Kind);
end.

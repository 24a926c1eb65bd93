{ SPDX-License-Identifier: Apache-2.0 }
{ A block device in memory for tests on Linux: loaded from an image, saved to one, and with a
  record of every write and flush, from which the disk after a power cut is made.

  Called by: the test programs of this folder.
  Touches: image files. }
unit HostDisk;

{$mode objfpc}{$H+}

interface

uses
  Toro.Block;

type
  TDiskEvent = record
    IsFlush: Boolean;
    Offset, Size: Int64;
    Bytes: PByte; { what was written }
  end;

var
  Disk: TBlockDevice;
  DiskBytes: PByte;
  DiskSize: Int64;
  Events: array of TDiskEvent;
  EventCount: LongInt;
  Recording: Boolean;
  { When above 0, that many more writes work and all later ones fail with EIO. }
  WritesUntilFailure: LongInt = -1;

  { When above 0, only every so many flushes happen; the others are dropped without a word: a disk
    that lies, for the proof that the tests would notice. }
  FlushesKept: LongInt = 0;

procedure LoadDisk(const FileName: string);
procedure SaveDisk(const FileName: string);
procedure SaveBytes(const FileName: string; Bytes: PByte; Size: Int64);
procedure StopRecording;

implementation

uses
  Classes, SysUtils;

function ReadDisk(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Move(DiskBytes[Sector * 512], Buffer^, Int64(Count) * 512);
  Result := 0;
end;

procedure RecordEvent(IsFlush: Boolean; Offset, Size: Int64; Source: PByte);
begin
  if not Recording then
    Exit;
  if EventCount = Length(Events) then
    SetLength(Events, EventCount * 2 + 1024);
  Events[EventCount].IsFlush := IsFlush;
  Events[EventCount].Offset := Offset;
  Events[EventCount].Size := Size;
  Events[EventCount].Bytes := nil;
  if Size > 0 then
  begin
    Events[EventCount].Bytes := GetMem(Size);
    Move(Source^, Events[EventCount].Bytes^, Size);
  end;
  Inc(EventCount);
end;

function WriteDisk(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  if WritesUntilFailure = 0 then
    Exit(BlockErrorIo);
  if WritesUntilFailure > 0 then
    Dec(WritesUntilFailure);
  RecordEvent(False, Sector * 512, Int64(Count) * 512, Buffer);
  Move(Buffer^, DiskBytes[Sector * 512], Int64(Count) * 512);
  Result := 0;
end;

var
  FlushCount: LongInt;

function FlushDisk(Device: PBlockDevice): LongInt;
begin
  Inc(FlushCount);
  if (FlushesKept > 0) and (FlushCount mod FlushesKept <> 0) then
    Exit(0);
  RecordEvent(True, 0, 0, nil);
  Result := 0;
end;

const
  DiskOperations: TBlockOperations = (Read: @ReadDisk; Write: @WriteDisk; Flush: @FlushDisk);

procedure LoadDisk(const FileName: string);
var
  Stream: TFileStream;
begin
  Stream := TFileStream.Create(FileName, fmOpenRead);
  if DiskBytes <> nil then
    FreeMem(DiskBytes);
  DiskSize := Stream.Size;
  DiskBytes := GetMem(DiskSize);
  Stream.ReadBuffer(DiskBytes^, DiskSize);
  Stream.Free;
  Disk.Name := 'host';
  Disk.SectorSize := 512;
  Disk.SectorCount := DiskSize div 512;
  Disk.Operations := @DiskOperations;
end;

procedure SaveBytes(const FileName: string; Bytes: PByte; Size: Int64);
var
  Stream: TFileStream;
begin
  Stream := TFileStream.Create(FileName, fmCreate);
  Stream.WriteBuffer(Bytes^, Size);
  Stream.Free;
end;

procedure SaveDisk(const FileName: string);
begin
  SaveBytes(FileName, DiskBytes, DiskSize);
end;

procedure StopRecording;
var
  I: LongInt;
begin
  for I := 0 to EventCount - 1 do
    FreeMem(Events[I].Bytes);
  EventCount := 0;
  Recording := False;
end;

end.

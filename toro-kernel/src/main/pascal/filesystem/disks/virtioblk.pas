{ SPDX-License-Identifier: Apache-2.0 }
{ Virtio disks, on PCI and MMIO: name this unit to have them as 'virtioblk' 0, 1, ... in the order
  the buses list them. VIRTIO 1.2, 5.2.

  Called by: Toro.Block, for what its devices are asked.
  Touches: the devices, through Toro.Virtio. }
unit VirtIOBlk;

{$mode objfpc}

interface

implementation

uses
  Toro.Block, Toro.Clock, Toro.Dma, Toro.Drivers, Toro.Virtio, Toro.VirtioMmio, Toro.VirtioPci,
  Toro.Waiting;

const
  SectorBytes = 512; { of the protocol, whatever the disk's own are (5.2.6) }
  FeatureReadOnly = QWord(1) shl 5;
  FeatureFlush = QWord(1) shl 9;
  RequestRead = 0;
  RequestWrite = 1;
  RequestFlush = 4;
  StatusOk = 0;
  ConfigCapacity = 0;

  QueueSize = 128;
  SlotCount = 8;
  { A buffer on a thread's stack is one piece for each page, and the queue has 128. }
  LargestTransfer = 256 * 1024;
  { A host that takes longer than this has lost the request. }
  PatienceNs = Int64(60) * 1000000000;
  { How often to look before waiting: a disk that answers from memory is faster than an interrupt. }
  Glances = 200;

type
  { Header and status lie in memory that the device reads and writes (5.2.6). }
  PSlot = ^TSlot;
  TSlot = packed record
    Kind, Reserved: LongWord;
    Sector: QWord;
    Status: Byte;
    Busy, Done: Boolean;
    Padding: array[0..12] of Byte;
  end;

  PDisk = ^TDisk;
  TDisk = record
    Block: TBlockDevice;
    Virtio: PVirtioDevice;
    Queue: PVirtioQueue;
    Slots: PSlot; { an array of SlotCount }
    Waiters: TWaitQueue;
  end;

var
  DiskCount: LongInt;

procedure RequestsDone(Queue: PVirtioQueue);
begin
  DisableQueueInterrupts(Queue);
  WakeAll(PDisk(Queue^.Data)^.Waiters);
end;

procedure TakeFinished(Disk: PDisk);
var
  Token: Pointer;
  Length: LongWord;
begin
  while TakeUsed(Disk^.Queue, Token, Length) do
    PSlot(Token)^.Done := True;
end;

{ A slot of the disk's, waiting for one when all are at the device. }
function TakeSlot(Disk: PDisk): PSlot;
var
  I: LongInt;
begin
  repeat
    for I := 0 to SlotCount - 1 do
      if not Disk^.Slots[I].Busy then
      begin
        Result := @Disk^.Slots[I];
        Result^.Busy := True;
        Result^.Done := False;
        Exit;
      end;
    WaitOn(Disk^.Waiters, Forever);
  until False;
end;

procedure ReturnSlot(Disk: PDisk; Slot: PSlot);
begin
  Slot^.Busy := False;
  WakeAll(Disk^.Waiters);
end;

procedure Glance(Disk: PDisk; Slot: PSlot);
var
  Left: LongInt;
begin
  Left := Glances;
  while not Slot^.Done and (Left > 0) do
  begin
    if HasUsed(Disk^.Queue) then
      TakeFinished(Disk);
    Dec(Left);
  end;
end;

{ False: the device did not answer in time. }
function Await(Disk: PDisk; Slot: PSlot): Boolean;
var
  DeadlineNs: Int64;
begin
  Glance(Disk, Slot);
  if Slot^.Done then
    Exit(True);
  DeadlineNs := MonotonicNs + PatienceNs;
  repeat
    TakeFinished(Disk);
    if Slot^.Done then
      Exit(True);
  until not EnableQueueInterrupts(Disk^.Queue) and not WaitOn(Disk^.Waiters, DeadlineNs)
    and not HasUsed(Disk^.Queue);
  Result := False;
end;

{ One request. A slot whose request was lost stays taken: the
  device may still write to it. }
function Request(Disk: PDisk; Kind: LongWord; Sector: QWord; Buffer: Pointer;
  Bytes: LongWord): LongInt;
var
  Slot: PSlot;
  Pieces: array[0..2] of TVirtioBuffer;
  Count: LongInt;
begin
  Slot := TakeSlot(Disk);
  Slot^.Kind := Kind;
  Slot^.Sector := Sector;
  Slot^.Status := $FF;
  Pieces[0].Data := Slot;
  Pieces[0].Size := 16;
  Pieces[0].DeviceWrites := False;
  Pieces[1].Data := Buffer;
  Pieces[1].Size := Bytes;
  Pieces[1].DeviceWrites := Kind = RequestRead;
  Count := 1 + Ord(Bytes > 0);
  Pieces[Count].Data := @Slot^.Status;
  Pieces[Count].Size := 1;
  Pieces[Count].DeviceWrites := True;
  while not AddBuffers(Disk^.Queue, @Pieces, Count + 1, Slot) do
    if not EnableQueueInterrupts(Disk^.Queue) then
      WaitOn(Disk^.Waiters, MonotonicNs + PatienceNs);
  Kick(Disk^.Queue);
  if not Await(Disk, Slot) then
    Exit(BlockErrorIo);
  Result := 0;
  if Slot^.Status <> StatusOk then
    Result := BlockErrorIo;
  ReturnSlot(Disk, Slot);
end;

function Read(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Result := Request(Device^.Data, RequestRead, Sector, Buffer, Count * SectorBytes);
end;

function Write(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Result := Request(Device^.Data, RequestWrite, Sector, Buffer, Count * SectorBytes);
end;

function Flush(Device: PBlockDevice): LongInt;
begin
  Result := 0;
  if PDisk(Device^.Data)^.Virtio^.Features and FeatureFlush <> 0 then
    Result := Request(Device^.Data, RequestFlush, 0, nil, 0);
end;

const
  Operations: TBlockOperations = (Read: @Read; Write: @Write; Flush: @Flush);

procedure Describe(Disk: PDisk);
begin
  Disk^.Block.Name := 'virtioblk';
  Disk^.Block.Minor := DiskCount;
  Disk^.Block.SectorSize := SectorBytes;
  Disk^.Block.SectorCount := ReadConfig64(Disk^.Virtio, ConfigCapacity);
  Disk^.Block.Largest := LargestTransfer div SectorBytes;
  Disk^.Block.ReadOnly := Disk^.Virtio^.Features and FeatureReadOnly <> 0;
  Disk^.Block.Operations := @Operations;
  Disk^.Block.Data := Disk;
end;

{ One block holds the disk's record and, after it, the slots. }
function Probe(BusDevice: PBusDevice): Boolean;
var
  Disk: PDisk;
begin
  Disk := AllocateDma(SizeOf(TDisk) + SlotCount * SizeOf(TSlot));
  if Disk = nil then
    Exit(False);
  Disk^.Slots := PSlot(Disk + 1);
  Disk^.Virtio := BusDevice^.Handle;
  Result := BeginVirtio(Disk^.Virtio, FeatureReadOnly or FeatureFlush);
  if Result then
    Disk^.Queue := StartQueue(Disk^.Virtio, 0, QueueSize, @RequestsDone, Disk);
  Result := Result and (Disk^.Queue <> nil) and FinishVirtio(Disk^.Virtio);
  if not Result then
    Exit;
  Describe(Disk);
  Inc(DiskCount);
  RegisterBlockDevice(@Disk^.Block);
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkVirtio; Vendor: AnyId; Device: VirtioBlock));
var
  Driver: TDriver = (Name: 'virtioblk'; Ids: @Ids; IdCount: 1; Probe: @Probe; Next: nil);

initialization
  RegisterDriver(@Driver);
end.

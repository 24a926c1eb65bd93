{ SPDX-License-Identifier: Apache-2.0 }
{ Virtio devices: starting one, and the split virtqueues through which all of them talk.
  Virtual I/O Device (VIRTIO) 1.2: 2 and 3; chapters 2.7 and 4 also for the legacy interface.

  Called by: virtio drivers (disks, network cards, entropy), and the transports Toro.VirtioPci and
  Toro.VirtioMmio, which find the devices and hide PCI legacy, PCI modern and MMIO behind
  TVirtioTransport.
  Touches: queue memory (Toro.Dma) and whatever the transport touches. This unit itself knows no
  hardware; it is tested on Linux against a device written in Pascal.

  A driver in short. Its Probe gets a device from Toro.Drivers:

    function Probe(BusDevice: PBusDevice): Boolean;
    begin
      Device := BusDevice^.Handle;                           // PVirtioDevice
      Result := BeginVirtio(Device, BlockFlush or BlockReadOnly);  // Device^.Features: agreed
      if not Result then
        Exit;
      Requests := StartQueue(Device, 0, 128, @RequestDone, nil);
      Result := (Requests <> nil) and FinishVirtio(Device);  // from here on the device works
      Capacity := ReadConfig64(Device, 0);
    end;

  To send a request, give its pieces, those the device reads before those it writes, and a token
  to know it by; then Kick once for all that was added:

    Pieces[0].Data := @Header; Pieces[0].Size := 16;    Pieces[0].DeviceWrites := False;
    Pieces[1].Data := Buffer;  Pieces[1].Size := Bytes; Pieces[1].DeviceWrites := True;
    Pieces[2].Data := @Status; Pieces[2].Size := 1;     Pieces[2].DeviceWrites := True;
    if AddBuffers(Requests, @Pieces, 3, Request) then
      Kick(Requests);

  and to wait for it (Toro.Waiting; several threads may wait on the same queue):

    while not Request^.Done do
    begin
      while TakeUsed(Requests, Token, Length) do
        PRequest(Token)^.Done := True;
      if not Request^.Done and not EnableQueueInterrupts(Requests) then
        WaitOn(Waiters, Deadline);
    end;

  where RequestDone, called in the interrupt handler, is DisableQueueInterrupts(Queue) and
  WakeAll(Waiters). An interrupt can only come while the core idles in WaitOn, so nothing above
  needs a lock against it. AddBuffers, Kick and TakeUsed may be called by several cores at once. }
unit Toro.Virtio;

{$mode objfpc}
{$inline on}

interface

uses
  Toro.Cpu, Toro.Drivers;

const
  { Device types (5). }
  VirtioNetwork = 1;
  VirtioBlock = 2;
  VirtioEntropy = 4;

  { Feature bits that belong to the queues and the transport, not to a device type (6). }
  FeatureEventIndex = QWord(1) shl 29;
  FeatureVersion1 = QWord(1) shl 32;

  { Device status (2.1). }
  StatusAcknowledge = 1;
  StatusDriver = 2;
  StatusDriverOk = 4;
  StatusFeaturesOk = 8;
  StatusFailed = 128;

  { The most buffers of one request, and the largest queue used. }
  MaxQueueSize = 1024;
  MaxQueues = 64;

type
  PVirtioDevice = ^TVirtioDevice;
  PVirtioQueue = ^TVirtioQueue;

  { Called in an interrupt handler when the device has used buffers. }
  TQueueHandler = procedure(Queue: PVirtioQueue);
  { Called in an interrupt handler when the configuration has changed. }
  TConfigHandler = procedure(Device: PVirtioDevice);

  { Descriptor of a buffer (2.7.5). }
  PQueueDescriptor = ^TQueueDescriptor;
  TQueueDescriptor = packed record
    Address: QWord;
    Length: LongWord;
    Flags: Word;
    Next: Word;
  end;

  { What a driver has put up for the device (2.7.6). Ring has Size entries; the event index of
    2.7.10 follows the last. }
  PAvailableRing = ^TAvailableRing;
  TAvailableRing = packed record
    Flags: Word;
    Index: Word;
    Ring: array[0..MaxQueueSize] of Word;
  end;

  TUsedElement = packed record
    Id: LongWord;
    Length: LongWord;
  end;

  { What the device has done (2.7.8). The event index follows the last element. }
  PUsedRing = ^TUsedRing;
  TUsedRing = packed record
    Flags: Word;
    Index: Word;
    Ring: array[0..MaxQueueSize] of TUsedElement;
  end;

  TVirtioQueue = record
    Device: PVirtioDevice;
    Number: Word; { which queue of the device }
    Size: Word; { descriptors, a power of two }
    OnUsed: TQueueHandler; { nil: the driver polls }
    Data: Pointer; { the driver's }
    { The rest is for this unit and the transport. }
    Lock: TSpinLock;
    Descriptors: PQueueDescriptor;
    Available: PAvailableRing;
    Used: PUsedRing;
    Tokens: PPointer; { by first descriptor; the queue's own copy, the device cannot touch it }
    Chains: PWord; { by descriptor: the next one of its chain or of the free list }
    FreeHead: Word;
    FreeCount: Word;
    NextAvailable: Word; { index of the next entry; published by Kick }
    LastKicked: Word;
    LastUsed: Word;
    Doorbell: QWord; { transport: port or address to notify at }
  end;

  PVirtioTransport = ^TVirtioTransport;
  TVirtioTransport = record
    GetStatus: function(Device: PVirtioDevice): Byte;
    SetStatus: procedure(Device: PVirtioDevice; Status: Byte);
    GetFeatures: function(Device: PVirtioDevice): QWord;
    SetFeatures: procedure(Device: PVirtioDevice; Features: QWord);
    { After a reset: lets the device's interrupts reach ServeQueues and ServeConfigChange. }
    Connect: function(Device: PVirtioDevice): Boolean;
    { The largest size the queue may have, 0: no such queue. }
    QueueLimit: function(Device: PVirtioDevice; Number: Word): Word;
    { Tells the device where the queue is and how its interrupts arrive; False: it refuses. }
    OpenQueue: function(Queue: PVirtioQueue): Boolean;
    Notify: procedure(Queue: PVirtioQueue);
    { Reads or writes 1, 2 or 4 bytes of the device's configuration at Offset. }
    ReadConfig: function(Device: PVirtioDevice; Offset: LongWord; Size: Byte): LongWord;
    WriteConfig: procedure(Device: PVirtioDevice; Offset: LongWord; Size: Byte;
      Value: LongWord);
    Generation: function(Device: PVirtioDevice): LongWord;
    { True: the queue size is not ours to choose (PCI legacy). }
    FixedQueueSize: Boolean;
  end;

  TVirtioDevice = record
    DeviceType: Word; { VirtioNetwork, VirtioBlock, ... }
    Legacy: Boolean; { before virtio 1.0: 32 feature bits, and some headers are shorter }
    Features: QWord; { those agreed upon, after BeginVirtio }
    OnConfig: TConfigHandler; { the driver's, nil: not of interest }
    Data: Pointer; { the driver's }
    { The rest is for this unit and the transport. }
    Transport: PVirtioTransport;
    Queues: array[0..MaxQueues - 1] of PVirtioQueue;
    QueueCount: LongInt;
    Place: Pointer; { the transport's own record of the device }
    BusDevice: TBusDevice;
  end;

  { One piece of a request. }
  PVirtioBuffer = ^TVirtioBuffer;
  TVirtioBuffer = record
    Data: Pointer;
    Size: LongWord;
    DeviceWrites: Boolean;
  end;

{ Resets the device and agrees on features: Wanted and those of the queues, as far as the device
  offers them (3.1.1). False, with the device marked failed, when it refuses. }
function BeginVirtio(Device: PVirtioDevice; Wanted: QWord): Boolean;

{ Sets up queue Number with at most MaxSize descriptors. nil: the device has no such queue or
  memory is out. Between BeginVirtio and FinishVirtio. }
function StartQueue(Device: PVirtioDevice; Number, MaxSize: Word; OnUsed: TQueueHandler;
  Data: Pointer): PVirtioQueue;

{ Lets the device work. }
function FinishVirtio(Device: PVirtioDevice): Boolean;

{ Stops the device: it touches no memory of ours any more. }
procedure ResetVirtio(Device: PVirtioDevice);

{ Adds one request of Count pieces; Token is anything but nil. False: too few free descriptors;
  take some back first. The device sees the request at the next Kick. Buffers may lie anywhere,
  also on a stack, where each page takes a descriptor. }
function AddBuffers(Queue: PVirtioQueue; Buffers: PVirtioBuffer; Count: LongInt;
  Token: Pointer): Boolean;

{ Makes everything added visible and tells the device, unless it said it is looking anyway. }
procedure Kick(Queue: PVirtioQueue);

{ Takes back one request that the device is done with. Length: bytes it wrote. False: none. }
function TakeUsed(Queue: PVirtioQueue; out Token: Pointer; out Length: LongWord): Boolean;

{ Whether TakeUsed would find something. }
function HasUsed(Queue: PVirtioQueue): Boolean; inline;

{ Asks for an interrupt at the next used request. True: there already is one, do not wait. }
function EnableQueueInterrupts(Queue: PVirtioQueue): Boolean;

{ A hint: the device may still interrupt. Queues start with interrupts enabled. }
procedure DisableQueueInterrupts(Queue: PVirtioQueue);

{ Device configuration, little endian; 64 bits are read until two readings agree (2.5). }
function ReadConfig8(Device: PVirtioDevice; Offset: LongWord): Byte;
function ReadConfig16(Device: PVirtioDevice; Offset: LongWord): Word;
function ReadConfig32(Device: PVirtioDevice; Offset: LongWord): LongWord;
function ReadConfig64(Device: PVirtioDevice; Offset: LongWord): QWord;

{ For transports: announces a device they have found. }
procedure AnnounceVirtio(Device: PVirtioDevice);

{ For transports, in their interrupt handler: calls OnUsed of every queue with used requests. }
procedure ServeQueues(Device: PVirtioDevice);
procedure ServeConfigChange(Device: PVirtioDevice);

{ For transports: bytes from the start of the queue's memory to its used ring. One block holds
  descriptors, available ring and, on the next page, used ring: the layout of 2.7.2 that legacy
  devices insist on and newer ones accept. }
function UsedRingOffset(Size: Word): SizeUInt;

implementation

uses
  Toro.Dma;

const
  { Descriptor flags. }
  DescriptorNext = 1;
  DescriptorDeviceWrites = 2;

  { Flags of the available ring: no interrupt wanted; of the used ring: no notification. }
  RingSuppress = 1;

  EndOfChain = $FFFF; { in Chains; no queue has so many descriptors }

{ --- The device --- }

procedure AnnounceVirtio(Device: PVirtioDevice);
begin
  Device^.BusDevice.Id.Bus := bkVirtio;
  Device^.BusDevice.Id.Vendor := AnyId;
  Device^.BusDevice.Id.Device := Device^.DeviceType;
  Device^.BusDevice.Handle := Device;
  AnnounceDevice(@Device^.BusDevice);
end;

procedure AddStatus(Device: PVirtioDevice; Bit: Byte);
begin
  Device^.Transport^.SetStatus(Device, Device^.Transport^.GetStatus(Device) or Bit);
end;

procedure ResetVirtio(Device: PVirtioDevice);
begin
  Device^.Transport^.SetStatus(Device, 0);
  { The reset is complete when the status reads 0 (2.4.1); every device known does it at once, and
    one that never does must not hold up the boot. }
  if Device^.Transport^.GetStatus(Device) <> 0 then
    Device^.Transport^.SetStatus(Device, 0);
end;

function BeginVirtio(Device: PVirtioDevice; Wanted: QWord): Boolean;
begin
  ResetVirtio(Device);
  AddStatus(Device, StatusAcknowledge);
  AddStatus(Device, StatusDriver);
  Wanted := Wanted or FeatureEventIndex;
  if not Device^.Legacy then
    Wanted := Wanted or FeatureVersion1;
  Device^.Features := Wanted and Device^.Transport^.GetFeatures(Device);
  Device^.Transport^.SetFeatures(Device, Device^.Features);
  Result := Device^.Transport^.Connect(Device);
  if Result and not Device^.Legacy then
  begin
    AddStatus(Device, StatusFeaturesOk);
    Result := Device^.Transport^.GetStatus(Device) and StatusFeaturesOk <> 0;
  end;
  if not Result then
    AddStatus(Device, StatusFailed);
end;

function FinishVirtio(Device: PVirtioDevice): Boolean;
begin
  AddStatus(Device, StatusDriverOk);
  Result := Device^.Transport^.GetStatus(Device) and StatusDriverOk <> 0;
end;

function ReadConfig8(Device: PVirtioDevice; Offset: LongWord): Byte;
begin
  Result := Device^.Transport^.ReadConfig(Device, Offset, 1);
end;

function ReadConfig16(Device: PVirtioDevice; Offset: LongWord): Word;
begin
  Result := Device^.Transport^.ReadConfig(Device, Offset, 2);
end;

function ReadConfig32(Device: PVirtioDevice; Offset: LongWord): LongWord;
begin
  Result := Device^.Transport^.ReadConfig(Device, Offset, 4);
end;

function ReadConfig64(Device: PVirtioDevice; Offset: LongWord): QWord;
var
  Before: LongWord;
begin
  repeat
    Before := Device^.Transport^.Generation(Device);
    Result := ReadConfig32(Device, Offset) or QWord(ReadConfig32(Device, Offset + 4)) shl 32;
  until Device^.Transport^.Generation(Device) = Before;
end;

procedure ServeConfigChange(Device: PVirtioDevice);
begin
  if Device^.OnConfig <> nil then
    Device^.OnConfig(Device);
end;

procedure ServeQueues(Device: PVirtioDevice);
var
  I: LongInt;
  Queue: PVirtioQueue;
begin
  for I := 0 to Device^.QueueCount - 1 do
  begin
    Queue := Device^.Queues[I];
    if (Queue^.OnUsed <> nil) and HasUsed(Queue) then
      Queue^.OnUsed(Queue);
  end;
end;

{ --- Queue memory --- }

function RoundToPage(Size: SizeUInt): SizeUInt; inline;
begin
  Result := (Size + DmaPageSize - 1) and not SizeUInt(DmaPageSize - 1);
end;

function UsedRingOffset(Size: Word): SizeUInt;
begin
  { 16 bytes a descriptor, 2 an available entry, and flags, index and event index. }
  Result := RoundToPage(SizeUInt(Size) * (16 + 2) + 6);
end;

function UsedRingSize(Size: Word): SizeUInt; inline;
begin
  Result := SizeUInt(Size) * SizeOf(TUsedElement) + 6;
end;

{ The queue's record and its private arrays follow the used ring in the same block, on pages of
  their own: the device is never told of them. }
function AllocateQueue(Size: Word): PVirtioQueue; inline;
var
  Shared, Own: SizeUInt;
  Block: PByte;
begin
  Shared := RoundToPage(UsedRingOffset(Size) + UsedRingSize(Size));
  Own := SizeOf(TVirtioQueue) + SizeUInt(Size) * (SizeOf(Pointer) + SizeOf(Word));
  Block := AllocateDma(Shared + Own);
  if Block = nil then
    Exit(nil);
  Result := PVirtioQueue(Block + Shared);
  Result^.Size := Size;
  Result^.Descriptors := PQueueDescriptor(Block);
  Result^.Available := PAvailableRing(Block + SizeUInt(Size) * SizeOf(TQueueDescriptor));
  Result^.Used := PUsedRing(Block + UsedRingOffset(Size));
  Result^.Tokens := PPointer(Result + 1);
  Result^.Chains := PWord(Result^.Tokens + Size);
end;

procedure ChainFreeDescriptors(Queue: PVirtioQueue); inline;
var
  I: LongInt;
begin
  for I := 0 to Queue^.Size - 1 do
    Queue^.Chains[I] := I + 1;
  Queue^.FreeHead := 0;
  Queue^.FreeCount := Queue^.Size;
end;

function ChooseSize(Device: PVirtioDevice; Number, MaxSize: Word): Word; inline;
begin
  Result := Device^.Transport^.QueueLimit(Device, Number);
  if Device^.Transport^.FixedQueueSize then
  begin
    if Result > MaxQueueSize then
      Result := 0;
  end
  else
    while (Result > MaxSize) or (Result > MaxQueueSize) do
      Result := Result shr 1;
end;

function StartQueue(Device: PVirtioDevice; Number, MaxSize: Word; OnUsed: TQueueHandler;
  Data: Pointer): PVirtioQueue;
var
  Size: Word;
begin
  Result := nil;
  Size := ChooseSize(Device, Number, MaxSize);
  if (Size = 0) or (Size and (Size - 1) <> 0) or (Device^.QueueCount = MaxQueues) then
    Exit;
  Result := AllocateQueue(Size);
  if Result = nil then
    Exit;
  Result^.Device := Device;
  Result^.Number := Number;
  Result^.OnUsed := OnUsed;
  Result^.Data := Data;
  ChainFreeDescriptors(Result);
  if not Device^.Transport^.OpenQueue(Result) then
    Exit(nil);
  Device^.Queues[Device^.QueueCount] := Result;
  Inc(Device^.QueueCount);
end;

{ --- Requests --- }

procedure FillDescriptor(Queue: PVirtioQueue; Slot: Word; Address: QWord; Size: LongWord;
  DeviceWrites: Boolean); inline;
var
  Descriptor: PQueueDescriptor;
begin
  Descriptor := @Queue^.Descriptors[Slot];
  Descriptor^.Address := Address;
  Descriptor^.Length := Size;
  Descriptor^.Flags := DescriptorNext or Ord(DeviceWrites) * DescriptorDeviceWrites;
  Descriptor^.Next := Queue^.Chains[Slot];
end;

{ Fills free descriptors from Slot on with the pieces of one buffer that are contiguous for the
  device: one, unless the buffer lies on a thread's stack. False: too few are free. Slot: the next
  free one, Last: the last one filled. }
function FillBuffer(Queue: PVirtioQueue; constref Buffer: TVirtioBuffer; var Slot, Last: Word;
  var Free: Word): Boolean; inline;
var
  Rest: PByte;
  RestSize, Piece: SizeUInt;
  Address: QWord;
begin
  Rest := Buffer.Data;
  RestSize := Buffer.Size;
  repeat
    if Free = 0 then
      Exit(False);
    Piece := PhysicalPiece(Rest, RestSize, Address);
    FillDescriptor(Queue, Slot, Address, Piece, Buffer.DeviceWrites);
    Last := Slot;
    Slot := Queue^.Chains[Slot];
    Dec(Free);
    Inc(Rest, Piece);
    Dec(RestSize, Piece);
  until RestSize = 0;
  Result := True;
end;

{ The chain is complete: it goes into the ring's next entry, which Kick will publish. }
procedure PutChain(Queue: PVirtioQueue; Head, Last, Next, Free: Word; Token: Pointer); inline;
begin
  Queue^.Descriptors[Last].Flags := Queue^.Descriptors[Last].Flags and not DescriptorNext;
  Queue^.Chains[Last] := EndOfChain;
  Queue^.FreeHead := Next;
  Queue^.FreeCount := Free;
  Queue^.Tokens[Head] := Token;
  Queue^.Available^.Ring[Queue^.NextAvailable and (Queue^.Size - 1)] := Head;
  Inc(Queue^.NextAvailable);
end;

function AddBuffers(Queue: PVirtioQueue; Buffers: PVirtioBuffer; Count: LongInt;
  Token: Pointer): Boolean;
var
  I: LongInt;
  Head, Slot, Last, Free: Word;
begin
  AcquireSpinLock(Queue^.Lock);
  Head := Queue^.FreeHead;
  Slot := Head;
  Last := Head;
  Free := Queue^.FreeCount;
  Result := (Count > 0) and (Token <> nil);
  for I := 0 to Count - 1 do
    Result := Result and FillBuffer(Queue, Buffers[I], Slot, Last, Free);
  { Until here only free descriptors have been written: nothing to undo. }
  if Result then
    PutChain(Queue, Head, Last, Slot, Free, Token);
  ReleaseSpinLock(Queue^.Lock);
end;

{ The event indices of 2.7.10 stand behind the last entry of each ring. }
function UsedEvent(Queue: PVirtioQueue): PWord; inline;
begin
  Result := @Queue^.Available^.Ring[Queue^.Size];
end;

function AvailableEvent(Queue: PVirtioQueue): PWord; inline;
begin
  Result := PWord(@Queue^.Used^.Ring[Queue^.Size]);
end;

function WantsNotification(Queue: PVirtioQueue): Boolean; inline;
var
  New: Word;
begin
  New := Queue^.NextAvailable;
  if Queue^.Device^.Features and FeatureEventIndex <> 0 then
    { Has the index passed the one the device waits for, counting modulo 2^16? }
    Result := Word(New - AvailableEvent(Queue)^ - 1) < Word(New - Queue^.LastKicked)
  else
    Result := (Queue^.Used^.Flags and RingSuppress = 0) and (New <> Queue^.LastKicked);
end;

procedure Kick(Queue: PVirtioQueue);
begin
  AcquireSpinLock(Queue^.Lock);
  { x86 keeps stores in order, so the index becomes visible after what it covers. The device's
    wish must be read after the index is visible: that needs the barrier. }
  Queue^.Available^.Index := Queue^.NextAvailable;
  ReadWriteBarrier;
  if WantsNotification(Queue) then
  begin
    Queue^.Device^.Transport^.Notify(Queue);
    Queue^.LastKicked := Queue^.NextAvailable;
  end
  { What the device waits for may have been read too early: QEMU 7.2 leaves out the barriers of a guest with one CPU.
    So all since the last notification counts, as far as the ring goes; the next call makes good. }
  else if Word(Queue^.NextAvailable - Queue^.LastKicked) > 2 * Queue^.Size then
    Queue^.LastKicked := Queue^.NextAvailable - 2 * Queue^.Size;
  ReleaseSpinLock(Queue^.Lock);
end;

function HasUsed(Queue: PVirtioQueue): Boolean;
begin
  Result := Queue^.Used^.Index <> Queue^.LastUsed;
end;

{ Follows our own links, not the device-visible ones: a broken device cannot lead us astray. }
procedure ReleaseChain(Queue: PVirtioQueue; Head: Word); inline;
var
  Last: Word;
begin
  Last := Head;
  Inc(Queue^.FreeCount);
  while Queue^.Chains[Last] <> EndOfChain do
  begin
    Last := Queue^.Chains[Last];
    Inc(Queue^.FreeCount);
  end;
  Queue^.Chains[Last] := Queue^.FreeHead;
  Queue^.FreeHead := Head;
end;

function TakeUsed(Queue: PVirtioQueue; out Token: Pointer; out Length: LongWord): Boolean;
var
  Id: LongWord;
begin
  Token := nil;
  Length := 0;
  Result := False;
  AcquireSpinLock(Queue^.Lock);
  while HasUsed(Queue) and not Result do
  begin
    Id := Queue^.Used^.Ring[Queue^.LastUsed and (Queue^.Size - 1)].Id;
    Length := Queue^.Used^.Ring[Queue^.LastUsed and (Queue^.Size - 1)].Length;
    Inc(Queue^.LastUsed);
    { An id that is out of range or not in use comes from a broken device and is skipped. }
    Result := (Id < Queue^.Size) and (Queue^.Tokens[Id] <> nil);
    if Result then
    begin
      Token := Queue^.Tokens[Id];
      Queue^.Tokens[Id] := nil;
      ReleaseChain(Queue, Id);
    end;
  end;
  ReleaseSpinLock(Queue^.Lock);
end;

function EnableQueueInterrupts(Queue: PVirtioQueue): Boolean;
begin
  if Queue^.Device^.Features and FeatureEventIndex <> 0 then
    UsedEvent(Queue)^ := Queue^.LastUsed
  else
    Queue^.Available^.Flags := 0;
  ReadWriteBarrier;
  Result := HasUsed(Queue);
end;

procedure DisableQueueInterrupts(Queue: PVirtioQueue);
begin
  if Queue^.Device^.Features and FeatureEventIndex <> 0 then
    { Half the index space away: not before 32,768 more requests. }
    UsedEvent(Queue)^ := Queue^.LastUsed + $8000
  else
    Queue^.Available^.Flags := RingSuppress;
end;

end.

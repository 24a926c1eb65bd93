{ SPDX-License-Identifier: Apache-2.0 }
{ Virtio over PCI. VIRTIO 1.2, 4.1; its 4.1.4.10 and others for the legacy interface.

  Called by: nobody; drivers of virtio devices name this unit so that it is linked.
  Touches: the devices' configuration structures, in memory or at ports.

  A device with the vendor capabilities of 4.1.4 is driven the modern way, by memory accesses, and
  with a message (MSI-X) a queue where it has that many. One without them is a legacy device, driven
  by ports, with its interrupt line. }
unit Toro.VirtioPci;

{$mode objfpc}

interface

uses
  Toro.Virtio;

{ The queue's interrupts go to the core with that local APIC, where the queue has a message of its own; else nothing
  happens. }
procedure AimQueue(Queue: PVirtioQueue; ApicId: LongWord);

implementation

uses
  Toro.Cpu, Toro.Drivers, Toro.Dma, Pci;

const
  VirtioVendor = $1AF4;
  FirstDevice = $1000; { transitional devices }
  FirstModernDevice = $1040; { plus the device type }
  LastDevice = $107F;

  { cfg_type of a capability (4.1.4). }
  StructureCommon = 1;
  StructureNotify = 2;
  StructureIsr = 3;
  StructureDevice = 4;

  NoMessage = $FFFF;

  { ISR status (4.1.4.5). }
  IsrQueue = 1;
  IsrConfig = 2;

  { Ports of the legacy interface (4.1.4.10), without MSI-X. }
  LegacyDeviceFeatures = 0;
  LegacyDriverFeatures = 4;
  LegacyQueueAddress = 8;
  LegacyQueueSize = 12;
  LegacyQueueSelect = 14;
  LegacyQueueNotify = 16;
  LegacyStatus = 18;
  LegacyIsr = 19;
  LegacyConfig = 20;

type
  { Common configuration (4.1.4.3). }
  PCommonConfig = ^TCommonConfig;
  TCommonConfig = packed record
    DeviceFeatureSelect: LongWord;
    DeviceFeature: LongWord;
    DriverFeatureSelect: LongWord;
    DriverFeature: LongWord;
    ConfigMessage: Word;
    QueueTotal: Word;
    Status: Byte;
    Generation: Byte;
    QueueSelect: Word;
    QueueSize: Word;
    QueueMessage: Word;
    QueueEnable: Word;
    QueueNotifyOffset: Word;
    { 64 bits each, but accessed as 32 and 32 (4.1.3.1). }
    QueueDescriptors: array[0..1] of LongWord;
    QueueDriver: array[0..1] of LongWord;
    QueueDevice: array[0..1] of LongWord;
  end;

  PPlace = ^TPlace;
  TPlace = record
    Device: TVirtioDevice;
    PciFunction: PBusDevInfo;
    { Modern. }
    Common: PCommonConfig;
    Notify: PByte;
    NotifyMultiplier: LongWord;
    Isr: PByte;
    Config: PByte;
    Connected: Boolean;
    { Messages to give out: 0 configuration and whatever finds no other, then one a queue. }
    MessageCount: LongInt;
    { Legacy. }
    Ports: Word;
  end;

function PlaceOf(Device: PVirtioDevice): PPlace; inline;
begin
  Result := Device^.Place;
end;

{ --- Interrupts --- }

procedure QueueInterrupt(Data: Pointer);
var
  Queue: PVirtioQueue;
begin
  Queue := Data;
  if Queue^.OnUsed <> nil then
    Queue^.OnUsed(Queue);
end;

{ Message 0: the configuration, and every queue without a message of its own. }
procedure SharedInterrupt(Data: Pointer);
begin
  ServeQueues(Data);
  ServeConfigChange(Data);
end;

{ Reading the ISR status lowers the line. }
procedure LineInterrupt(Data: Pointer);
var
  Isr: Byte;
begin
  if PlaceOf(Data)^.Common <> nil then
    Isr := PlaceOf(Data)^.Isr^
  else
    Isr := InByte(PlaceOf(Data)^.Ports + LegacyIsr);
  if Isr and IsrQueue <> 0 then
    ServeQueues(Data);
  if Isr and IsrConfig <> 0 then
    ServeConfigChange(Data);
end;

{ Legacy devices get their line, so that the layout of their ports stays the plain one. }
function ConnectOnce(Place: PPlace): Boolean;
begin
  if Place^.Connected then
    Exit(True);
  PciSetMaster(Place^.PciFunction);
  if Place^.Common <> nil then
    Place^.MessageCount := PciOpenMessages(Place^.PciFunction);
  if Place^.MessageCount = 0 then
    Result := PciConnectLine(Place^.PciFunction, @LineInterrupt, @Place^.Device)
  else
    Result := PciConnectMessage(Place^.PciFunction, 0, @SharedInterrupt, @Place^.Device);
  Place^.Connected := Result;
end;

{ A reset forgets which message is whose, so the device is told each time. }
function Connect(Device: PVirtioDevice): Boolean;
begin
  Result := ConnectOnce(PlaceOf(Device));
  if PlaceOf(Device)^.MessageCount <> 0 then
  begin
    PlaceOf(Device)^.Common^.ConfigMessage := 0;
    Result := Result and (PlaceOf(Device)^.Common^.ConfigMessage = 0);
  end;
end;

{ The message for a queue: its own while there are some. }
function ConnectQueue(Queue: PVirtioQueue): Word;
var
  Place: PPlace;
begin
  Place := PlaceOf(Queue^.Device);
  if (Place^.MessageCount = 0) or (Queue^.OnUsed = nil) then
    Exit(NoMessage);
  Result := Queue^.Number + 1;
  if (Result >= Place^.MessageCount)
    or not PciConnectMessage(Place^.PciFunction, Result, @QueueInterrupt, Queue) then
    Result := 0;
end;

{ --- Modern devices --- }

function ModernGetStatus(Device: PVirtioDevice): Byte;
begin
  Result := PlaceOf(Device)^.Common^.Status;
end;

procedure ModernSetStatus(Device: PVirtioDevice; Status: Byte);
begin
  PlaceOf(Device)^.Common^.Status := Status;
end;

function ModernGetFeatures(Device: PVirtioDevice): QWord;
var
  Common: PCommonConfig;
begin
  Common := PlaceOf(Device)^.Common;
  Common^.DeviceFeatureSelect := 0;
  Result := Common^.DeviceFeature;
  Common^.DeviceFeatureSelect := 1;
  Result := Result or QWord(Common^.DeviceFeature) shl 32;
end;

procedure ModernSetFeatures(Device: PVirtioDevice; Features: QWord);
var
  Common: PCommonConfig;
begin
  Common := PlaceOf(Device)^.Common;
  Common^.DriverFeatureSelect := 0;
  Common^.DriverFeature := Features;
  Common^.DriverFeatureSelect := 1;
  Common^.DriverFeature := Features shr 32;
end;

function ModernQueueLimit(Device: PVirtioDevice; Number: Word): Word;
var
  Common: PCommonConfig;
begin
  Common := PlaceOf(Device)^.Common;
  if Number >= Common^.QueueTotal then
    Exit(0);
  Common^.QueueSelect := Number;
  Result := Common^.QueueSize;
end;

procedure SetAddress(out Pair: array of LongWord; Address: QWord);
begin
  Pair[0] := Address;
  Pair[1] := Address shr 32;
end;

function ModernOpenQueue(Queue: PVirtioQueue): Boolean;
var
  Place: PPlace;
  Common: PCommonConfig;
  Message: Word;
begin
  Place := PlaceOf(Queue^.Device);
  Common := Place^.Common;
  Common^.QueueSelect := Queue^.Number;
  Common^.QueueSize := Queue^.Size;
  SetAddress(Common^.QueueDescriptors, PhysicalAddress(Queue^.Descriptors));
  SetAddress(Common^.QueueDriver, PhysicalAddress(Queue^.Available));
  SetAddress(Common^.QueueDevice, PhysicalAddress(Queue^.Used));
  Message := ConnectQueue(Queue);
  Common^.QueueMessage := Message;
  Queue^.Doorbell := PtrUInt(Place^.Notify)
    + QWord(Common^.QueueNotifyOffset) * Place^.NotifyMultiplier;
  Common^.QueueEnable := 1;
  { A device that is out of resources for the message answers that it has none (4.1.5.1.2). }
  Result := (Common^.QueueEnable = 1) and (Common^.QueueMessage = Message);
end;

procedure ModernNotify(Queue: PVirtioQueue);
begin
  PWord(Queue^.Doorbell)^ := Queue^.Number;
end;

function ModernReadConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte): LongWord;
var
  Field: PByte;
begin
  Field := PlaceOf(Device)^.Config + Offset;
  case Size of
    1: Result := Field^;
    2: Result := PWord(Field)^;
  else
    Result := PLongWord(Field)^;
  end;
end;

procedure ModernWriteConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte; Value: LongWord);
var
  Field: PByte;
begin
  Field := PlaceOf(Device)^.Config + Offset;
  case Size of
    1: Field^ := Value;
    2: PWord(Field)^ := Value;
  else
    PLongWord(Field)^ := Value;
  end;
end;

function ModernGeneration(Device: PVirtioDevice): LongWord;
begin
  Result := PlaceOf(Device)^.Common^.Generation;
end;

const
  ModernTransport: TVirtioTransport = (
    GetStatus: @ModernGetStatus;
    SetStatus: @ModernSetStatus;
    GetFeatures: @ModernGetFeatures;
    SetFeatures: @ModernSetFeatures;
    Connect: @Connect;
    QueueLimit: @ModernQueueLimit;
    OpenQueue: @ModernOpenQueue;
    Notify: @ModernNotify;
    ReadConfig: @ModernReadConfig;
    WriteConfig: @ModernWriteConfig;
    Generation: @ModernGeneration;
    FixedQueueSize: False);

procedure AimQueue(Queue: PVirtioQueue; ApicId: LongWord);
begin
  if (Queue^.Device^.Transport = @ModernTransport) and (Queue^.Number + 1 < PlaceOf(Queue^.Device)^.MessageCount) then
    PciAimMessage(PlaceOf(Queue^.Device)^.PciFunction, Queue^.Number + 1, ApicId);
end;

{ --- Legacy devices --- }

function LegacyGetStatus(Device: PVirtioDevice): Byte;
begin
  Result := InByte(PlaceOf(Device)^.Ports + LegacyStatus);
end;

procedure LegacySetStatus(Device: PVirtioDevice; Status: Byte);
begin
  OutByte(PlaceOf(Device)^.Ports + LegacyStatus, Status);
end;

function LegacyGetFeatures(Device: PVirtioDevice): QWord;
begin
  Result := InLong(PlaceOf(Device)^.Ports + LegacyDeviceFeatures);
end;

procedure LegacySetFeatures(Device: PVirtioDevice; Features: QWord);
begin
  OutLong(PlaceOf(Device)^.Ports + LegacyDriverFeatures, Features);
end;

function LegacyQueueLimit(Device: PVirtioDevice; Number: Word): Word;
begin
  OutWord(PlaceOf(Device)^.Ports + LegacyQueueSelect, Number);
  Result := InWord(PlaceOf(Device)^.Ports + LegacyQueueSize);
end;

{ The address is a 32-bit page number: any memory below 16 TiB. }
function LegacyOpenQueue(Queue: PVirtioQueue): Boolean;
var
  Ports: Word;
  Page: LongWord;
begin
  Ports := PlaceOf(Queue^.Device)^.Ports;
  Page := PhysicalAddress(Queue^.Descriptors) div DmaPageSize;
  OutWord(Ports + LegacyQueueSelect, Queue^.Number);
  OutLong(Ports + LegacyQueueAddress, Page);
  Queue^.Doorbell := Ports + LegacyQueueNotify;
  Result := InLong(Ports + LegacyQueueAddress) = Page;
end;

procedure LegacyNotify(Queue: PVirtioQueue);
begin
  OutWord(Queue^.Doorbell, Queue^.Number);
end;

function LegacyReadConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte): LongWord;
var
  Port: Word;
begin
  Port := PlaceOf(Device)^.Ports + LegacyConfig + Offset;
  case Size of
    1: Result := InByte(Port);
    2: Result := InWord(Port);
  else
    Result := InLong(Port);
  end;
end;

procedure LegacyWriteConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte; Value: LongWord);
var
  Port: Word;
begin
  Port := PlaceOf(Device)^.Ports + LegacyConfig + Offset;
  case Size of
    1: OutByte(Port, Value);
    2: OutWord(Port, Value);
  else
    OutLong(Port, Value);
  end;
end;

{ The legacy interface has no generation: a value that changes in between is read torn (2.5.4). }
function LegacyGeneration(Device: PVirtioDevice): LongWord;
begin
  Result := 0;
end;

const
  LegacyTransport: TVirtioTransport = (
    GetStatus: @LegacyGetStatus;
    SetStatus: @LegacySetStatus;
    GetFeatures: @LegacyGetFeatures;
    SetFeatures: @LegacySetFeatures;
    Connect: @Connect;
    QueueLimit: @LegacyQueueLimit;
    OpenQueue: @LegacyOpenQueue;
    Notify: @LegacyNotify;
    ReadConfig: @LegacyReadConfig;
    WriteConfig: @LegacyWriteConfig;
    Generation: @LegacyGeneration;
    FixedQueueSize: True);

{ --- Finding them --- }

{ The structure that the capability at Offset describes; nil: it lies where nothing is mapped. }
function StructureAt(Device: PBusDevInfo; Offset: Byte): PByte;
begin
  Result := PciMemory(Device, PciRead8(Device, Offset + 4));
  if Result <> nil then
    Result := Result + PciRead32(Device, Offset + 8);
end;

{ Takes the first capability of each kind: the device lists them in its order of preference. }
procedure FindStructures(Place: PPlace);
var
  Device: PBusDevInfo;
  Offset: Byte;
begin
  Device := Place^.PciFunction;
  Offset := PciFindCapability(Device, PciCapabilityVendor);
  while Offset <> 0 do
  begin
    case PciRead8(Device, Offset + 3) of
      StructureCommon:
        if Place^.Common = nil then
          Place^.Common := PCommonConfig(StructureAt(Device, Offset));
      StructureNotify:
        if Place^.Notify = nil then
        begin
          Place^.Notify := StructureAt(Device, Offset);
          Place^.NotifyMultiplier := PciRead32(Device, Offset + 16);
        end;
      StructureIsr:
        if Place^.Isr = nil then
          Place^.Isr := StructureAt(Device, Offset);
      StructureDevice:
        if Place^.Config = nil then
          Place^.Config := StructureAt(Device, Offset);
    end;
    Offset := PciFindCapability(Device, PciCapabilityVendor, Offset);
  end;
end;

function IsModern(Place: PPlace): Boolean;
begin
  FindStructures(Place);
  Result := (Place^.Common <> nil) and (Place^.Notify <> nil) and (Place^.Isr <> nil);
  if not Result then
    Place^.Common := nil;
end;

function IsLegacy(Place: PPlace): Boolean;
begin
  Result := Place^.PciFunction^.Device < FirstModernDevice;
  if Result then
    Place^.Ports := PciPort(Place^.PciFunction, 0);
  Result := Result and (Place^.Ports <> 0);
end;

function TypeOf(Device: PBusDevInfo): Word;
begin
  if Device^.Device >= FirstModernDevice then
    Result := Device^.Device - FirstModernDevice
  else
    Result := PciRead16(Device, PciSubsystemDevice);
end;

function Probe(BusDevice: PBusDevice): Boolean;
var
  Place: PPlace;
begin
  Place := AllocMem(SizeOf(TPlace));
  Place^.PciFunction := BusDevice^.Handle;
  if IsModern(Place) then
    Place^.Device.Transport := @ModernTransport
  else if IsLegacy(Place) then
  begin
    Place^.Device.Transport := @LegacyTransport;
    Place^.Device.Legacy := True;
  end;
  Result := Place^.Device.Transport <> nil;
  if not Result then
  begin
    FreeMem(Place);
    Exit;
  end;
  Place^.Device.Place := Place;
  Place^.Device.DeviceType := TypeOf(Place^.PciFunction);
  AnnounceVirtio(@Place^.Device);
end;

{ The identity has no ranges, so the driver takes any device of the vendor and looks itself. }
function ProbeVendor(BusDevice: PBusDevice): Boolean;
begin
  Result := (BusDevice^.Id.Device >= FirstDevice) and (BusDevice^.Id.Device <= LastDevice)
    and Probe(BusDevice);
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkPci; Vendor: VirtioVendor; Device: AnyId));
var
  Driver: TDriver = (Name: 'virtio-pci'; Ids: @Ids; IdCount: 1; Probe: @ProbeVendor; Next: nil);

initialization
  RegisterDriver(@Driver);
end.

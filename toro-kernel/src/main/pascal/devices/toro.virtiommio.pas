{ SPDX-License-Identifier: Apache-2.0 }
{ Virtio over memory-mapped registers. VIRTIO 1.2, 4.2, and its 4.2.4 for the legacy interface.

  Called by: nobody; drivers of virtio devices name this unit so that it is linked.
  Touches: the registers of the devices it finds.

  No bus lists these devices. Two ways of finding them are known to be used:
  * Firecracker names each on the kernel's command line, in the words of Linux's parameter
    `virtio_mmio.device=<size>@<address>:<line>`.
  * QEMU's microvm has a row of places at a fixed address, filled from the last to the first; an
    empty one answers device type 0. There are 24 with the lines of the second I/O APIC, or, where
    that is switched off, 8 with the lines from 5 on. It has no PCI host at ports $CF8, so where
    there is one nothing is looked for. }
unit Toro.VirtioMmio;

{$mode objfpc}

interface

implementation

uses
  { Toro.Dma behind Toro.Paging: both have a PhysicalAddress. }
  Toro.CommandLine, Toro.Paging, Toro.Dma, Toro.Drivers, Toro.Interrupts, Toro.Virtio, Pci;

const
  Magic = $74726976; { 'virt' }
  VersionLegacy = 1;
  VersionModern = 2;

  InterruptUsed = 1;
  InterruptConfig = 2;

  CommandLineWord = 'virtio_mmio.device';

  { Below 1 MiB there are no such devices; the kernel's map covers the first 4 GiB. }
  LowestAddress = $100000;
  MappedAtStart = QWord(1) shl 32;

  { QEMU's microvm. }
  MicrovmBase = $FEB00000;
  MicrovmSpacing = $200;
  MicrovmPlaces = 24;
  MicrovmFirstLine = 24;
  MicrovmSecondIoApic = $FEC10000;
  MicrovmSmallPlaces = 8;
  MicrovmSmallFirstLine = 5;

type
  { The registers (4.2.2 and 4.2.4). }
  PRegisters = ^TRegisters;
  TRegisters = packed record
    MagicValue: LongWord;
    Version: LongWord;
    DeviceType: LongWord;
    Vendor: LongWord;
    DeviceFeatures: LongWord; { $10 }
    DeviceFeaturesSelect: LongWord;
    Pad1: array[0..1] of LongWord;
    DriverFeatures: LongWord; { $20 }
    DriverFeaturesSelect: LongWord;
    LegacyPageSize: LongWord;
    Pad2: LongWord;
    QueueSelect: LongWord; { $30 }
    QueueSizeMax: LongWord;
    QueueSize: LongWord;
    LegacyQueueAlign: LongWord;
    LegacyQueuePage: LongWord; { $40 }
    QueueReady: LongWord;
    Pad3: array[0..1] of LongWord;
    QueueNotify: LongWord; { $50 }
    Pad4: array[0..2] of LongWord;
    InterruptStatus: LongWord; { $60 }
    InterruptAcknowledge: LongWord;
    Pad5: array[0..1] of LongWord;
    Status: LongWord; { $70 }
    Pad6: array[0..2] of LongWord;
    QueueDescriptors: array[0..1] of LongWord; { $80: low, high }
    Pad7: array[0..1] of LongWord;
    QueueDriver: array[0..1] of LongWord; { $90 }
    Pad8: array[0..1] of LongWord;
    QueueDevice: array[0..1] of LongWord; { $A0 }
    Pad9: array[0..20] of LongWord;
    Generation: LongWord; { $FC }
    Config: array[0..255] of Byte; { $100 }
  end;

  PPlace = ^TPlace;
  TPlace = record
    Device: TVirtioDevice;
    Registers: PRegisters;
    Line: LongWord;
    Trigger: TTrigger;
    Connected: Boolean;
  end;

function RegistersOf(Device: PVirtioDevice): PRegisters; inline;
begin
  Result := PPlace(Device^.Place)^.Registers;
end;

{ Every register is read as 32 bits, whatever part of it is wanted: a device answers nothing else,
  and the compiler loads no more of a field than an expression uses. }
function Read(constref Field: LongWord): LongWord;
begin
  Result := Field;
end;

{ --- The transport --- }

{ The line falls when every reason has been acknowledged. One that comes while others are served
  keeps it up, and an edge-triggered line would never rise again: so until none is left. }
procedure LineInterrupt(Data: Pointer);
var
  Registers: PRegisters;
  Reasons: LongWord;
begin
  Registers := PPlace(Data)^.Registers;
  Reasons := Read(Registers^.InterruptStatus);
  while Reasons <> 0 do
  begin
    Registers^.InterruptAcknowledge := Reasons;
    if Reasons and InterruptUsed <> 0 then
      ServeQueues(@PPlace(Data)^.Device);
    if Reasons and InterruptConfig <> 0 then
      ServeConfigChange(@PPlace(Data)^.Device);
    Reasons := Read(Registers^.InterruptStatus);
  end;
end;

function Connect(Device: PVirtioDevice): Boolean;
var
  Place: PPlace;
begin
  Place := Device^.Place;
  if not Place^.Connected then
    Place^.Connected := RegisterLine(Place^.Line, Place^.Trigger, @LineInterrupt, Place);
  Result := Place^.Connected;
end;

function GetStatus(Device: PVirtioDevice): Byte;
begin
  Result := Read(RegistersOf(Device)^.Status);
end;

procedure SetStatus(Device: PVirtioDevice; Status: Byte);
begin
  RegistersOf(Device)^.Status := Status;
end;

function GetFeatures(Device: PVirtioDevice): QWord;
var
  Registers: PRegisters;
begin
  Registers := RegistersOf(Device);
  Registers^.DeviceFeaturesSelect := 0;
  Result := Read(Registers^.DeviceFeatures);
  Registers^.DeviceFeaturesSelect := 1;
  Result := Result or QWord(Read(Registers^.DeviceFeatures)) shl 32;
end;

procedure SetFeatures(Device: PVirtioDevice; Features: QWord);
var
  Registers: PRegisters;
begin
  Registers := RegistersOf(Device);
  Registers^.DriverFeaturesSelect := 0;
  Registers^.DriverFeatures := Features;
  Registers^.DriverFeaturesSelect := 1;
  Registers^.DriverFeatures := Features shr 32;
end;

function QueueLimit(Device: PVirtioDevice; Number: Word): Word;
var
  Limit: LongWord;
begin
  RegistersOf(Device)^.QueueSelect := Number;
  Limit := Read(RegistersOf(Device)^.QueueSizeMax);
  if Limit > MaxQueueSize then
    Limit := MaxQueueSize;
  Result := Limit;
end;

procedure SetAddress(out Pair: array of LongWord; Address: QWord);
begin
  Pair[0] := Address;
  Pair[1] := Address shr 32;
end;

function OpenModernQueue(Queue: PVirtioQueue): Boolean; inline;
var
  Registers: PRegisters;
begin
  Registers := RegistersOf(Queue^.Device);
  SetAddress(Registers^.QueueDescriptors, PhysicalAddress(Queue^.Descriptors));
  SetAddress(Registers^.QueueDriver, PhysicalAddress(Queue^.Available));
  SetAddress(Registers^.QueueDevice, PhysicalAddress(Queue^.Used));
  Registers^.QueueReady := 1;
  Result := Read(Registers^.QueueReady) = 1;
end;

function OpenLegacyQueue(Queue: PVirtioQueue): Boolean;
var
  Registers: PRegisters;
  Page: LongWord;
begin
  Registers := RegistersOf(Queue^.Device);
  Page := PhysicalAddress(Queue^.Descriptors) div DmaPageSize;
  Registers^.LegacyPageSize := DmaPageSize;
  Registers^.LegacyQueueAlign := DmaPageSize;
  Registers^.LegacyQueuePage := Page;
  Result := Read(Registers^.LegacyQueuePage) = Page;
end;

function OpenQueue(Queue: PVirtioQueue): Boolean;
begin
  RegistersOf(Queue^.Device)^.QueueSelect := Queue^.Number;
  RegistersOf(Queue^.Device)^.QueueSize := Queue^.Size;
  Queue^.Doorbell := PtrUInt(@RegistersOf(Queue^.Device)^.QueueNotify);
  if Queue^.Device^.Legacy then
    Result := OpenLegacyQueue(Queue)
  else
    Result := OpenModernQueue(Queue);
end;

procedure Notify(Queue: PVirtioQueue);
begin
  PLongWord(Queue^.Doorbell)^ := Queue^.Number;
end;

function ReadConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte): LongWord;
var
  Field: PByte;
begin
  Field := @RegistersOf(Device)^.Config[Offset];
  case Size of
    1: Result := Field^;
    2: Result := PWord(Field)^;
  else
    Result := PLongWord(Field)^;
  end;
end;

procedure WriteConfig(Device: PVirtioDevice; Offset: LongWord; Size: Byte; Value: LongWord);
var
  Field: PByte;
begin
  Field := @RegistersOf(Device)^.Config[Offset];
  case Size of
    1: Field^ := Value;
    2: PWord(Field)^ := Value;
  else
    PLongWord(Field)^ := Value;
  end;
end;

function Generation(Device: PVirtioDevice): LongWord;
begin
  Result := 0;
  if not Device^.Legacy then
    Result := Read(RegistersOf(Device)^.Generation);
end;

const
  Transport: TVirtioTransport = (
    GetStatus: @GetStatus;
    SetStatus: @SetStatus;
    GetFeatures: @GetFeatures;
    SetFeatures: @SetFeatures;
    Connect: @Connect;
    QueueLimit: @QueueLimit;
    OpenQueue: @OpenQueue;
    Notify: @Notify;
    ReadConfig: @ReadConfig;
    WriteConfig: @WriteConfig;
    Generation: @Generation;
    FixedQueueSize: False);

{ --- Finding them --- }

{ Announces the device at Address, if there is one. }
procedure TryPlace(Address: PtrUInt; Line: LongWord; Trigger: TTrigger);
var
  Registers: PRegisters;
  Version: LongWord;
  Place: PPlace;
begin
  if (Address < LowestAddress)
    or (Address >= MappedAtStart) and not MapDeviceMemory(Address, SizeOf(TRegisters)) then
    Exit;
  Registers := PRegisters(Address);
  if (Read(Registers^.MagicValue) <> Magic) or (Read(Registers^.DeviceType) = 0) then
    Exit;
  Version := Read(Registers^.Version);
  if (Version < VersionLegacy) or (Version > VersionModern) then
    Exit;
  Place := AllocateKept(SizeOf(TPlace));
  Place^.Registers := Registers;
  Place^.Line := Line;
  Place^.Trigger := Trigger;
  Place^.Device.Place := Place;
  Place^.Device.Transport := @Transport;
  Place^.Device.Legacy := Version = VersionLegacy;
  Place^.Device.DeviceType := Read(Registers^.DeviceType);
  AnnounceVirtio(@Place^.Device);
end;

{ A number of the command line, decimal or with 0x, and moves on behind it. }
function TakeNumber(var Text: PAnsiChar): QWord;
var
  Base, Digit: LongWord;
begin
  Result := 0;
  Base := 10;
  if (Text[0] = '0') and (Text[1] in ['x', 'X']) then
  begin
    Base := 16;
    Inc(Text, 2);
  end;
  repeat
    case Text^ of
      '0'..'9': Digit := Ord(Text^) - Ord('0');
      'a'..'f': Digit := Ord(Text^) - Ord('a') + 10;
      'A'..'F': Digit := Ord(Text^) - Ord('A') + 10;
    else
      Digit := Base;
    end;
    if Digit >= Base then
      Exit;
    Result := Result * Base + Digit;
    Inc(Text);
  until False;
end;

{ <size>[K]@<address>:<line>; the size is not needed. Edge-triggered: a VMM that says it this way
  raises the line and lets it fall again at once. }
procedure TryWord(Text: PAnsiChar);
var
  Address: QWord;
begin
  while not (Text^ in ['@', #0]) do
    Inc(Text);
  if Text^ <> '@' then
    Exit;
  Inc(Text);
  Address := TakeNumber(Text);
  if Text^ <> ':' then
    Exit;
  Inc(Text);
  TryPlace(Address, TakeNumber(Text), itEdge);
end;

{ True: the command line names devices, whether they exist or not. }
function FindOnCommandLine: Boolean; inline;
var
  Text: PAnsiChar;
  Count: LongInt;
begin
  Count := 0;
  Text := FindKernelWord(CommandLineWord);
  while Text <> nil do
  begin
    TryWord(Text);
    Inc(Count);
    Text := FindKernelWord(CommandLineWord, Count);
  end;
  Result := Count > 0;
end;

procedure TryRow(Places, FirstLine: LongInt);
var
  I: LongInt;
begin
  for I := Places - 1 downto 0 do
    TryPlace(MicrovmBase + I * MicrovmSpacing, FirstLine + I, itLevel);
end;

procedure FindOnMicrovm; inline;
var
  Ninth: PRegisters;
begin
  if Read(PRegisters(MicrovmBase)^.MagicValue) <> Magic then
    Exit;
  Ninth := PRegisters(MicrovmBase + MicrovmSmallPlaces * MicrovmSpacing);
  if Read(Ninth^.MagicValue) = Magic then
  begin
    AddIoApic(MicrovmSecondIoApic, MicrovmFirstLine);
    TryRow(MicrovmPlaces, MicrovmFirstLine);
  end
  else
    TryRow(MicrovmSmallPlaces, MicrovmSmallFirstLine);
end;

initialization
  if not FindOnCommandLine and (PCIDevices = nil) then
    FindOnMicrovm;
end.

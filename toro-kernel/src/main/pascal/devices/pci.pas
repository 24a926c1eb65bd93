{ SPDX-License-Identifier: Apache-2.0 }
{ The PCI bus: finding devices, their configuration, and how they interrupt.
  PCI Local Bus 3.0: 6 (configuration space), 6.7 (capabilities), 6.8 (MSI, MSI-X); PCI-to-PCI
  Bridge 1.2.

  Called by: programs and drivers of the Toro interface (PCIDevices, PciSetMaster), and drivers of
  this kernel, which register (Bus: bkPci; Vendor; Device) with Toro.Drivers and get a PBusDevInfo.
  Touches: configuration space; MSI-X tables.

  The bus is scanned when this unit is initialised. A machine without PCI (microvm, Firecracker)
  costs two port accesses. }
unit Pci;

{$mode objfpc}

interface

uses
  Toro.Drivers, Toro.Interrupts;

const
  { Configuration registers (6.1). }
  PciCommand = $04;
  PciStatus = $06;
  PciSubsystemDevice = $2E;
  PciInterruptLine = $3C;
  PciInterruptPin = $3D;

  { Command bits. }
  PciCommandPorts = 1;
  PciCommandMemory = 2;
  PciCommandMaster = 4;
  PciCommandNoLine = 1 shl 10;

  { Capabilities. }
  PciCapabilityMsi = $05;
  PciCapabilityVendor = $09;
  PciCapabilityMsiX = $11;

type
  PBusDevInfo = ^TBusDevInfo;
  TBusDevInfo = record
    bus, dev, func: LongWord;
    irq: LongWord; { line, as the firmware routed it }
    IO: array[0..5] of LongWord; { base address registers as they stand, type bits cut off }
    Vendor, Device: LongWord;
    MainClass, SubClass: LongWord;
    Next: PBusDevInfo;
    { Of this kernel's own. }
    BusDevice: TBusDevice;
    MessageTable: PtrUInt; { of MSI-X, once opened }
    MessageCount: LongInt;
  end;

var
  { Every function found, in the order of the scan. }
  PCIDevices: PBusDevInfo;

{ Lets the device answer at its ports and addresses and access memory. }
procedure PciSetMaster(Device: PBusDevInfo);

{ Configuration registers. Offset is a multiple of the size. }
function PciRead8(Device: PBusDevInfo; Offset: Byte): Byte;
function PciRead16(Device: PBusDevInfo; Offset: Byte): Word;
function PciRead32(Device: PBusDevInfo; Offset: Byte): LongWord;
procedure PciWrite16(Device: PBusDevInfo; Offset: Byte; Value: Word);
procedure PciWrite32(Device: PBusDevInfo; Offset: Byte; Value: LongWord);

{ Offset of the next capability with that Id after the one at After (0: the first); 0: none. }
function PciFindCapability(Device: PBusDevInfo; Id: Byte; After: Byte = 0): Byte;

{ The port of base address register Index; 0: it is not one of ports, or the firmware gave none. }
function PciPort(Device: PBusDevInfo; Index: LongInt): Word;

{ The memory behind base address register Index, mapped for access; nil: it is not one of memory,
  or the firmware gave none. }
function PciMemory(Device: PBusDevInfo; Index: LongInt): PByte;

{ Makes Handler(Data) be called when the device interrupts, by MSI-X, MSI or its line, the first
  that it has. The handler of a line must find out whether it was its device. }
function PciConnect(Device: PBusDevInfo; Handler: TInterruptHandler; Data: Pointer): Boolean;

{ Only the line, for devices that are to be driven so. }
function PciConnectLine(Device: PBusDevInfo; Handler: TInterruptHandler; Data: Pointer): Boolean;

{ Turns MSI-X on with every message masked. How many messages the device has; 0: no MSI-X. }
function PciOpenMessages(Device: PBusDevInfo): LongInt;

{ Message Index (0-based) of an opened device calls Handler(Data). }
function PciConnectMessage(Device: PBusDevInfo; Index: LongInt; Handler: TInterruptHandler;
  Data: Pointer): Boolean;

{ The same message goes to the core with that local APIC from now on. }
procedure PciAimMessage(Device: PBusDevInfo; Index: LongInt; ApicId: LongWord);

implementation

uses
  Toro.Paging, Toro.PciBars, Toro.PciConfig;

const
  NoVendor = $FFFF;
  StatusCapabilities = 1 shl 4;
  FirstCapability = $34;
  HeaderManyFunctions = $80;
  HeaderBridge = 1;
  ClassBridge = 6;
  BridgeBuses = $18; { the second byte: the bus behind it }
  ClassWord = $08;
  HeaderWord = $0C;

  MessageControl = 2;
  MsiEnable = 1;
  Msi64Bits = 1 shl 7;
  MsiXEnable = 1 shl 15;
  MsiXTableSize = $7FF;
  MsiXEntrySize = 16;

  { The kernel's map covers this much from the start; only 64-bit registers reach beyond. }
  MappedAtStart = QWord(1) shl 32;

  { A scan deeper than this is a loop of wrong bridges. }
  MaxBridges = 32;

type
  { An entry of the MSI-X table (6.8.2.6). }
  PMessageEntry = ^TMessageEntry;
  TMessageEntry = packed record
    AddressLow, AddressHigh, Data, Control: LongWord;
  end;

var
  LastDevice: PBusDevInfo;
  BridgeCount: LongInt;
  AddressesGiven: Boolean; { by the firmware, to some device }

{ --- Configuration space --- }

function AddressOf(Device: PBusDevInfo): TPciAddress; inline;
begin
  Result := PciAddress(Device^.bus, Device^.dev, Device^.func);
end;

function PciRead32(Device: PBusDevInfo; Offset: Byte): LongWord;
begin
  Result := ReadConfig(AddressOf(Device), Offset);
end;

function PciRead16(Device: PBusDevInfo; Offset: Byte): Word;
begin
  Result := PciRead32(Device, Offset) shr ((Offset and 2) * 8);
end;

function PciRead8(Device: PBusDevInfo; Offset: Byte): Byte;
begin
  Result := PciRead32(Device, Offset) shr ((Offset and 3) * 8);
end;

procedure PciWrite32(Device: PBusDevInfo; Offset: Byte; Value: LongWord);
begin
  WriteConfig(AddressOf(Device), Offset, Value);
end;

procedure PciWrite16(Device: PBusDevInfo; Offset: Byte; Value: Word);
begin
  WriteConfig16(AddressOf(Device), Offset, Value);
end;

procedure SetCommand(Device: PBusDevInfo; Bits: Word);
begin
  PciWrite16(Device, PciCommand, PciRead16(Device, PciCommand) or Bits);
end;

procedure PciSetMaster(Device: PBusDevInfo);
begin
  SetCommand(Device, PciCommandPorts or PciCommandMemory or PciCommandMaster);
end;

function PciFindCapability(Device: PBusDevInfo; Id: Byte; After: Byte): Byte;
var
  Steps: LongInt;
begin
  if After <> 0 then
    Result := PciRead8(Device, After + 1)
  else if PciRead16(Device, PciStatus) and StatusCapabilities <> 0 then
    Result := PciRead8(Device, FirstCapability)
  else
    Result := 0;
  { The list has room for 48 capabilities; a longer one is a loop. }
  for Steps := 1 to 48 do
  begin
    Result := Result and $FC;
    if (Result = 0) or (PciRead8(Device, Result) = Id) then
      Exit;
    Result := PciRead8(Device, Result + 1);
  end;
  Result := 0;
end;

{ --- Base address registers --- }

function PciPort(Device: PBusDevInfo; Index: LongInt): Word;
var
  Bar: LongWord;
begin
  Bar := ReadBar(AddressOf(Device), Index);
  Result := 0;
  if Bar and BarPorts <> 0 then
    Result := Bar and BarPortMask;
end;

function PciMemory(Device: PBusDevInfo; Index: LongInt): PByte;
var
  Bar: LongWord;
  Wide: Boolean;
  Address: QWord;
begin
  Result := nil;
  if (Index < 0) or (Index > 5) then
    Exit;
  Bar := ReadBar(AddressOf(Device), Index);
  Wide := IsWide(Bar);
  if (Bar and BarPorts <> 0) or (Wide and (Index = 5)) then
    Exit;
  Address := Bar and BarMemoryMask;
  if Wide then
    Address := Address or QWord(ReadBar(AddressOf(Device), Index + 1)) shl 32;
  if Address = 0 then
    Exit;
  if (Address >= MappedAtStart) and not MapDeviceMemory(Address, BarSize(AddressOf(Device), Index)) then
    Exit;
  Result := PByte(Address);
end;

{ --- Interrupts --- }

function PciConnectLine(Device: PBusDevInfo; Handler: TInterruptHandler; Data: Pointer): Boolean;
begin
  { 255: not connected (6.2.4). }
  Result := (Device^.irq < 255) and RegisterLine(Device^.irq, itLevel, Handler, Data);
end;

function PciOpenMessages(Device: PBusDevInfo): LongInt;
var
  Place: Byte;
  Control: Word;
  Table: LongWord;
  Memory: PByte;
  I: LongInt;
begin
  if Device^.MessageCount <> 0 then
    Exit(Device^.MessageCount);
  Place := PciFindCapability(Device, PciCapabilityMsiX);
  if Place = 0 then
    Exit(0);
  Table := PciRead32(Device, Place + 4);
  Memory := PciMemory(Device, Table and 7);
  if Memory = nil then
    Exit(0);
  PciSetMaster(Device);
  Control := PciRead16(Device, Place + MessageControl);
  Device^.MessageTable := PtrUInt(Memory) + Table and not LongWord(7);
  Device^.MessageCount := Control and MsiXTableSize + 1;
  for I := 0 to Device^.MessageCount - 1 do
    PMessageEntry(Device^.MessageTable + I * MsiXEntrySize)^.Control := 1;
  PciWrite16(Device, Place + MessageControl, Control or MsiXEnable);
  SetCommand(Device, PciCommandNoLine);
  Result := Device^.MessageCount;
end;

function PciConnectMessage(Device: PBusDevInfo; Index: LongInt; Handler: TInterruptHandler;
  Data: Pointer): Boolean;
var
  Message: TInterruptMessage;
  Entry: PMessageEntry;
begin
  Result := (Index < Device^.MessageCount) and RegisterMessage(Handler, Data, Message);
  if not Result then
    Exit;
  Entry := PMessageEntry(Device^.MessageTable + Index * MsiXEntrySize);
  Entry^.AddressLow := Message.Address;
  Entry^.AddressHigh := Message.Address shr 32;
  Entry^.Data := Message.Data;
  Entry^.Control := 0;
end;

procedure PciAimMessage(Device: PBusDevInfo; Index: LongInt; ApicId: LongWord);
const
  { SDM 3, 11.11.1: bits 12 to 19 }
  Destination = LongWord($FF) shl 12;
var
  Entry: PMessageEntry;
begin
  Entry := PMessageEntry(Device^.MessageTable + Index * MsiXEntrySize);
  { Only while masked (6.8.3.5). }
  Entry^.Control := 1;
  Entry^.AddressLow := Entry^.AddressLow and not Destination or (ApicId and $FF) shl 12;
  Entry^.Control := 0;
end;

function ConnectMsi(Device: PBusDevInfo; Handler: TInterruptHandler; Data: Pointer): Boolean;
var
  Place, DataPlace: Byte;
  Control: Word;
  Message: TInterruptMessage;
begin
  Place := PciFindCapability(Device, PciCapabilityMsi);
  Result := (Place <> 0) and RegisterMessage(Handler, Data, Message);
  if not Result then
    Exit;
  Control := PciRead16(Device, Place + MessageControl);
  PciWrite32(Device, Place + 4, Message.Address);
  DataPlace := Place + 8;
  if Control and Msi64Bits <> 0 then
  begin
    PciWrite32(Device, Place + 8, Message.Address shr 32);
    DataPlace := Place + 12;
  end;
  PciWrite16(Device, DataPlace, Message.Data);
  { One message, whatever number the device could send: bits 6:4 stay 0. }
  PciWrite16(Device, Place + MessageControl, Control and not Word($70) or MsiEnable);
  SetCommand(Device, PciCommandNoLine or PciCommandMaster);
end;

function PciConnect(Device: PBusDevInfo; Handler: TInterruptHandler; Data: Pointer): Boolean;
begin
  if PciOpenMessages(Device) > 0 then
    Exit(PciConnectMessage(Device, 0, Handler, Data));
  Result := ConnectMsi(Device, Handler, Data) or PciConnectLine(Device, Handler, Data);
end;

{ --- The scan --- }

procedure ReadBars(Device: PBusDevInfo);
var
  Index: LongInt;
  Bar: LongWord;
begin
  for Index := 0 to BarCount - 1 do
  begin
    Bar := ReadBar(AddressOf(Device), Index);
    if Bar and BarPorts <> 0 then
      Device^.IO[Index] := Bar and BarPortMask
    else
      Device^.IO[Index] := Bar and BarMemoryMask;
    AddressesGiven := AddressesGiven or (Device^.IO[Index] <> 0);
  end;
end;

procedure AddDevice(Bus, Dev, Func, Identity, ClassCode: LongWord; Bridge: Boolean);
var
  Device: PBusDevInfo;
begin
  Device := AllocMem(SizeOf(TBusDevInfo));
  Device^.bus := Bus;
  Device^.dev := Dev;
  Device^.func := Func;
  Device^.Vendor := Identity and $FFFF;
  Device^.Device := Identity shr 16;
  Device^.MainClass := ClassCode shr 24;
  Device^.SubClass := (ClassCode shr 16) and $FF;
  if not Bridge then
  begin
    Device^.irq := PciRead8(Device, PciInterruptLine);
    ReadBars(Device);
  end;
  if PCIDevices = nil then
    PCIDevices := Device
  else
    LastDevice^.Next := Device;
  LastDevice := Device;
end;

procedure ScanBus(Bus: LongWord); forward;

{ True: the device has more functions than 0. }
function ScanFunction(Bus, Dev, Func: LongWord): Boolean;
var
  Address: TPciAddress;
  Identity, Header: LongWord;
  Bridge: Boolean;
begin
  Address := PciAddress(Bus, Dev, Func);
  Identity := ReadConfig(Address, 0);
  if Identity and $FFFF = NoVendor then
    Exit(False);
  Header := (ReadConfig(Address, HeaderWord) shr 16) and $FF;
  Bridge := Header and $7F = HeaderBridge;
  AddDevice(Bus, Dev, Func, Identity, ReadConfig(Address, ClassWord), Bridge);
  if Bridge and (BridgeCount < MaxBridges) then
  begin
    Inc(BridgeCount);
    ScanBus((ReadConfig(Address, BridgeBuses) shr 8) and $FF);
  end;
  Result := Header and HeaderManyFunctions <> 0;
end;

procedure ScanBus(Bus: LongWord);
var
  Dev, Func: LongWord;
begin
  for Dev := 0 to 31 do
    if ScanFunction(Bus, Dev, 0) then
      for Func := 1 to 7 do
        ScanFunction(Bus, Dev, Func);
end;

function FindDevice(Vendor, Identity: LongWord): PBusDevInfo;
begin
  Result := PCIDevices;
  while (Result <> nil) and ((Result^.Vendor <> Vendor) or (Result^.Device <> Identity)) do
    Result := Result^.Next;
end;

{ The line of a device on bus 0, from the wiring of QEMU's two chipsets: pins are rotated over four
  inputs by device number. The PIIX3 (data sheet 29055002, PIRQ route control) leads each to an ISA
  line; the ICH9's inputs E to H are lines 20 to 23 of the I/O APIC. What the firmware says, else. }
function WiredLine(Device: PBusDevInfo): LongWord;
const
  Intel = $8086;
  Piix3 = $7000;
  Piix3Route = $60;
  Ich9 = $2918;
  Ich9FirstLine = 20;
  Ich9OwnDevices = 25; { from here on, wired otherwise }
var
  Bridge: PBusDevInfo;
  Pin: LongWord;
begin
  Result := Device^.irq;
  Pin := PciRead8(Device, PciInterruptPin);
  if Pin = 0 then
    Exit;
  Bridge := FindDevice(Intel, Piix3);
  if (Bridge <> nil) and (Device^.dev > Bridge^.dev) then
    Result := PciRead8(Bridge, Piix3Route + (Device^.dev + Pin - 2) and 3);
  if (FindDevice(Intel, Ich9) <> nil) and (Device^.dev < Ich9OwnDevices) then
    Result := Ich9FirstLine + (Device^.dev + Pin - 1) and 3;
end;

{ QBoot gives no addresses, and lines that are not those of the wiring. Devices behind bridges stay
  without: the bridges have not been opened for them. }
procedure GiveAddresses;
var
  Device: PBusDevInfo;
begin
  Device := PCIDevices;
  while Device <> nil do
  begin
    if (Device^.bus = 0) and (Device^.MainClass <> ClassBridge) then
    begin
      AssignBars(AddressOf(Device));
      ReadBars(Device);
      Device^.irq := WiredLine(Device);
    end;
    Device := Device^.Next;
  end;
end;

procedure Announce;
var
  Device: PBusDevInfo;
begin
  Device := PCIDevices;
  while Device <> nil do
  begin
    Device^.BusDevice.Id.Bus := bkPci;
    Device^.BusDevice.Id.Vendor := Device^.Vendor;
    Device^.BusDevice.Id.Device := Device^.Device;
    Device^.BusDevice.Handle := Device;
    AnnounceDevice(@Device^.BusDevice);
    Device := Device^.Next;
  end;
end;

initialization
  if HasPciHost then
  begin
    ScanBus(0);
    if not AddressesGiven then
      GiveAddresses;
    Announce;
  end;
end.

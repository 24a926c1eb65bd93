{ SPDX-License-Identifier: Apache-2.0 }
{ ATA disks on the two channels of a PC: 'ATA0' and 'ATA1', minor 0 the master, minor 5 the slave.
  ATA/ATAPI-7, volume 1 (commands), volume 2 (registers); Programming Interface for Bus Master IDE
  Controller 1.0.

  Called by: Toro.Block, for what its devices are asked.
  Touches: ports $1F0 and $170, lines 14 and 15, and the bus master's ports of the PCI controller.

  Data goes by bus-master DMA where the controller and the drive have it and the buffer's pieces can
  be described to it, else by ports (PIO). One command at a time on a channel: a thread waits for the
  other's to end, then for its own interrupt. }
unit IdeDisk;

{$mode objfpc}

interface

implementation

uses
  Pci, Toro.Block, Toro.Clock, Toro.Cpu, Toro.Dma, Toro.Drivers, Toro.IdeTables, Toro.Interrupts,
  Toro.Waiting;

const
  ChannelCount = 2;
  CommandPorts: array[0..ChannelCount - 1] of Word = ($1F0, $170);
  ControlPorts: array[0..ChannelCount - 1] of Word = ($3F6, $376);
  Lines: array[0..ChannelCount - 1] of LongWord = (14, 15);
  SlaveMinor = 5;

  { Command block, relative to its port. }
  RegData = 0;
  RegCount = 2;
  RegLbaLow = 3;
  RegLbaMid = 4;
  RegLbaHigh = 5;
  RegDevice = 6;
  RegStatus = 7; { reading it ends the interrupt }
  RegCommand = 7;

  DeviceLba = $E0; { obsolete bits set, LBA }
  DeviceSlave = $10;

  StatusError = $01;
  StatusData = $08;
  StatusFault = $20;
  StatusBusy = $80;
  NoChannel = $FF; { what ports without a device read }

  ControlReset = 4;

  CommandIdentify = $EC;
  CommandFlush = $E7;

  { Bus master, relative to the channel's port. }
  BusCommand = 0;
  BusStatus = 2;
  BusTable = 4;
  BusChannelSize = 8;
  BusStart = 1;
  BusToMemory = 8;
  BusError = 2;
  BusInterrupt = 4;

  SectorBytes = 512;
  { Sectors of one command: what 28-bit commands take, 256, is the same for all. }
  LargestTransfer = 256;
  PatienceNs = Int64(20) * 1000000000;
  { How often to look before waiting for the interrupt. }
  Glances = 100;

type
  PChannel = ^TChannel;
  TChannel = record
    Number: LongInt;
    Command, Control: Word;
    BusMaster: Word; { 0: none }
    Table: PTransferTable;
    Lock: TSpinLock; { guards Busy }
    Busy: Boolean;
    Free, Interrupts: TWaitQueue;
  end;

  PDrive = ^TDrive;
  TDrive = record
    Block: TBlockDevice;
    Channel: PChannel;
    Select: Byte;
    HasDma, HasLongAddresses: Boolean;
  end;

var
  Channels: array[0..ChannelCount - 1] of TChannel;

{ --- One command at a time --- }

procedure TakeChannel(Channel: PChannel);
var
  Taken: Boolean;
begin
  repeat
    AcquireSpinLock(Channel^.Lock);
    Taken := not Channel^.Busy;
    Channel^.Busy := True;
    ReleaseSpinLock(Channel^.Lock);
    if not Taken then
      WaitOn(Channel^.Free, Forever);
  until Taken;
end;

procedure LeaveChannel(Channel: PChannel);
begin
  Channel^.Busy := False;
  WakeOne(Channel^.Free);
end;

procedure ChannelInterrupt(Data: Pointer);
begin
  WakeAll(PChannel(Data)^.Interrupts);
end;

{ --- Waiting for the drive --- }

{ The alternate status register leaves the interrupt alone. }
function AlternateStatus(Channel: PChannel): Byte; inline;
begin
  Result := InByte(Channel^.Control);
end;

{ Waits until the drive is no longer busy and answers its status, which ends its interrupt; a drive
  that stays busy has failed. }
function AwaitStatus(Channel: PChannel): Byte;
var
  Left: LongInt;
  DeadlineNs: Int64;
begin
  Left := Glances;
  while (AlternateStatus(Channel) and StatusBusy <> 0) and (Left > 0) do
    Dec(Left);
  if Left = 0 then
  begin
    DeadlineNs := MonotonicNs + PatienceNs;
    while AlternateStatus(Channel) and StatusBusy <> 0 do
      if not WaitOn(Channel^.Interrupts, DeadlineNs) then
        Break;
  end;
  Result := InByte(Channel^.Command + RegStatus);
end;

function Failed(Status: Byte): Boolean; inline;
begin
  Result := Status and (StatusBusy or StatusFault or StatusError) <> 0;
end;

{ Brings a channel back whose drive has failed (volume 2, 11.2: at least 5 us of reset, and 2 ms). }
procedure Reset(Channel: PChannel);
begin
  OutByte(Channel^.Control, ControlReset);
  SleepUntil(MonotonicNs + 10000);
  OutByte(Channel^.Control, 0);
  SleepUntil(MonotonicNs + 2000000);
  AwaitStatus(Channel);
end;

{ --- Commands --- }

{ Four readings of the status give the drive the 400 ns that a change of drive takes. }
procedure SelectDrive(Channel: PChannel; Select: Byte);
var
  I: LongInt;
begin
  OutByte(Channel^.Command + RegDevice, Select);
  for I := 1 to 4 do
    AlternateStatus(Channel);
end;

procedure WriteAddress(Channel: PChannel; Sector: LongWord; Count: Byte);
begin
  OutByte(Channel^.Command + RegCount, Count);
  OutByte(Channel^.Command + RegLbaLow, Sector);
  OutByte(Channel^.Command + RegLbaMid, Sector shr 8);
  OutByte(Channel^.Command + RegLbaHigh, Sector shr 16);
end;

{ 256 sectors are a count of 0 in 28-bit commands; 48-bit ones have a high byte for it. }
procedure Send(Drive: PDrive; Kind: TTransferKind; Sector: QWord; Count: LongWord);
var
  Channel: PChannel;
begin
  Channel := Drive^.Channel;
  if Drive^.HasLongAddresses then
  begin
    SelectDrive(Channel, Drive^.Select);
    WriteAddress(Channel, Sector shr 24, Count shr 8);
    WriteAddress(Channel, Sector, Count);
  end
  else
  begin
    SelectDrive(Channel, Drive^.Select or (Sector shr 24) and $0F);
    WriteAddress(Channel, Sector, Count);
  end;
  OutByte(Channel^.Command + RegCommand, CommandFor(Kind, Drive^.HasLongAddresses));
end;

function MoveByPorts(Drive: PDrive; Writing: Boolean; Sector: QWord; Count: LongWord;
  Buffer: PByte): LongInt;
var
  Channel: PChannel;
  Status: Byte;
begin
  Channel := Drive^.Channel;
  if Writing then
    Send(Drive, tkPortWrite, Sector, Count)
  else
    Send(Drive, tkPortRead, Sector, Count);
  while Count > 0 do
  begin
    Status := AwaitStatus(Channel);
    if Failed(Status) or (Status and StatusData = 0) then
      Exit(BlockErrorIo);
    if Writing then
      OutWords(Channel^.Command + RegData, Buffer, SectorBytes div 2)
    else
      InWords(Channel^.Command + RegData, Buffer, SectorBytes div 2);
    Inc(Buffer, SectorBytes);
    Dec(Count);
  end;
  Result := 0;
  if Failed(AwaitStatus(Channel)) then
    Result := BlockErrorIo;
end;

{ The bus master says by its interrupt bit that the data is in memory, and stops when told. }
function AwaitBusMaster(Channel: PChannel): LongInt;
var
  Left: LongInt;
  DeadlineNs: Int64;
  Status: Byte;
begin
  Left := Glances;
  DeadlineNs := 0;
  repeat
    Status := InByte(Channel^.BusMaster + BusStatus);
    if Status and (BusInterrupt or BusError) <> 0 then
      Break;
    Dec(Left);
    if (Left < 0) and (DeadlineNs = 0) then
      DeadlineNs := MonotonicNs + PatienceNs;
  until (Left < 0) and not WaitOn(Channel^.Interrupts, DeadlineNs);
  OutByte(Channel^.BusMaster + BusCommand, 0);
  OutByte(Channel^.BusMaster + BusStatus, Status or BusInterrupt or BusError);
  Result := 0;
  if (Status and BusError <> 0) or (Status and BusInterrupt = 0)
    or Failed(AwaitStatus(Channel)) then
    Result := BlockErrorIo;
end;

function MoveByDma(Drive: PDrive; Writing: Boolean; Sector: QWord; Count: LongWord): LongInt;
var
  Channel: PChannel;
  Direction: Byte;
begin
  Channel := Drive^.Channel;
  Direction := BusToMemory * Ord(not Writing);
  OutLong(Channel^.BusMaster + BusTable, PhysicalAddress(Channel^.Table));
  OutByte(Channel^.BusMaster + BusCommand, Direction);
  OutByte(Channel^.BusMaster + BusStatus, BusInterrupt or BusError);
  if Writing then
    Send(Drive, tkDmaWrite, Sector, Count)
  else
    Send(Drive, tkDmaRead, Sector, Count);
  OutByte(Channel^.BusMaster + BusCommand, Direction or BusStart);
  Result := AwaitBusMaster(Channel);
end;

function Transfer(Drive: PDrive; Writing: Boolean; Sector: QWord; Count: LongWord;
  Buffer: PByte): LongInt;
begin
  TakeChannel(Drive^.Channel);
  if Drive^.HasDma and Describe(Drive^.Channel^.Table, Buffer, Count * SectorBytes) then
    Result := MoveByDma(Drive, Writing, Sector, Count)
  else
    Result := MoveByPorts(Drive, Writing, Sector, Count, Buffer);
  if Result <> 0 then
    Reset(Drive^.Channel);
  LeaveChannel(Drive^.Channel);
end;

function Read(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Result := Transfer(Device^.Data, False, Sector, Count, Buffer);
end;

function Write(Device: PBlockDevice; Sector: QWord; Count: LongWord; Buffer: Pointer): LongInt;
begin
  Result := Transfer(Device^.Data, True, Sector, Count, Buffer);
end;

function Flush(Device: PBlockDevice): LongInt;
var
  Drive: PDrive;
begin
  Drive := Device^.Data;
  TakeChannel(Drive^.Channel);
  SelectDrive(Drive^.Channel, Drive^.Select);
  OutByte(Drive^.Channel^.Command + RegCommand, CommandFlush);
  Result := 0;
  if Failed(AwaitStatus(Drive^.Channel)) then
    Result := BlockErrorIo;
  LeaveChannel(Drive^.Channel);
end;

const
  Operations: TBlockOperations = (Read: @Read; Write: @Write; Flush: @Flush);

{ --- Finding the drives --- }

{ False: nobody answers, or not a disk (ATAPI drives refuse the command). }
function Identify(Channel: PChannel; Select: Byte; out Identity: TIdentity): Boolean;
var
  Status: Byte;
begin
  SelectDrive(Channel, Select);
  Status := AlternateStatus(Channel);
  if (Status = 0) or (Status = NoChannel) then
    Exit(False);
  OutByte(Channel^.Command + RegCommand, CommandIdentify);
  Status := AwaitStatus(Channel);
  Result := not Failed(Status) and (Status and StatusData <> 0);
  if Result then
    InWords(Channel^.Command + RegData, @Identity, SectorBytes div 2);
end;

procedure AddDrive(Channel: PChannel; Slave: Boolean);
var
  Identity: TIdentity;
  Drive: PDrive;
  Select: Byte;
begin
  Select := DeviceLba or DeviceSlave * Ord(Slave);
  if not Identify(Channel, Select, Identity) or (SectorsOf(Identity) = 0) then
    Exit;
  Drive := AllocMem(SizeOf(TDrive));
  Drive^.Channel := Channel;
  Drive^.Select := Select;
  Drive^.HasLongAddresses := HasLongAddresses(Identity);
  Drive^.HasDma := HasDma(Identity) and (Channel^.BusMaster <> 0) and (Channel^.Table <> nil);
  Drive^.Block.Name := 'ATA' + AnsiChar(Ord('0') + Channel^.Number);
  Drive^.Block.Minor := SlaveMinor * Ord(Slave);
  Drive^.Block.SectorSize := SectorBytes;
  Drive^.Block.SectorCount := SectorsOf(Identity);
  Drive^.Block.Largest := LargestTransfer;
  Drive^.Block.Operations := @Operations;
  Drive^.Block.Data := Drive;
  RegisterBlockDevice(@Drive^.Block);
end;

procedure StartChannel(Number: LongInt; BusMaster: Word);
var
  Channel: PChannel;
begin
  Channel := @Channels[Number];
  Channel^.Number := Number;
  Channel^.Command := CommandPorts[Number];
  Channel^.Control := ControlPorts[Number];
  if InByte(Channel^.Command + RegStatus) = NoChannel then
    Exit;
  if BusMaster <> 0 then
  begin
    Channel^.BusMaster := BusMaster + Number * BusChannelSize;
    Channel^.Table := NewTransferTable;
  end;
  OutByte(Channel^.Control, 0);
  if not RegisterLine(Lines[Number], itEdge, @ChannelInterrupt, Channel) then
    Exit;
  AddDrive(Channel, False);
  AddDrive(Channel, True);
end;

{ The bus master's port of the first IDE controller on PCI; 0: there is none. }
function FindBusMaster: Word;
const
  StorageClass = 1;
  IdeSubClass = 1;
  BusMasterBar = 4;
var
  Device: PBusDevInfo;
begin
  Device := PCIDevices;
  while Device <> nil do
  begin
    if (Device^.MainClass = StorageClass) and (Device^.SubClass = IdeSubClass) then
    begin
      PciSetMaster(Device);
      Exit(PciPort(Device, BusMasterBar));
    end;
    Device := Device^.Next;
  end;
  Result := 0;
end;

procedure FindDrives;
var
  Number: LongInt;
  BusMaster: Word;
begin
  BusMaster := FindBusMaster;
  for Number := 0 to ChannelCount - 1 do
    StartChannel(Number, BusMaster);
end;

initialization
  FindDrives;
end.

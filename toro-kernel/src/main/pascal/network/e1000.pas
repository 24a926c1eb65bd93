{ SPDX-License-Identifier: Apache-2.0 }
{ Driver of the Intel 82540EM gigabit card, QEMU's `e1000`: Intel, PCI/PCI-X Family of Gigabit Ethernet
  Controllers Software Developer's Manual (317453). Naming this unit puts it into the image; the card
  becomes the network device `e1000`. Called through Toro.NetDevice; touches the card's registers, two
  rings of descriptors and a pool of frame buffers. }
unit E1000;

{$mode objfpc}

interface

implementation

uses
  Toro.Dma, Toro.Drivers, Toro.NetDevice, Pci;

const
  IntelVendor = $8086;
  { Registers (13.4) }
  Control = $0000; Status = $0008; InterruptCause = $00C0; InterruptThrottle = $00C4;
  MaskSet = $00D0; MaskClear = $00D8;
  ReceiveControl = $0100; SendControl = $0400; SendGap = $0410;
  ReceiveBase = $2800; ReceiveBaseHigh = $2804; ReceiveLength = $2808; ReceiveHead = $2810;
  ReceiveTail = $2818; ReceiveDelay = $2820;
  SendBase = $3800; SendBaseHigh = $3804; SendLength = $3808; SendHead = $3810; SendTail = $3818;
  ReceiveSumControl = $5000; MulticastTable = $5200; AddressLow = $5400; AddressHigh = $5404;
  { Bits }
  ControlAutoSpeed = 1 shl 5; ControlLinkUp = 1 shl 6; ControlReset = 1 shl 26;
  StatusLinkUp = 1 shl 1;
  CauseLink = 1 shl 2; CauseReceiveLow = 1 shl 4; CauseOverrun = 1 shl 6; CauseReceived = 1 shl 7;
  WantedCauses = CauseLink or CauseReceiveLow or CauseOverrun or CauseReceived;
  ReceiveEnable = 1 shl 1; ReceiveBroadcast = 1 shl 15; ReceiveStripCrc = 1 shl 26;
  { Every group: neighbours are found by IPv6 through groups of their own (13.4.22). }
  ReceiveGroups = 1 shl 4;
  SendEnable = 1 shl 1; SendPadShort = 1 shl 3;
  { Collision threshold 15, distance 64: full duplex (13.4.33) }
  SendCollisions = ($0F shl 4) or ($40 shl 12);
  SendGapValue = $0060200A;
  SumTcpUdp = 1 shl 9;
  AddressValid = LongWord(1) shl 31;
  { Descriptors (3.2.3, 3.3.3) }
  DescriptorDone = 1; DescriptorEnd = 2; DescriptorIgnoreSums = 4; DescriptorSumChecked = 32;
  SumError = 32;
  CommandEnd = 1; CommandInsertCrc = 2; CommandReport = 8; CommandExtended = 32;
  { A context descriptor says where sums begin and go, in every frame alike: at byte 34 of the frame, behind
    Ethernet's and IPv4's headers, the sum at byte 16 of TCP's (3.3.6) }
  ContextTcp = 1; ContextIp4 = 2;
  SumStart = 34; SumPlace = 50;
  { A data descriptor has its kind in the byte behind the length, its options in the one behind the status (3.3.7) }
  KindData = $10; OptionTcpSum = 2;
  RingSize = 128;
  BufferSize = 2048;

type
  PReceiveDescriptor = ^TReceiveDescriptor;
  TReceiveDescriptor = packed record
    Address: QWord;
    Length, Checksum: Word;
    Status, Errors: Byte;
    Special: Word;
  end;

  PSendDescriptor = ^TSendDescriptor;
  TSendDescriptor = packed record
    Address: QWord;
    Length: Word;
    Kind, Command, Status, Options: Byte;
    Special: Word;
  end;

  PCard = ^TCard;
  TCard = record
    Net: TNetDevice;
    Registers: PByte;
    Pci: PBusDevInfo;
    Receive: PReceiveDescriptor;
    Send: PSendDescriptor;
    ReceivePool, SendPool: PByte;
    NextReceive, NextSend, Unreclaimed: LongInt;
  end;

function ReadRegister(Card: PCard; Offset: LongWord): LongWord;
begin
  Result := PLongWord(Card^.Registers + Offset)^;
end;

procedure WriteRegister(Card: PCard; Offset, Value: LongWord);
begin
  PLongWord(Card^.Registers + Offset)^ := Value;
end;

{ Reading the cause lowers the line (13.4.17). Other devices may share it. }
procedure Interrupt(Data: Pointer);
var
  Card: PCard;
  Cause: LongWord;
begin
  Card := Data;
  Cause := ReadRegister(Card, InterruptCause);
  if Cause and WantedCauses = 0 then
    Exit;
  if Cause and CauseLink <> 0 then
    Card^.Net.LinkUp := ReadRegister(Card, Status) and StatusLinkUp <> 0;
  WriteRegister(Card, MaskClear, $FFFFFFFF);
  SignalWork(@Card^.Net);
end;

procedure OpenReceive(Card: PCard);
var
  Index: LongInt;
begin
  for Index := 0 to RingSize - 1 do
    Card^.Receive[Index].Address := PhysicalAddress(Card^.ReceivePool + Index * BufferSize);
  WriteRegister(Card, ReceiveBase, LongWord(PhysicalAddress(Card^.Receive)));
  WriteRegister(Card, ReceiveBaseHigh, PhysicalAddress(Card^.Receive) shr 32);
  WriteRegister(Card, ReceiveLength, RingSize * SizeOf(TReceiveDescriptor));
  WriteRegister(Card, ReceiveHead, 0);
  WriteRegister(Card, ReceiveDelay, 0);
  WriteRegister(Card, ReceiveSumControl, SumTcpUdp);
  { Buffers of 2048 bytes are the size code 0. }
  WriteRegister(Card, ReceiveControl, ReceiveEnable or ReceiveGroups or ReceiveBroadcast
    or ReceiveStripCrc);
  WriteRegister(Card, ReceiveTail, RingSize - 1);
end;

procedure OpenSend(Card: PCard);
begin
  WriteRegister(Card, SendBase, LongWord(PhysicalAddress(Card^.Send)));
  WriteRegister(Card, SendBaseHigh, PhysicalAddress(Card^.Send) shr 32);
  WriteRegister(Card, SendLength, RingSize * SizeOf(TSendDescriptor));
  WriteRegister(Card, SendHead, 0);
  WriteRegister(Card, SendTail, 0);
  FillChar(Card^.Send^, RingSize * SizeOf(TSendDescriptor), 0);
  Card^.Send[0].Address := QWord(SumStart) shl 32 or QWord(SumPlace) shl 40;
  Card^.Send[0].Command := ContextTcp or ContextIp4 or CommandReport or CommandExtended;
  Card^.Unreclaimed := 0;
  Card^.NextSend := 1;
  WriteRegister(Card, SendGap, SendGapValue);
  WriteRegister(Card, SendControl, SendEnable or SendPadShort or SendCollisions);
end;

function Start(Device: PNetDevice): LongInt;
var
  Card: PCard;
begin
  Card := PCard(Device^.Data);
  WriteRegister(Card, Control,
    ReadRegister(Card, Control) or ControlLinkUp or ControlAutoSpeed);
  OpenReceive(Card);
  OpenSend(Card);
  Device^.LinkUp := ReadRegister(Card, Status) and StatusLinkUp <> 0;
  WriteRegister(Card, InterruptThrottle, 0);
  WriteRegister(Card, MaskSet, WantedCauses);
  Result := 0;
end;

procedure Stop(Device: PNetDevice);
var
  Card: PCard;
begin
  Card := PCard(Device^.Data);
  WriteRegister(Card, MaskClear, $FFFFFFFF);
  WriteRegister(Card, ReceiveControl, 0);
  WriteRegister(Card, SendControl, 0);
  Device^.LinkUp := False;
end;

{ One descriptor stays free: a full ring would look empty. }
function SendHasRoom(Card: PCard): Boolean;
begin
  while (Card^.Unreclaimed <> Card^.NextSend)
    and (Card^.Send[Card^.Unreclaimed].Status and DescriptorDone <> 0) do
    Card^.Unreclaimed := (Card^.Unreclaimed + 1) mod RingSize;
  Result := (Card^.NextSend + 1) mod RingSize <> Card^.Unreclaimed;
end;

function Send(Device: PNetDevice; constref Frame: TNetFrame): LongInt;
var
  Card: PCard;
  Buffer: PByte;
begin
  Card := PCard(Device^.Data);
  if not Device^.LinkUp then
    Exit(NetErrorDown);
  if Frame.Size > BufferSize then
    Exit(NetErrorSize);
  if not SendHasRoom(Card) then
    Exit(NetErrorBusy);
  Buffer := Card^.SendPool + Card^.NextSend * BufferSize;
  Move(Frame.Data^, Buffer^, Frame.Size);
  with Card^.Send[Card^.NextSend] do
  begin
    Address := PhysicalAddress(Buffer);
    Length := Frame.Size;
    Kind := KindData;
    Status := 0;
    Options := OptionTcpSum * Ord(Frame.NeedsChecksum);
    Command := CommandEnd or CommandInsertCrc or CommandReport or CommandExtended;
  end;
  Card^.NextSend := (Card^.NextSend + 1) mod RingSize;
  WriteRegister(Card, SendTail, Card^.NextSend);
  Result := 0;
end;

procedure Deliver(Card: PCard; const Descriptor: TReceiveDescriptor; Buffer: PByte);
var
  Frame: TNetFrame;
begin
  { A frame of several buffers is longer than the link allows; a bad one has no descriptor. }
  if (Descriptor.Status and DescriptorEnd = 0) or (Descriptor.Length > BufferSize) then
    Exit;
  FillChar(Frame, SizeOf(Frame), 0);
  Frame.Data := Buffer;
  Frame.Size := Descriptor.Length;
  Frame.ChecksumChecked := (Descriptor.Status and DescriptorIgnoreSums = 0)
    and (Descriptor.Status and DescriptorSumChecked <> 0) and (Descriptor.Errors and SumError = 0);
  DeliverFrame(@Card^.Net, Frame);
end;

function Poll(Device: PNetDevice; Budget: LongInt): LongInt;
var
  Card: PCard;
  Index: LongInt;
begin
  Card := PCard(Device^.Data);
  Result := 0;
  while Result < Budget do
  begin
    Index := Card^.NextReceive;
    if Card^.Receive[Index].Status and DescriptorDone = 0 then
      Break;
    Deliver(Card, Card^.Receive[Index], Card^.ReceivePool + Index * BufferSize);
    Card^.Receive[Index].Status := 0;
    WriteRegister(Card, ReceiveTail, Index);
    Card^.NextReceive := (Index + 1) mod RingSize;
    Inc(Result);
  end;
  { A frame that came since the test raises the line as soon as the mask opens. }
  if Result < Budget then
    WriteRegister(Card, MaskSet, WantedCauses);
end;

const
  Operations: TNetOperations = (Start: @Start; Stop: @Stop; Send: @Send; Poll: @Poll);

{ The card has loaded its address from its EEPROM into the first filter (13.5.1). }
procedure ReadAddress(Card: PCard);
var
  Low, High: LongWord;
begin
  Low := ReadRegister(Card, AddressLow);
  High := ReadRegister(Card, AddressHigh);
  Move(Low, Card^.Net.Mac[0], 4);
  Move(High, Card^.Net.Mac[4], 2);
  WriteRegister(Card, AddressHigh, High or AddressValid);
end;

procedure ResetCard(Card: PCard);
var
  Tries, Index: LongInt;
begin
  WriteRegister(Card, MaskClear, $FFFFFFFF);
  WriteRegister(Card, Control, ReadRegister(Card, Control) or ControlReset);
  Tries := 100000;
  while (ReadRegister(Card, Control) and ControlReset <> 0) and (Tries > 0) do
    Dec(Tries);
  WriteRegister(Card, MaskClear, $FFFFFFFF);
  ReadRegister(Card, InterruptCause);
  for Index := 0 to 127 do
    WriteRegister(Card, MulticastTable + LongWord(Index) * 4, 0);
end;

function MakeRings(Card: PCard): Boolean;
begin
  Card^.Receive := AllocateDma(RingSize * SizeOf(TReceiveDescriptor));
  Card^.Send := AllocateDma(RingSize * SizeOf(TSendDescriptor));
  Card^.ReceivePool := AllocateDmaBuffers(RingSize * BufferSize);
  Card^.SendPool := AllocateDmaBuffers(RingSize * BufferSize);
  Result := (Card^.Receive <> nil) and (Card^.Send <> nil) and (Card^.ReceivePool <> nil)
    and (Card^.SendPool <> nil);
end;

function Probe(BusDevice: PBusDevice): Boolean;
var
  Card: PCard;
begin
  Card := AllocMem(SizeOf(TCard));
  Card^.Pci := PBusDevInfo(BusDevice^.Handle);
  PciSetMaster(Card^.Pci);
  Card^.Registers := PciMemory(Card^.Pci, 0);
  Result := (Card^.Registers <> nil) and MakeRings(Card);
  if Result then
  begin
    ResetCard(Card);
    Result := PciConnect(Card^.Pci, @Interrupt, Card);
  end;
  if not Result then
  begin
    FreeMem(Card);
    Exit;
  end;
  Card^.Net.Name := 'e1000';
  Card^.Net.Mtu := 1500;
  Card^.Net.Features := [nfSendChecksum, nfReceiveChecksum];
  Card^.Net.Operations := @Operations;
  Card^.Net.Data := Card;
  ReadAddress(Card);
  RegisterNetDevice(@Card^.Net);
end;

const
  { 82540EM, 82545EM, 82543GC and the newer 82574L's older brothers speak the same language. }
  Ids: array[0..2] of TDeviceId = (
    (Bus: bkPci; Vendor: IntelVendor; Device: $100E),
    (Bus: bkPci; Vendor: IntelVendor; Device: $100F),
    (Bus: bkPci; Vendor: IntelVendor; Device: $1004));
var
  Driver: TDriver = (Name: 'e1000'; Ids: @Ids; IdCount: 3; Probe: @Probe; Next: nil);

initialization
  RegisterDriver(@Driver);
end.

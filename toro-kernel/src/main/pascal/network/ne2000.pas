{ SPDX-License-Identifier: Apache-2.0 }
{ Driver of the NE2000 on PCI (Realtek RTL8029, QEMU's `ne2k_pci`): National Semiconductor DP8390D
  data sheet. Naming this unit puts it into the image; the card becomes the network device `ne2000`.

  Called through Toro.NetDevice. Touches the card's ports only: frames go through its own 16 KiB of
  memory, by words at one port ("remote DMA"), so it is slow; nothing here needs DMA memory.

  That memory is counted in pages of 256 bytes: six for the frame being sent, then the ring of received
  frames. In the ring a frame starts on a page, behind a header of four bytes, and goes on at the
  ring's start when it reaches its end. }
unit Ne2000;

{$mode objfpc}

interface

implementation

uses
  Toro.Cpu, Toro.Drivers, Toro.NetDevice, Pci;

const
  RealtekVendor = $10EC;
  Rtl8029 = $8029;

  { Ports, of page 0 of the registers unless said otherwise. }
  PortCommand = $00;
  PortRingStart = $01;
  PortRingStop = $02;
  PortBoundary = $03;
  PortSendPage = $04;
  PortSendCount = $05;
  PortInterrupts = $07;
  PortRemoteAddress = $08;
  PortRemoteCount = $0A;
  PortReceiveConfig = $0C;
  PortSendConfig = $0D;
  PortDataConfig = $0E;
  PortMask = $0F;
  Page1Address = $01;
  Page1Current = $07;
  Page1Multicast = $08;
  PortData = $10;
  PortReset = $1F;

  { Command register: stop or start, send, one of the remote operations, page of registers. }
  CommandStop = $01;
  CommandStart = $02;
  CommandSend = $04;
  CommandRemoteRead = $08;
  CommandRemoteWrite = $10;
  CommandRemoteNone = $20;
  CommandPage1 = $40;

  InterruptReceived = $01;
  InterruptReceiveError = $04;
  InterruptOverrun = $10;
  InterruptReset = $80;
  AllInterrupts = $FF;
  { What ends a wait: frames have come, or there was no room for one. }
  WantedInterrupts = InterruptReceived or InterruptReceiveError or InterruptOverrun;

  { Words, normal operation, 8 bytes of FIFO. }
  DataWords = $49;
  ReceiveBroadcast = $04;
  ReceiveMulticast = $08;
  ReceiveNothing = $20;
  SendNormal = $00;
  SendLoopback = $02;

  PageBytes = 256;
  SendPage = $40;
  RingFirst = $46;
  RingEnd = $80; { one beyond the last }
  HeaderBytes = 4;
  LongestFrame = 1514;
  ShortestFrame = 60;

  NoCard = $FF;

type
  PCard = ^TCard;
  TCard = record
    Net: TNetDevice;
    Pci: PBusDevInfo;
    Port: Word;
    NextPage: Byte; { where the next frame to deliver starts }
    Buffer: array[0..LongestFrame + PageBytes - 1] of Byte;
  end;

  { Before each frame in the ring. }
  TFrameHeader = packed record
    Status: Byte;
    NextPage: Byte;
    Bytes: Word; { header included }
  end;

procedure Put(Card: PCard; Register, Value: Byte); inline;
begin
  OutByte(Card^.Port + Register, Value);
end;

procedure PutWord(Card: PCard; Register: Byte; Value: Word);
begin
  OutByte(Card^.Port + Register, Value);
  OutByte(Card^.Port + Register + 1, Value shr 8);
end;

{ --- The card's memory --- }

procedure StartRemote(Card: PCard; Address, Bytes: Word; Operation: Byte);
begin
  PutWord(Card, PortRemoteCount, Bytes);
  PutWord(Card, PortRemoteAddress, Address);
  Put(Card, PortCommand, CommandStart or Operation);
end;

{ Bytes is rounded up to words: Target has room for one more. }
procedure ReadMemory(Card: PCard; Address: Word; Target: PByte; Bytes: Word);
begin
  Bytes := (Bytes + 1) and not 1;
  StartRemote(Card, Address, Bytes, CommandRemoteRead);
  InWords(Card^.Port + PortData, Target, Bytes div 2);
end;

procedure WriteMemory(Card: PCard; Address: Word; Source: PByte; Bytes: Word);
begin
  StartRemote(Card, Address, Bytes, CommandRemoteWrite);
  OutWords(Card^.Port + PortData, Source, Bytes div 2);
end;

{ From the ring, where what would lie at its end lies at its start. }
procedure ReadRing(Card: PCard; Address: Word; Target: PByte; Bytes: Word);
const
  Finish = RingEnd * PageBytes;
var
  Part: Word;
begin
  Part := Bytes;
  if Address + Bytes > Finish then
    Part := Finish - Address;
  ReadMemory(Card, Address, Target, Part);
  if Part < Bytes then
    ReadMemory(Card, RingFirst * PageBytes, Target + Part, Bytes - Part);
end;

{ --- Receiving --- }

function CurrentPage(Card: PCard): Byte;
begin
  Put(Card, PortCommand, CommandStart or CommandRemoteNone or CommandPage1);
  Result := InByte(Card^.Port + Page1Current);
  Put(Card, PortCommand, CommandStart or CommandRemoteNone);
end;

{ The card fills the ring up to the page before the boundary. }
procedure ReleaseUpTo(Card: PCard; NextPage: Byte);
begin
  Card^.NextPage := NextPage;
  if NextPage = RingFirst then
    Put(Card, PortBoundary, RingEnd - 1)
  else
    Put(Card, PortBoundary, NextPage - 1);
end;

procedure OpenRing(Card: PCard);
begin
  Put(Card, PortRingStart, RingFirst);
  Put(Card, PortRingStop, RingEnd);
  Put(Card, PortCommand, CommandStop or CommandRemoteNone or CommandPage1);
  Put(Card, Page1Current, RingFirst + 1);
  Put(Card, PortCommand, CommandStop or CommandRemoteNone);
  ReleaseUpTo(Card, RingFirst + 1);
end;

{ Delivers the frame at NextPage; False: the ring makes no sense, and has been opened anew. }
function DeliverNext(Card: PCard): Boolean;
var
  Header: TFrameHeader;
  Frame: TNetFrame;
begin
  ReadRing(Card, Card^.NextPage * PageBytes, @Header, HeaderBytes);
  Result := (Header.NextPage >= RingFirst) and (Header.NextPage < RingEnd)
    and (Header.Bytes > HeaderBytes) and (Header.Bytes <= LongestFrame + HeaderBytes + 4);
  if not Result then
  begin
    Inc(Card^.Net.Statistics.ReceiveErrors);
    OpenRing(Card);
    Put(Card, PortCommand, CommandStart or CommandRemoteNone);
    Exit;
  end;
  FillChar(Frame, SizeOf(Frame), 0);
  Frame.Data := @Card^.Buffer;
  Frame.Size := Header.Bytes - HeaderBytes;
  ReadRing(Card, Card^.NextPage * PageBytes + HeaderBytes, @Card^.Buffer, Frame.Size);
  ReleaseUpTo(Card, Header.NextPage);
  DeliverFrame(@Card^.Net, Frame);
end;

{ A frame that comes after the acknowledgement raises the line again as soon as the mask opens. }
function Poll(Device: PNetDevice; Budget: LongInt): LongInt;
var
  Card: PCard;
begin
  Card := PCard(Device^.Data);
  Result := 0;
  Put(Card, PortInterrupts, AllInterrupts);
  while (Result < Budget) and (CurrentPage(Card) <> Card^.NextPage) do
  begin
    if not DeliverNext(Card) then
      Break;
    Inc(Result);
  end;
  if Result < Budget then
    Put(Card, PortMask, WantedInterrupts);
end;

procedure Interrupt(Data: Pointer);
var
  Card: PCard;
begin
  Card := Data;
  if InByte(Card^.Port + PortInterrupts) and WantedInterrupts = 0 then
    Exit;
  Put(Card, PortMask, 0);
  SignalWork(@Card^.Net);
end;

{ --- Sending --- }

{ The card sends what is in its memory; until it has, nothing else fits there. }
function Send(Device: PNetDevice; constref Frame: TNetFrame): LongInt;
var
  Card: PCard;
  Padded: array[0..LongestFrame + 1] of Byte;
  Bytes: Word;
begin
  Card := PCard(Device^.Data);
  if not Device^.LinkUp then
    Exit(NetErrorDown);
  if Frame.Size > LongestFrame then
    Exit(NetErrorSize);
  if InByte(Card^.Port + PortCommand) and CommandSend <> 0 then
    Exit(NetErrorBusy);
  Bytes := Frame.Size;
  if Bytes < ShortestFrame then
    Bytes := ShortestFrame;
  FillChar(Padded, Bytes + 1, 0);
  Move(Frame.Data^, Padded, Frame.Size);
  WriteMemory(Card, SendPage * PageBytes, @Padded, (Bytes + 1) and not 1);
  Put(Card, PortSendPage, SendPage);
  PutWord(Card, PortSendCount, Bytes);
  Put(Card, PortCommand, CommandStart or CommandRemoteNone or CommandSend);
  Result := 0;
end;

{ --- Start --- }

procedure SetAddress(Card: PCard);
var
  Index: LongInt;
begin
  Put(Card, PortCommand, CommandStop or CommandRemoteNone or CommandPage1);
  for Index := 0 to 5 do
    Put(Card, Page1Address + Index, Card^.Net.Mac[Index]);
  for Index := 0 to 7 do
    Put(Card, Page1Multicast + Index, $FF);
  Put(Card, PortCommand, CommandStop or CommandRemoteNone);
end;

function Start(Device: PNetDevice): LongInt;
var
  Card: PCard;
begin
  Card := PCard(Device^.Data);
  SetAddress(Card);
  OpenRing(Card);
  Put(Card, PortInterrupts, AllInterrupts);
  Put(Card, PortCommand, CommandStart or CommandRemoteNone);
  Put(Card, PortSendConfig, SendNormal);
  Put(Card, PortReceiveConfig, ReceiveBroadcast or ReceiveMulticast);
  Put(Card, PortMask, WantedInterrupts);
  Device^.LinkUp := True;
  Result := 0;
end;

procedure Stop(Device: PNetDevice);
var
  Card: PCard;
begin
  Card := PCard(Device^.Data);
  Put(Card, PortMask, 0);
  Put(Card, PortCommand, CommandStop or CommandRemoteNone);
  Device^.LinkUp := False;
end;

const
  Operations: TNetOperations = (Start: @Start; Stop: @Stop; Send: @Send; Poll: @Poll);

{ Reading the reset port and writing it back resets the card; it says so in its interrupts. }
function ResetCard(Card: PCard): Boolean;
var
  Tries: LongInt;
begin
  Put(Card, PortReset, InByte(Card^.Port + PortReset));
  Tries := 1000;
  while (InByte(Card^.Port + PortInterrupts) and InterruptReset = 0) and (Tries > 0) do
    Dec(Tries);
  Result := (Tries > 0) and (InByte(Card^.Port + PortCommand) <> NoCard);
  Put(Card, PortCommand, CommandStop or CommandRemoteNone);
  Put(Card, PortDataConfig, DataWords);
  PutWord(Card, PortRemoteCount, 0);
  Put(Card, PortReceiveConfig, ReceiveNothing);
  Put(Card, PortSendConfig, SendLoopback);
  Put(Card, PortMask, 0);
  Put(Card, PortInterrupts, AllInterrupts);
end;

{ The address PROM lies at the start of the card's memory, each byte twice. }
procedure ReadAddress(Card: PCard);
var
  Prom: array[0..31] of Byte;
  Index: LongInt;
begin
  ReadMemory(Card, 0, @Prom, SizeOf(Prom));
  for Index := 0 to 5 do
    Card^.Net.Mac[Index] := Prom[2 * Index];
end;

function Probe(BusDevice: PBusDevice): Boolean;
var
  Card: PCard;
begin
  Card := AllocMem(SizeOf(TCard));
  Card^.Pci := PBusDevInfo(BusDevice^.Handle);
  PciSetMaster(Card^.Pci);
  Card^.Port := PciPort(Card^.Pci, 0);
  Result := (Card^.Port <> 0) and ResetCard(Card)
    and PciConnectLine(Card^.Pci, @Interrupt, Card);
  if not Result then
  begin
    FreeMem(Card);
    Exit;
  end;
  Card^.Net.Name := 'ne2000';
  Card^.Net.Mtu := 1500;
  Card^.Net.Operations := @Operations;
  Card^.Net.Data := Card;
  ReadAddress(Card);
  RegisterNetDevice(@Card^.Net);
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkPci; Vendor: RealtekVendor; Device: Rtl8029));
var
  Driver: TDriver = (Name: 'ne2000'; Ids: @Ids; IdCount: 1; Probe: @Probe; Next: nil);

initialization
  RegisterDriver(@Driver);
end.

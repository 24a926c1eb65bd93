{ SPDX-License-Identifier: Apache-2.0 }
{ Driver of the virtio network card, over PCI (legacy and modern) and MMIO: VIRTIO 1.2, 5.1. Naming this
  unit puts it into the image; the card becomes the network device `virtionet`. Called through
  Toro.NetDevice; touches the card's two queues and a pool of frame buffers. }
unit VirtIONet;

{$mode objfpc}

interface

implementation

uses
  Toro.Clock, Toro.CoreCount, Toro.Cpu, Toro.Dma, Toro.Drivers, Toro.NetDevice, Toro.Virtio, Toro.VirtioMmio,
  Toro.VirtioPci;

const
  ReceiveQueue = 0;
  SendQueue = 1; { of the first pair; two on for each further one }
  BufferCount = 128;
  { So many each way from the start, the rest when traffic asks for it: handing over all of them would take a good part
    of the start. }
  FirstBuffers = 32;
  { Taken in at one look }
  ManyFrames = 8;
  BufferSize = 2048;
  { 5.1.3 }
  FeatureSendChecksum = QWord(1) shl 0;
  FeatureReceiveChecksum = QWord(1) shl 1;
  FeatureMtu = QWord(1) shl 3;
  FeatureMac = QWord(1) shl 5;
  FeatureControl = QWord(1) shl 17;
  FeaturePairs = QWord(1) shl 22;
  { 5.1.4 }
  ConfigMac = 0;
  ConfigMostPairs = 8;
  ConfigMtu = 10;
  { 5.1.6.5, 5.1.6.5.5 }
  ControlSize = 16;
  ControlPairs = 4;
  ControlSetPairs = 0;
  ControlDone = 0;
  MostPairs = 16;
  { 5.1.6: bits of the header's first byte }
  HeaderNeedsChecksum = 1;
  HeaderDataValid = 2;
  ShortHeaderSize = 10;
  HeaderSize = 12;

type
  { 5.1.6; Buffers is absent from the header of a legacy device without merged buffers. }
  PHeader = ^THeader;
  THeader = packed record
    Flags, Segmentation: Byte;
    HeaderLength, SegmentSize, ChecksumStart, ChecksumOffset, Buffers: Word;
  end;

  { A card; with several pairs of queues one of these for each. }
  PCard = ^TCard;
  TCard = record
    Net: TNetDevice;
    Virtio: PVirtioDevice;
    Receive, Send: PVirtioQueue;
    { The first FirstBuffers, and the others once they are wanted }
    ReceivePool, MoreReceive, SendPool: PByte;
    FreeSend: array[0..BufferCount - 1] of PByte;
    FreeSendCount: LongInt;
    SendsMore: Boolean;
    { Of the receiving ones, what the card has been given }
    GivenCount: LongInt;
    HeaderBytes: LongInt;
    { The first pair's }
    Control: PVirtioQueue;
  end;

{ In the interrupt handler: quiet until the stack has looked. }
procedure FramesCame(Queue: PVirtioQueue);
begin
  DisableQueueInterrupts(Queue);
  SignalWork(@PCard(Queue^.Data)^.Net);
end;

{ Legacy devices want the header in a piece of its own (2.7.4.1). }
function GiveBuffer(Card: PCard; Queue: PVirtioQueue; Buffer: PByte; Size: LongInt;
  DeviceWrites: Boolean): Boolean;
var
  Pieces: array[0..1] of TVirtioBuffer;
begin
  Pieces[0].Data := Buffer;
  Pieces[0].Size := Size;
  Pieces[0].DeviceWrites := DeviceWrites;
  if not Card^.Virtio^.Legacy then
    Exit(AddBuffers(Queue, @Pieces, 1, Buffer));
  Pieces[0].Size := Card^.HeaderBytes;
  Pieces[1].Data := Buffer + Card^.HeaderBytes;
  Pieces[1].Size := Size - Card^.HeaderBytes;
  Pieces[1].DeviceWrites := DeviceWrites;
  Result := AddBuffers(Queue, @Pieces, 2, Buffer);
end;

{ Count of them, from Pool on; a small queue takes fewer. }
procedure GiveReceiveBuffers(Card: PCard; Pool: PByte; Count: LongInt);
var
  Index: LongInt;
begin
  for Index := 0 to Count - 1 do
  begin
    if not GiveBuffer(Card, Card^.Receive, Pool + Index * BufferSize, BufferSize, True) then
      Exit;
    Inc(Card^.GivenCount);
  end;
end;

{ A card whose buffers fill faster than they are looked at gets all it may have. }
procedure GiveMoreBuffers(Card: PCard);
begin
  if (Card^.GivenCount <> FirstBuffers) or (Card^.MoreReceive <> nil) then
    Exit;
  Card^.MoreReceive := AllocateDmaBuffers((BufferCount - FirstBuffers) * BufferSize);
  if Card^.MoreReceive <> nil then
    GiveReceiveBuffers(Card, Card^.MoreReceive, BufferCount - FirstBuffers);
end;

{ Count more of them to send from. None is free. }
procedure AddSendBuffers(Card: PCard; Pool: PByte; Count: LongInt);
var
  Index: LongInt;
begin
  for Index := 0 to Count - 1 do
    Card^.FreeSend[Index] := Pool + Index * BufferSize;
  Card^.FreeSendCount := Count;
end;

function Start(Device: PNetDevice): LongInt;
var
  Card: PCard;
begin
  Card := PCard(Device^.Data);
  DisableQueueInterrupts(Card^.Send);
  if Card^.GivenCount = 0 then
    GiveReceiveBuffers(Card, Card^.ReceivePool, FirstBuffers);
  Kick(Card^.Receive);
  Device^.LinkUp := True;
  Result := 0;
end;

procedure Stop(Device: PNetDevice);
begin
  Device^.LinkUp := False;
  ResetVirtio(PCard(Device^.Data)^.Virtio);
end;

procedure Reclaim(Card: PCard);
var
  Token: Pointer;
  Length: LongWord;
begin
  while TakeUsed(Card^.Send, Token, Length) do
  begin
    Card^.FreeSend[Card^.FreeSendCount] := Token;
    Inc(Card^.FreeSendCount);
  end;
end;

{ All are on their way for the first time. }
procedure SendMore(Card: PCard);
var
  Pool: PByte;
begin
  Card^.SendsMore := True;
  Pool := AllocateDmaBuffers((BufferCount - FirstBuffers) * BufferSize);
  if Pool <> nil then
    AddSendBuffers(Card, Pool, BufferCount - FirstBuffers);
end;

procedure FillHeader(Header: PHeader; constref Frame: TNetFrame); inline;
begin
  FillChar(Header^, HeaderSize, 0);
  if Frame.NeedsChecksum then
  begin
    Header^.Flags := HeaderNeedsChecksum;
    Header^.ChecksumStart := Frame.ChecksumStart;
    Header^.ChecksumOffset := Frame.ChecksumOffset;
  end;
end;

function Send(Device: PNetDevice; constref Frame: TNetFrame): LongInt;
var
  Card: PCard;
  Buffer: PByte;
begin
  Card := PCard(Device^.Data);
  if not Device^.LinkUp then
    Exit(NetErrorDown);
  if Frame.Size > LongWord(BufferSize - HeaderSize) then
    Exit(NetErrorSize);
  if Card^.FreeSendCount = 0 then
    Reclaim(Card);
  if (Card^.FreeSendCount = 0) and not Card^.SendsMore then
    SendMore(Card);
  if Card^.FreeSendCount = 0 then
    Exit(NetErrorBusy);
  Buffer := Card^.FreeSend[Card^.FreeSendCount - 1];
  FillHeader(PHeader(Buffer), Frame);
  Move(Frame.Data^, Buffer[Card^.HeaderBytes], Frame.Size);
  if not GiveBuffer(Card, Card^.Send, Buffer, Card^.HeaderBytes + LongInt(Frame.Size), False) then
    Exit(NetErrorBusy);
  Dec(Card^.FreeSendCount);
  Kick(Card^.Send);
  Result := 0;
end;

procedure Deliver(Card: PCard; Buffer: PByte; Length: LongWord); inline;
var
  Frame: TNetFrame;
begin
  if (Length < LongWord(Card^.HeaderBytes)) or (Length > BufferSize) then
    Exit;
  FillChar(Frame, SizeOf(Frame), 0);
  Frame.Data := Buffer + Card^.HeaderBytes;
  Frame.Size := Length - LongWord(Card^.HeaderBytes);
  { A frame whose sum is still to be made never crossed a wire (5.1.6.4). }
  Frame.ChecksumChecked := PHeader(Buffer)^.Flags and (HeaderNeedsChecksum or HeaderDataValid) <> 0;
  DeliverFrame(@Card^.Net, Frame);
end;

function Poll(Device: PNetDevice; Budget: LongInt): LongInt;
var
  Card: PCard;
  Token: Pointer;
  Length: LongWord;
begin
  Card := PCard(Device^.Data);
  Result := 0;
  while Result < Budget do
  begin
    if not TakeUsed(Card^.Receive, Token, Length) then
    begin
      if Device^.Quiet then
        DisableQueueInterrupts(Card^.Receive)
      else if EnableQueueInterrupts(Card^.Receive) then
        Continue;
      Break;
    end;
    Deliver(Card, Token, Length);
    GiveBuffer(Card, Card^.Receive, Token, BufferSize, True);
    Inc(Result);
  end;
  if Result = 0 then
    Exit;
  if Result >= ManyFrames then
    GiveMoreBuffers(Card);
  Kick(Card^.Receive);
end;

const
  Operations: TNetOperations = (Start: @Start; Stop: @Stop; Send: @Send; Poll: @Poll);

procedure ReadAddress(Card: PCard); inline;
var
  Index: LongInt;
begin
  for Index := 0 to 5 do
    Card^.Net.Mac[Index] := ReadConfig8(Card^.Virtio, ConfigMac + Index);
end;

{ What the stack sees of the card. }
procedure Describe(Card: PCard); inline;
begin
  Card^.Net.Name := 'virtionet';
  Card^.Net.Mtu := 1500;
  if Card^.Virtio^.Features and FeatureMtu <> 0 then
    Card^.Net.Mtu := ReadConfig16(Card^.Virtio, ConfigMtu);
  if Card^.Net.Mtu > BufferSize - HeaderSize - EthernetHeaderSize then
    Card^.Net.Mtu := BufferSize - HeaderSize - EthernetHeaderSize;
  if Card^.Virtio^.Features and FeatureSendChecksum <> 0 then
    Card^.Net.Features := [nfSendChecksum, nfSendChecksum6];
  if Card^.Virtio^.Features and FeatureReceiveChecksum <> 0 then
    Include(Card^.Net.Features, nfReceiveChecksum);
  Card^.Net.Operations := @Operations;
  Card^.Net.Data := Card;
  ReadAddress(Card);
end;

function MakePools(Card: PCard): Boolean; inline;
begin
  Card^.ReceivePool := AllocateDmaBuffers(FirstBuffers * BufferSize);
  Card^.SendPool := AllocateDmaBuffers(FirstBuffers * BufferSize);
  Result := (Card^.ReceivePool <> nil) and (Card^.SendPool <> nil);
  if Result then
    AddSendBuffers(Card, Card^.SendPool, FirstBuffers);
end;

{ Card is all zero. }
function StartPair(Card: PCard; Virtio: PVirtioDevice; Number: LongInt): Boolean;
begin
  Card^.Virtio := Virtio;
  Card^.HeaderBytes := HeaderSize;
  if Virtio^.Legacy then
    Card^.HeaderBytes := ShortHeaderSize;
  Card^.Receive := StartQueue(Virtio, 2 * Number + ReceiveQueue, 2 * BufferCount, @FramesCame, Card);
  Card^.Send := StartQueue(Virtio, 2 * Number + SendQueue, 2 * BufferCount, nil, Card);
  Result := (Card^.Receive <> nil) and (Card^.Send <> nil) and MakePools(Card);
end;

{ ---- Several pairs of queues ---- }

{ Tells the device how many pairs to use (5.1.6.5.5); it answers at once, or within what a command may take. }
function SetPairs(Device: PNetDevice; Count: LongInt): Boolean;
const
  PatienceNs = 1000000000;
var
  Control: PVirtioQueue;
  Command: packed record
    Kind, Order: Byte;
    Pairs: Word;
    Answer: Byte;
  end;
  Pieces: array[0..2] of TVirtioBuffer;
  Token: Pointer;
  Length: LongWord;
  DeadlineNs: Int64;
begin
  Control := PCard(Device^.Data)^.Control;
  Command.Kind := ControlPairs;
  Command.Order := ControlSetPairs;
  Command.Pairs := Count;
  Command.Answer := not ControlDone;
  Pieces[0].Data := @Command;
  Pieces[0].Size := 2;
  Pieces[0].DeviceWrites := False;
  Pieces[1].Data := @Command.Pairs;
  Pieces[1].Size := SizeOf(Word);
  Pieces[1].DeviceWrites := False;
  Pieces[2].Data := @Command.Answer;
  Pieces[2].Size := 1;
  Pieces[2].DeviceWrites := True;
  Result := AddBuffers(Control, @Pieces, 3, Control);
  if not Result then
    Exit;
  Kick(Control);
  DeadlineNs := MonotonicNs + PatienceNs;
  repeat
    Result := TakeUsed(Control, Token, Length);
    CpuPause;
  until Result or (MonotonicNs > DeadlineNs);
  Result := Result and (Command.Answer = ControlDone);
end;

procedure AimPair(Device: PNetDevice; ApicId: LongWord);
begin
  AimQueue(PCard(Device^.Data)^.Receive, ApicId);
end;

{ A pair for each core that the machine has, as far as the device goes. }
procedure StartPairs(First: PCard); [public, alias: 'toro_virtionet_pairs'];
var
  Card: PCard;
  Last: PNetDevice;
  Offered, Count, Number: LongInt;
begin
  if First^.Virtio^.Features and FeaturePairs = 0 then
    Exit;
  Offered := ReadConfig16(First^.Virtio, ConfigMostPairs);
  Count := CountMachineCores;
  if Count > Offered then
    Count := Offered;
  if Count > MostPairs then
    Count := MostPairs;
  { The control queue comes after all that the device has (5.1.2). }
  First^.Control := StartQueue(First^.Virtio, 2 * Offered, ControlSize, nil, First);
  if First^.Control = nil then
    Exit;
  First^.Net.SetQueues := @SetPairs;
  First^.Net.Aim := @AimPair;
  Last := @First^.Net;
  for Number := 1 to Count - 1 do
  begin
    Card := AllocMem(SizeOf(TCard));
    if not StartPair(Card, First^.Virtio, Number) then
      Exit;
    Describe(Card);
    Card^.Net.Aim := @AimPair;
    Last^.Twin := @Card^.Net;
    Last := @Card^.Net;
  end;
end;

const
  { nil in an image that starts no other core (overrides.txt) }
  MorePairs: procedure(First: PCard) = @StartPairs;

function Probe(BusDevice: PBusDevice): Boolean;
var
  Card: PCard;
  Wanted: QWord;
begin
  Card := AllocateKept(SizeOf(TCard));
  Wanted := FeatureSendChecksum or FeatureReceiveChecksum or FeatureMtu or FeatureMac;
  if MorePairs <> nil then
    Wanted := Wanted or FeatureControl or FeaturePairs;
  Result := BeginVirtio(BusDevice^.Handle, Wanted) and StartPair(Card, BusDevice^.Handle, 0);
  if Result and (MorePairs <> nil) then
    MorePairs(Card);
  Result := Result and FinishVirtio(Card^.Virtio);
  if not Result then
    Exit;
  Describe(Card);
  RegisterNetDevice(@Card^.Net);
end;

const
  Ids: array[0..0] of TDeviceId = ((Bus: bkVirtio; Vendor: AnyId; Device: VirtioNetwork));
var
  Driver: TDriver = (Name: 'virtio-net'; Ids: @Ids; IdCount: 1; Probe: @Probe; Next: nil);

initialization
  RegisterDriver(@Driver);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Network devices: what a driver of a network card offers and the protocol stack asks for.

  Called by: drivers (RegisterNetDevice, DeliverFrame, SignalWork), the stack (the rest).
  Touches: nothing but its own list; it compiles and runs on any Free Pascal target, so that the
  stack can be developed and tested against a socket or a tap device on Linux.

  How a frame comes in. The card's interrupt arrives while its core is idle (the kernel takes
  interrupts nowhere else). The driver's handler only quiets the card and calls SignalWork, which
  calls the stack's OnWork: that wakes whoever waits for the network. The stack then, from a
  thread, calls Poll(Device, Budget); the driver calls DeliverFrame for each frame that has
  arrived, at most Budget of them, and lets the card interrupt again once it has no more. So the
  stack runs only where it may block, and a flood of frames costs one interrupt, not one each.

  A busy stack may call Poll at any time without waiting for OnWork. }
unit Toro.NetDevice;

{$mode objfpc}

interface

const
  { Errors are negative Linux error numbers, as everywhere in the kernel. }
  NetErrorBusy = -11; { EAGAIN: the send queue is full; Poll, then try again }
  NetErrorSize = -90; { EMSGSIZE: more than the device can send }
  NetErrorDown = -100; { ENETDOWN: not started, or the link is down }

  NetNameLength = 15;
  EthernetHeaderSize = 14;

type
  TMacAddress = packed array[0..5] of Byte;

  TNetFeature = (
    { Send completes the TCP or UDP checksum of a frame with NeedsChecksum. }
    nfSendChecksum,
    { Also behind a header of 40 bytes: IPv6. }
    nfSendChecksum6,
    { Received frames may come with ChecksumChecked. }
    nfReceiveChecksum,
    { Send cuts a TCP frame of more than Mtu into segments of SegmentSize (TSO). }
    nfSegmentation4,
    nfSegmentation6
  );
  TNetFeatures = set of TNetFeature;

  { An Ethernet frame, destination address first, no frame check sequence. }
  PNetFrame = ^TNetFrame;
  TNetFrame = record
    Data: PByte;
    Size: LongWord; { bytes }
    { Sending: the one's complement sum from ChecksumStart to the end of the frame is to be put
      at ChecksumStart + ChecksumOffset, where the sum of the pseudo header already stands. }
    NeedsChecksum: Boolean;
    ChecksumStart: Word;
    ChecksumOffset: Word;
    { Sending with segmentation: payload bytes of each segment and size of all headers; 0: none. }
    SegmentSize: Word;
    HeaderSize: Word;
    { Received: the device found the transport checksum right. }
    ChecksumChecked: Boolean;
  end;

  PNetDevice = ^TNetDevice;

  PNetOperations = ^TNetOperations;
  TNetOperations = record
    { Gives the device its buffers and lets it receive; 0 or a negative errno. }
    Start: function(Device: PNetDevice): LongInt;
    { Stops receiving; frames under way are dropped. }
    Stop: procedure(Device: PNetDevice);
    { Queues one frame. The driver has copied it, or the device has read it, on return: Frame.Data
      is the caller's again. 0 or a negative errno. Never blocks. }
    Send: function(Device: PNetDevice; constref Frame: TNetFrame): LongInt;
    { Delivers at most Budget received frames and reclaims what was sent. Returns how many were
      delivered; less than Budget means there are no more and the card may interrupt again.
      Never blocks. }
    Poll: function(Device: PNetDevice; Budget: LongInt): LongInt;
  end;

  { Called inside Poll for each frame that has come in. Frame and its data are the driver's and
    valid only during the call. }
  TReceiveHandler = procedure(Device: PNetDevice; constref Frame: TNetFrame);
  { Called in an interrupt handler: may only mark and wake. }
  TWorkHandler = procedure(Device: PNetDevice);

  TNetStatistics = record
    FramesSent, FramesReceived: QWord;
    BytesSent, BytesReceived: QWord;
    SendErrors, ReceiveErrors: QWord;
  end;

  TNetDevice = record
    Name: String[NetNameLength]; { 'virtionet', 'e1000', 'ne2000'; unique: see RegisterNetDevice }
    Mac: TMacAddress;
    Mtu: LongWord; { bytes after the Ethernet header, 1500 as a rule }
    Features: TNetFeatures;
    LinkUp: Boolean; { kept by the driver }
    { The stack's: it looks again before the core halts, so Poll need not ask for an interrupt. }
    Quiet: Boolean;
    Operations: PNetOperations;
    Data: Pointer; { the driver's }
    OnReceive: TReceiveHandler; { the stack's; nil: frames are dropped }
    OnWork: TWorkHandler; { the stack's; nil: nobody waits }
    StackData: Pointer; { the stack's: its addresses, queues, ... }
    Statistics: TNetStatistics; { kept by the functions below }
    Next: PNetDevice; { the registry's }
    { A card with several pairs of queues is as many devices, of which the first is registered and leads to the
      next. Each has its own Send and Poll, which need no turns; frames come on any of them. }
    Twin: PNetDevice;
    { Of the first: lets the card use so many pairs. }
    SetQueues: function(Device: PNetDevice; Count: LongInt): Boolean;
    { This pair's interrupts go to the core with that local APIC from now on; nil: it cannot choose. }
    Aim: procedure(Device: PNetDevice; ApicId: LongWord);
  end;

  TNetVisitor = procedure(Device: PNetDevice);

{ Adds a device. The record stays the driver's and must stay alive. When the name is taken, a
  digit is added: the second 'virtionet' becomes 'virtionet1'. }
procedure RegisterNetDevice(Device: PNetDevice);

{ The device of that name (letter case does not matter), or nil. }
function FindNetDevice(const Name: ShortString): PNetDevice;

{ The registered devices in the order they came: start here, follow Next. }
function FirstNetDevice: PNetDevice;

{ Calls Visitor for every device, those of now at once and those of later as they register, so
  that neither the stack nor the driver has to be initialised first. One visitor: the stack. }
procedure VisitNetDevices(Visitor: TNetVisitor);

{ For the stack: Send with the counting done. }
function SendFrame(Device: PNetDevice; constref Frame: TNetFrame): LongInt;

{ For drivers, inside Poll: hands one received frame to the stack. }
procedure DeliverFrame(Device: PNetDevice; constref Frame: TNetFrame);

{ For drivers, in their interrupt handler: there is something to Poll. }
procedure SignalWork(Device: PNetDevice);

implementation

var
  First, Last: PNetDevice;
  StackVisitor: TNetVisitor;

function SameName(const A, B: ShortString): Boolean;
var
  I: LongInt;
begin
  Result := Length(A) = Length(B);
  I := 1;
  while Result and (I <= Length(A)) do
  begin
    Result := UpCase(A[I]) = UpCase(B[I]);
    Inc(I);
  end;
end;

function FirstNetDevice: PNetDevice;
begin
  Result := First;
end;

function FindNetDevice(const Name: ShortString): PNetDevice;
begin
  Result := First;
  while (Result <> nil) and not SameName(Result^.Name, Name) do
    Result := Result^.Next;
end;

procedure MakeNameUnique(Device: PNetDevice); inline;
var
  Stem: String[NetNameLength];
  Digits: String[5];
  Number: LongInt;
begin
  Stem := Device^.Name;
  Number := 0;
  while FindNetDevice(Device^.Name) <> nil do
  begin
    Inc(Number);
    Str(Number, Digits);
    Device^.Name := Copy(Stem, 1, NetNameLength - Length(Digits)) + Digits;
  end;
end;

procedure RegisterNetDevice(Device: PNetDevice);
begin
  MakeNameUnique(Device);
  Device^.Next := nil;
  if First = nil then
    First := Device
  else
    Last^.Next := Device;
  Last := Device;
  if StackVisitor <> nil then
    StackVisitor(Device);
end;

procedure VisitNetDevices(Visitor: TNetVisitor);
var
  Device: PNetDevice;
begin
  StackVisitor := Visitor;
  Device := First;
  while Device <> nil do
  begin
    Visitor(Device);
    Device := Device^.Next;
  end;
end;

function SendFrame(Device: PNetDevice; constref Frame: TNetFrame): LongInt;
begin
  Result := Device^.Operations^.Send(Device, Frame);
  if Result = 0 then
  begin
    Inc(Device^.Statistics.FramesSent);
    Inc(Device^.Statistics.BytesSent, Frame.Size);
  end
  else
    Inc(Device^.Statistics.SendErrors);
end;

procedure DeliverFrame(Device: PNetDevice; constref Frame: TNetFrame);
begin
  if Frame.Size < EthernetHeaderSize then
  begin
    Inc(Device^.Statistics.ReceiveErrors);
    Exit;
  end;
  Inc(Device^.Statistics.FramesReceived);
  Inc(Device^.Statistics.BytesReceived, Frame.Size);
  if Device^.OnReceive <> nil then
    Device^.OnReceive(Device, Frame);
end;

procedure SignalWork(Device: PNetDevice);
begin
  if Device^.OnWork <> nil then
    Device^.OnWork(Device);
end;

end.

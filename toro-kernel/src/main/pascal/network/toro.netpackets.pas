{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's packets: a card dedicated with fixed addresses, echo requests and their replies, and whole frames
  for a program that wants to be its own stack. Called by Network. }
unit Toro.NetPackets;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetServices;

type
  { The wire's records under Toro's names: RFC 894, 791, 792, 9293. }
  PEthHeader = ^TEthHeader;
  TEthHeader = packed record
    Destination, Source: array[0..5] of Byte;
    ProtocolType: Word;
  end;

  PIPHeader = ^TIPHeader;
  TIPHeader = packed record
    VerLen, TOS: Byte;
    PacketLength, ID, Flags: Word;
    TTL, Protocol: Byte;
    Checksum: Word;
    SourceIP, DestIP: TIPAddress;
  end;

  PICMPHeader = ^TICMPHeader;
  TICMPHeader = packed record
    typ, code: Byte;
    checksum, id, seq: Word;
  end;

  PTCPHeader = ^TTCPHeader;
  TTCPHeader = packed record
    SourcePort, DestPort: Word;
    SequenceNumber, AckNumber: DWORD;
    Header_Length, Flags: Byte;
    Window_Size, Checksum, UrgentPointer: Word;
  end;

  { A frame; Data points behind the record, so that one release gives back both. }
  PPacket = ^TPacket;
  TPacket = record
    Size: LongInt;
    Data: Pointer;
    Status, Ready, Delete: Boolean;
    Next: PPacket;
  end;

{ The address in four bytes, the first octet highest. }
function AddressOf4(const Bytes: array of Byte): LongWord;
{ Brings the card Name up. Raw: its frames go to NextRawPacket and not to the stack. False: there is no
  such card, or it has been dedicated. }
function DedicateInterface(const Name: AnsiString; Address, Gateway, Mask: LongWord;
  Raw: Boolean): Boolean;
{ False: the neighbour did not answer within 150 ms, or there is no way. }
function SendEchoTo(Target: TIPAddress; Data: Pointer; Size: LongInt;
  Sequence, Id: Word): Boolean;
function NextEchoReply: PPacket;
function NextRawPacket: PPacket;
procedure SendRawPacket(Packet: PPacket);
function LocalMac(out Mac: array of Byte): Boolean;

implementation

uses
  Memory, Toro.Clock, Toro.Waiting, Toro.NetDevice, Toro.NetHost, Toro.NetStack, Toro.Icmp,
  Toro.Ethernet, Toro.Ip;

const
  { Replies and frames that wait for a slow program. }
  QueueLimit = 256;
  ReplyWaitNs = 50 * NsPerMs;
  NeighbourTries = 3;

type
  TPacketQueue = record
    First, Last: PPacket;
    Count: LongInt;
    Waiters: TWaitQueue;
  end;

var
  Replies, Raw: TPacketQueue;
  RawDevice: PNetDevice;

function AddressOf4(const Bytes: array of Byte): LongWord;
begin
  Result := LongWord(Bytes[0]) shl 24 or LongWord(Bytes[1]) shl 16 or LongWord(Bytes[2]) shl 8
    or Bytes[3];
end;

function NewPacket(Size: LongInt): PPacket;
begin
  Result := ToroGetMem(SizeOf(TPacket) + Size);
  if Result = nil then
    Exit;
  FillChar(Result^, SizeOf(TPacket), 0);
  Result^.Size := Size;
  Result^.Data := Result + 1;
  Result^.Ready := True;
end;

procedure Put(var Queue: TPacketQueue; Packet: PPacket);
begin
  if Queue.Last = nil then
    Queue.First := Packet
  else
    Queue.Last^.Next := Packet;
  Queue.Last := Packet;
  Inc(Queue.Count);
  WakeAll(Queue.Waiters);
end;

function Take(var Queue: TPacketQueue): PPacket;
begin
  Result := Queue.First;
  if Result = nil then
    Exit;
  Queue.First := Result^.Next;
  if Queue.First = nil then
    Queue.Last := nil;
  Result^.Next := nil;
  Dec(Queue.Count);
end;

{ Inside the stack. The frame is put together again: programs look for their fields behind an Ethernet
  header and an IP header without options. }
procedure EchoCame(Stack: PNetStack; const Packet: TIncoming);
var
  Kept: PPacket;
  Ethernet: PEthHeader;
begin
  if Replies.Count >= QueueLimit then
    Exit;
  Kept := NewPacket(SizeOf(TEthHeader) + SizeOf(TIPHeader) + Packet.Size);
  if Kept = nil then
    Exit;
  Ethernet := Kept^.Data;
  FillChar(Ethernet^, SizeOf(TEthHeader), 0);
  Ethernet^.ProtocolType := NtoBE(Word($0800));
  Move(Packet.Header^, (Ethernet + 1)^, SizeOf(TIPHeader));
  PIPHeader(Ethernet + 1)^.VerLen := $45;
  Move(Packet.Data^, (PIPHeader(Ethernet + 1) + 1)^, Packet.Size);
  Put(Replies, Kept);
end;

procedure RawCame(Device: PNetDevice; constref Frame: TNetFrame);
var
  Kept: PPacket;
begin
  if Raw.Count >= QueueLimit then
    Exit;
  Kept := NewPacket(Frame.Size);
  if Kept = nil then
    Exit;
  Move(Frame.Data^, Kept^.Data^, Frame.Size);
  Put(Raw, Kept);
end;

function DedicateInterface(const Name: AnsiString; Address, Gateway, Mask: LongWord;
  Raw: Boolean): Boolean;
var
  Face: PNetInterface;
begin
  Face := FindInterface(Name);
  Result := (Face <> nil) and not Face^.Dedicated;
  if not Result then
    Exit;
  NetEnter;
  Face^.Dedicated := True;
  ConfigureInterface(Face, Address, Mask, Gateway);
  Net^.EchoHook := @EchoCame;
  NetLeave;
  if Raw then
  begin
    RawDevice := FindNetDevice(Name);
    RawDevice^.OnReceive := @RawCame;
  end;
end;

function NextHopOf(Target: LongWord): TNetAddress;
var
  Face: PNetInterface;
begin
  Result := Ip4(Target);
  Face := Net^.Interfaces;
  while Face <> nil do
  begin
    if (Face^.Address <> 0) and ((Target xor Face^.Address) and Face^.Mask <> 0)
      and (Face^.Gateway <> 0) then
      Exit(Ip4(Face^.Gateway));
    Face := Face^.Next;
  end;
end;

function SendEchoTo(Target: TIPAddress; Data: Pointer; Size: LongInt;
  Sequence, Id: Word): Boolean;
var
  Address: TNetAddress;
  Tries: LongInt;
begin
  Address := Ip4(BEtoN(Target));
  NetEnter;
  Result := SendEcho(Net, Address, Id, Sequence, Data, Size) = 0;
  Tries := NeighbourTries;
  while Result and (Tries > 0) and not IsLocalAddress(Net, Address)
    and not NeighbourKnown(Net, NextHopOf(LongWord(Address.Low))) do
  begin
    NetLeave;
    SleepUntil(MonotonicNs + ReplyWaitNs);
    NetEnter;
    Dec(Tries);
  end;
  Result := Result and (Tries > 0);
  NetLeave;
end;

function NextEchoReply: PPacket;
var
  DeadlineNs: Int64;
begin
  DeadlineNs := MonotonicNs + ReplyWaitNs;
  NetEnter;
  repeat
    Result := Take(Replies);
  until (Result <> nil) or not NetWait(Replies.Waiters, DeadlineNs);
  NetLeave;
end;

function NextRawPacket: PPacket;
begin
  NetEnter;
  repeat
    Result := Take(Raw);
  until (Result <> nil) or not NetWait(Raw.Waiters, Forever);
  NetLeave;
end;

procedure SendRawPacket(Packet: PPacket);
var
  Frame: TNetFrame;
begin
  if RawDevice = nil then
    Exit;
  FillChar(Frame, SizeOf(Frame), 0);
  Frame.Data := Packet^.Data;
  Frame.Size := Packet^.Size;
  NetEnter;
  Toro.NetDevice.SendFrame(RawDevice, Frame);
  NetLeave;
end;

function LocalMac(out Mac: array of Byte): Boolean;
begin
  Result := Net^.Interfaces <> nil;
  if Result then
    Move(Net^.Interfaces^.Mac, Mac, SizeOf(TMac));
end;

end.

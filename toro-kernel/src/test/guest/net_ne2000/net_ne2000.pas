{ SPDX-License-Identifier: Apache-2.0 }
{ The NE2000 alone, without a protocol stack: it has the address that the VMM gave it, sends an ARP
  request to QEMU's user network and delivers the answer, by interrupt, often enough to go round its
  ring of pages several times. }
program net_ne2000;

{$mode objfpc}

uses
  Ne2000, Toro.Clock, Toro.NetDevice, Toro.Waiting;

const
  Rounds = 300;
  PatienceNs = Int64(20000000000);

type
  TArpFrame = packed record
    Target, Source: TMacAddress;
    Protocol: Word;
    Hardware, Network: Word;
    HardwareSize, NetworkSize: Byte;
    Operation: Word;
    SenderMac: TMacAddress;
    SenderIp: packed array[0..3] of Byte;
    TargetMac: TMacAddress;
    TargetIp: packed array[0..3] of Byte;
  end;

const
  Broadcast: TMacAddress = ($FF, $FF, $FF, $FF, $FF, $FF);
  OurIp: array[0..3] of Byte = (10, 0, 2, 15);
  GatewayIp: array[0..3] of Byte = (10, 0, 2, 2);

var
  Card: PNetDevice;
  Waiters: TWaitQueue;
  Answers, Strange: LongInt;

procedure Work(Device: PNetDevice);
begin
  WakeAll(Waiters);
end;

procedure Receive(Device: PNetDevice; constref Frame: TNetFrame);
var
  Arp: ^TArpFrame;
begin
  Arp := Pointer(Frame.Data);
  if (Frame.Size < SizeOf(TArpFrame)) or (SwapEndian(Arp^.Protocol) <> $0806) then
    Exit;
  if (SwapEndian(Arp^.Operation) = 2) and (CompareByte(Arp^.SenderIp, GatewayIp, 4) = 0)
    and (CompareByte(Arp^.TargetMac, Card^.Mac, 6) = 0) then
    Inc(Answers)
  else
    Inc(Strange);
end;

procedure Ask;
var
  Arp: TArpFrame;
  Frame: TNetFrame;
begin
  FillChar(Arp, SizeOf(Arp), 0);
  Arp.Target := Broadcast;
  Arp.Source := Card^.Mac;
  Arp.Protocol := SwapEndian(Word($0806));
  Arp.Hardware := SwapEndian(Word(1));
  Arp.Network := SwapEndian(Word($0800));
  Arp.HardwareSize := 6;
  Arp.NetworkSize := 4;
  Arp.Operation := SwapEndian(Word(1));
  Arp.SenderMac := Card^.Mac;
  Move(OurIp, Arp.SenderIp, 4);
  Move(GatewayIp, Arp.TargetIp, 4);
  FillChar(Frame, SizeOf(Frame), 0);
  Frame.Data := @Arp;
  Frame.Size := SizeOf(Arp);
  if SendFrame(Card, Frame) <> 0 then
    Inc(Strange);
end;

procedure AwaitAnswer(Number: LongInt);
var
  Deadline: Int64;
begin
  Deadline := MonotonicNs + PatienceNs;
  repeat
    Card^.Operations^.Poll(Card, 16);
  until (Answers >= Number) or not WaitOn(Waiters, Deadline);
end;

var
  Round: LongInt;
begin
  Card := FindNetDevice('NE2000');
  WriteLn('card: ', Card <> nil);
  WriteLn('address: ', HexStr(Card^.Mac[0], 2), HexStr(Card^.Mac[1], 2), HexStr(Card^.Mac[2], 2));
  Card^.OnReceive := @Receive;
  Card^.OnWork := @Work;
  WriteLn('start: ', Card^.Operations^.Start(Card), ', link: ', Card^.LinkUp);
  for Round := 1 to Rounds do
  begin
    Ask;
    AwaitAnswer(Round);
  end;
  WriteLn('answers: ', Answers, ', strange: ', Strange);
  WriteLn('sent: ', Card^.Statistics.FramesSent, ', errors: ', Card^.Statistics.ReceiveErrors);
end.

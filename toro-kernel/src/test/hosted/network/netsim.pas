{ SPDX-License-Identifier: Apache-2.0 }
{ Two network stacks and the bad wire between them, in one process and in simulated time: frames are
  lost, doubled, delayed, put out of order and corrupted, all from one seed. Used by nettests. }
unit NetSim;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.NetStack;

type
  { Chances in thousandths; times in nanoseconds. }
  TWire = record
    Loss, Double, Corrupt, Late: LongInt;
    DelayNs, JitterNs: Int64;
  end;

  TFrameWatch = procedure(FromA: Boolean; Frame: PByte; Size: LongInt; var Drop: Boolean);

var
  A, B: PNetStack;
  DeviceA, DeviceB: TNetInterface;
  Wire: TWire;
  { Sees every frame before the wire harms it, and may take it away. }
  Watch: TFrameWatch;
  FramesSent: Int64;
  { The cards make TCP sums. }
  CardsFinishSums: Boolean;
  { What the tests talk to: an address of B. }
  PeerOfA: TNetAddress;
  { Called when both stacks are there, and before they go: how IPv6 gets its turn. }
  AfterStart, BeforeStop: procedure;

const
  AddressA = $0A000001;
  AddressB = $0A000002;
  PerfectWire: TWire = (Loss: 0; Double: 0; Corrupt: 0; Late: 0; DelayNs: 50000; JitterNs: 0);

procedure StartSim(Seed: QWord; const AWire: TWire);
{ Frees both stacks; fails when one of them holds memory that nothing accounts for. }
procedure StopSim;
function SimNow: Int64;
function SimRandom: QWord;
{ Delivers the next frame or fires the next timer. False when nothing is left to happen before
  Limit; the time is then Limit. }
function StepSim(Limit: Int64): Boolean;
{ Lets Duration pass. }
procedure RunSim(Duration: Int64);
procedure Check(Condition: Boolean; const What: string);
{ A frame out of nowhere for stack A or B. }
procedure InjectFrame(ToA: Boolean; Frame: PByte; Size: LongInt);

implementation

uses
  Toro.NetBytes;

type
  PFlying = ^TFlying;
  TFlying = record
    Next: PFlying;
    At: Int64;
    ToA: Boolean;
    Size: LongInt;
    Data: array[0..2047] of Byte;
  end;

var
  Now: Int64;
  State: QWord;
  Flying: PFlying;

function SimNow: Int64;
begin
  Result := Now;
end;

{ xorshift64* (Vigna 2014) }
function SimRandom: QWord;
begin
  State := State xor (State shr 12);
  State := State xor (State shl 25);
  State := State xor (State shr 27);
  Result := State * QWord(2685821657736338717);
  Result := Result shr 16 xor Result shl 16;
end;

procedure Check(Condition: Boolean; const What: string);
begin
  if Condition then
    Exit;
  WriteLn('FAILED: ', What, ' at ', Now div 1000, ' us');
  Dump_Stack(Output, get_frame);
  Halt(1);
end;

function Chance(Thousandths: LongInt): Boolean;
begin
  Result := (Thousandths > 0) and (LongInt(SimRandom mod 1000) < Thousandths);
end;

{ What such a card does with a whole packet. }
procedure CardsWork(Frame: PByte);
var
  Header: PIp4Header;
begin
  Header := PIp4Header(Frame + SizeOf(TEthernetHeader));
  if (PEthernetHeader(Frame)^.Kind = NtoBE(Word(EthernetIp4))) and (Header^.Protocol = ProtocolTcp)
    and (BEtoN(Header^.Fragment) and $3FFF = 0) then
    FinishTcpSum(PByte(Header + 1), BEtoN(Header^.TotalSize) - SizeOf(TIp4Header));
  { Next header 6 behind a header of 40 bytes (RFC 8200 3) }
  if (PEthernetHeader(Frame)^.Kind = NtoBE(Word(EthernetIp6))) and (Frame[20] = ProtocolTcp) then
    FinishTcpSum(Frame + 54, BEtoN(PWord(Frame + 18)^));
end;

procedure Launch(ToA: Boolean; Frame: Pointer; Size: LongInt);
var
  Item: PFlying;
  Link: ^PFlying;
begin
  New(Item);
  Item^.ToA := ToA;
  Item^.Size := Size;
  Item^.At := Now + Wire.DelayNs;
  if Wire.JitterNs > 0 then
    Inc(Item^.At, Int64(SimRandom mod QWord(Wire.JitterNs)));
  if Chance(Wire.Late) then
    Inc(Item^.At, 20 * Wire.DelayNs);
  Move(Frame^, Item^.Data, Size);
  if Chance(Wire.Corrupt) then
    Item^.Data[SimRandom mod QWord(Size)] := Byte(SimRandom);
  Link := @Flying;
  while (Link^ <> nil) and (Link^^.At <= Item^.At) do
    Link := @Link^^.Next;
  Item^.Next := Link^;
  Link^ := Item;
end;

procedure Transmit(Device: PNetInterface; Frame: Pointer; Size: LongInt);
var
  Drop: Boolean;
begin
  Check(Size <= Device^.Mtu + 14, 'a frame longer than the link allows');
  Inc(FramesSent);
  if CardsFinishSums then
    CardsWork(Frame);
  Drop := False;
  if Assigned(Watch) then
    Watch(Device = @DeviceA, Frame, Size, Drop);
  if Drop or Chance(Wire.Loss) then
    Exit;
  Launch(Device = @DeviceB, Frame, Size);
  if Chance(Wire.Double) then
    Launch(Device = @DeviceB, Frame, Size);
end;

procedure InjectFrame(ToA: Boolean; Frame: PByte; Size: LongInt);
begin
  if ToA then
    NetInput(@DeviceA, Frame, Size, False)
  else
    NetInput(@DeviceB, Frame, Size, False);
end;

function Make(var Device: TNetInterface; Last: Byte; Address: LongWord): PNetStack;
begin
  Result := NewNetStack(@SimNow, @SimRandom, DefaultMemoryLimit);
  FillChar(Device, SizeOf(Device), 0);
  Device.Name := 'sim';
  Device.Mac[0] := 2;
  Device.Mac[5] := Last;
  Device.Mtu := 1500;
  Device.Transmit := @Transmit;
  Device.FinishesTcpSums := CardsFinishSums;
  Device.FinishesTcpSums6 := CardsFinishSums;
  AddInterface(Result, @Device);
  ConfigureInterface(@Device, Address, $FFFFFF00, 0);
end;

procedure StartSim(Seed: QWord; const AWire: TWire);
begin
  State := Seed * QWord($9E3779B97F4A7C15) + 1;
  Now := NsPerSecond;
  Wire := AWire;
  Watch := nil;
  FramesSent := 0;
  A := Make(DeviceA, 1, AddressA);
  B := Make(DeviceB, 2, AddressB);
  PeerOfA := Ip4(AddressB);
  if Assigned(AfterStart) then
    AfterStart();
end;

procedure StopSim;
var
  Item: PFlying;
begin
  while Flying <> nil do
  begin
    Item := Flying;
    Flying := Item^.Next;
    Dispose(Item);
  end;
  if Assigned(BeforeStop) then
    BeforeStop();
  FreeNetStack(A);
  FreeNetStack(B);
end;

function StepSim(Limit: Int64): Boolean;
var
  Next: Int64;
  Item: PFlying;
begin
  Next := NextNetDeadline(A);
  if NextNetDeadline(B) < Next then
    Next := NextNetDeadline(B);
  if (Flying <> nil) and (Flying^.At < Next) then
    Next := Flying^.At;
  Result := Next <= Limit;
  if Result then
  begin
    if Next > Now then
      Now := Next;
  end
  else
    Now := Limit;
  if (Flying <> nil) and (Flying^.At <= Now) then
  begin
    Item := Flying;
    Flying := Item^.Next;
    InjectFrame(Item^.ToA, Item^.Data, Item^.Size);
    Dispose(Item);
  end;
  NetPoll(A);
  NetPoll(B);
end;

procedure RunSim(Duration: Int64);
var
  Limit: Int64;
begin
  Limit := Now + Duration;
  while StepSim(Limit) do
    ;
end;

end.

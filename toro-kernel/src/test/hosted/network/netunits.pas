{ SPDX-License-Identifier: Apache-2.0 }
{ The small parts of the stack, each against the plainest model of itself: ranges against a set of bits,
  the ring against an array, timers against a sorted list, DHCP against a server in ten lines. }
unit NetUnits;

{$mode objfpc}

interface

function RunUnits(const Name: string; Seed, Number: Int64): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetBytes, Toro.NetRanges, Toro.NetRing, Toro.NetTimers, Toro.NetStack,
  Toro.Dhcp, Toro.Udp, NetSim;

{ ---- ranges ---- }

procedure Ranges(Seed, Number: Int64);
const
  Width = 4096;
var
  Base, Start, Stop, Place: LongWord;
  Turn: Int64;
  Index: LongInt;
  Model: array[0..Width - 1] of Boolean;
  Set_: TSequenceRanges;
begin
  StartSim(Seed, PerfectWire);
  for Turn := 1 to Number do
  begin
    { Half of the bases wrap around inside. }
    Base := LongWord(SimRandom);
    if Turn and 1 = 0 then
      Base := LongWord(-Width div 2);
    FillChar(Model, SizeOf(Model), 0);
    Set_.Count := 0;
    for Index := 1 to 40 do
    begin
      Start := SimRandom mod (Width - 1);
      Stop := Start + 1 + SimRandom mod 200;
      if Stop > Width then
        Stop := Width;
      if AddRange(Set_, Base + Start, Base + Stop) then
        FillChar(Model[Start], Stop - Start, 1);
      if SimRandom mod 10 = 0 then
      begin
        Start := SimRandom mod 300;
        DropRangesBefore(Set_, Base + Start);
        FillChar(Model, Start, 0);
      end;
    end;
    Stop := 0;
    for Place := 0 to Width - 1 do
    begin
      Check(CoveredBytes(Set_, Base + Place, Base + Place + 1) = LongWord(Ord(Model[Place])),
        'a place is covered as in the model');
      if Model[Place] then
        Inc(Stop);
    end;
    Check(CoveredBytes(Set_, Base, Base + Width) = Stop, 'and all together');
  end;
  StopSim;
end;

{ ---- ring ---- }

function TakeBlock(Context: Pointer; Size: PtrInt): Pointer;
begin
  Result := AllocMem(Size);
end;

procedure GiveBlock(Context: Pointer; Block: Pointer; Size: PtrInt);
begin
  FreeMem(Block);
end;

procedure Ring(Seed, Number: Int64);
var
  Item: TRing;
  Turn, Written, Dropped: Int64;
  Size, Index: LongInt;
  Buffer: array[0..4095] of Byte;
begin
  StartSim(Seed, PerfectWire);
  FillChar(Item, SizeOf(Item), 0);
  Written := 0;
  Dropped := 0;
  for Turn := 1 to Number do
  begin
    Size := SimRandom mod 4096;
    if Item.Count < 40000 then
    begin
      for Index := 0 to Size - 1 do
        Buffer[Index] := Byte((Written + Index) * 7 shr 2);
      Check(RingReserve(Item, Item.Count + Size, @TakeBlock, @GiveBlock, nil), 'room');
      RingWrite(Item, Item.Count, Buffer, Size);
      Inc(Item.Count, Size);
      Inc(Written, Size);
    end;
    Size := SimRandom mod 4096;
    if Size > Item.Count then
      Size := Item.Count;
    RingRead(Item, 0, Buffer, Size);
    for Index := 0 to Size - 1 do
      Check(Buffer[Index] = Byte((Dropped + Index) * 7 shr 2), 'the bytes come back in order');
    RingDrop(Item, Size);
    Inc(Dropped, Size);
  end;
  Check(Item.Count = Written - Dropped, 'and none is lost');
  RingFree(Item, @GiveBlock, nil);
  StopSim;
end;

{ ---- timers ---- }

var
  LastFired: Int64;
  FiredCount: LongInt;

procedure Fired(Timer: PNetTimer);
begin
  Check(Timer^.Deadline >= LastFired, 'timers fire in order');
  LastFired := Timer^.Deadline;
  Inc(FiredCount);
end;

procedure Timers(Seed, Number: Int64);
var
  Heap: TTimerHeap;
  Items: array[0..199] of TNetTimer;
  Turn: Int64;
  Index, Waiting: LongInt;
begin
  StartSim(Seed, PerfectWire);
  FillChar(Heap, SizeOf(Heap), 0);
  Heap.Take := A^.TakeMemory;
  Heap.Give := A^.GiveMemory;
  FillChar(Items, SizeOf(Items), 0);
  for Index := 0 to High(Items) do
    Items[Index].Fire := @Fired;
  for Turn := 1 to Number do
  begin
    for Index := 0 to High(Items) do
      case SimRandom mod 4 of
        0: SetTimer(Heap, @Items[Index], 1 + SimRandom mod 100000);
        1: ClearTimer(Heap, @Items[Index]);
      end;
    Waiting := 0;
    for Index := 0 to High(Items) do
      if Items[Index].Place > 0 then
        Inc(Waiting);
    Check(Heap.Count = Waiting, 'as many wait as are set');
    LastFired := 0;
    FiredCount := 0;
    RunTimers(Heap, 200000);
    Check((FiredCount = Waiting) and (Heap.Count = 0), 'each fires once');
  end;
  if Heap.Capacity > 0 then
    Heap.Give(Heap.Items, Heap.Capacity * SizeOf(Pointer));
  StopSim;
end;

{ ---- hash, addresses ---- }

procedure Vectors;
const
  { The example of the SipHash paper, appendix A: key 00..0f, message 00..0e; here with the words
    that a message of whole words has: 00..07. From the reference vectors, entry 8. }
  Key: array[0..1] of QWord = (QWord($0706050403020100), QWord($0F0E0D0C0B0A0908));
var
  Address: LongWord;
begin
  Check(KeyedHash(Key, [QWord($0706050403020100)]) = QWord($93F5F5799A932462), 'SipHash-2-4');
  Check(ParseIp4('10.0.2.15', 9, Address) and (Address = $0A00020F), 'an address');
  Check(not ParseIp4('10.0.2.256', 10, Address), 'an octet too large');
  Check(not ParseIp4('10.0.2', 6, Address) and not ParseIp4('1..2.3', 6, Address)
    and not ParseIp4('', 0, Address) and not ParseIp4('1.2.3.4.5', 9, Address), 'no addresses');
  { RFC 1071 3: the sum of 00 01 f2 03 f4 f5 f6 f7 is ddf2. }
  Check(FoldSum(SumBytes(PByte(PAnsiChar(#0#1#$F2#3#$F4#$F5#$F6#$F7)), 8, 0))
    = NtoBE(Word($DDF2)), 'the checksum of RFC 1071');
end;

{ ---- DHCP ---- }

var
  Client: TDhcpClient;
  Leases, LeaseSeconds: LongInt;
  ServerSays: Byte;

procedure LeaseCame(AClient: PDhcpClient);
begin
  Inc(Leases);
end;

{ Answers what waits at B's port 67. }
procedure ServeDhcp(Endpoint: PUdpEndpoint);
var
  Buffer: array[0..1023] of Byte;
  Size, Full: LongInt;
  Source: TNetAddress;
  Port: Word;
  Kind: Byte;
begin
  repeat
    FillChar(Buffer, SizeOf(Buffer), 0);
    Size := UdpReceive(Endpoint, Buffer, SizeOf(Buffer), False, Source, Port, Full);
    if Size <= 0 then
      Exit;
    Check((Port = 68) and (Buffer[240] = 53), 'a message of a client');
    Kind := Buffer[242];
    Buffer[0] := 2;
    PLongWord(@Buffer[16])^ := NtoBE(LongWord(AddressA + 40));
    Buffer[242] := 2;
    if Kind = 3 then
      Buffer[242] := ServerSays;
    PByte(@Buffer[243])[0] := 1;
    PByte(@Buffer[243])[1] := 4;
    PLongWord(@Buffer[245])^ := NtoBE(LongWord($FFFFFF00));
    Buffer[249] := 51;
    Buffer[250] := 4;
    PLongWord(@Buffer[251])^ := NtoBE(LongWord(LeaseSeconds));
    Buffer[255] := 6;
    Buffer[256] := 4;
    PLongWord(@Buffer[257])^ := NtoBE(LongWord(AddressB));
    Buffer[261] := 54;
    Buffer[262] := 4;
    PLongWord(@Buffer[263])^ := NtoBE(LongWord(AddressB));
    Buffer[267] := 255;
    Check(UdpSend(Endpoint, Ip4($FFFFFFFF), 68, Buffer, 300) = 300, 'answer');
  until False;
end;

procedure RunDhcp(Endpoint: PUdpEndpoint; Seconds: LongInt);
var
  Limit: Int64;
begin
  Limit := SimNow + Seconds * NsPerSecond;
  while SimNow < Limit do
  begin
    StepSim(SimNow + 50 * NsPerMs);
    ServeDhcp(Endpoint);
  end;
end;

procedure Dhcp(Seed: Int64);
var
  Server: PUdpEndpoint;
begin
  StartSim(Seed, PerfectWire);
  Wire.Loss := 200;
  DeviceA.Address := 0;
  ServerSays := 5;
  LeaseSeconds := 1000;
  Leases := 0;
  Server := UdpOpen(B, ProtocolUdp);
  Check(UdpBind(Server, AnyAddress, 67) = 0, 'the server''s port');
  Check(StartDhcp(@Client, @DeviceA, @LeaseCame), 'started');
  RunDhcp(Server, 100);
  Check((Leases = 1) and (DeviceA.Address = AddressA + 40), 'an address comes through losses');
  Check((Client.NameServerCount = 1) and (Client.NameServers[0] = AddressB), 'with a server');
  RunDhcp(Server, 900);
  Check((Leases >= 2) and (DeviceA.Address = AddressA + 40), 'the lease is renewed');
  ServerSays := 6;
  RunDhcp(Server, 1000);
  Check(DeviceA.Address = 0, 'a refused renewal takes the address away');
  ServerSays := 5;
  RunDhcp(Server, 100);
  Check(DeviceA.Address = AddressA + 40, 'and the asking begins anew');
  StopSim;
end;

{ A program sets the address in the middle of the asking, before it and long after it. }
procedure Dedicated(Seed, Number: Int64);
var
  Server: PUdpEndpoint;
  Turn: Int64;
begin
  for Turn := 1 to Number do
  begin
    StartSim(Seed + Turn, PerfectWire);
    Wire.Loss := 200;
    DeviceA.Address := 0;
    ServerSays := 5;
    LeaseSeconds := 1000;
    Server := UdpOpen(B, ProtocolUdp);
    Check(UdpBind(Server, AnyAddress, 67) = 0, 'the server''s port');
    Check(StartDhcp(@Client, @DeviceA, @LeaseCame), 'started');
    RunDhcp(Server, SimRandom mod 8 * (SimRandom mod 100));
    DeviceA.Dedicated := True;
    ConfigureInterface(@DeviceA, AddressA + 7, $FFFFFF00, 0);
    RunDhcp(Server, 3000);
    Check(DeviceA.Address = AddressA + 7, 'the program''s address stays');
    Check(A^.Endpoints = nil, 'and nothing is asked any more');
    StopSim;
  end;
end;

function RunUnits(const Name: string; Seed, Number: Int64): Boolean;
begin
  Result := True;
  case Name of
    'ranges': Ranges(Seed, Number);
    'ring': Ring(Seed, Number);
    'timers': Timers(Seed, Number);
    'vectors': Vectors;
    'dhcp': Dhcp(Seed);
    'dedicated': Dedicated(Seed, Number);
  else
    Result := False;
  end;
end;

end.

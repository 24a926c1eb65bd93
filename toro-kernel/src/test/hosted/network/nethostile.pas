{ SPDX-License-Identifier: Apache-2.0 }
{ What a stranger may send: mutated frames, floods of SYNs, fragments that overlap, noise. Nothing may
  crash, no memory may stay behind, and the service goes on. }
unit NetHostile;

{$mode objfpc}

interface

type
  TFrame = array[0..2047] of Byte;

var
  { What IPv6 adds: a frame of its own to begin with, and its sums made right. }
  MakeFrame6: procedure(out Frame: TFrame; out Size: LongInt);
  Repair6: procedure(var Frame: TFrame; Size: LongInt);

function RunHostile(const Name: string; Seed, Number: Int64): Boolean;

implementation

uses
  Toro.NetTypes, Toro.NetBytes, Toro.NetStack, Toro.Tcp, Toro.Udp, NetSim;

const
  Port = 80;

var
  { Frames seen lately: what mutations start from. }
  Seen: array[0..255] of TFrame;
  SeenSize: array[0..255] of LongInt;
  SeenCount: LongInt;
  Listener: PTcpListener;
  Echo: PUdpEndpoint;
  Calls: array[0..7] of PTcb;
  Served: array[0..7] of PTcb;

procedure Remember(FromA: Boolean; Frame: PByte; Size: LongInt; var Drop: Boolean);
begin
  SeenSize[SeenCount and 255] := Size;
  Move(Frame^, Seen[SeenCount and 255], Size);
  Inc(SeenCount);
end;

{ Makes the sums of an IPv4 frame right again, so that the mutation gets past them. }
procedure Repair(var Frame: TFrame; Size: LongInt);
var
  Header: PIp4Header;
  HeaderSize, Total: LongInt;
  Sum: QWord;
begin
  if (Frame[12] = $86) and Assigned(Repair6) then
    Repair6(Frame, Size);
  if (Size < 34) or (Frame[12] <> 8) or (Frame[13] <> 0) then
    Exit;
  Header := @Frame[14];
  HeaderSize := (Header^.VersionSize and 15) * 4;
  Total := BEtoN(Header^.TotalSize);
  if (HeaderSize < 20) or (14 + HeaderSize > Size) or (Total > Size - 14)
    or (Total < HeaderSize) then
    Exit;
  Header^.Checksum := 0;
  Header^.Checksum := not FoldSum(SumBytes(PByte(Header), HeaderSize, 0));
  Sum := PseudoSum(Ip4(BEtoN(Header^.Source)), Ip4(BEtoN(Header^.Destination)),
    Header^.Protocol, Total - HeaderSize);
  if (Header^.Protocol = ProtocolTcp) and (Total - HeaderSize >= 20) then
  begin
    PTcpHeader(PByte(Header) + HeaderSize)^.Checksum := 0;
    PTcpHeader(PByte(Header) + HeaderSize)^.Checksum :=
      not FoldSum(SumBytes(PByte(Header) + HeaderSize, Total - HeaderSize, Sum));
  end
  else if (Header^.Protocol = ProtocolIcmp) and (Total - HeaderSize >= 8) then
  begin
    PIcmpHeader(PByte(Header) + HeaderSize)^.Checksum := 0;
    PIcmpHeader(PByte(Header) + HeaderSize)^.Checksum :=
      not FoldSum(SumBytes(PByte(Header) + HeaderSize, Total - HeaderSize, 0));
  end
  else if (Header^.Protocol = ProtocolUdp) and (Total - HeaderSize >= 8) then
    PUdpHeader(PByte(Header) + HeaderSize)^.Checksum := 0;
end;

procedure Mutate(var Frame: TFrame; var Size: LongInt);
var
  Times: LongInt;
begin
  for Times := 0 to SimRandom mod 6 do
    case SimRandom mod 6 of
      0: Frame[SimRandom mod QWord(Size)] := Byte(SimRandom);
      1: Frame[SimRandom mod QWord(Size)] := Frame[SimRandom mod QWord(Size)]
          xor Byte(1 shl (SimRandom and 7));
      2: Size := 1 + SimRandom mod QWord(Size);
      3: if Size > 60 then
          Frame[34 + SimRandom mod 26] := Byte(SimRandom);
      4: if Size > 40 then
          Frame[14 + SimRandom mod 20] := Byte(SimRandom);
      5: if Size < 1400 then
          Inc(Size, SimRandom mod 64);
    end;
  if SimRandom and 3 <> 0 then
    Repair(Frame, Size);
end;

procedure Attack;
var
  Frame: TFrame;
  Size, Index: LongInt;
begin
  if SeenCount = 0 then
    Exit;
  Index := SimRandom and 255;
  if Index >= SeenCount then
    Index := SimRandom mod QWord(SeenCount);
  Size := SeenSize[Index];
  Frame := Seen[Index];
  if Assigned(MakeFrame6) and (SimRandom mod 3 = 0) then
    MakeFrame6(Frame, Size);
  Mutate(Frame, Size);
  InjectFrame(SimRandom and 1 = 0, Frame, Size);
end;

{ A program that sees many connections hang loses patience: over IPv6 a stranger on the link can keep neighbours
  apart for a while. }
procedure Leave(Tcb: PTcb);
begin
  if Tcb^.Stack^.TcbCount > 64 then
    TcpAbort(Tcb)
  else
    TcpClose(Tcb);
end;

{ Keeps a few connections busy; whatever happens to them is right. }
procedure Traffic;
var
  Index: LongInt;
  Error: LongInt;
  Buffer: array[0..4095] of Byte;
begin
  for Index := 0 to High(Calls) do
  begin
    if Calls[Index] = nil then
      Calls[Index] := TcpConnect(A, AnyAddress, PeerOfA, 0, Port, nil, nil, Error)
    else
    begin
      TcpSend(Calls[Index], Buffer, 1 + SimRandom mod 4000, SimRandom mod 16 = 0);
      if (TcpReceive(Calls[Index], Buffer, 4096, False) <> -EAGAIN)
        or (SimRandom mod 64 = 0) then
      begin
        Leave(Calls[Index]);
        Calls[Index] := nil;
      end;
    end;
    if Served[Index] = nil then
      Served[Index] := TcpAccept(Listener, nil, nil)
    else
    begin
      Error := TcpReceive(Served[Index], Buffer, 4096, False);
      if Error > 0 then
        TcpSend(Served[Index], Buffer, Error, False)
      else if Error <> -EAGAIN then
      begin
        Leave(Served[Index]);
        Served[Index] := nil;
      end;
    end;
  end;
  UdpSend(Echo, PeerOfA, 7, Buffer, SimRandom mod 4000);
end;

procedure StopTraffic;
var
  Index: LongInt;
begin
  for Index := 0 to High(Calls) do
  begin
    if Calls[Index] <> nil then
      TcpAbort(Calls[Index]);
    if Served[Index] <> nil then
      TcpAbort(Served[Index]);
    Calls[Index] := nil;
    Served[Index] := nil;
  end;
end;

{ A plain exchange works, and after it nothing is held. }
procedure CheckService;
var
  Client, Server: PTcb;
  Error, Got: LongInt;
  Buffer: array[0..15] of Byte;
begin
  Watch := nil;
  repeat
    Server := TcpAccept(Listener, nil, nil);
    if Server <> nil then
      TcpAbort(Server);
  until Server = nil;
  Client := TcpConnect(A, AnyAddress, PeerOfA, 0, Port, nil, nil, Error);
  Check(Client <> nil, 'connect after the attack');
  RunSim(10 * NsPerSecond);
  repeat
    Server := TcpAccept(Listener, nil, nil);
    Check(Server <> nil, 'the connection is accepted');
    if Server^.RemotePort <> Client^.LocalPort then
      TcpAbort(Server);
  until Server^.RemotePort = Client^.LocalPort;
  Check(TcpSend(Client, PByte(PChar('still here')), 10, False) = 10, 'send');
  RunSim(NsPerSecond);
  Got := TcpReceive(Server, Buffer, 16, False);
  Check(Got = 10, 'the service answers as before');
  TcpClose(Client);
  TcpClose(Server);
  TcpUnlisten(Listener);
end;

procedure CheckNothingHeld;
begin
  RunSim(900 * NsPerSecond);
  Check(A^.TcbCount + B^.TcbCount = 0, 'no connection stays');
  Check(A^.MemoryUsed = 0, 'no memory stays in A');
  Check(B^.MemoryUsed = 0, 'no memory stays in B');
end;

procedure Fuzz(Seed, Number: Int64);
var
  Index: Int64;
  Bound: PtrInt;
begin
  Bound := 16 * 1024 * 1024;
  { Neighbours that a stranger keeps apart leave the whole backlog waiting: 128 connections of 128 KiB. }
  if Assigned(MakeFrame6) then
    Bound := 40 * 1024 * 1024;
  StartSim(Seed, PerfectWire);
  Watch := @Remember;
  Listener := TcpListen(B, AnyAddress, Port, 32, nil, nil);
  Echo := UdpOpen(A, ProtocolUdp);
  for Index := 1 to Number do
  begin
    Attack;
    if Index and 15 = 0 then
      Traffic;
    if Index and 3 = 0 then
      StepSim(SimNow + NsPerMs);
    { What the frames have set off must not lag behind them. }
    if Index and 1023 = 0 then
      RunSim(500 * NsPerMs);
    Check(A^.MemoryUsed + B^.MemoryUsed < Bound, 'memory stays bounded');
  end;
  StopTraffic;
  UdpClose(Echo);
  RunSim(300 * NsPerSecond);
  CheckService;
  CheckNothingHeld;
  WriteLn(Number, ' mutated frames');
  StopSim;
end;

{ SYNs from everywhere to a listener that also serves: it answers with cookies and goes on. }
procedure SynFlood(Seed, Number: Int64);
var
  Index: Int64;
  Frame: TFrame;
  Ip: PIp4Header;
  Tcp: PTcpHeader;
  Peak: PtrInt;
begin
  StartSim(Seed, PerfectWire);
  Listener := TcpListen(B, AnyAddress, Port, 32, nil, nil);
  FillChar(Frame, SizeOf(Frame), 0);
  Peak := 0;
  for Index := 1 to Number do
  begin
    Move(DeviceB.Mac, Frame[0], 6);
    Frame[12] := 8;
    Ip := @Frame[14];
    Ip^.VersionSize := $45;
    Ip^.TotalSize := NtoBE(Word(40));
    Ip^.Ttl := 64;
    Ip^.Protocol := ProtocolTcp;
    Ip^.Source := NtoBE(LongWord($0A000000 or (3 + SimRandom mod 200)));
    Ip^.Destination := NtoBE(LongWord(AddressB));
    Tcp := @Frame[34];
    Tcp^.SourcePort := Word(SimRandom);
    Tcp^.DestinationPort := NtoBE(Word(Port));
    Tcp^.Sequence := LongWord(SimRandom);
    Tcp^.Offset := $50;
    Tcp^.Flags := 2;
    Tcp^.Window := $FFFF;
    Repair(Frame, 54);
    InjectFrame(False, Frame, 54);
    { The answers leave the wire, or the test itself would hold them all. }
    if Index and 63 = 0 then
      RunSim(NsPerMs);
    if B^.MemoryUsed > Peak then
      Peak := B^.MemoryUsed;
  end;
  Check(Peak < 1024 * 1024, 'a flood holds less than a mebibyte');
  Check(B^.Counters.SynCookiesSent > 0, 'cookies are sent');
  CheckService;
  Check(B^.Counters.SynCookiesGood > 0, 'the client in between came in by a cookie');
  CheckNothingHeld;
  WriteLn(Number, ' SYNs, at most ', Peak, ' bytes held');
  StopSim;
end;

{ Fragments with random places and sizes, most of which overlap. }
procedure Fragments(Seed, Number: Int64);
var
  Index: Int64;
  Frame: TFrame;
  Ip: PIp4Header;
  Size: LongInt;
begin
  StartSim(Seed, PerfectWire);
  Listener := TcpListen(B, AnyAddress, Port, 32, nil, nil);
  FillChar(Frame, SizeOf(Frame), 0);
  Ip := @Frame[14];
  for Index := 1 to Number do
  begin
    Frame[12] := 8;
    Size := 20 + SimRandom mod 1480;
    Ip^.Fragment := NtoBE(Word((SimRandom and 1) shl 13 or (SimRandom and $1FFF)));
    { Most are pieces of a few small datagrams: they meet, overlap, and now and then fit. }
    if SimRandom and 3 <> 0 then
    begin
      Size := 20 + 8 * (1 + SimRandom mod 4);
      Ip^.Fragment := NtoBE(Word((SimRandom and 1) shl 13 or (SimRandom mod 6)));
    end;
    Ip^.VersionSize := $45;
    Ip^.TotalSize := NtoBE(Word(Size));
    Ip^.Id := Word(SimRandom and 1);
    Ip^.Ttl := 64;
    Ip^.Protocol := ProtocolUdp;
    Ip^.Source := NtoBE(LongWord($0A000000 or (3 + SimRandom mod 5)));
    Ip^.Destination := NtoBE(LongWord(AddressB));
    Repair(Frame, 14 + Size);
    InjectFrame(False, Frame, 14 + Size);
    if Index and 255 = 0 then
      RunSim(10 * NsPerMs);
    Check(B^.MemoryUsed < 1024 * 1024, 'fragments are bounded');
  end;
  Check(B^.Counters.Reassembled > QWord(Number div 1000), 'some datagrams are whole');
  CheckService;
  CheckNothingHeld;
  WriteLn(Number, ' fragments, ', B^.Counters.Reassembled, ' datagrams');
  StopSim;
end;

function RunHostile(const Name: string; Seed, Number: Int64): Boolean;
begin
  Result := True;
  case Name of
    'fuzz': Fuzz(Seed, Number);
    'synflood': SynFlood(Seed, Number);
    'fragments': Fragments(Seed, Number);
  else
    Result := False;
  end;
end;

end.

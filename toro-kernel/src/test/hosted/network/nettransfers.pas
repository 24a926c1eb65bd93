{ SPDX-License-Identifier: Apache-2.0 }
{ Transfers over wires that harm: every byte must arrive, in order, and no memory may stay behind. }
unit NetTransfers;

{$mode objfpc}

interface

{ True if Name is one of this unit's tests. }
function RunTransfers(const Name: string; Seed, Number: Int64): Boolean;

implementation

uses
  Toro.NetTypes, Toro.Ip6Address, Toro.Tcp, Toro.Udp, NetSim;

const
  ServerPort = 8080;

type
  { One side of a transfer: what it has sent and received of a pattern. }
  TSide = record
    Tcb: PTcb;
    Sent, Received, Total: Int64;
    Salt: LongWord;
    Finished, Closed: Boolean;
  end;

function Pattern(Position: Int64; Salt: LongWord): Byte; inline;
begin
  Result := Byte((LongWord(Position) * LongWord(2654435761) xor Salt) shr 24)
    xor Byte(Position shr 10);
end;

procedure SendSome(var Side: TSide);
var
  Buffer: array[0..8191] of Byte;
  Size, Index, Done: LongInt;
begin
  while Side.Sent < Side.Total do
  begin
    Size := 1 + SimRandom mod SizeOf(Buffer);
    if Size > Side.Total - Side.Sent then
      Size := Side.Total - Side.Sent;
    for Index := 0 to Size - 1 do
      Buffer[Index] := Pattern(Side.Sent + Index, Side.Salt);
    Done := TcpSend(Side.Tcb, Buffer, Size, False);
    if Done = -EAGAIN then
      Exit;
    if Done <= 0 then
      WriteLn('send: ', Done, ' after ', Side.Sent, ' bytes, received ', Side.Received);
    Check(Done > 0, 'send goes on');
    Inc(Side.Sent, Done);
  end;
  if not Side.Finished then
  begin
    Check(TcpShutdown(Side.Tcb) = 0, 'shutdown');
    Side.Finished := True;
  end;
end;

procedure ReceiveSome(var Side: TSide; Expected: Int64; Salt: LongWord);
var
  Buffer: array[0..8191] of Byte;
  Size, Index: LongInt;
begin
  if Side.Closed then
    Exit;
  { Sometimes the reader does not come: windows close. }
  if SimRandom mod 8 = 0 then
    Exit;
  Size := TcpReceive(Side.Tcb, Buffer, 1 + SimRandom mod SizeOf(Buffer), False);
  if Size = -EAGAIN then
    Exit;
  Check(Size >= 0, 'receive goes on');
  if Size = 0 then
  begin
    Check(Side.Received = Expected, 'all bytes before the end');
    Side.Closed := True;
    Exit;
  end;
  for Index := 0 to Size - 1 do
    Check(Buffer[Index] = Pattern(Side.Received + Index, Salt), 'every byte right');
  Inc(Side.Received, Size);
end;

procedure Transfer(Size, Back: Int64; Limit: Int64);
var
  Listener: PTcpListener;
  Client, Server: TSide;
  Error: LongInt;
begin
  FillChar(Client, SizeOf(Client), 0);
  FillChar(Server, SizeOf(Server), 0);
  Client.Total := Size;
  Server.Total := Back;
  Client.Salt := LongWord(SimRandom);
  Server.Salt := LongWord(SimRandom);
  Listener := TcpListen(B, AnyAddress, ServerPort, 5, nil, nil);
  Check(Listener <> nil, 'listen');
  Client.Tcb := TcpConnect(A, AnyAddress, PeerOfA, 0, ServerPort, nil, nil, Error);
  Check(Client.Tcb <> nil, 'connect');
  Limit := SimNow + Limit;
  while not (Client.Closed and Server.Closed and Client.Finished and Server.Finished) do
  begin
    Check(SimNow < Limit, 'transfer in time');
    StepSim(SimNow + 10 * NsPerMs);
    if Server.Tcb = nil then
      Server.Tcb := TcpAccept(Listener, nil, nil);
    if Client.Tcb^.State <> tcpSynSent then
    begin
      SendSome(Client);
      ReceiveSome(Client, Back, Server.Salt);
    end;
    if Server.Tcb <> nil then
    begin
      SendSome(Server);
      ReceiveSome(Server, Size, Client.Salt);
    end;
  end;
  TcpClose(Client.Tcb);
  TcpClose(Server.Tcb);
  TcpUnlisten(Listener);
end;

{ After everything has ended and timed out, nothing is held. }
procedure CheckNoLeak;
begin
  RunSim(400 * NsPerSecond);
  Check(A^.TcbCount = 0, 'no connection stays in A');
  Check(B^.TcbCount = 0, 'no connection stays in B');
  Check(A^.MemoryUsed = 0, 'no memory stays in A');
  Check(B^.MemoryUsed = 0, 'no memory stays in B');
end;

function BadWire(Loss: LongInt): TWire;
begin
  Result.Loss := Loss;
  Result.Double := 20;
  Result.Corrupt := 10;
  Result.Late := 20;
  Result.DelayNs := 500000 + SimRandom mod 5000000;
  Result.JitterNs := 400000;
end;

procedure Transfers(Seed, Number: Int64; Loss, Size: LongInt);
var
  Index, Started, Taken: Int64;
begin
  Taken := 0;
  StartSim(Seed, PerfectWire);
  for Index := 1 to Number do
  begin
    if Loss >= 0 then
      Wire := BadWire(SimRandom mod QWord(Loss + 1));
    Started := SimNow;
    Transfer(Size, Size div 16, 36000 * NsPerSecond);
    Inc(Taken, SimNow - Started);
  end;
  Wire := PerfectWire;
  CheckNoLeak;
  WriteLn(Number, ' transfers of ', Size, ' bytes, ', FramesSent, ' frames, ',
    B^.Counters.TcpMalformed + A^.Counters.TcpMalformed, ' bad segments, ',
    A^.Counters.TcpRetransmits, ' retransmissions, mean ', Taken div Number div 1000000, ' ms');
  StopSim;
end;

{ Connections that come and go: memory after is memory before. }
procedure Churn(Seed, Number: Int64);
var
  Index: Int64;
begin
  StartSim(Seed, PerfectWire);
  for Index := 1 to Number do
    Transfer(200, 1000, 60 * NsPerSecond);
  Check(A^.TimeWait.Count <= TimeWaitLimit, 'TIME-WAIT is bounded');
  CheckNoLeak;
  WriteLn(Number, ' connections opened and closed');
  StopSim;
end;

{ Datagrams over a perfect wire, whole and in fragments. }
procedure Datagrams(Seed, Number: Int64);
var
  Sender, Receiver: PUdpEndpoint;
  Buffer, Answer: array[0..65535] of Byte;
  Index, Size, Got, Full, Position: LongInt;
  Source: TNetAddress;
  Port: Word;
begin
  StartSim(Seed, PerfectWire);
  Sender := UdpOpen(A, ProtocolUdp);
  Receiver := UdpOpen(B, ProtocolUdp);
  Check(UdpBind(Receiver, AnyAddress, 53) = 0, 'bind');
  for Index := 1 to Number do
  begin
    Size := SimRandom mod 65508;
    if Index and 3 <> 0 then
      Size := Size mod 3000;
    for Position := 0 to Size - 1 do
      Buffer[Position] := Pattern(Position, Index);
    Check(UdpSend(Sender, PeerOfA, 53, Buffer, Size) = Size, 'send');
    RunSim(10 * NsPerMs);
    Got := UdpReceive(Receiver, Answer, SizeOf(Answer), False, Source, Port, Full);
    Check(Got = Size, 'the datagram arrives whole');
    Check(Port = Sender^.LocalPort, 'and says from where');
    Check(CompareByte(Buffer, Answer, Size) = 0, 'with every byte right');
  end;
  UdpClose(Sender);
  UdpClose(Receiver);
  WriteLn(Number, ' datagrams, ', B^.Counters.Reassembled, ' of them from fragments');
  CheckNoLeak;
  StopSim;
end;

{ Both ends in one stack. }
procedure Loopback(Seed, Number: Int64);
var
  Index: Int64;
  SavedB: PNetStack;
begin
  StartSim(Seed, PerfectWire);
  SavedB := B;
  B := A;
  DeviceA.Address := AddressB;
  if not IsIp4(PeerOfA) then
    PeerOfA := Loopback6;
  for Index := 1 to Number do
  begin
    Transfer(300000, 1000, 60 * NsPerSecond);
  end;
  B := SavedB;
  CheckNoLeak;
  WriteLn(Number, ' transfers over the loopback interface');
  StopSim;
end;

function RunTransfers(const Name: string; Seed, Number: Int64): Boolean;
begin
  Result := True;
  case Name of
    'clean': Transfers(Seed, Number, -1, 1048576);
    'card-sums':
      begin
        CardsFinishSums := True;
        Transfers(Seed, Number, 20, 1048576);
      end;
    'lossy': Transfers(Seed, Number, 100, 1048576);
    'small': Transfers(Seed, Number, 150, 3000);
    'churn': Churn(Seed, Number);
    'datagrams': Datagrams(Seed, Number);
    'loopback': Loopback(Seed, Number);
  else
    Result := False;
  end;
end;

end.

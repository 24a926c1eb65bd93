{ SPDX-License-Identifier: Apache-2.0 }
{ The stack on several cores, with threads of this machine for cores: a host of four shards echoes what a host of one
  stack sends it, over a wire that loses frames and a card that puts them into whichever queue it likes. Each thread
  takes in its queue, takes connections and works on any of them, whichever shard they are in. Used by nettests. }
unit NetThreads;

{$mode objfpc}

interface

{ threads: Number connections of some 40 KB each, there and back. pieces: the same with segments of up to 4 KB, which
  the wire to the host cuts into fragments. }
function RunThreads(const Name: string; Seed, Number: Int64): Boolean;

implementation

uses
  Linux, Math, UnixType, Toro.NetTypes, Toro.NetBytes, Toro.NetStack, Toro.NetShards, Toro.Tcp, NetSim;

const
  CoreCount = 4;
  { The thread of the other host, and the one that looks on }
  PeerCaller = CoreCount;
  EchoPort = 80;
  LossPerMille = 5;
  AtOnce = 24;
  MostBytes = 80000;
  BlockSize = 4096;
  PatienceSeconds = 120;
  UsualMtu = 1500;
  LargeMtu = 4000;
  FragmentSize = 1480;

type
  PFrame = ^TFrame;
  TFrame = record
    Next: PFrame;
    Size: LongInt;
    Data: array[0..4095] of Byte;
  end;

  TFrameQueue = record
    Lock: LongInt;
    First, Last: PFrame;
    Count: LongInt;
  end;

  { A connection of the server's: held by one thread, then by another. }
  PServed = ^TServed;
  TServed = record
    Next: PServed;
    Tcb: PTcb;
    Waiting: array[0..BlockSize - 1] of Byte;
    WaitingSize, Turns: LongInt;
  end;

  { One of the peer's. }
  TAsked = record
    Tcb: PTcb;
    Seed: LongWord;
    Size, Sent, Received: LongInt;
    { The server connected to us. }
    Incoming: Boolean;
  end;

threadvar
  Caller: LongInt;
  RandomState: QWord;

var
  Peer: PNetStack;
  PeerFace: TNetInterface;
  Faces: array[0..CoreCount - 1] of TNetInterface;
  ToPeer: TFrameQueue;
  ToCore: array[0..CoreCount - 1] of TFrameQueue;
  { What threads hand each other }
  TableLock: LongInt;
  Table: PServed;
  Listener, PeerListener: PTcpListener;
  Asked: array[0..AtOnce - 1] of TAsked;
  Done, Wanted, Started: LongInt;
  Accepted: array[0..CoreCount - 1] of LongInt;
  Handed: LongInt;
  LinkMtu: LongInt;
  NextId: Word;
  Fragments: Int64;
  { How much the clock has been set forward }
  AheadNs: Int64;
  Stop: Boolean;
  FirstSeed: QWord;

function CallerNumber: LongInt;
begin
  Result := Caller;
end;

function NowNs: Int64;
var
  Time: TTimeSpec;
begin
  clock_gettime(CLOCK_MONOTONIC, @Time);
  Result := Time.tv_sec * NsPerSecond + Time.tv_nsec + AheadNs;
end;

{ xorshift64* (Vigna 2014), one for each thread }
function NextRandom: QWord;
begin
  if RandomState = 0 then
    RandomState := (FirstSeed * 64 + QWord(Caller) + 1) * QWord($9E3779B97F4A7C15);
  RandomState := RandomState xor (RandomState shr 12);
  RandomState := RandomState xor (RandomState shl 25);
  RandomState := RandomState xor (RandomState shr 27);
  Result := RandomState * QWord(2685821657736338717);
  Result := Result shr 16 xor Result shl 16;
end;

procedure GiveWay;
begin
  ThreadSwitch;
end;

procedure AwaitOther(Stack: PNetStack; var Rounds: LongInt);
begin
  GiveWay;
end;

procedure Acquire(var Lock: LongInt);
begin
  while InterlockedExchange(Lock, 1) <> 0 do
    ThreadSwitch;
end;

procedure Release(var Lock: LongInt);
begin
  InterlockedExchange(Lock, 0);
end;

procedure NobodySleeps(Number: LongInt);
begin
end;

procedure NothingToTell(Stack: PNetStack);
begin
end;

{ ---- The wire ---- }

procedure Put(var Queue: TFrameQueue; Data: Pointer; Size: LongInt);
var
  Frame: PFrame;
begin
  if LongInt(NextRandom mod 1000) < LossPerMille then
    Exit;
  New(Frame);
  Frame^.Next := nil;
  Frame^.Size := Size;
  Move(Data^, Frame^.Data, Size);
  Acquire(Queue.Lock);
  if Queue.Last = nil then
    Queue.First := Frame
  else
    Queue.Last^.Next := Frame;
  Queue.Last := Frame;
  Release(Queue.Lock);
end;

function Take(var Queue: TFrameQueue): PFrame;
begin
  Acquire(Queue.Lock);
  Result := Queue.First;
  if Result <> nil then
  begin
    Queue.First := Result^.Next;
    if Queue.First = nil then
      Queue.Last := nil;
  end;
  Release(Queue.Lock);
end;

procedure ShardTransmit(Device: PNetInterface; Frame: Pointer; Size: LongInt);
begin
  Put(ToPeer, Frame, Size);
end;

{ RFC 791, 3.2. Each piece goes into any queue, and so into any shard. }
procedure PutFragments(Frame: PByte; Size: LongInt);
const
  HeadSize = SizeOf(TEthernetHeader) + SizeOf(TIp4Header);
  MoreFragments = $2000;
var
  Piece: array[0..HeadSize + FragmentSize - 1] of Byte;
  Header: PIp4Header;
  Offset, Count: LongInt;
begin
  Inc(NextId);
  Offset := 0;
  while HeadSize + Offset < Size do
  begin
    Count := Min(FragmentSize, Size - HeadSize - Offset);
    Move(Frame^, Piece, HeadSize);
    Move(Frame[HeadSize + Offset], Piece[HeadSize], Count);
    Header := PIp4Header(@Piece[SizeOf(TEthernetHeader)]);
    Header^.TotalSize := NtoBE(Word(SizeOf(TIp4Header) + Count));
    Header^.Id := NtoBE(NextId);
    Header^.Fragment := Offset div 8;
    if HeadSize + Offset + Count < Size then
      Header^.Fragment := Header^.Fragment or MoreFragments;
    Header^.Fragment := NtoBE(Header^.Fragment);
    Header^.Checksum := 0;
    Header^.Checksum := not FoldSum(SumBytes(PByte(Header), SizeOf(TIp4Header), 0));
    Put(ToCore[NextRandom mod CoreCount], @Piece, HeadSize + Count);
    Inc(Offset, Count);
    Inc(Fragments);
  end;
end;

procedure PeerTransmit(Device: PNetInterface; Frame: Pointer; Size: LongInt);
begin
  if Size > SizeOf(TEthernetHeader) + UsualMtu then
    PutFragments(Frame, Size)
  else
    Put(ToCore[NextRandom mod CoreCount], Frame, Size);
end;

{ ---- The server ---- }

procedure PutBack(Served: PServed);
begin
  Acquire(TableLock);
  Served^.Next := Table;
  Table := Served;
  Release(TableLock);
end;

function TakeAny: PServed;
var
  Link: ^PServed;
begin
  Acquire(TableLock);
  Link := @Table;
  { Not always the newest }
  while (Link^ <> nil) and (Link^^.Next <> nil) and (NextRandom and 3 <> 0) do
    Link := @Link^^.Next;
  Result := Link^;
  if Result <> nil then
    Link^ := Result^.Next;
  Release(TableLock);
end;

procedure TakeConnections;
var
  Ready: PTcpListener;
  Served: PServed;
begin
  LockShard(Desk);
  Ready := LockReady(Listener, Caller);
  if Ready <> nil then
  begin
    New(Served);
    FillChar(Served^, SizeOf(TServed), 0);
    Served^.Tcb := TcpAccept(Ready, nil, nil);
    UnlockReady(Ready);
    Inc(Accepted[Caller]);
  end;
  UnlockShard(Desk);
  if Ready <> nil then
    PutBack(Served);
end;

{ False: it has ended. }
function Echo(Served: PServed): Boolean;
var
  Sent: LongInt;
begin
  Result := True;
  Inc(Served^.Turns);
  with Served^ do
  begin
    if WaitingSize = 0 then
    begin
      WaitingSize := TcpReceive(Tcb, Waiting, BlockSize, False);
      if WaitingSize = -EAGAIN then
        WaitingSize := 0
      else if WaitingSize <= 0 then
      begin
        Check(WaitingSize = 0, 'the server reads without an error');
        TcpClose(Tcb);
        Exit(False);
      end;
    end;
    if WaitingSize = 0 then
      Exit;
    Sent := TcpSend(Tcb, Waiting, WaitingSize, False);
    if Sent <= 0 then
      Exit;
    Move(Waiting[Sent], Waiting[0], WaitingSize - Sent);
    Dec(WaitingSize, Sent);
  end;
end;

procedure Serve;
var
  Served: PServed;
  Stack: PNetStack;
  Open: Boolean;
begin
  Served := TakeAny;
  if Served = nil then
    Exit;
  Stack := Served^.Tcb^.Stack;
  if Stack^.Number <> Caller then
    InterlockedIncrement(Handed);
  LockShard(Stack);
  Open := Echo(Served);
  UnlockShard(Stack);
  if Open then
    PutBack(Served)
  else
    Dispose(Served);
end;

{ One of the host's own connections to the peer, served like one that came. }
procedure Connect;
var
  Served: PServed;
  Error: LongInt;
begin
  New(Served);
  FillChar(Served^, SizeOf(TServed), 0);
  LockShard(Shards[0]);
  Served^.Tcb := ConnectSomewhere(AnyAddress, Ip4(AddressA), 0, EchoPort, nil, nil, Caller, Error);
  UnlockShard(Shards[0]);
  Check(Served^.Tcb <> nil, 'a connection to the peer starts');
  PutBack(Served);
end;

procedure TakeFrames(Number: LongInt);
var
  Frame: PFrame;
  Count: LongInt;
begin
  LockShard(Shards[Number]);
  for Count := 1 to 16 do
  begin
    Frame := Take(ToCore[Number]);
    if Frame = nil then
      Break;
    ShardInput(@Faces[Number], Frame^.Data, Frame^.Size, False);
    Dispose(Frame);
  end;
  TakeHanded(Shards[Number]);
  NetPoll(Shards[Number]);
  UnlockShard(Shards[Number]);
end;

function Core(Number: Pointer): PtrInt;
var
  Connects: LongInt;
begin
  Caller := PtrInt(Number);
  Connects := 0;
  while not Stop do
  begin
    TakeFrames(Caller);
    TakeConnections;
    Serve;
    Serve;
    if (Connects < 4) and (Started > (Connects + 1) * Wanted div 8) then
    begin
      Inc(Connects);
      Connect;
    end;
    ThreadSwitch;
  end;
  Result := 0;
end;

{ ---- The peer ---- }

function ByteAt(Seed: LongWord; Place: LongInt): Byte; inline;
begin
  Result := Byte((Seed + LongWord(Place)) * 2654435761 shr 23);
end;

procedure Open(var Item: TAsked; Incoming: PTcb);
var
  Error: LongInt;
begin
  Item.Tcb := Incoming;
  Item.Incoming := Incoming <> nil;
  if Incoming = nil then
    Item.Tcb := TcpConnect(Peer, AnyAddress, Ip4(AddressB), 0, EchoPort, nil, nil, Error);
  Check(Item.Tcb <> nil, 'the peer connects');
  Item.Seed := LongWord(NextRandom);
  Item.Size := 1 + NextRandom mod MostBytes;
  Item.Sent := 0;
  Item.Received := 0;
end;

procedure AskMore(var Item: TAsked);
var
  Buffer: array[0..BlockSize - 1] of Byte;
  Size, Index: LongInt;
begin
  Size := Item.Size - Item.Sent;
  if Size > BlockSize then
    Size := BlockSize;
  for Index := 0 to Size - 1 do
    Buffer[Index] := ByteAt(Item.Seed, Item.Sent + Index);
  if Size > 0 then
  begin
    Size := TcpSend(Item.Tcb, Buffer, Size, False);
    if Size > 0 then
      Inc(Item.Sent, Size)
    else
      Check(Size = -EAGAIN, 'the peer sends without an error');
    if Item.Sent = Item.Size then
      TcpShutdown(Item.Tcb);
  end;
  Size := TcpReceive(Item.Tcb, Buffer, BlockSize, False);
  for Index := 0 to Size - 1 do
    Check(Buffer[Index] = ByteAt(Item.Seed, Item.Received + Index), 'every byte comes back');
  if Size > 0 then
    Inc(Item.Received, Size);
  if Size = 0 then
  begin
    Check(Item.Received = Item.Size, 'all of them come back');
    TcpClose(Item.Tcb);
    Item.Tcb := nil;
    Inc(Done);
  end
  else
    Check((Size > 0) or (Size = -EAGAIN), 'the peer reads without an error');
end;

procedure TakePeerFrames;
var
  Frame: PFrame;
begin
  repeat
    Frame := Take(ToPeer);
    if Frame = nil then
      Break;
    NetInput(@PeerFace, Frame^.Data, Frame^.Size, False);
    Dispose(Frame);
  until False;
  NetPoll(Peer);
end;

{ Takes connections that come, opens others until there are enough, and gets on with all of them. }
procedure PeerTurn;
var
  Index: LongInt;
  Incoming: PTcb;
begin
  TakePeerFrames;
  for Index := 0 to AtOnce - 1 do
    if Asked[Index].Tcb <> nil then
      AskMore(Asked[Index])
    else
    begin
      Incoming := TcpAccept(PeerListener, nil, nil);
      if (Incoming = nil) and (Started >= Wanted) then
        Continue;
      Open(Asked[Index], Incoming);
      InterlockedIncrement(Started);
    end;
  ThreadSwitch;
end;

procedure RunPeer;
var
  EndNs: Int64;
begin
  PeerListener := TcpListen(Peer, AnyAddress, EchoPort, 128, nil, nil);
  EndNs := NowNs + (PatienceSeconds + Wanted div 20) * NsPerSecond;
  while Done < Wanted do
  begin
    Check(NowNs < EndNs, 'it comes to an end');
    PeerTurn;
  end;
end;

{ ---- All together ---- }

procedure FillFace(var Face: TNetInterface; Last: Byte; Transmit: TTransmit);
begin
  FillChar(Face, SizeOf(Face), 0);
  Face.Name := 'sim';
  Face.Mac[0] := 2;
  Face.Mac[5] := Last;
  Face.Mtu := LinkMtu;
  Face.Transmit := Transmit;
end;

procedure MakeHosts;
var
  Number: LongInt;
  Others: array[0..CoreCount - 2] of PNetInterface;
begin
  ThisCaller := @CallerNumber;
  Await := @AwaitOther;
  Left := @NothingToTell;
  WakeShard := @NobodySleeps;
  Leaving := @NothingToTell;
  Peer := NewNetStack(@NowNs, @NextRandom, DefaultMemoryLimit);
  FillFace(PeerFace, 1, @PeerTransmit);
  AddInterface(Peer, @PeerFace);
  ConfigureInterface(@PeerFace, AddressA, $FFFFFF00, 0);
  Check(MakeShards(NewNetStack(@NowNs, @NextRandom, DefaultMemoryLimit), CoreCount), 'shards are made');
  for Number := 0 to CoreCount - 1 do
  begin
    FillFace(Faces[Number], 2, @ShardTransmit);
    AddInterface(Shards[Number], @Faces[Number]);
    if Number > 0 then
      Others[Number - 1] := @Faces[Number];
  end;
  JoinInterfaces(@Faces[0], Others);
  ConfigureInterface(@Faces[0], AddressB, $FFFFFF00, 0);
end;

{ Until what is left are connections in TIME-WAIT. }
procedure AwaitEnds;
var
  Number: LongInt;
  EndNs: Int64;
begin
  EndNs := NowNs + (PatienceSeconds + Wanted div 20) * NsPerSecond;
  for Number := 0 to CoreCount - 1 do
    repeat
      Check(NowNs < EndNs, 'every connection of the host ends');
      PeerTurn;
    until Shards[Number]^.TcbCount = Shards[Number]^.TimeWait.Count;
  Check(Table = nil, 'nothing is served any more');
end;

function RunThreads(const Name: string; Seed, Number: Int64): Boolean;
var
  Threads: array[0..CoreCount - 1] of TThreadID;
  Index: LongInt;
  Left: PtrInt;
begin
  Result := (Name = 'threads') or (Name = 'pieces');
  if not Result then
    Exit;
  LinkMtu := UsualMtu;
  if Name = 'pieces' then
    LinkMtu := LargeMtu;
  FirstSeed := Seed;
  Caller := PeerCaller;
  MakeHosts;
  Wanted := Number;
  LockShard(Shards[0]);
  Listener := ListenEverywhere(nil, AnyAddress, EchoPort, 128, nil, nil);
  UnlockShard(Shards[0]);
  Check(Listener <> nil, 'the host listens');
  for Index := 0 to CoreCount - 1 do
    Threads[Index] := BeginThread(@Core, Pointer(PtrInt(Index)));
  RunPeer;
  AwaitEnds;
  Stop := True;
  for Index := 0 to CoreCount - 1 do
    WaitForThreadTerminate(Threads[Index], 0);
  LockShard(Desk);
  UnlistenEverywhere(Listener);
  UnlockShard(Desk);
  { Of what has lost a piece the rest goes in time. }
  if Fragments > 0 then
  begin
    AheadNs := 60 * NsPerSecond;
    LockShard(Shards[0]);
    NetPoll(Shards[0]);
    UnlockShard(Shards[0]);
  end;
  for Index := 0 to CoreCount - 1 do
  begin
    Left := Shards[Index]^.MemoryUsed - Shards[Index]^.TcbCount * SizeOf(TTcb);
    WriteLn('shard ', Index, ' received ', Faces[Index].Counters.FramesIn, ' sent ', Faces[Index].Counters.FramesOut,
      ', accepted ', Accepted[Index], ', connections ', Shards[Index]^.Counters.Connections);
    Check(Shards[Index]^.Counters.Connections > 0, 'every shard has connections');
    Check(Left = 0, 'a shard holds no more memory');
    FreeNetStack(Shards[Index]);
  end;
  Check((Fragments > Number) = (LinkMtu > UsualMtu), 'segments come in fragments where they are large');
  WriteLn(Done, ' connections, ', Handed, ' turns of a thread with another''s shard, ', Fragments, ' fragments');
  FreeNetStack(Peer);
end;

end.

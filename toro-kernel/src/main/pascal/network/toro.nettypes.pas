{ SPDX-License-Identifier: Apache-2.0 }
{ The data of the network stack: what every protocol unit reads and writes, and nothing else.
  Used by all units of this folder. Plain records: a program may hold several stacks, which is how
  the tests put two of them back to back. No unit of the kernel is needed to compile it. }
unit Toro.NetTypes;

{$mode objfpc}

interface

uses
  Toro.NetTimers, Toro.NetRing, Toro.NetRanges;

const
  { Errors as Linux numbers them, returned negative. }
  EINTR = 4; EBADF = 9; EAGAIN = 11; ENOMEM = 12; EACCES = 13; EFAULT = 14; ENODEV = 19; EINVAL = 22; ENOTTY = 25;
  EPIPE = 32; EDOM = 33; ENOTSOCK = 88; EDESTADDRREQ = 89; EMSGSIZE = 90; ENOPROTOOPT = 92; EPROTONOSUPPORT = 93;
  EOPNOTSUPP = 95; EAFNOSUPPORT = 97; EADDRINUSE = 98; EADDRNOTAVAIL = 99; ENETUNREACH = 101; ECONNABORTED = 103;
  ECONNRESET = 104; ENOBUFS = 105; EISCONN = 106; ENOTCONN = 107; ETIMEDOUT = 110;
  ECONNREFUSED = 111; EHOSTUNREACH = 113; EALREADY = 114; EINPROGRESS = 115;

  NsPerMs = Int64(1000000);
  NsPerSecond = Int64(1000000000);

  { Room before a payload for the headers of the layers below: Ethernet 14, IPv6 40, aligned. }
  HeaderRoom = 64;
  { The largest IP payload that is built or put together again. }
  MaxDatagram = 65535;

  ProtocolIcmp = 1; ProtocolTcp = 6; ProtocolUdp = 17; ProtocolIcmp6 = 58;

  { Bounds: the most of each thing that a stranger on the wire can make us keep. }
  ArpEntries = 32;
  ArpPendingLimit = 64;
  ReassemblyLimit = 8;
  TimeWaitLimit = 2048;
  TcpBuckets = 1024;
  DefaultMemoryLimit = 64 * 1024 * 1024;

  { Blocks have sizes from 64 bytes to 1 MiB, powers of two. }
  SmallestBlock = 64;
  BlockClasses = 15;

type
  PNetStack = ^TNetStack;
  PNetInterface = ^TNetInterface;
  PTcb = ^TTcb;
  PTcpListener = ^TTcpListener;
  PUdpEndpoint = ^TUdpEndpoint;

  TMac = array[0..5] of Byte;

  { An IPv4 or IPv6 address; numbers, most significant byte first on the wire. IPv4 is held as
    ::ffff:a.b.c.d (RFC 4291 2.5.5.2), so that TCP and UDP have one kind of address. }
  TNetAddress = record
    High, Low: QWord;
  end;

  { A packet on its way up, valid only during the call. }
  TIncoming = record
    Device: PNetInterface;
    Source, Destination: TNetAddress;
    Data: PByte;
    Size: LongInt;
    Header: PByte;            { its IP header }
    Broadcast: Boolean;       { sent to more than one host }
    ChecksumGood: Boolean;    { the device, or the absence of a wire, vouches for it }
  end;

  { A packet on its way down. Data lies in the stack's scratch with HeaderRoom bytes before it. }
  TOutgoing = record
    Source, Destination: TNetAddress;
    Data: PByte;
    Size: LongInt;
    Protocol, Ttl, Tos: Byte;
    DontFragment: Boolean;
    Device: PNetInterface;    { nil: the way to Destination decides }
  end;

  TTransmit = procedure(Device: PNetInterface; Frame: Pointer; Size: LongInt);

  TInterfaceCounters = record
    FramesIn, FramesOut, BytesIn, BytesOut, Malformed: QWord;
  end;

  { One attachment to a link. The owner fills Name, Mac, Mtu and Transmit and calls AddInterface. }
  TNetInterface = record
    Next: PNetInterface;
    Stack: PNetStack;
    Name: string[15];
    Mac: TMac;
    Mtu: LongInt;
    Loopback: Boolean;
    { The link makes the TCP sum of a whole packet (6: of IPv6) whose field holds that of the pseudo header. }
    FinishesTcpSums, FinishesTcpSums6: Boolean;
    Dedicated: Boolean;                { a program has set the addresses: nobody else does }
    Address, Mask, Gateway: LongWord;  { IPv4; 0 while unknown }
    { Another host uses our address; who borrowed it takes notice. When it was last defended (RFC 5227 2.4). }
    OnConflict: procedure(Device: PNetInterface; Owner: Pointer);
    ConflictOwner: Pointer;
    DefendedAt: Int64;
    Transmit: TTransmit;
    Context: Pointer;
    Counters: TInterfaceCounters;
    State6: Pointer;                   { the unit IPv6's }
    Mates: ^PNetInterface;             { the same link as each shard sees it; nil: there is one stack }
  end;

  PPendingFrame = ^TPendingFrame;
  TPendingFrame = record
    Next: PPendingFrame;
    Size: LongInt;
    { the frame follows }
  end;

  TNeighbourState = (nsFree, nsIncomplete, nsReachable, nsProbing);

  { What ARP (RFC 826) has found out about a host on a link. }
  TNeighbour = record
    State: TNeighbourState;
    Device: PNetInterface;
    Address: TNetAddress;
    Mac: TMac;
    Deadline: Int64;
    Attempts: LongInt;
    Pending: PPendingFrame;
    PendingCount: LongInt;
  end;

  { A datagram of which not all fragments are here (RFC 791 3.2, RFC 815). }
  PReassembly = ^TReassembly;
  TReassembly = record
    Used: Boolean;
    Source, Destination: TNetAddress;
    Id: LongWord;
    Protocol: Byte;
    Deadline: Int64;
    Total: LongInt;                    { -1 until the last fragment is here }
    Received: TSequenceRanges;
    Buffer: PByte;                     { MaxDatagram bytes behind HeaderRoom }
  end;

  { RFC 9293 3.3.2 }
  TTcpState = (tcpClosed, tcpListen, tcpSynSent, tcpSynReceived, tcpEstablished, tcpFinWait1,
    tcpFinWait2, tcpCloseWait, tcpClosing, tcpLastAck, tcpTimeWait);

  TNotify = procedure(Owner: Pointer);

  { Transmission control block (RFC 9293 3.3.1). Sequence numbers are LongWord, compared modulo
    2^32; times are nanoseconds; a deadline of 0 is not set. }
  TTcb = record
    Stack: PNetStack;
    HashNext: PTcb;
    QueueNext, QueuePrevious: PTcb;    { half-open or accept queue, or TIME-WAIT queue }
    WorkNext, WorkPrevious: PTcb;      { waits for FlushTcbs }
    InWork: Boolean;
    Listener: PTcpListener;
    State: TTcpState;
    Local, Remote: TNetAddress;
    LocalPort, RemotePort: Word;
    Ttl, Tos: Byte;
    { sending }
    Iss, SndUna, SndNxt, SndMax, SndWl1, SndWl2, SndWnd, SndWndMax, SndUp: LongWord;
    Mss: LongInt;
    SndScale, RcvScale: Byte;
    ScalingOffered, SackAllowed, NoDelay, Urgent: Boolean;
    { timestamps (Toro.TcpStamps): both sides stamp; the peer's are no clock; where ours began; what to echo, and
      since when; the last number that we have acknowledged }
    Stamped, StampsWild: Boolean;
    StampBase, RecentStamp, LastAckSent: LongWord;
    RecentAt: Int64;
    FinQueued, FinSent: Boolean;
    Send: TRing;
    SendLimit: LongInt;
    { congestion: RFC 5681, 6582, 6675 }
    Cwnd, Ssthresh, Recover, HighRxt: LongWord;
    DupAcks: LongInt;
    InRecovery: Boolean;
    Sacked: PSequenceRanges;
    { round-trip time: RFC 6298 }
    Srtt, RttVar, Rto, TimedAt: Int64;
    TimedSeq: LongWord;
    Timing: Boolean;
    Retransmits: LongInt;
    { receiving }
    Irs, RcvNxt, RcvAdv, RcvUp, FinSeq: LongWord;
    { There is urgent data that has not been read past; it is not part of the stream; it has been looked at. }
    UrgentPending, UrgentApart, UrgentTaken: Boolean;
    FinKnown, FinReceived: Boolean;
    Receive: TRing;
    ReceiveLimit: LongInt;
    OutOfOrder: PSequenceRanges;
    LastSackStart: LongWord;
    { acknowledging }
    AckNow: Boolean;
    UnackedSegments: LongInt;
    OutsideAckAt: Int64;               { when what lies outside the window was last answered }
    { deadlines }
    RtoAt, PersistAt, AckAt, KeepAliveAt, EndAt: Int64;
    Timer: TNetTimer;
    { keep-alive and limits }
    KeepAlive: Boolean;
    KeepIdle, KeepInterval, LastHeard, UserTimeout, UnackedSince: Int64;
    KeepCount, KeepProbes: LongInt;
    { the user }
    Owner: Pointer;
    Notify: TNotify;
    Error: LongInt;                    { positive errno, reported once }
    SoftError: LongInt;                { what ICMP last said }
    Released: Boolean;                 { nobody holds it: it goes when closed }
    ReadClosed: Boolean;
  end;

  TTcbQueue = record
    First, Last: PTcb;
    Count: LongInt;
  end;

  TTcpListener = record
    Next: PTcpListener;
    Sibling: PTcpListener;             { the same in the next shard }
    Stack: PNetStack;
    Local: TNetAddress;
    LocalPort: Word;
    Backlog: LongInt;
    HalfOpen, Ready: TTcbQueue;
    SendLimit, ReceiveLimit: LongInt;
    Owner: Pointer;
    Notify: TNotify;
  end;

  PDatagram = ^TDatagram;
  TDatagram = record
    Next: PDatagram;
    Source, Destination: TNetAddress;
    SourcePort: Word;
    Size: LongInt;
    { the payload follows }
  end;

  TUdpEndpoint = record
    Next: PUdpEndpoint;
    Stack: PNetStack;
    Local, Remote: TNetAddress;
    LocalPort, RemotePort: Word;
    Ttl, Tos: Byte;
    Shared, Broadcast: Boolean;
    Protocol: Byte;                    { ProtocolUdp, or ProtocolIcmp for an echo socket }
    First, Last: PDatagram;
    QueuedBytes, ReceiveLimit: LongInt;
    Owner: Pointer;
    Notify: TNotify;
    Error: LongInt;
  end;

  TStackCounters = record
    TcpIn, TcpOut, TcpRetransmits, TcpResetsOut, TcpMalformed, SynCookiesSent,
      SynCookiesGood, UdpIn, UdpNoPort, FragmentsIn, Reassembled, IcmpIn, Connections: QWord;
  end;

  TOutput6 = function(Stack: PNetStack; var Packet: TOutgoing): LongInt;
  TInput6 = procedure(Device: PNetInterface; Packet: PByte; Size: LongInt; Good: Boolean);
  TSelect6 = function(Stack: PNetStack; const Target: TNetAddress;
    out Source: TNetAddress; out Mtu: LongInt): Boolean;
  TIsLocal6 = function(Stack: PNetStack; const Address: TNetAddress): Boolean;
  TDoubt6 = procedure(Stack: PNetStack; const Suspect: TNetAddress);
  TEchoHook = procedure(Stack: PNetStack; const Packet: TIncoming);

  { Where a stack's memory comes from, in large pieces; they go back only with the stack. }
  TTakeMemory = function(Size: SizeUInt): Pointer;
  TGiveMemory = procedure(Block: Pointer; Size: SizeUInt);

  PNetChunk = ^TNetChunk;
  TNetChunk = record
    Next: PNetChunk;
    Size: PtrInt;
  end;

  { One whole stack. The clock counts nanoseconds and never goes back; Random is unpredictable. }
  TNetStack = record
    Clock: function: Int64;
    Random: function: QWord;
    { Who is inside (the owner says how it counts), 0: nobody; which shard this is (Toro.NetShards). }
    Inside, Number: LongInt;
    { Not 0: who leaves looks who waits (Toro.NetTurns). }
    Awaited: LongInt;
    { Frames have come lately: the owner looks for more instead of halting. }
    WatchUntil: Int64;
    Interfaces: PNetInterface;
    Scratch: PByte;
    Timers: TTimerHeap;
    MemoryUsed, MemoryLimit: PtrInt;
    TakeMemory: TTakeMemory;
    GiveMemory: TGiveMemory;
    Chunks: PNetChunk;
    FreeBlocks: array[0..BlockClasses - 1] of PPointer;
    Neighbours: array[0..ArpEntries - 1] of TNeighbour;
    PendingFrames: LongInt;
    NeighbourTimer: TNetTimer;
    Reassemblies: array[0..ReassemblyLimit - 1] of TReassembly;
    ReassemblyTimer: TNetTimer;
    DefaultTtl: Byte;
    IcmpTokens: LongInt;
    IcmpTokensAt: Int64;
    LoopbackFirst, LoopbackLast: PPendingFrame;
    LoopbackCount: LongInt;
    LoopbackDevice: TNetInterface;
    { TCP }
    Tcbs: array[0..TcpBuckets - 1] of PTcb;
    TcbCount: LongInt;
    Listeners: PTcpListener;
    TimeWait: TTcbQueue;
    WorkFirst, WorkLast: PTcb;         { segments have come in for these: answers are due }
    Secret: array[0..1] of QWord;
    PortsTaken: LongWord;              { by connections of ours, so far }
    ChallengesLeft: LongInt;
    ChallengeSecond: Int64;
    DefaultSendLimit, DefaultReceiveLimit: LongInt;
    { UDP and ICMP }
    Endpoints: PUdpEndpoint;
    EchoHook: TEchoHook;
    { IPv6, when its unit is present }
    Output6: TOutput6;
    Input6: TInput6;
    Select6: TSelect6;
    IsLocal6: TIsLocal6;
    Doubt6: TDoubt6;
    State6: Pointer;
    Counters: TStackCounters;
  end;

{ Memory that is counted and bounded: nil when Stack's limit would be passed. Size is given again when it is
  released, so that a leak shows as MemoryUsed that does not return. It is not the run-time library's heap,
  whose lists belong to threads: the stack also runs where there is no thread. Up to ZeroedSize bytes are
  zero. }
function NetAllocate(Stack: PNetStack; Size: PtrInt): Pointer;
procedure NetRelease(Stack: PNetStack; Block: Pointer; Size: PtrInt);

function Ip4(Address: LongWord): TNetAddress; inline;
function IsIp4(const Address: TNetAddress): Boolean; inline;
function SameAddress(const A, B: TNetAddress): Boolean; inline;
function IsAnyAddress(const Address: TNetAddress): Boolean;
{ Does what is bound to Local take what is sent to Address? 0.0.0.0 takes every IPv4 address, `::` takes
  all of both kinds, OnlyAny6 those that are not IPv4. }
function TakesAddress(const Local, Address: TNetAddress): Boolean;
{ May not both be bound to one port. }
function BindingsMeet(const A, B: TNetAddress): Boolean;

{ Gives every chunk back: the end of a stack. }
procedure NetReleaseAll(Stack: PNetStack);

const
  ZeroedSize = 4096;
  AnyAddress: TNetAddress = (High: 0; Low: 0);
  { IPv4's 0.0.0.0 }
  AnyAddress4: TNetAddress = (High: 0; Low: QWord($FFFF) shl 32);
  { The empty address of a socket with IPV6_V6ONLY (RFC 3493 5.3): no address that a wire carries. }
  OnlyAny6: TNetAddress = (High: 0; Low: QWord(1) shl 63);

implementation

const
  ChunkSize = 64 * 1024;

function ClassOf(Size: PtrInt): LongInt;
begin
  Result := 0;
  while PtrInt(SmallestBlock) shl Result < Size do
    Inc(Result);
end;

{ Cuts a new chunk into blocks of the class. False: there is no memory. }
function Refill(Stack: PNetStack; BlockClass: LongInt): Boolean; inline;
var
  Chunk: PNetChunk;
  Block: PByte;
  BlockSize, Size, Offset: PtrInt;
begin
  BlockSize := PtrInt(SmallestBlock) shl BlockClass;
  Size := ChunkSize;
  { Large blocks come one by one. }
  if BlockSize > ChunkSize div 4 then
    Size := BlockSize + SmallestBlock;
  Chunk := PNetChunk(Stack^.TakeMemory(Size));
  Result := Chunk <> nil;
  if not Result then
    Exit;
  Chunk^.Next := Stack^.Chunks;
  Chunk^.Size := Size;
  Stack^.Chunks := Chunk;
  Offset := SmallestBlock;
  while Offset + BlockSize <= Size do
  begin
    Block := PByte(Chunk) + Offset;
    PPointer(Block)^ := Stack^.FreeBlocks[BlockClass];
    Stack^.FreeBlocks[BlockClass] := PPointer(Block);
    Inc(Offset, BlockSize);
  end;
end;

function NetAllocate(Stack: PNetStack; Size: PtrInt): Pointer;
var
  BlockClass: LongInt;
begin
  BlockClass := ClassOf(Size);
  if (Stack^.MemoryUsed + Size > Stack^.MemoryLimit) or (BlockClass >= BlockClasses)
    or ((Stack^.FreeBlocks[BlockClass] = nil) and not Refill(Stack, BlockClass)) then
    Exit(nil);
  Result := Stack^.FreeBlocks[BlockClass];
  Stack^.FreeBlocks[BlockClass] := PPointer(Result)^;
  Inc(Stack^.MemoryUsed, Size);
  if Size > ZeroedSize then
    FillChar(Result^, ZeroedSize, 0)
  else
    FillChar(Result^, Size, 0);
end;

procedure NetRelease(Stack: PNetStack; Block: Pointer; Size: PtrInt);
var
  BlockClass: LongInt;
begin
  if Block = nil then
    Exit;
  BlockClass := ClassOf(Size);
  PPointer(Block)^ := Stack^.FreeBlocks[BlockClass];
  Stack^.FreeBlocks[BlockClass] := PPointer(Block);
  Dec(Stack^.MemoryUsed, Size);
end;

procedure NetReleaseAll(Stack: PNetStack);
var
  Chunk: PNetChunk;
begin
  while Stack^.Chunks <> nil do
  begin
    Chunk := Stack^.Chunks;
    Stack^.Chunks := Chunk^.Next;
    Stack^.GiveMemory(Chunk, Chunk^.Size);
  end;
end;

function Ip4(Address: LongWord): TNetAddress;
begin
  Result.High := 0;
  Result.Low := QWord($FFFF) shl 32 or Address;
end;

function IsIp4(const Address: TNetAddress): Boolean;
begin
  Result := (Address.High = 0) and (Address.Low shr 32 = $FFFF);
end;

function SameAddress(const A, B: TNetAddress): Boolean;
begin
  Result := (A.Low = B.Low) and (A.High = B.High);
end;

{ Also true of IPv4's 0.0.0.0. }
function IsAnyAddress(const Address: TNetAddress): Boolean;
begin
  Result := (Address.High = 0) and ((Address.Low = 0) or (Address.Low = AnyAddress4.Low)
    or (Address.Low = OnlyAny6.Low));
end;

function TakesAddress(const Local, Address: TNetAddress): Boolean;
begin
  if not IsAnyAddress(Local) then
    Result := SameAddress(Local, Address)
  else
    Result := (Local.Low = 0) or (IsIp4(Local) = IsIp4(Address));
end;

function BindingsMeet(const A, B: TNetAddress): Boolean;
begin
  Result := TakesAddress(A, B) or TakesAddress(B, A);
end;

end.

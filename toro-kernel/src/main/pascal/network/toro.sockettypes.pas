{ SPDX-License-Identifier: Apache-2.0 }
{ What a socket is, the addresses programs give and get, and how a socket call waits. Used by the units
  of the socket calls; layouts and numbers are Linux's for x86-64 (socket(2), ip(7), tcp(7), udp(7)). }
unit Toro.SocketTypes;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Descriptors, Toro.Waiting;

const
  FamilyInet = 2; FamilyInet6 = 10;
  SocketStream = 1; SocketDatagram = 2; SocketRaw = 3; KindMask = $F;
  SocketNonBlocking = $800; SocketCloseOnExec = $80000;
  MessageUrgent = 1; MessagePeek = 2; MessageTruncate = $20; MessageDontWait = $40;
  MessageWaitAll = $100;

type
  { struct sockaddr_in and sockaddr_in6 }
  PSocketAddress = ^TSocketAddress;
  TSocketAddress = packed record
    Family: Word;
    Port: Word;
    case Byte of
      0: (Address4: LongWord; Zero: array[0..7] of Byte);
      1: (Flow: LongWord; Address6High, Address6Low: QWord; Scope: LongWord);
  end;

  PSocket = ^TSocket;
  TSocket = record
    Family, Kind: LongInt;
    Descriptor: PDescriptor;
    { Woken, with the descriptor's queue, on every change. }
    Queue: TWaitQueue;
    Users: LongInt;               { calls that are under way }
    Stack: PNetStack;             { its lock guards the socket: that of its connection, else the first }
    Closed: Boolean;              { goes with the last of them }
    ReadShut, WriteShut: Boolean; { without a connection: shutdown(2) was called }
    Tcb: PTcb;
    Listener: PTcpListener;
    Endpoint: PUdpEndpoint;
    Local: TNetAddress;
    LocalPort: Word;
    Connecting: Boolean;
    { Options, up to Error: a connection has those of the socket that took it }
    ReceiveTimeoutNs, SendTimeoutNs: Int64;   { 0: for ever }
    SendLimit, ReceiveLimit: LongInt;
    ReuseAddress, NoDelay, KeepAlive, Broadcast, LingerOn, OnlyV6, UrgentInline, Corked: Boolean;
    LingerSeconds, Priority: LongInt;
    KeepIdleNs, KeepIntervalNs, UserTimeoutNs: Int64;
    KeepCount: LongInt;
    Ttl, Tos: Byte;
    Error: LongInt;
  end;

  { What the unit IPv6 knows about sockets of its family, which exist only with it. }
  TFamily6 = record
    { TakeAddress and GiveAddress for them. }
    Take: function(Socket: PSocket; Source: PSocketAddress; Size: LongInt; out Address: TNetAddress;
      out Port: Word): LongInt;
    Give: procedure(const Address: TNetAddress; var Target: TSocketAddress);
    { Options of level IPPROTO_IPV6: 0 or a negative errno. }
    SetOption: function(Socket: PSocket; Option: LongInt; Value: PLongInt; Size: LongInt): LongInt;
    GetOption: function(Socket: PSocket; Option: LongInt; out Value: LongInt): LongInt;
  end;

var
  SocketOperations: PDescriptorOperations;
  { nil: there is no such family. }
  Family6: ^TFamily6;

{ The socket behind a number; 0, -EBADF or -ENOTSOCK. }
function FindSocket(Number: LongInt; out Socket: PSocket): LongInt;
{ NetEnter and NetEnterQuietly for what is done with a socket; NetLeave leaves. }
procedure EnterSocket(Socket: PSocket);
procedure EnterSocketQuietly(Socket: PSocket);
{ Reads a program's address. 0, -EINVAL, -EAFNOSUPPORT. }
function TakeAddress(Socket: PSocket; Source: Pointer; Size: LongInt; out Address: TNetAddress;
  out Port: Word): LongInt;
{ Writes an address of the socket's family, cut to Size^, which becomes its full size. }
procedure GiveAddress(Socket: PSocket; const Address: TNetAddress; Port: Word;
  Target: Pointer; Size: PLongInt);
{ Waits for a change, inside. 0, -EAGAIN after DeadlineNs, -EBADF when the socket was closed. }
function WaitForChange(Socket: PSocket; DeadlineNs: Int64): LongInt;
{ When a call that starts now gives up. DontWait: it never waits, -1. }
function CallDeadline(Socket: PSocket; TimeoutNs: Int64; DontWait: Boolean): Int64;
{ The Notify of the stack. Owner is a PSocket. }
procedure SocketChanged(Owner: Pointer);

implementation

uses
  Toro.Clock, Toro.NetHost;

function FindSocket(Number: LongInt; out Socket: PSocket): LongInt;
var
  Descriptor: PDescriptor;
begin
  Socket := nil;
  Descriptor := FindDescriptor(Number);
  if Descriptor = nil then
    Exit(-EBADF);
  if Descriptor^.Operations <> SocketOperations then
    Exit(-ENOTSOCK);
  Socket := PSocket(Descriptor^.Data);
  Result := 0;
end;

procedure EnterSocketQuietly(Socket: PSocket);
var
  Stack: PNetStack;
begin
  repeat
    Stack := Socket^.Stack;
    NetEnterQuietly(Stack);
    { It may have got its connection meanwhile. }
    if Stack = Socket^.Stack then
      Exit;
    NetLeave;
  until False;
end;

procedure EnterSocket(Socket: PSocket);
begin
  EnterSocketQuietly(Socket);
  NetLook(Socket^.Stack);
end;

function TakeAddress(Socket: PSocket; Source: Pointer; Size: LongInt; out Address: TNetAddress;
  out Port: Word): LongInt;
var
  Given: PSocketAddress;
begin
  Address := AnyAddress;
  Port := 0;
  if (Source = nil) or (Size < 2) then
    Exit(-EINVAL);
  Given := PSocketAddress(Source);
  if Socket^.Family = FamilyInet6 then
    Exit(Family6^.Take(Socket, Given, Size, Address, Port));
  if Given^.Family <> FamilyInet then
    Exit(-EAFNOSUPPORT);
  if Size < 8 then
    Exit(-EINVAL);
  Address := Ip4(BEtoN(Given^.Address4));
  Port := BEtoN(Given^.Port);
  Result := 0;
end;

procedure GiveAddress(Socket: PSocket; const Address: TNetAddress; Port: Word;
  Target: Pointer; Size: PLongInt);
var
  Full: TSocketAddress;
  Length: LongInt;
begin
  if (Target = nil) or (Size = nil) then
    Exit;
  FillChar(Full, SizeOf(Full), 0);
  Full.Family := Socket^.Family;
  Full.Port := NtoBE(Port);
  Length := 16;
  if Socket^.Family = FamilyInet then
    Full.Address4 := NtoBE(LongWord(Address.Low))
  else
  begin
    Family6^.Give(Address, Full);
    Length := 28;
  end;
  if Size^ < Length then
    Move(Full, Target^, Size^)
  else
    Move(Full, Target^, Length);
  Size^ := Length;
end;

function WaitForChange(Socket: PSocket; DeadlineNs: Int64): LongInt;
var
  Woken: Boolean;
begin
  if DeadlineNs < 0 then
    Exit(-EAGAIN);
  Inc(Socket^.Users);
  Woken := NetWait(Socket^.Queue, DeadlineNs);
  Dec(Socket^.Users);
  Result := 0;
  if Socket^.Closed then
  begin
    if Socket^.Users = 0 then
      FreeMem(Socket);
    Result := -EBADF;
  end
  else if not Woken then
    Result := -EAGAIN;
end;

function CallDeadline(Socket: PSocket; TimeoutNs: Int64; DontWait: Boolean): Int64;
begin
  if DontWait or (Socket^.Descriptor^.Flags and OpenNonBlocking <> 0) then
    Result := -1
  else if TimeoutNs = 0 then
    Result := Forever
  else
    Result := MonotonicNs + TimeoutNs;
end;

procedure SocketChanged(Owner: Pointer);
begin
  if (PSocket(Owner)^.Listener = nil) or PSocket(Owner)^.Closed then
    WakeAll(PSocket(Owner)^.Queue)
  { A new connection is for one, best on the core that works on it. }
  else if (Sharing = nil) or not Sharing^.WakeOwn(PSocket(Owner)^.Queue) then
    WakeOne(PSocket(Owner)^.Queue);
  if PSocket(Owner)^.Descriptor <> nil then
    DescriptorReady(PSocket(Owner)^.Descriptor);
end;

end.

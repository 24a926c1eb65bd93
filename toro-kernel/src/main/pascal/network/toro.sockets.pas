{ SPDX-License-Identifier: Apache-2.0 }
{ Berkeley sockets as system calls: socket, bind, listen, accept, connect, shutdown and the descriptor
  behind them; sending and receiving is in Toro.SocketTransfer. Registered when a program names Networking;
  the run-time library's Sockets, ssockets and fphttpserver call these. Parameters as in Linux's manual
  pages, section 2. }
unit Toro.Sockets;

{$mode objfpc}

interface

implementation

uses
  Toro.NetTypes, Toro.Descriptors, Toro.SystemCalls, Toro.NetHost, Toro.Clock, Toro.Ip, Toro.Tcp, Toro.Udp,
  Toro.SocketTypes, Toro.SocketTransfer;

{ ---- Making and ending ---- }

function SocketRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64; forward;
function SocketWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64; forward;
function SocketClose(Descriptor: PDescriptor): Int64; forward;
function SocketStat(Descriptor: PDescriptor; Buffer: Pointer): Int64; forward;
function SocketIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64; forward;
function SocketPoll(Descriptor: PDescriptor; Events: LongWord): LongWord; forward;

const
  Operations: TDescriptorOperations = (Read: @SocketRead; Write: @SocketWrite; Seek: nil;
    Close: @SocketClose; Stat: @SocketStat; Ioctl: @SocketIoctl; Poll: @SocketPoll;
    Truncate: nil; Sync: nil; ReadDirectory: nil);

function NewSocket(Family, Kind: LongInt; Flags: LongWord; out Socket: PSocket): LongInt;
begin
  { Not before: where no socket can be made, what they do is not in the image. }
  SocketOperations := @Operations;
  Socket := AllocMem(SizeOf(TSocket));
  if Socket = nil then
    Exit(-ENOMEM);
  Socket^.Stack := Net;
  Socket^.Family := Family;
  Socket^.Kind := Kind;
  if Family = FamilyInet then
    Socket^.Local := AnyAddress4;
  Result := AllocateDescriptor(SocketOperations, Socket,
    OpenReadWrite or (Flags and SocketNonBlocking));
  if Result < 0 then
    FreeMem(Socket)
  else
    Socket^.Descriptor := FindDescriptor(Result);
end;

function OpenEndpoint(Socket: PSocket; Protocol: LongInt): LongInt;
begin
  Socket^.Endpoint := UdpOpen(Net, Protocol);
  if Socket^.Endpoint = nil then
    Exit(-ENOBUFS);
  Socket^.Endpoint^.Local := Socket^.Local;
  Socket^.Endpoint^.Owner := Socket;
  Socket^.Endpoint^.Notify := @SocketChanged;
  Result := 0;
end;

function CheckKind(Family, Kind, Protocol: LongInt): LongInt; inline;
begin
  if (Family <> FamilyInet) and ((Family <> FamilyInet6) or (Family6 = nil)) then
    Exit(-EAFNOSUPPORT);
  Result := 0;
  case Kind of
    SocketStream:
      if not (Protocol in [0, ProtocolTcp]) then
        Result := -EPROTONOSUPPORT;
    SocketDatagram:
      if not (Protocol in [0, ProtocolUdp, ProtocolIcmp]) then
        Result := -EPROTONOSUPPORT;
    SocketRaw:
      if Protocol <> ProtocolIcmp then
        Result := -EPROTONOSUPPORT;
  else
    Result := -EINVAL;
  end;
end;

function SysSocket(Family, Kind, Protocol, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
  Error: LongInt;
begin
  if Kind and not (KindMask or SocketNonBlocking or SocketCloseOnExec) <> 0 then
    Exit(-EINVAL);
  Result := CheckKind(Family, Kind and KindMask, Protocol);
  if Result < 0 then
    Exit;
  Result := NewSocket(Family, Kind and KindMask, Kind, Socket);
  if (Result < 0) or (Kind and KindMask = SocketStream) then
    Exit;
  if Protocol <> ProtocolIcmp then
    Protocol := ProtocolUdp;
  NetEnter;
  Error := OpenEndpoint(Socket, Protocol);
  NetLeave;
  if Error < 0 then
  begin
    CloseDescriptor(Result);
    Result := Error;
  end;
end;

{ SO_LINGER with a time: waits for what is queued, as long as the time lasts. }
procedure Linger(Socket: PSocket);
var
  DeadlineNs: Int64;
begin
  DeadlineNs := MonotonicNs + Socket^.LingerSeconds * NsPerSecond;
  TcpShutdown(Socket^.Tcb);
  while (Socket^.Tcb^.State in [tcpFinWait1, tcpClosing, tcpLastAck])
    and NetWait(Socket^.Queue, DeadlineNs) do
    ;
end;

procedure EndConnection(Socket: PSocket); inline;
begin
  if Socket^.LingerOn and (Socket^.LingerSeconds = 0) then
    TcpAbort(Socket^.Tcb)
  else
  begin
    if Socket^.LingerOn then
      Linger(Socket);
    TcpClose(Socket^.Tcb);
  end;
end;

function SocketClose(Descriptor: PDescriptor): Int64;
var
  Socket: PSocket;
begin
  Socket := PSocket(Descriptor^.Data);
  EnterSocket(Socket);
  Socket^.Descriptor := nil;
  if Socket^.Tcb <> nil then
    EndConnection(Socket);
  if Socket^.Listener <> nil then
    NetUnlisten(Socket^.Listener);
  if Socket^.Endpoint <> nil then
    UdpClose(Socket^.Endpoint);
  Socket^.Closed := True;
  SocketChanged(Socket);
  if Socket^.Users = 0 then
    FreeMem(Socket);
  NetLeave;
  Result := 0;
end;

{ ---- bind, listen, accept ---- }

function BindStream(Socket: PSocket; const Address: TNetAddress; Port: Word): LongInt;
begin
  if (Socket^.LocalPort <> 0) or (Socket^.Tcb <> nil) then
    Exit(-EINVAL);
  if not IsAnyAddress(Address) and not IsLocalAddress(Net, Address) then
    Exit(-EADDRNOTAVAIL);
  if Port = 0 then
    Port := TcpFreePort(Net, Address)
  else if not TcpPortFree(Net, Address, Port) then
    Exit(-EADDRINUSE);
  if Port = 0 then
    Exit(-EADDRINUSE);
  Socket^.Local := Address;
  Socket^.LocalPort := Port;
  Result := 0;
end;

function SysBind(Number, Source, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
  Address: TNetAddress;
  Port: Word;
begin
  Result := FindSocket(Number, Socket);
  if Result = 0 then
    Result := TakeAddress(Socket, Pointer(Source), Size, Address, Port);
  if Result < 0 then
    Exit;
  EnterSocketQuietly(Socket);
  if Socket^.Endpoint <> nil then
  begin
    Socket^.Endpoint^.Shared := Socket^.ReuseAddress;
    Result := UdpBind(Socket^.Endpoint, Address, Port);
  end
  else
    Result := BindStream(Socket, Address, Port);
  NetLeave;
end;

function ListenOn(Socket: PSocket; Backlog: LongInt): LongInt;
var
  Listener: PTcpListener;
begin
  if Socket^.Kind <> SocketStream then
    Exit(-EOPNOTSUPP);
  if Socket^.Tcb <> nil then
    Exit(-EINVAL);
  Result := 0;
  if Socket^.Listener <> nil then
    Exit;
  if Socket^.LocalPort = 0 then
    Result := BindStream(Socket, Socket^.Local, 0);
  if Result < 0 then
    Exit;
  Socket^.Listener := NetListen(Net, Socket^.Local, Socket^.LocalPort, Backlog, Socket, @SocketChanged);
  Listener := Socket^.Listener;
  if Listener = nil then
    Exit(-EADDRINUSE);
  repeat
    if Socket^.ReceiveLimit > 0 then
      Listener^.ReceiveLimit := Socket^.ReceiveLimit;
    if Socket^.SendLimit > 0 then
      Listener^.SendLimit := Socket^.SendLimit;
    Listener := Listener^.Sibling;
  until Listener = nil;
  if Sharing <> nil then
    Socket^.Stack := Sharing^.Desk;
end;

function SysListen(Number, Backlog, A3, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocketQuietly(Socket);
  Result := ListenOn(Socket, Backlog);
  NetLeave;
end;

{ Options that a connection takes over from its socket. }
procedure ApplyOptions(Socket: PSocket);
begin
  with Socket^ do
  begin
    Tcb^.NoDelay := NoDelay;
    Tcb^.UrgentApart := not UrgentInline;
    Tcb^.Ttl := Ttl;
    Tcb^.Tos := Tos;
    Tcb^.UserTimeout := UserTimeoutNs;
    if KeepIdleNs > 0 then
      Tcb^.KeepIdle := KeepIdleNs;
    if KeepIntervalNs > 0 then
      Tcb^.KeepInterval := KeepIntervalNs;
    if KeepCount > 0 then
      Tcb^.KeepCount := KeepCount;
    if KeepAlive then
      TcpSetKeepAlive(Tcb, True);
  end;
end;

{ A listener's first connection becomes a socket that is like the one that listens. }
procedure FillTaken(Taken, Listening: PSocket; Listener: PTcpListener);
begin
  Taken^.Tcb := TcpAccept(Listener, Taken, @SocketChanged);
  Taken^.Stack := Listener^.Stack;
  { From the first option to the last }
  Move(Listening^.ReceiveTimeoutNs, Taken^.ReceiveTimeoutNs, PtrUInt(@PSocket(nil)^.Error)
    - PtrUInt(@PSocket(nil)^.ReceiveTimeoutNs));
  Taken^.LocalPort := Taken^.Tcb^.LocalPort;
  ApplyOptions(Taken);
end;

{ The socket of a connection that is ready, or a negative errno. }
function TakeConnection(Listening: PSocket; Flags: LongWord; out Taken: PSocket): LongInt;
var
  Listener: PTcpListener;
begin
  Listener := Listening^.Listener;
  if Sharing <> nil then
    Listener := Sharing^.Acceptable(Listener)
  else if Listener^.Ready.First = nil then
    Listener := nil;
  if Listener = nil then
    Exit(-EAGAIN);
  Result := NewSocket(Listening^.Family, SocketStream, Flags, Taken);
  if Result >= 0 then
    FillTaken(Taken, Listening, Listener);
  if Sharing <> nil then
    Sharing^.Accepted(Listener);
end;

function AcceptOn(Socket: PSocket; Target, Size: Int64; Flags: LongWord): LongInt;
var
  DeadlineNs: Int64;
  Taken: PSocket;
begin
  if Socket^.Kind <> SocketStream then
    Exit(-EOPNOTSUPP);
  if Socket^.Listener = nil then
    Exit(-EINVAL);
  DeadlineNs := CallDeadline(Socket, Socket^.ReceiveTimeoutNs, False);
  repeat
    Result := TakeConnection(Socket, Flags, Taken);
    if Result <> -EAGAIN then
      Break;
    Result := WaitForChange(Socket, DeadlineNs);
    if (Result = 0) and (Socket^.Listener = nil) then
      Exit(-EINVAL);
  until Result < 0;
  if Result >= 0 then
    GiveAddress(Taken, Taken^.Tcb^.Remote, Taken^.Tcb^.RemotePort, Pointer(Target),
      PLongInt(Size));
end;

function SysAccept4(Number, Target, Size, Flags, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocket(Socket);
  Result := AcceptOn(Socket, Target, Size, Flags);
  NetLeave;
end;

function SysAccept(Number, Target, Size, A4, A5, A6: Int64): Int64;
begin
  Result := SysAccept4(Number, Target, Size, 0, 0, 0);
end;

{ ---- connect ---- }

{ How a connect that has started stands. }
function ConnectResult(Socket: PSocket): LongInt;
begin
  case Socket^.Tcb^.State of
    tcpSynSent, tcpSynReceived: Result := -EINPROGRESS;
    tcpClosed:
      begin
        Result := -Socket^.Tcb^.Error;
        if Result = 0 then
          Result := -ECONNREFUSED;
        TcpClose(Socket^.Tcb);
        Socket^.Tcb := nil;
        Socket^.Stack := Net;
        Socket^.Connecting := False;
      end;
  else
    Socket^.Connecting := False;
    Result := 0;
  end;
end;

function AwaitConnect(Socket: PSocket): LongInt;
var
  DeadlineNs: Int64;
begin
  DeadlineNs := CallDeadline(Socket, Socket^.SendTimeoutNs, False);
  repeat
    Result := ConnectResult(Socket);
    if (Result <> -EINPROGRESS) or (DeadlineNs < 0) then
      Exit;
    Result := WaitForChange(Socket, DeadlineNs);
  until Result < 0;
  if Result = -EAGAIN then
    Result := -EINPROGRESS;
end;

function StartConnect(Socket: PSocket; const Address: TNetAddress; Port: Word): LongInt;
var
  Error: LongInt;
begin
  if Socket^.Listener <> nil then
    Exit(-EISCONN);
  AwaitConfiguration(Address);
  Socket^.Tcb := NetConnect(Net, Socket^.Local, Address, Socket^.LocalPort, Port, Socket, @SocketChanged, Error);
  if Socket^.Tcb = nil then
    Exit(-Error);
  Socket^.Stack := Socket^.Tcb^.Stack;
  if Socket^.Stack <> Net then
  begin
    NetLeave;
    EnterSocket(Socket);
  end;
  if Socket^.ReceiveLimit > 0 then
    Socket^.Tcb^.ReceiveLimit := Socket^.ReceiveLimit;
  if Socket^.SendLimit > 0 then
    Socket^.Tcb^.SendLimit := Socket^.SendLimit;
  Socket^.LocalPort := Socket^.Tcb^.LocalPort;
  ApplyOptions(Socket);
  Socket^.Connecting := True;
  Result := AwaitConnect(Socket);
end;

function SysConnect(Number, Target, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
  Address: TNetAddress;
  Port: Word;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  { AF_UNSPEC undoes the connect of a datagram socket. }
  Address := AnyAddress;
  Port := 0;
  if (Size < 2) or (PWord(Target)^ <> 0) then
    Result := TakeAddress(Socket, Pointer(Target), Size, Address, Port);
  if Result < 0 then
    Exit;
  EnterSocket(Socket);
  { RFC 1122: 0.0.0.0 as a destination means this host. }
  if IsAnyAddress(Address) and (Port <> 0) then
    if IsIp4(Address) then
      Address := Ip4($7F000001)
    else
      Address.Low := 1;
  if Socket^.Endpoint <> nil then
  begin
    AwaitConfiguration(Address);
    Result := UdpConnect(Socket^.Endpoint, Address, Port);
  end
  else if Socket^.Tcb = nil then
    Result := StartConnect(Socket, Address, Port)
  else if not Socket^.Connecting then
    Result := -EISCONN
  else if Socket^.Descriptor^.Flags and OpenNonBlocking = 0 then
    Result := AwaitConnect(Socket)
  else
  begin
    Result := ConnectResult(Socket);
    if Result = -EINPROGRESS then
      Result := -EALREADY;
  end;
  NetLeave;
end;

{ ---- shutdown ---- }

{ Who waits is told, also where there is no connection; a socket that listens no longer does when nothing is to be
  read from it, which is how servers of other threads are stopped. }
function ShutUnconnected(Socket: PSocket; Reading, Writing: Boolean): LongInt; inline;
begin
  Result := 0;
  if Socket^.Listener <> nil then
  begin
    if not Reading then
      Exit;
    NetUnlisten(Socket^.Listener);
    Socket^.Listener := nil;
    Socket^.Stack := Net;
  end
  else
  begin
    Socket^.ReadShut := Socket^.ReadShut or Reading;
    Socket^.WriteShut := Socket^.WriteShut or Writing;
    if (Socket^.Endpoint = nil) or (Socket^.Endpoint^.RemotePort = 0) then
      Result := -ENOTCONN;
  end;
  SocketChanged(Socket);
end;

function SysShutdown(Number, How, A3, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  if QWord(How) > 2 then
    Exit(-EINVAL);
  EnterSocket(Socket);
  if Socket^.Tcb = nil then
    Result := ShutUnconnected(Socket, How <> 1, How <> 0)
  else
  begin
    if How <> 1 then
    begin
      Socket^.Tcb^.ReadClosed := True;
      SocketChanged(Socket);
    end;
    if How <> 0 then
      Result := TcpShutdown(Socket^.Tcb);
  end;
  NetLeave;
end;

{ ---- names ---- }

function SysGetSocketName(Number, Target, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocketQuietly(Socket);
  if Socket^.Tcb <> nil then
    GiveAddress(Socket, Socket^.Tcb^.Local, Socket^.Tcb^.LocalPort, Pointer(Target),
      PLongInt(Size))
  else if Socket^.Endpoint <> nil then
    GiveAddress(Socket, Socket^.Endpoint^.Local, Socket^.Endpoint^.LocalPort, Pointer(Target),
      PLongInt(Size))
  else
    GiveAddress(Socket, Socket^.Local, Socket^.LocalPort, Pointer(Target), PLongInt(Size));
  NetLeave;
end;

function SysGetPeerName(Number, Target, Size, A4, A5, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocketQuietly(Socket);
  if (Socket^.Tcb <> nil) and not (Socket^.Tcb^.State in [tcpSynSent, tcpClosed]) then
    GiveAddress(Socket, Socket^.Tcb^.Remote, Socket^.Tcb^.RemotePort, Pointer(Target),
      PLongInt(Size))
  else if (Socket^.Endpoint <> nil) and (Socket^.Endpoint^.RemotePort <> 0) then
    GiveAddress(Socket, Socket^.Endpoint^.Remote, Socket^.Endpoint^.RemotePort, Pointer(Target),
      PLongInt(Size))
  else
    Result := -ENOTCONN;
  NetLeave;
end;

{ ---- the descriptor ---- }

function SocketRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
var
  Truncated: Boolean;
begin
  EnterSocket(PSocket(Descriptor^.Data));
  Result := SocketReceive(PSocket(Descriptor^.Data), Buffer, Count, 0, nil, nil, Truncated);
  NetLeave;
end;

function SocketWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  EnterSocket(PSocket(Descriptor^.Data));
  Result := SocketSend(PSocket(Descriptor^.Data), Buffer, Count, 0, nil, 0);
  NetLeave;
end;

function SocketStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
const
  ModeOffset = 24;
  SocketMode = $C000 or &777;
begin
  PLongWord(Buffer + ModeOffset)^ := SocketMode;
  Result := 0;
end;

function SocketIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
const
  FIONREAD = $541B;
  SIOCATMARK = $8905;
var
  Socket: PSocket;
  Value: LongInt;
begin
  Socket := PSocket(Descriptor^.Data);
  Value := 0;
  EnterSocket(Socket);
  case Request of
    FIONREAD:
      if Socket^.Tcb <> nil then
        Value := TcpPending(Socket^.Tcb)
      else if (Socket^.Endpoint <> nil) and (Socket^.Endpoint^.First <> nil) then
        Value := Socket^.Endpoint^.First^.Size;
    SIOCATMARK:
      if Socket^.Tcb <> nil then
        Value := Ord(TcpAtUrgent(Socket^.Tcb));
  else
    NetLeave;
    Exit(-ENOTTY);
  end;
  NetLeave;
  PLongInt(Argument)^ := Value;
  Result := 0;
end;

function PollStream(Tcb: PTcb): LongWord;
begin
  Result := 0;
  if TcpReadable(Tcb) then
    Result := Result or PollIn;
  if TcpWritable(Tcb) then
    Result := Result or PollOut;
  if Tcb^.UrgentPending and not Tcb^.UrgentTaken then
    Result := Result or PollPriority;
  if Tcb^.FinReceived or Tcb^.ReadClosed or (Tcb^.State = tcpClosed) then
    Result := Result or PollReadHangUp;
  if Tcb^.Error <> 0 then
    Result := Result or PollError;
  if (Tcb^.State = tcpClosed) or (Tcb^.FinReceived and Tcb^.FinSent) then
    Result := Result or PollHangUp;
end;

function SocketPoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
var
  Socket: PSocket;
  Listener: PTcpListener;
begin
  Socket := PSocket(Descriptor^.Data);
  EnterSocket(Socket);
  Result := 0;
  if Socket^.Tcb <> nil then
    Result := PollStream(Socket^.Tcb)
  else if Socket^.Listener <> nil then
  begin
    Listener := Socket^.Listener;
    repeat
      if Listener^.Ready.First <> nil then
        Result := PollIn;
      Listener := Listener^.Sibling;
    until Listener = nil;
  end
  else if Socket^.Endpoint <> nil then
  begin
    Result := PollOut;
    if Socket^.Endpoint^.First <> nil then
      Result := Result or PollIn;
    if Socket^.Endpoint^.Error <> 0 then
      Result := Result or PollError;
    if Socket^.ReadShut then
      Result := Result or PollIn or PollReadHangUp;
    if Socket^.ReadShut and Socket^.WriteShut then
      Result := Result or PollHangUp;
  end
  else
    Result := PollOut or PollHangUp;
  NetLeave;
  Result := Result and (Events or PollError or PollHangUp);
end;

const
  Calls: array[0..8] of TSystemCallEntry = (
    (Number: 41; Handler: @SysSocket), (Number: 42; Handler: @SysConnect),
    (Number: 43; Handler: @SysAccept), (Number: 48; Handler: @SysShutdown),
    (Number: 49; Handler: @SysBind), (Number: 50; Handler: @SysListen),
    (Number: 51; Handler: @SysGetSocketName), (Number: 52; Handler: @SysGetPeerName),
    (Number: 288; Handler: @SysAccept4));

initialization
  RegisterSystemCalls(Calls);
end.

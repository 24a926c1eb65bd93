{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's services: a thread each, which watches the sockets made in it and calls the program back. All but
  DoInit and DoTimeOut are called again on the next pass until the program has selected or closed the
  socket. Called by Network; the connections are those of Toro.Tcp. }
unit Toro.NetServices;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.Waiting;

type
  { First octet lowest }
  TIPAddress = DWORD;

  PSocket = ^TSocket;
  PService = ^TService;
  TInitProc = procedure;
  TSocketProc = function(Socket: PSocket): LongInt;

  PNetworkHandler = ^TNetworkHandler;
  TNetworkHandler = record
    DoInit: TInitProc;
    DoAccept: TSocketProc;
    DoTimeOut: TSocketProc;
    DoReceive: TSocketProc;
    DoConnect: TSocketProc;
    DoConnectFail: TSocketProc;
    DoClose: TSocketProc;
  end;

  { What the service owes a socket. }
  TSocketEvent = (eventNone, eventAccept, eventConnecting, eventConnect, eventConnectFail,
    eventWaiting, eventReceive, eventTimeOut, eventClose);

  TSocket = record
    { The program's }
    SourcePort, DestPort: LongInt;
    SourceIP, DestIp: TIPAddress;
    SocketType: LongInt;
    UserDefined: Pointer;
    { The service's }
    Service: PService;
    Next: PSocket;
    Tcb: PTcb;
    Listener: PTcpListener;
    Event: TSocketEvent;
    DeadlineNs: Int64;
    Closed: Boolean;
  end;

  TService = record
    Handler: PNetworkHandler;
    Sockets: PSocket;
    Queue: TWaitQueue;
  end;

procedure StartService(Handler: PNetworkHandler);
function NewSocket(SocketType: LongInt): PSocket;
function ListenSocket(Socket: PSocket; Backlog: LongInt): Boolean;
function ConnectSocket(Socket: PSocket): Boolean;
procedure SelectSocket(Socket: PSocket; TimeoutMs: LongInt);
function ReceiveSocket(Socket: PSocket; Data: Pointer; Size: LongWord; Peek: Boolean): LongInt;
function SendSocket(Socket: PSocket; Data: Pointer; Size: LongWord): LongInt;
procedure CloseSocket(Socket: PSocket);

implementation

uses
  Toro.Clock, Toro.NetHost, Toro.Tcp, Process;

threadvar
  { The service whose thread runs }
  Current: PService;

function NumberOf(Address: TIPAddress): TNetAddress;
begin
  Result := Ip4(BEtoN(Address));
end;

procedure ServiceWoken(Owner: Pointer);
begin
  WakeAll(PService(Owner)^.Queue);
end;

function NewSocket(SocketType: LongInt): PSocket;
begin
  Result := AllocMem(SizeOf(TSocket));
  if Result = nil then
    Exit;
  Result^.SocketType := SocketType;
  Result^.Service := Current;
end;

procedure Adopt(Service: PService; Socket: PSocket);
begin
  Socket^.Service := Service;
  Socket^.Next := Service^.Sockets;
  Service^.Sockets := Socket;
end;

function ListenSocket(Socket: PSocket; Backlog: LongInt): Boolean;
begin
  Result := (Current <> nil) and (Socket^.Listener = nil) and (Socket^.SourcePort > 0)
    and (Socket^.SourcePort < 65536);
  if not Result then
    Exit;
  NetEnter;
  Socket^.Listener := NetListen(Net, AnyAddress4, Socket^.SourcePort, Backlog, Current, @ServiceWoken);
  NetLeave;
  Result := Socket^.Listener <> nil;
  if Result then
    Adopt(Current, Socket);
end;

function ConnectSocket(Socket: PSocket): Boolean;
var
  Error: LongInt;
begin
  Result := Current <> nil;
  if not Result then
    Exit;
  NetEnter;
  Socket^.Tcb := NetConnect(Net, AnyAddress, NumberOf(Socket^.DestIp), Socket^.SourcePort, Socket^.DestPort, Current,
    @ServiceWoken, Error);
  NetLeave;
  Result := Socket^.Tcb <> nil;
  if not Result then
    Exit;
  Socket^.SourcePort := Socket^.Tcb^.LocalPort;
  Socket^.Event := eventConnecting;
  Adopt(Current, Socket);
end;

{ Inside, if perhaps not the connection's own stack: what has happened to a socket that waits, if anything. Only
  numbers are read, and the connection stays as long as the socket has it. }
procedure Look(Socket: PSocket);
begin
  if Socket^.Tcb^.Receive.Count > 0 then
    Socket^.Event := eventReceive
  else if TcpReadable(Socket^.Tcb) then
    Socket^.Event := eventClose;
end;

procedure SelectSocket(Socket: PSocket; TimeoutMs: LongInt);
begin
  Socket^.Event := eventWaiting;
  Socket^.DeadlineNs := MonotonicNs + TimeoutMs * NsPerMs;
  NetEnterAt(Socket^.Tcb^.Stack);
  Look(Socket);
  NetLeave;
end;

function ReceiveSocket(Socket: PSocket; Data: Pointer; Size: LongWord; Peek: Boolean): LongInt;
begin
  NetEnterAt(Socket^.Tcb^.Stack);
  Result := TcpReceive(Socket^.Tcb, Data, Size, Peek);
  NetLeave;
  if Result < 0 then
    Result := 0;
end;

function SendSocket(Socket: PSocket; Data: Pointer; Size: LongWord): LongInt;
var
  Sent: LongInt;
begin
  Result := 0;
  NetEnterAt(Socket^.Tcb^.Stack);
  while LongWord(Result) < Size do
  begin
    Sent := TcpSend(Socket^.Tcb, Data + Result, Size - LongWord(Result), False);
    if Sent > 0 then
      Inc(Result, Sent)
    else if Sent = -EAGAIN then
      NetWait(Socket^.Service^.Queue, MonotonicNs + NsPerSecond)
    else
      Break;
  end;
  NetLeave;
end;

{ The record goes at the end of the pass, for the pass may stand on it. }
procedure CloseSocket(Socket: PSocket);
begin
  if Socket^.Closed then
    Exit;
  if Socket^.Tcb <> nil then
  begin
    NetEnterAt(Socket^.Tcb^.Stack);
    TcpClose(Socket^.Tcb);
    NetLeave;
  end;
  if Socket^.Listener <> nil then
  begin
    NetEnter;
    NetUnlisten(Socket^.Listener);
    NetLeave;
  end;
  Socket^.Tcb := nil;
  Socket^.Listener := nil;
  Socket^.Closed := True;
  if Socket^.Service = nil then
    FreeMem(Socket);
end;

procedure Call(Proc: TSocketProc; Socket: PSocket);
begin
  if Assigned(Proc) then
    Proc(Socket);
end;

{ Inside: takes the connections that are ready at a listener. }
procedure TakeConnections(Listening: PSocket);
var
  Listener: PTcpListener;
  Tcb: PTcb;
  Socket: PSocket;
begin
  repeat
    Listener := Listening^.Listener;
    if Sharing <> nil then
      Listener := Sharing^.Acceptable(Listener);
    if Listener = nil then
      Exit;
    Tcb := TcpAccept(Listener, Listening^.Service, @ServiceWoken);
    if Tcb = nil then
      Exit;
    Socket := NewSocket(Listening^.SocketType);
    if Socket = nil then
      TcpAbort(Tcb);
    if Sharing <> nil then
      Sharing^.Accepted(Listener);
    if Socket = nil then
      Exit;
    Socket^.Tcb := Tcb;
    Socket^.SourcePort := Tcb^.LocalPort;
    Socket^.DestPort := Tcb^.RemotePort;
    Socket^.SourceIP := NtoBE(LongWord(Tcb^.Local.Low));
    Socket^.DestIp := NtoBE(LongWord(Tcb^.Remote.Low));
    Socket^.Event := eventAccept;
    Adopt(Listening^.Service, Socket);
  until False;
end;

{ Inside: brings the event of a socket up to date. }
procedure Update(Socket: PSocket; Now: Int64);
begin
  if Socket^.Listener <> nil then
    TakeConnections(Socket)
  else if Socket^.Event = eventConnecting then
  begin
    if Socket^.Tcb^.State = tcpClosed then
      Socket^.Event := eventConnectFail
    else if not (Socket^.Tcb^.State in [tcpSynSent, tcpSynReceived]) then
      Socket^.Event := eventConnect;
  end
  else if Socket^.Event = eventWaiting then
  begin
    Look(Socket);
    if (Socket^.Event = eventWaiting) and (Now >= Socket^.DeadlineNs) then
      Socket^.Event := eventTimeOut;
  end;
end;

procedure Dispatch(Handler: PNetworkHandler; Socket: PSocket);
begin
  case Socket^.Event of
    eventAccept: Call(Handler^.DoAccept, Socket);
    eventConnect: Call(Handler^.DoConnect, Socket);
    eventConnectFail: Call(Handler^.DoConnectFail, Socket);
    eventReceive: Call(Handler^.DoReceive, Socket);
    eventClose: Call(Handler^.DoClose, Socket);
    eventTimeOut:
      begin
        Socket^.Event := eventNone;
        Call(Handler^.DoTimeOut, Socket);
      end;
  end;
end;

procedure FreeClosed(Service: PService);
var
  Link: ^PSocket;
  Socket: PSocket;
begin
  Link := @Service^.Sockets;
  while Link^ <> nil do
  begin
    Socket := Link^;
    if Socket^.Closed then
    begin
      Link^ := Socket^.Next;
      FreeMem(Socket);
    end
    else
      Link := @Socket^.Next;
  end;
end;

{ One look at every socket. Next: when to look again at the latest; it is now when a callback has left
  its socket as it was. }
function Pass(Service: PService): Int64;
var
  Socket: PSocket;
begin
  Result := Forever;
  NetEnter;
  Socket := Service^.Sockets;
  while Socket <> nil do
  begin
    Update(Socket, MonotonicNs);
    Socket := Socket^.Next;
  end;
  NetLeave;
  Socket := Service^.Sockets;
  while Socket <> nil do
  begin
    if not Socket^.Closed then
      Dispatch(Service^.Handler, Socket);
    if not Socket^.Closed and (Socket^.Listener = nil) then
      case Socket^.Event of
        eventWaiting:
          if Socket^.DeadlineNs < Result then
            Result := Socket^.DeadlineNs;
        eventNone, eventConnecting: ;
      else
        Result := 0;
      end;
    Socket := Socket^.Next;
  end;
  FreeClosed(Service);
end;

function ServiceThread(Parameter: Pointer): PtrInt;
var
  Service: PService;
  LookAgainNs: Int64;
begin
  Service := PService(Parameter);
  Current := Service;
  Service^.Handler^.DoInit();
  repeat
    LookAgainNs := Pass(Service);
    if LookAgainNs = 0 then
      YieldCore
    else
      WaitOn(Service^.Queue, LookAgainNs);
  until False;
  Result := 0;
end;

procedure StartService(Handler: PNetworkHandler);
var
  Service: PService;
  Thread: TThreadID;
begin
  Service := AllocMem(SizeOf(TService));
  if Service = nil then
    Exit;
  Service^.Handler := Handler;
  StartNet;
  BeginThread(nil, 0, @ServiceThread, Service, ThisCoreId, Thread);
end;

initialization
  StartNet;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ setsockopt and getsockopt: socket(7), ip(7), tcp(7), ipv6(7). Options that change nothing here but that
  programs set as a habit are accepted; unknown ones answer ENOPROTOOPT. }
unit Toro.SocketOptions;

{$mode objfpc}

interface

implementation

uses
  Toro.NetTypes, Toro.SystemCalls, Toro.NetHost, Toro.SocketTypes, Toro.Tcp, Toro.TcpCore,
  Toro.Udp;

const
  LevelIp = 0; LevelSocket = 1; LevelTcp = 6; LevelIp6 = 41;
  { SOL_SOCKET }
  ReuseAddress = 2; SocketType = 3; SocketError = 4; DontRoute = 5; Broadcast = 6;
  SendBuffer = 7; ReceiveBuffer = 8; KeepAlive = 9; UrgentInline = 10; Priority = 12;
  Linger = 13; ReusePort = 15; ReceiveLowest = 18; SendLowest = 19; ReceiveTimeout = 20; SendTimeout = 21;
  AcceptsConnections = 30;
  Protocol = 38; Domain = 39;
  { IPPROTO_TCP }
  NoDelay = 1; MaxSegment = 2; Cork = 3; KeepIdle = 4; KeepInterval = 5; KeepCount = 6;
  DeferAccept = 9; QuickAck = 12; UserTimeout = 18;
  DefaultKeepIdle = 7200; DefaultKeepInterval = 75; DefaultKeepCount = 9;
  { IPPROTO_IP }
  IpTos = 1; IpTtl = 2; IpGroupInterface = 32; IpGroupTtl = 33; IpGroupLoop = 34;

type
  { struct timeval }
  PTimeValue = ^TTimeValue;
  TTimeValue = packed record
    Seconds, Microseconds: Int64;
  end;

function TimeoutOf(Value: PTimeValue; Size: LongInt; out TimeoutNs: Int64): LongInt;
begin
  TimeoutNs := 0;
  if Size < SizeOf(TTimeValue) then
    Exit(-EINVAL);
  if QWord(Value^.Microseconds) >= 1000000 then
    Exit(-EDOM);
  if Value^.Seconds > 0 then
    TimeoutNs := Value^.Seconds * NsPerSecond;
  Inc(TimeoutNs, Value^.Microseconds * 1000);
  Result := 0;
end;

function Bounded(Value, Least, Most: LongInt): LongInt;
begin
  Result := Value;
  if Result < Least then
    Result := Least;
  if Result > Most then
    Result := Most;
end;

procedure SetBuffers(Socket: PSocket; Option, Value: LongInt);
begin
  { Linux doubles what is asked for; both bounds are ours. }
  Value := Bounded(Value, 2048, MostReceiveLimit div 2) * 2;
  if Option = SendBuffer then
  begin
    Socket^.SendLimit := Value;
    if Socket^.Tcb <> nil then
      Socket^.Tcb^.SendLimit := Value;
    Exit;
  end;
  Socket^.ReceiveLimit := Value;
  { Without scaling the window has 16 bits; what was offered is never taken back. }
  if (Socket^.Tcb <> nil) and ((Value <= 65535) or (Socket^.Tcb^.RcvScale > 0)) then
    Socket^.Tcb^.ReceiveLimit := Value;
  if Socket^.Endpoint <> nil then
    Socket^.Endpoint^.ReceiveLimit := Value;
end;

function SetSocketLevel(Socket: PSocket; Option: LongInt; Value: PLongInt;
  Size: LongInt): LongInt; inline;
begin
  Result := 0;
  case Option of
    ReuseAddress, ReusePort: Socket^.ReuseAddress := Value^ <> 0;
    Broadcast: Socket^.Broadcast := Value^ <> 0;
    SendBuffer, ReceiveBuffer: SetBuffers(Socket, Option, Value^);
    KeepAlive:
      begin
        Socket^.KeepAlive := Value^ <> 0;
        if Socket^.Tcb <> nil then
          TcpSetKeepAlive(Socket^.Tcb, Socket^.KeepAlive);
      end;
    Linger:
      if Size < 8 then
        Result := -EINVAL
      else
      begin
        Socket^.LingerOn := Value[0] <> 0;
        Socket^.LingerSeconds := Value[1];
      end;
    ReceiveTimeout: Result := TimeoutOf(PTimeValue(Value), Size, Socket^.ReceiveTimeoutNs);
    SendTimeout: Result := TimeoutOf(PTimeValue(Value), Size, Socket^.SendTimeoutNs);
    UrgentInline:
      begin
        Socket^.UrgentInline := Value^ <> 0;
        if Socket^.Tcb <> nil then
          Socket^.Tcb^.UrgentApart := Value^ = 0;
      end;
    Priority: Socket^.Priority := Value^;
    { Reading never waits for more than a byte. }
    DontRoute, ReceiveLowest: ;
  else
    Result := -ENOPROTOOPT;
  end;
end;

procedure ApplyTcp(Socket: PSocket);
begin
  if Socket^.Tcb = nil then
    Exit;
  Socket^.Tcb^.NoDelay := Socket^.NoDelay;
  Socket^.Tcb^.UserTimeout := Socket^.UserTimeoutNs;
  if Socket^.KeepIdleNs > 0 then
    Socket^.Tcb^.KeepIdle := Socket^.KeepIdleNs;
  if Socket^.KeepIntervalNs > 0 then
    Socket^.Tcb^.KeepInterval := Socket^.KeepIntervalNs;
  if Socket^.KeepCount > 0 then
    Socket^.Tcb^.KeepCount := Socket^.KeepCount;
  if Socket^.KeepAlive then
    TcpSetKeepAlive(Socket^.Tcb, True);
end;

function SetTcpLevel(Socket: PSocket; Option, Value: LongInt): LongInt;
begin
  Result := 0;
  if Socket^.Kind <> SocketStream then
    Exit(-ENOPROTOOPT);
  if (Option in [KeepIdle, KeepInterval, KeepCount]) and (Value < 1) then
    Exit(-EINVAL);
  case Option of
    NoDelay: Socket^.NoDelay := Value <> 0;
    KeepIdle: Socket^.KeepIdleNs := Value * NsPerSecond;
    KeepInterval: Socket^.KeepIntervalNs := Value * NsPerSecond;
    KeepCount: Socket^.KeepCount := Value;
    UserTimeout: Socket^.UserTimeoutNs := Value * NsPerMs;
    Cork: Socket^.Corked := Value <> 0;
    DeferAccept, QuickAck, MaxSegment: ;
  else
    Exit(-ENOPROTOOPT);
  end;
  ApplyTcp(Socket);
end;

function SetIpLevel(Socket: PSocket; Option, Value: LongInt): LongInt;
begin
  Result := 0;
  case Option of
    IpTos: Socket^.Tos := Value;
    IpTtl:
      if (Value < -1) or (Value = 0) or (Value > 255) then
        Exit(-EINVAL)
      else
        { -1: the stack's own }
        Socket^.Ttl := Byte(Value + Ord(Value = -1));
    { What is received, multicast and path-MTU choices: nothing to choose from. }
    3..15, 32..36: ;
  else
    Result := -ENOPROTOOPT;
  end;
  if Socket^.Tcb <> nil then
  begin
    Socket^.Tcb^.Ttl := Socket^.Ttl;
    Socket^.Tcb^.Tos := Socket^.Tos;
  end;
end;

function SysSetSocketOption(Number, Level, Option, Value, Size, A6: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  if Value = 0 then
    Exit(-EFAULT);
  if Size < 4 then
    Exit(-EINVAL);
  EnterSocketQuietly(Socket);
  case Level of
    LevelSocket: Result := SetSocketLevel(Socket, Option, PLongInt(Value), Size);
    LevelTcp: Result := SetTcpLevel(Socket, Option, PLongInt(Value)^);
    LevelIp: Result := SetIpLevel(Socket, Option, PLongInt(Value)^);
  else
    if (Level = LevelIp6) and (Socket^.Family = FamilyInet6) then
      Result := Family6^.SetOption(Socket, Option, PLongInt(Value), Size)
    else
      Result := -ENOPROTOOPT;
  end;
  NetLeave;
end;

{ ---- reading ---- }

function TakeSocketError(Socket: PSocket): LongInt;
begin
  Result := 0;
  if Socket^.Tcb <> nil then
  begin
    Result := Socket^.Tcb^.Error;
    Socket^.Tcb^.Error := 0;
  end
  else if Socket^.Endpoint <> nil then
  begin
    Result := Socket^.Endpoint^.Error;
    Socket^.Endpoint^.Error := 0;
  end;
end;

function BufferSize(Socket: PSocket; Option: LongInt): LongInt;
begin
  if Option = SendBuffer then
    Result := Socket^.SendLimit
  else
    Result := Socket^.ReceiveLimit;
  if Result = 0 then
    Result := DefaultLimit;
end;

function SocketLevel(Socket: PSocket; Option: LongInt; out Value: LongInt): LongInt;
begin
  Result := 0;
  Value := 0;
  case Option of
    ReuseAddress, ReusePort: Value := Ord(Socket^.ReuseAddress);
    SocketType: Value := Socket^.Kind;
    SocketError: Value := TakeSocketError(Socket);
    Broadcast: Value := Ord(Socket^.Broadcast);
    SendBuffer, ReceiveBuffer: Value := BufferSize(Socket, Option);
    KeepAlive: Value := Ord(Socket^.KeepAlive);
    AcceptsConnections: Value := Ord(Socket^.Listener <> nil);
    Domain: Value := Socket^.Family;
    Protocol:
      if Socket^.Kind = SocketStream then
        Value := ProtocolTcp
      else
        Value := ProtocolUdp;
    ReceiveLowest, SendLowest: Value := 1;
    DontRoute: ;
    Priority: Value := Socket^.Priority;
    UrgentInline: Value := Ord(Socket^.UrgentInline);
  else
    Result := -ENOPROTOOPT;
  end;
end;

{ What a program has set, or what holds when it has set nothing }
function Chosen(Value, Initial: LongInt): LongInt; inline;
begin
  Result := Value;
  if Result = 0 then
    Result := Initial;
end;

function TcpLevel(Socket: PSocket; Option: LongInt; out Value: LongInt): LongInt;
begin
  Result := 0;
  Value := 0;
  case Option of
    NoDelay: Value := Ord(Socket^.NoDelay);
    MaxSegment:
      begin
        Value := DefaultMss4;
        if Socket^.Tcb <> nil then
          Value := Socket^.Tcb^.Mss;
      end;
    Cork: Value := Ord(Socket^.Corked);
    DeferAccept: ;
    QuickAck: Value := 1;
    KeepIdle: Value := Chosen(Socket^.KeepIdleNs div NsPerSecond, DefaultKeepIdle);
    KeepInterval: Value := Chosen(Socket^.KeepIntervalNs div NsPerSecond, DefaultKeepInterval);
    KeepCount: Value := Chosen(Socket^.KeepCount, DefaultKeepCount);
    UserTimeout: Value := Socket^.UserTimeoutNs div NsPerMs;
  else
    Result := -ENOPROTOOPT;
  end;
end;

function IpLevel(Socket: PSocket; Option: LongInt; out Value: LongInt): LongInt;
begin
  Result := 0;
  Value := 0;
  case Option of
    IpTos: Value := Socket^.Tos;
    IpTtl:
      begin
        Value := Socket^.Ttl;
        if Value = 0 then
          Value := Net^.DefaultTtl;
      end;
    IpGroupInterface: ;
    IpGroupTtl, IpGroupLoop: Value := 1;
  else
    Result := -ENOPROTOOPT;
  end;
end;

{ The options that are not one number. True when Option is one of them. }
function WideOption(Socket: PSocket; Level, Option: LongInt; Target: Pointer;
  Size: PLongInt): Boolean; inline;
var
  Wide: array[0..1] of Int64;
  Bytes: LongInt;
begin
  Result := (Level = LevelSocket) and (Option in [Linger, ReceiveTimeout, SendTimeout]);
  if not Result then
    Exit;
  Bytes := 16;
  if Option = Linger then
  begin
    Bytes := 8;
    PLongInt(@Wide)[0] := Ord(Socket^.LingerOn);
    PLongInt(@Wide)[1] := Socket^.LingerSeconds;
  end
  else
  begin
    Wide[0] := Socket^.SendTimeoutNs;
    if Option = ReceiveTimeout then
      Wide[0] := Socket^.ReceiveTimeoutNs;
    Wide[1] := Wide[0] mod NsPerSecond div 1000;
    Wide[0] := Wide[0] div NsPerSecond;
  end;
  if Size^ > Bytes then
    Size^ := Bytes;
  Move(Wide, Target^, Size^);
end;

function SysGetSocketOption(Number, Level, Option, Target, Size, A6: Int64): Int64;
var
  Socket: PSocket;
  Value: LongInt;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  if (Target = 0) or (Size = 0) then
    Exit(-EFAULT);
  EnterSocket(Socket);
  if not WideOption(Socket, Level, Option, Pointer(Target), PLongInt(Size)) then
  begin
    case Level of
      LevelSocket: Result := SocketLevel(Socket, Option, Value);
      LevelTcp: Result := TcpLevel(Socket, Option, Value);
      LevelIp: Result := IpLevel(Socket, Option, Value);
    else
      if (Level = LevelIp6) and (Socket^.Family = FamilyInet6) then
        Result := Family6^.GetOption(Socket, Option, Value)
      else
        Result := -ENOPROTOOPT;
    end;
    if Result = 0 then
    begin
      if PLongInt(Size)^ > 4 then
        PLongInt(Size)^ := 4;
      Move(Value, Pointer(Target)^, PLongInt(Size)^);
    end;
  end;
  NetLeave;
end;

const
  Calls: array[0..1] of TSystemCallEntry = (
    (Number: 54; Handler: @SysSetSocketOption), (Number: 55; Handler: @SysGetSocketOption));

initialization
  RegisterSystemCalls(Calls);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Sending and receiving on sockets, with all that may be waited for: the calls sendto and recvfrom, and what
  Toro.Sockets and Toro.SocketMessages make of it. }
unit Toro.SocketTransfer;

{$mode objfpc}

interface

uses
  Toro.NetTypes, Toro.SocketTypes;

{ All of these inside NetEnter. Sends or receives, waiting as the socket and Flags say. }
function SocketSend(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord;
  Target: Pointer; TargetSize: LongInt): Int64;
function SocketReceive(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord;
  Source: Pointer; SourceSize: PLongInt; out Truncated: Boolean): Int64;

implementation

uses
  Toro.SystemCalls, Toro.Ip, Toro.NetHost, Toro.Tcp, Toro.Udp;

const
  MostTransfer = $7FFF0000;

function SendStream(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord): Int64; inline;
var
  DeadlineNs, Done: Int64;
begin
  if Socket^.WriteShut then
    Exit(-EPIPE);
  if Socket^.Tcb = nil then
    Exit(-ENOTCONN);
  DeadlineNs := CallDeadline(Socket, Socket^.SendTimeoutNs, Flags and MessageDontWait <> 0);
  Done := 0;
  repeat
    Result := TcpSend(Socket^.Tcb, Data + Done, Size - Done, Flags and MessageUrgent <> 0);
    if Result > 0 then
      Inc(Done, Result);
    if Done >= Size then
      Break;
    if (Result < 0) and (Result <> -EAGAIN) then
      Break;
    if Result < 0 then
    begin
      { Loopback and the device may have room for us already. }
      Result := WaitForChange(Socket, DeadlineNs);
      if Result = -EBADF then
        Exit;
    end;
  until Result < 0;
  if Done > 0 then
    Result := Done;
end;

{ Which needs SO_BROADCAST: a group is none. }
function IsBroadcast(const Address: TNetAddress): Boolean; inline;
begin
  Result := IsIp4(Address) and (LongWord(Address.Low) shr 28 <> 14) and IsGroupAddress(Net, Address);
end;

function SendDatagram(Socket: PSocket; Data: Pointer; Size: Int64; Target: Pointer;
  TargetSize: LongInt): Int64;
var
  Address: TNetAddress;
  Port: Word;
begin
  if Size > MaxDatagram - 28 then
    Exit(-EMSGSIZE);
  if Socket^.WriteShut then
    Exit(-EPIPE);
  Address := Socket^.Endpoint^.Remote;
  Port := Socket^.Endpoint^.RemotePort;
  if Target <> nil then
  begin
    Result := TakeAddress(Socket, Target, TargetSize, Address, Port);
    if Result < 0 then
      Exit;
    if (Port = 0) and (Socket^.Endpoint^.Protocol = ProtocolUdp) then
      Exit(-EINVAL);
  end
  else if (Port = 0) and IsAnyAddress(Address) then
    Exit(-EDESTADDRREQ);
  if Socket^.Endpoint^.Error <> 0 then
  begin
    Result := -Socket^.Endpoint^.Error;
    Socket^.Endpoint^.Error := 0;
    Exit;
  end;
  if not Socket^.Broadcast and IsBroadcast(Address) then
    Exit(-EACCES);
  AwaitConfiguration(Address);
  Socket^.Endpoint^.Ttl := Socket^.Ttl;
  Socket^.Endpoint^.Tos := Socket^.Tos;
  Result := UdpSend(Socket^.Endpoint, Address, Port, Data, Size);
end;

function SocketSend(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord;
  Target: Pointer; TargetSize: LongInt): Int64;
begin
  if Size > MostTransfer then
    Size := MostTransfer;
  if Socket^.Endpoint <> nil then
    Result := SendDatagram(Socket, Data, Size, Target, TargetSize)
  else
    Result := SendStream(Socket, Data, Size, Flags);
end;

{ recv(2) with MSG_OOB }
function ReceiveUrgent(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord): LongInt;
var
  Value: Byte;
begin
  Result := TcpReceiveUrgent(Socket^.Tcb, @Value, Flags and MessagePeek <> 0);
  if Result < 0 then
    Exit;
  if Size > 0 then
    PByte(Data)^ := Value
  else
    Result := 0;
end;

function ReceiveStream(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord): Int64; inline;
var
  DeadlineNs, Done: Int64;
begin
  if Socket^.ReadShut then
    Exit(0);
  if Socket^.Tcb = nil then
    Exit(-ENOTCONN);
  DeadlineNs := CallDeadline(Socket, Socket^.ReceiveTimeoutNs, Flags and MessageDontWait <> 0);
  Done := 0;
  repeat
    if Flags and MessageUrgent <> 0 then
      Result := ReceiveUrgent(Socket, Data, Size, Flags)
    else if Flags and (MessageTruncate or MessagePeek) = MessageTruncate then
      { Only counted and thrown away (tcp(7)) }
      Result := TcpReceive(Socket^.Tcb, nil, Size - Done, False)
    else
      Result := TcpReceive(Socket^.Tcb, Data + Done, Size - Done, Flags and MessagePeek <> 0);
    if Result > 0 then
      Inc(Done, Result);
    if (Result = 0) or (Done >= Size) or ((Result < 0) and (Result <> -EAGAIN))
      or ((Done > 0) and (Flags and (MessageWaitAll or MessagePeek) <> MessageWaitAll)) then
      Break;
    if Result < 0 then
    begin
      Result := WaitForChange(Socket, DeadlineNs);
      if Result = -EBADF then
        Exit;
    end;
  until Result < 0;
  if Done > 0 then
    Result := Done;
end;

function ReceiveDatagram(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord;
  Source: Pointer; SourceSize: PLongInt; out Truncated: Boolean): Int64;
var
  DeadlineNs: Int64;
  Address: TNetAddress;
  Port: Word;
  Full: LongInt;
begin
  Truncated := False;
  DeadlineNs := CallDeadline(Socket, Socket^.ReceiveTimeoutNs, Flags and MessageDontWait <> 0);
  repeat
    Result := UdpReceive(Socket^.Endpoint, Data, Size, Flags and MessagePeek <> 0, Address, Port,
      Full);
    if Result <> -EAGAIN then
      Break;
    if Socket^.ReadShut then
      Exit(0);
    Result := WaitForChange(Socket, DeadlineNs);
  until Result < 0;
  if Result < 0 then
    Exit;
  Truncated := Full > Result;
  GiveAddress(Socket, Address, Port, Source, SourceSize);
  if Truncated and (Flags and MessageTruncate <> 0) then
    Result := Full;
end;

function SocketReceive(Socket: PSocket; Data: Pointer; Size: Int64; Flags: LongWord;
  Source: Pointer; SourceSize: PLongInt; out Truncated: Boolean): Int64;
begin
  Truncated := False;
  if Size > MostTransfer then
    Size := MostTransfer;
  if Socket^.Endpoint <> nil then
    Exit(ReceiveDatagram(Socket, Data, Size, Flags, Source, SourceSize, Truncated));
  Result := ReceiveStream(Socket, Data, Size, Flags);
  if (Result >= 0) and (Source <> nil) then
    GiveAddress(Socket, Socket^.Tcb^.Remote, Socket^.Tcb^.RemotePort, Source, SourceSize);
end;

function SysSendTo(Number, Data, Size, Flags, Target, TargetSize: Int64): Int64;
var
  Socket: PSocket;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocket(Socket);
  Result := SocketSend(Socket, Pointer(Data), Size, Flags, Pointer(Target), TargetSize);
  NetLeave;
end;

function SysReceiveFrom(Number, Data, Size, Flags, Source, SourceSize: Int64): Int64;
var
  Socket: PSocket;
  Truncated: Boolean;
begin
  Result := FindSocket(Number, Socket);
  if Result < 0 then
    Exit;
  EnterSocket(Socket);
  Result := SocketReceive(Socket, Pointer(Data), Size, Flags, Pointer(Source),
    PLongInt(SourceSize), Truncated);
  NetLeave;
end;

const
  Calls: array[0..1] of TSystemCallEntry = (
    (Number: 44; Handler: @SysSendTo), (Number: 45; Handler: @SysReceiveFrom));

initialization
  RegisterSystemCalls(Calls);
end.

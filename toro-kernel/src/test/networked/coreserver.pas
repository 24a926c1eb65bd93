{ SPDX-License-Identifier: Apache-2.0 }
{ A small HTTP/1.1 server with a thread on every core that takes connections and one for each connection, on the core
  that took it. `/bytes/N` answers N bytes, byte K of which is K * 7 + K div 256 (the lowest 8 bits), `/echo` what it
  was sent, `/queues` what each pair of the card's queues has carried, `/cores` how many connections each core has
  taken, the rest a line. What comes by UDP to the same port goes back. With the unit IPv6 it serves both kinds of
  address. }
program CoreServer;

{$mode objfpc}{$H+}

uses
  Process, SysUtils, Sockets, Toro.Smp, Toro.Cores, Toro.NetDevice;

const
  Port = 8080;
  BlockSize = 16384;

type
  TConnection = record
    Socket: LongInt;
    { What has come and is not used yet }
    Data: AnsiString;
    Method, Path: AnsiString;
    BodySize: Int64;
    KeepAlive: Boolean;
  end;

var
  Listener: LongInt;
  Taken: array[0..MaxCores - 1] of LongInt;
  Pattern: array[0..65535 + BlockSize] of Byte;

procedure FillPattern;
var
  Index: LongInt;
begin
  for Index := 0 to High(Pattern) do
    Pattern[Index] := Byte(Index * 7 + Index div 256);
end;

function WriteAll(Socket: LongInt; Buffer: PByte; Size: Int64): Boolean;
var
  Count: Int64;
begin
  while Size > 0 do
  begin
    Count := fpSend(Socket, Buffer, Size, 0);
    if Count <= 0 then
      Exit(False);
    Inc(Buffer, Count);
    Dec(Size, Count);
  end;
  Result := True;
end;

function WriteText(Socket: LongInt; const Text: AnsiString): Boolean;
begin
  Result := WriteAll(Socket, PByte(PAnsiChar(Text)), Length(Text));
end;

{ More of what comes; False: nothing comes any more. }
function ReadMore(var Connection: TConnection): Boolean;
var
  Buffer: array[0..BlockSize - 1] of Byte;
  Count, Before: LongInt;
begin
  Count := fpRecv(Connection.Socket, @Buffer, SizeOf(Buffer), 0);
  Result := Count > 0;
  if not Result then
    Exit;
  Before := Length(Connection.Data);
  SetLength(Connection.Data, Before + Count);
  Move(Buffer, Connection.Data[Before + 1], Count);
end;

function FieldOf(const Head, Name: AnsiString): AnsiString;
var
  Place, Stop: LongInt;
begin
  Result := '';
  Place := Pos(#13#10 + Name + ': ', LowerCase(Head));
  if Place = 0 then
    Exit;
  Place := Place + Length(Name) + 4;
  Stop := Place;
  while (Stop <= Length(Head)) and (Head[Stop] <> #13) do
    Inc(Stop);
  Result := Copy(Head, Place, Stop - Place);
end;

function ReadRequest(var Connection: TConnection): Boolean;
var
  Place, Space: LongInt;
  Head: AnsiString;
begin
  repeat
    Place := Pos(#13#10#13#10, Connection.Data);
    if (Place = 0) and not ReadMore(Connection) then
      Exit(False);
  until Place > 0;
  Head := Copy(Connection.Data, 1, Place + 1);
  Delete(Connection.Data, 1, Place + 3);
  Space := Pos(' ', Head);
  Connection.Method := Copy(Head, 1, Space - 1);
  Connection.Path := Copy(Head, Space + 1, Pos(' HTTP/', Head) - Space - 1);
  Connection.BodySize := StrToInt64Def(FieldOf(Head, 'content-length'), 0);
  Connection.KeepAlive := (Pos(' HTTP/1.1', Head) > 0) and (LowerCase(FieldOf(Head, 'connection')) <> 'close')
    or (LowerCase(FieldOf(Head, 'connection')) = 'keep-alive');
  if FieldOf(Head, 'expect') <> '' then
    WriteText(Connection.Socket, 'HTTP/1.1 100 Continue'#13#10#13#10);
  Result := True;
end;

function HeadOf(const Connection: TConnection; Size: Int64): AnsiString;
const
  Ends: array[Boolean] of string = ('close', 'keep-alive');
begin
  Result := 'HTTP/1.1 200 OK'#13#10'Content-Length: ' + IntToStr(Size) + #13#10'Connection: '
    + Ends[Connection.KeepAlive] + #13#10#13#10;
end;

function SendBytes(const Connection: TConnection; Size: Int64): Boolean;
var
  Done, Piece: Int64;
begin
  Result := WriteText(Connection.Socket, HeadOf(Connection, Size));
  Done := 0;
  while Result and (Done < Size) do
  begin
    Piece := Size - Done;
    if Piece > BlockSize then
      Piece := BlockSize;
    Result := WriteAll(Connection.Socket, @Pattern[Done and $FFFF], Piece);
    Done := Done + Piece;
  end;
end;

function SendEcho(var Connection: TConnection): Boolean;
var
  Left: Int64;
begin
  Result := WriteText(Connection.Socket, HeadOf(Connection, Connection.BodySize));
  Left := Connection.BodySize;
  while Result and (Left > 0) do
  begin
    if (Connection.Data = '') and not ReadMore(Connection) then
      Exit(False);
    Result := WriteText(Connection.Socket, Connection.Data);
    Left := Left - Length(Connection.Data);
    Connection.Data := '';
  end;
end;

function Queues: AnsiString;
var
  Device: PNetDevice;
  Number: LongInt;
begin
  Result := '';
  Device := FirstNetDevice;
  Number := 0;
  while Device <> nil do
  begin
    Result := Result + Format('pair %d received %d sent %d'#10, [Number, Device^.Statistics.FramesReceived,
      Device^.Statistics.FramesSent]);
    Device := Device^.Twin;
    Inc(Number);
  end;
end;

function CoresUsed: AnsiString;
var
  Core: LongInt;
begin
  Result := '';
  for Core := 0 to CountCores - 1 do
    Result := Result + Format('core %d took %d'#10, [Core, Taken[Core]]);
end;

function SendText(const Connection: TConnection; const Text: AnsiString): Boolean;
begin
  Result := WriteText(Connection.Socket, HeadOf(Connection, Length(Text)) + Text);
end;

function Answer(var Connection: TConnection): Boolean;
begin
  if Copy(Connection.Path, 1, 7) = '/bytes/' then
    Result := SendBytes(Connection, StrToInt64Def(Copy(Connection.Path, 8, 20), 0))
  else if Connection.Path = '/echo' then
    Result := SendEcho(Connection)
  else if Connection.Path = '/queues' then
    Result := SendText(Connection, Queues)
  else if Connection.Path = '/cores' then
    Result := SendText(Connection, CoresUsed)
  else
    Result := SendText(Connection, 'You asked for ' + Connection.Path + '.'#10);
end;

function Serve(Parameter: Pointer): PtrInt;
var
  Connection: TConnection;
begin
  Connection := Default(TConnection);
  Connection.Socket := PtrInt(Parameter);
  while ReadRequest(Connection) and Answer(Connection) and Connection.KeepAlive do
    ;
  CloseSocket(Connection.Socket);
  Result := 0;
end;

function TakeConnections(Parameter: Pointer): PtrInt;
var
  Socket: LongInt;
  Thread: TThreadID;
begin
  repeat
    Socket := fpAccept(Listener, nil, nil);
    if Socket >= 0 then
    begin
      Inc(Taken[PtrInt(Parameter)]);
      Process.BeginThread(nil, 0, @Serve, Pointer(PtrInt(Socket)), ThisCoreId, Thread);
    end;
  until False;
end;

{ A socket at the port, of IPv6 where there is such; -1: none. }
function AtPort(Kind: LongInt): LongInt;
var
  Address: TInetSockAddr;
  Address6: TInetSockAddr6;
  Bound: LongInt;
begin
  Result := fpSocket(AF_INET6, Kind, 0);
  if Result >= 0 then
  begin
    FillChar(Address6, SizeOf(Address6), 0);
    Address6.sin6_family := AF_INET6;
    Address6.sin6_port := htons(Port);
    Bound := fpBind(Result, @Address6, SizeOf(Address6));
  end
  else
  begin
    Result := fpSocket(AF_INET, Kind, 0);
    FillChar(Address, SizeOf(Address), 0);
    Address.sin_family := AF_INET;
    Address.sin_port := htons(Port);
    Bound := fpBind(Result, @Address, SizeOf(Address));
  end;
  if Bound <> 0 then
    Result := -1;
end;

function EchoDatagrams(Parameter: Pointer): PtrInt;
var
  Datagrams, Size: LongInt;
  Buffer: array[0..2047] of Byte;
  Sender: TInetSockAddr6;
  SenderSize: TSockLen;
begin
  Datagrams := AtPort(SOCK_DGRAM);
  repeat
    SenderSize := SizeOf(Sender);
    Size := fpRecvFrom(Datagrams, @Buffer, SizeOf(Buffer), 0, @Sender, @SenderSize);
    if Size >= 0 then
      fpSendTo(Datagrams, @Buffer, Size, 0, @Sender, SenderSize);
  until Size < 0;
  Result := 0;
end;

var
  Thread: TThreadID;
  Core: LongInt;

begin
  FillPattern;
  Listener := AtPort(SOCK_STREAM);
  if (Listener < 0) or (fpListen(Listener, 128) <> 0) then
  begin
    WriteLn('listen failed: ', SocketError);
    Halt(1);
  end;
  Process.BeginThread(nil, 0, @EchoDatagrams, nil, ThisCoreId, Thread);
  Process.SysThreadSwitch(False);
  for Core := 1 to CountCores - 1 do
    Process.BeginThread(nil, 0, @TakeConnections, Pointer(PtrInt(Core)), Core, Thread);
  WriteLn('listening on port ', Port, ' with ', CountCores, ' cores');
  TakeConnections(nil);
end.

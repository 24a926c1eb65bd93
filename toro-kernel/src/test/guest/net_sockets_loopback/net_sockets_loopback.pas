{ SPDX-License-Identifier: Apache-2.0 }
{ The socket calls over the loopback interface, one after another: what the program prints must be what it
  prints on Linux, from where expected.txt comes. }
program net_sockets_loopback;

{$mode objfpc}{$H+}

uses
  BaseUnix, Unix, Sockets, Linux, UnixType;

const
  Big = 300000;

var
  Failures: LongInt;

procedure Show(const What: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(What, ': error ', fpgeterrno)
  else
    WriteLn(What, ': ', Value);
end;

procedure Must(const What: string; Holds: Boolean);
begin
  if not Holds then
  begin
    Inc(Failures);
    WriteLn('DOES NOT HOLD: ', What);
  end;
end;

function Loopback(Port: Word): TInetSockAddr;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sin_family := AF_INET;
  Result.sin_port := htons(Port);
  Result.sin_addr := StrToNetAddr('127.0.0.1');
end;

function PortOf(Socket: LongInt): Word;
var
  Address: TInetSockAddr;
  Size: TSockLen;
begin
  Size := SizeOf(Address);
  Must('getsockname', fpGetSockName(Socket, @Address, @Size) = 0);
  Result := ntohs(Address.sin_port);
end;

function Listening: LongInt;
var
  Address: TInetSockAddr;
begin
  Result := fpSocket(AF_INET, SOCK_STREAM, 0);
  Address := Loopback(0);
  Must('bind', fpBind(Result, @Address, SizeOf(Address)) = 0);
  Must('listen', fpListen(Result, 8) = 0);
end;

procedure Pair(Listener: LongInt; out Client, Server: LongInt);
var
  Address: TInetSockAddr;
  Size: TSockLen;
begin
  Client := fpSocket(AF_INET, SOCK_STREAM, 0);
  Address := Loopback(PortOf(Listener));
  Must('connect', fpConnect(Client, @Address, SizeOf(Address)) = 0);
  Size := SizeOf(Address);
  Server := fpAccept(Listener, @Address, @Size);
  Must('accept', (Server >= 0) and (Size = 16) and (ntohs(Address.sin_port) = PortOf(Client)));
end;

procedure Errors(Listener: LongInt);
var
  Address: TInetSockAddr;
  Socket: LongInt;
  Buffer: array[0..15] of Byte;
begin
  Show('socket of an unknown family', fpSocket(77, SOCK_STREAM, 0));
  Socket := fpSocket(AF_INET, SOCK_STREAM, 0);
  Show('recv without a connection', fpRecv(Socket, @Buffer, 16, 0));
  Address := Loopback(PortOf(Listener));
  Show('bind to a port that is taken', fpBind(Socket, @Address, SizeOf(Address)));
  Address.sin_addr := StrToNetAddr('10.77.66.55');
  Address.sin_port := 0;
  Show('bind to an address of another', fpBind(Socket, @Address, SizeOf(Address)));
  Address := Loopback(1);
  Show('connect to a closed port', fpConnect(Socket, @Address, SizeOf(Address)));
  fpClose(Socket);
  Show('recv of a closed number', fpRecv(Socket, @Buffer, 16, 0));
  Show('recv of the console', fpRecv(0, @Buffer, 16, 0));
  Socket := fpSocket(AF_INET, SOCK_DGRAM, 0);
  Show('send without a target', fpSend(Socket, @Buffer, 4, 0));
  Show('listen on datagrams', fpListen(Socket, 4));
  Show('datagram too large', fpSend(Socket, @Buffer, 70000, 0));
  fpClose(Socket);
end;

procedure Streams(Listener: LongInt);
var
  Client, Server, Got: LongInt;
  Buffer: array[0..63] of Char;
begin
  Pair(Listener, Client, Server);
  Show('send', fpSend(Client, PChar('hello'), 5, 0));
  Show('peek', fpRecv(Server, @Buffer, 64, MSG_PEEK));
  Got := fpRecv(Server, @Buffer, 64, 0);
  Show('recv', Got);
  WriteLn(Copy(Buffer, 1, Got));
  Show('recv that would wait', fpRecv(Server, @Buffer, 64, MSG_DONTWAIT));
  Show('write', fpWrite(Server, PChar('back'), 4));
  Show('read', fpRead(Client, Buffer, 64));
  Show('shutdown', fpShutdown(Client, 1));
  Show('recv after the end', fpRecv(Server, @Buffer, 64, 0));
  Show('send the other way', fpSend(Server, PChar('still'), 5, 0));
  Show('recv of it', fpRecv(Client, @Buffer, 64, 0));
  Show('send after shutdown', fpSend(Client, PChar('x'), 1, MSG_NOSIGNAL));
  fpClose(Client);
  fpClose(Server);
end;

{ More than both buffers hold goes through poll. }
procedure Bulk(Listener: LongInt);
var
  Client, Server, Sent, Received, Done, Index: LongInt;
  Data: array of Byte;
  Part: array[0..9999] of Byte;
  Poll: array[0..1] of TPollFd;
begin
  Pair(Listener, Client, Server);
  SetLength(Data, Big);
  for Index := 0 to Big - 1 do
    Data[Index] := Byte(Index * 7 shr 3);
  fpFcntl(Client, F_SETFL, fpFcntl(Client, F_GETFL) or O_NONBLOCK);
  Sent := 0;
  Received := 0;
  while Received < Big do
  begin
    Poll[0].fd := Client;
    Poll[0].events := 0;
    if Sent < Big then
      Poll[0].events := POLLOUT;
    Poll[1].fd := Server;
    Poll[1].events := POLLIN;
    Must('poll', fpPoll(@Poll, 2, 5000) > 0);
    if Poll[0].revents and POLLOUT <> 0 then
    begin
      Done := fpSend(Client, @Data[Sent], Big - Sent, 0);
      if Done > 0 then
        Inc(Sent, Done);
    end;
    if Poll[1].revents and POLLIN <> 0 then
    begin
      Done := fpRecv(Server, @Part, SizeOf(Part), 0);
      for Index := 0 to Done - 1 do
        Must('every byte', Part[Index] = Data[Received + Index]);
      Inc(Received, Done);
    end;
  end;
  Show('bytes through poll', Received);
  fpClose(Client);
  fpClose(Server);
end;

procedure Waiting(Listener: LongInt);
var
  Client, Server, Set_: LongInt;
  Reading, Writing: TFDSet;
  Time: TTimeVal;
  Event: EPoll_Event;
  Events: array[0..3] of EPoll_Event;
  Buffer: array[0..15] of Byte;
begin
  Pair(Listener, Client, Server);
  fpFD_ZERO(Reading);
  fpFD_SET(Server, Reading);
  Time.tv_sec := 0;
  Time.tv_usec := 20000;
  Show('select of nothing', fpSelect(Server + 1, @Reading, nil, nil, @Time));
  fpSend(Client, PChar('s'), 1, 0);
  fpFD_ZERO(Reading);
  fpFD_SET(Server, Reading);
  fpFD_ZERO(Writing);
  fpFD_SET(Client, Writing);
  Show('select', fpSelect(Server + Client + 1, @Reading, @Writing, nil, 1000));
  Must('the right ones', (fpFD_ISSET(Server, Reading) = 1) and (fpFD_ISSET(Client, Writing) = 1)
    and (fpFD_ISSET(Client, Reading) = 0));
  Set_ := epoll_create(4);
  Must('epoll_create', Set_ >= 0);
  FillChar(Event, SizeOf(Event), 0);
  Event.Events := EPOLLIN;
  Event.Data.u64 := 4711;
  Show('epoll_ctl', epoll_ctl(Set_, EPOLL_CTL_ADD, Server, @Event));
  Show('epoll_ctl again', epoll_ctl(Set_, EPOLL_CTL_ADD, Server, @Event));
  Show('epoll_wait', epoll_wait(Set_, @Events, 4, 1000));
  Must('its data', Events[0].Data.u64 = 4711);
  fpRecv(Server, @Buffer, 16, 0);
  Show('epoll_wait of nothing', epoll_wait(Set_, @Events, 4, 10));
  fpClose(Client);
  Show('epoll_wait at the end', epoll_wait(Set_, @Events, 4, 1000));
  fpClose(Set_);
  fpClose(Server);
end;

procedure Options(Listener: LongInt);
var
  Client, Server, Value: LongInt;
  Size: TSockLen;
  Time: TTimeVal;
  Buffer: array[0..15] of Byte;
begin
  Pair(Listener, Client, Server);
  Value := 1;
  Show('TCP_NODELAY', fpSetSockOpt(Client, IPPROTO_TCP, TCP_NODELAY, @Value, 4));
  Value := 0;
  Size := 4;
  Show('read back', fpGetSockOpt(Client, IPPROTO_TCP, TCP_NODELAY, @Value, @Size));
  Must('it is set', Value = 1);
  fpGetSockOpt(Client, SOL_SOCKET, SO_TYPE, @Value, @Size);
  Must('SO_TYPE', Value = SOCK_STREAM);
  Show('an unknown option', fpSetSockOpt(Client, SOL_SOCKET, 9999, @Value, 4));
  Time.tv_sec := 0;
  Time.tv_usec := 30000;
  Show('SO_RCVTIMEO', fpSetSockOpt(Server, SOL_SOCKET, SO_RCVTIMEO, @Time, SizeOf(Time)));
  Show('recv that times out', fpRecv(Server, @Buffer, 16, 0));
  Show('getsockopt SO_ERROR', fpGetSockOpt(Client, SOL_SOCKET, SO_ERROR, @Value, @Size));
  Must('no error', Value = 0);
  fpClose(Client);
  fpClose(Server);
end;

procedure Datagrams;
var
  A, B, Got: LongInt;
  Address: TInetSockAddr;
  Size: TSockLen;
  Buffer: array[0..8191] of Byte;
begin
  A := fpSocket(AF_INET, SOCK_DGRAM, 0);
  B := fpSocket(AF_INET, SOCK_DGRAM, 0);
  Address := Loopback(0);
  Must('bind', fpBind(B, @Address, SizeOf(Address)) = 0);
  Address := Loopback(PortOf(B));
  FillChar(Buffer, SizeOf(Buffer), 42);
  Show('sendto', fpSendTo(A, @Buffer, 8000, 0, @Address, SizeOf(Address)));
  Show('sendto nothing', fpSendTo(A, @Buffer, 0, 0, @Address, SizeOf(Address)));
  Size := SizeOf(Address);
  Got := fpRecvFrom(B, @Buffer, SizeOf(Buffer), 0, @Address, @Size);
  Show('recvfrom', Got);
  Must('its sender', ntohs(Address.sin_port) = PortOf(A));
  Show('recvfrom nothing', fpRecvFrom(B, @Buffer, SizeOf(Buffer), 0, nil, nil));
  Show('connect', fpConnect(B, @Address, SizeOf(Address)));
  Show('send back', fpSend(B, @Buffer, 100, 0));
  Show('cut', fpRecv(A, @Buffer, 60, 0));
  fpClose(A);
  Show('send to nobody', fpSend(B, @Buffer, 1, 0));
  Show('and the answer', fpRecv(B, @Buffer, 1, 0));
  fpClose(B);
end;

{ A connect that does not wait. }
procedure Later(Listener: LongInt);
var
  Client, Server, Value: LongInt;
  Address: TInetSockAddr;
  Size: TSockLen;
  Poll: TPollFd;
begin
  Client := fpSocket(AF_INET, SOCK_STREAM or $800, 0);
  Address := Loopback(1);
  fpConnect(Client, @Address, SizeOf(Address));
  Poll.fd := Client;
  Poll.events := POLLOUT;
  Must('poll', fpPoll(@Poll, 1, 2000) = 1);
  Size := 4;
  fpGetSockOpt(Client, SOL_SOCKET, SO_ERROR, @Value, @Size);
  fpClose(Client);
  Client := fpSocket(AF_INET, SOCK_STREAM or $800, 0);
  Address := Loopback(PortOf(Listener));
  fpConnect(Client, @Address, SizeOf(Address));
  Poll.fd := Client;
  Must('poll', fpPoll(@Poll, 1, 2000) = 1);
  Show('events of a connection', Poll.revents);
  Server := fpAccept(Listener, nil, nil);
  Must('accept', Server >= 0);
  Size := SizeOf(Address);
  Show('getpeername', fpGetPeerName(Server, @Address, @Size));
  fpClose(Client);
  fpClose(Server);
end;

{ Connections that come and go. }
procedure Churn(Listener: LongInt);
var
  Client, Server: LongInt;
  Buffer: array[0..15] of Byte;
begin
  Pair(Listener, Client, Server);
  Must('send', fpSend(Client, @Buffer, 16, 0) = 16);
  Must('recv', fpRecv(Server, @Buffer, 16, MSG_WAITALL) = 16);
  fpClose(Server);
  Must('end', fpRecv(Client, @Buffer, 16, 0) = 0);
  fpClose(Client);
end;

var
  Listener, Round: LongInt;

begin
  Listener := Listening;
  Errors(Listener);
  Streams(Listener);
  Bulk(Listener);
  Waiting(Listener);
  Options(Listener);
  Datagrams;
  Later(Listener);
  for Round := 1 to 300 do
    Churn(Listener);
  Show('close', fpClose(Listener));
  WriteLn('failures: ', Failures);
end.

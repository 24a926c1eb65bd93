{ SPDX-License-Identifier: Apache-2.0 }
{ Sockets of the family AF_INET6 over the loopback: TCP and UDP, IPv4 in their disguise, IPV6_V6ONLY, names of both
  ends, errors. Each line is what Linux says. }
program net6_sockets;

{$mode objfpc}{$H+}

uses
  BaseUnix, Sockets;

const
  LevelIp6 = 41;
  OnlyVersion6 = 26;
  UnicastHops = 16;

function Address6(const Text: string; Port: Word): TInetSockAddr6;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sin6_family := AF_INET6;
  Result.sin6_port := htons(Port);
  Result.sin6_addr := StrToNetAddr6(Text);
end;

{ `::ffff:127.0.0.1`, which the library's own reader does not know }
function Mapped(Port: Word): TInetSockAddr6;
begin
  Result := Address6('::', Port);
  Result.sin6_addr.u6_addr16[5] := $FFFF;
  Result.sin6_addr.u6_addr16[6] := htons($7F00);
  Result.sin6_addr.u6_addr16[7] := htons(1);
end;

function Address4(Port: Word): TInetSockAddr;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sin_family := AF_INET;
  Result.sin_port := htons(Port);
  Result.sin_addr := StrToNetAddr('127.0.0.1');
end;

function Said(const Address: TInetSockAddr6): string;
begin
  Result := NetAddrToStr6(Address.sin6_addr);
end;

procedure Expect(const What: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(What, ': error ', SocketError)
  else
    WriteLn(What, ': ', Value);
end;

function NewSocket6(Kind: LongInt): LongInt;
begin
  Result := fpSocket(AF_INET6, Kind, 0);
  if Result < 0 then
    WriteLn('no socket: ', SocketError);
end;

procedure SetOption(Socket, Level, Option, Value: LongInt);
begin
  if fpSetSockOpt(Socket, Level, Option, @Value, SizeOf(Value)) < 0 then
    WriteLn('option ', Option, ': error ', SocketError);
end;

function GetOption(Socket, Level, Option: LongInt): LongInt;
var
  Size: TSockLen;
begin
  Size := SizeOf(Result);
  Result := 0;
  if fpGetSockOpt(Socket, Level, Option, @Result, @Size) < 0 then
    WriteLn('option ', Option, ': error ', SocketError);
end;

procedure ShowNames(const What: string; Socket: LongInt);
var
  Name: TInetSockAddr6;
  Size: TSockLen;
begin
  Size := SizeOf(Name);
  if fpGetSockName(Socket, @Name, @Size) = 0 then
    WriteLn(What, ' is ', Said(Name), ' family ', Name.sin6_family, ' size ', Size);
  Size := SizeOf(Name);
  if fpGetPeerName(Socket, @Name, @Size) = 0 then
    WriteLn(What, ' talks to ', Said(Name), ' family ', Name.sin6_family);
end;

{ A listener at Address of which the port is free; the port. }
function Listen6(Address: TInetSockAddr6; Only: Boolean; out Port: Word): LongInt;
var
  Size: TSockLen;
begin
  Result := NewSocket6(SOCK_STREAM);
  if Only then
    SetOption(Result, LevelIp6, OnlyVersion6, 1);
  if fpBind(Result, @Address, SizeOf(Address)) < 0 then
    WriteLn('bind: error ', SocketError);
  if fpListen(Result, 5) < 0 then
    WriteLn('listen: error ', SocketError);
  Size := SizeOf(Address);
  fpGetSockName(Result, @Address, @Size);
  Port := ntohs(Address.sin6_port);
end;

procedure Exchange(const What: string; Listener, Client: LongInt);
var
  Server: LongInt;
  Name: TInetSockAddr6;
  Size: TSockLen;
  Buffer: string[40];
begin
  Size := SizeOf(Name);
  Server := fpAccept(Listener, @Name, @Size);
  WriteLn(What, ' accepted from ', Said(Name), ' size ', Size);
  ShowNames(What + ': the server', Server);
  Buffer := 'hello';
  Expect(What + ': sent', fpSend(Client, @Buffer[1], 5, 0));
  Buffer := '     ';
  Expect(What + ': received', fpRecv(Server, @Buffer[1], 40, 0));
  WriteLn(What, ': ', Buffer);
  CloseSocket(Client);
  Expect(What + ': at the end', fpRecv(Server, @Buffer[1], 40, 0));
  CloseSocket(Server);
end;

procedure Streams;
var
  Listener, Client: LongInt;
  Port: Word;
  Target: TInetSockAddr6;
  Target4: TInetSockAddr;
begin
  Listener := Listen6(Address6('::', 0), False, Port);
  ShowNames('the listener', Listener);
  Client := NewSocket6(SOCK_STREAM);
  Target := Address6('::1', Port);
  Expect('connect to ::1', fpConnect(Client, @Target, SizeOf(Target)));
  ShowNames('the client', Client);
  Exchange('::1', Listener, Client);
  Client := NewSocket6(SOCK_STREAM);
  Target := Mapped(Port);
  Expect('connect to IPv4 in disguise', fpConnect(Client, @Target, SizeOf(Target)));
  ShowNames('the client', Client);
  Exchange('disguised', Listener, Client);
  Client := fpSocket(AF_INET, SOCK_STREAM, 0);
  Target4 := Address4(Port);
  Expect('connect by IPv4', fpConnect(Client, @Target4, SizeOf(Target4)));
  Exchange('IPv4', Listener, Client);
  Client := NewSocket6(SOCK_STREAM);
  Target := Address6('::', Port);
  Expect('connect to ::', fpConnect(Client, @Target, SizeOf(Target)));
  Exchange('::', Listener, Client);
  CloseSocket(Listener);
  Client := NewSocket6(SOCK_STREAM);
  Target := Address6('::1', Port);
  Expect('connect where nobody listens', fpConnect(Client, @Target, SizeOf(Target)));
  CloseSocket(Client);
end;

procedure Alone;
var
  Listener, Both, Four, Client: LongInt;
  Port: Word;
  Target4: TInetSockAddr;
  Target: TInetSockAddr6;
begin
  Listener := Listen6(Address6('::', 0), True, Port);
  WriteLn('alone: ', GetOption(Listener, LevelIp6, OnlyVersion6));
  Client := fpSocket(AF_INET, SOCK_STREAM, 0);
  Target4 := Address4(Port);
  Expect('IPv4 to a listener of IPv6 alone', fpConnect(Client, @Target4, SizeOf(Target4)));
  CloseSocket(Client);
  Client := NewSocket6(SOCK_STREAM);
  Target := Address6('::1', Port);
  Expect('IPv6 to it', fpConnect(Client, @Target, SizeOf(Target)));
  Exchange('alone', Listener, Client);
  Four := fpSocket(AF_INET, SOCK_STREAM, 0);
  Target4.sin_addr.s_addr := 0;
  Expect('IPv4 beside it on the port', fpBind(Four, @Target4, SizeOf(Target4)));
  Expect('and listens', fpListen(Four, 5));
  Both := NewSocket6(SOCK_STREAM);
  Target := Address6('::', Port);
  Expect('both families where each is taken', fpBind(Both, @Target, SizeOf(Target)));
  CloseSocket(Both);
  Both := NewSocket6(SOCK_STREAM);
  SetOption(Both, LevelIp6, OnlyVersion6, 1);
  Target := Mapped(Port);
  Expect('disguise and IPv6 alone', fpConnect(Both, @Target, SizeOf(Target)));
  CloseSocket(Both);
  CloseSocket(Four);
  CloseSocket(Listener);
end;

procedure Taken;
var
  Listener, Other: LongInt;
  Port: Word;
  Target4: TInetSockAddr;
  Target: TInetSockAddr6;
begin
  Listener := Listen6(Address6('::', 0), False, Port);
  Other := fpSocket(AF_INET, SOCK_STREAM, 0);
  Target4 := Address4(Port);
  Expect('IPv4 on the port of both', fpBind(Other, @Target4, SizeOf(Target4)));
  CloseSocket(Other);
  CloseSocket(Listener);
  Other := NewSocket6(SOCK_STREAM);
  Target := Address6('2001:db8::77', 0);
  Expect('an address of nobody', fpBind(Other, @Target, SizeOf(Target)));
  Expect('an address too short', fpBind(Other, @Target, 16));
  Target.sin6_family := AF_INET;
  Expect('the other family', fpConnect(Other, @Target, SizeOf(Target)));
  CloseSocket(Other);
  Other := fpSocket(AF_INET, SOCK_STREAM, 0);
  Target := Address6('::1', Port);
  Expect('IPv6 by a socket of IPv4', fpConnect(Other, @Target, SizeOf(Target)));
  CloseSocket(Other);
end;

procedure SendAndShow(const What: string; Sender: LongInt; Target: Pointer; Size: TSockLen;
  Receiver: LongInt);
var
  Name: TInetSockAddr6;
  Buffer: array[0..63] of Char;
begin
  Expect(What + ': sent', fpSendTo(Sender, PChar('datagram'), 8, 0, Target, Size));
  Size := SizeOf(Name);
  FillChar(Name, SizeOf(Name), 0);
  Expect(What + ': received', fpRecvFrom(Receiver, @Buffer, 64, 0, @Name, @Size));
  WriteLn(What, ': from ', Said(Name), ' size ', Size);
end;

procedure Datagrams;
var
  Receiver, Sender: LongInt;
  Name, Target: TInetSockAddr6;
  Target4: TInetSockAddr;
  Size: TSockLen;
begin
  Receiver := NewSocket6(SOCK_DGRAM);
  Name := Address6('::', 0);
  Expect('bind', fpBind(Receiver, @Name, SizeOf(Name)));
  Size := SizeOf(Name);
  fpGetSockName(Receiver, @Name, @Size);
  Sender := NewSocket6(SOCK_DGRAM);
  Target := Address6('::1', ntohs(Name.sin6_port));
  SendAndShow('to ::1', Sender, @Target, SizeOf(Target), Receiver);
  Target := Mapped(ntohs(Name.sin6_port));
  SendAndShow('in disguise', Sender, @Target, SizeOf(Target), Receiver);
  CloseSocket(Sender);
  Sender := fpSocket(AF_INET, SOCK_DGRAM, 0);
  Target4 := Address4(ntohs(Name.sin6_port));
  SendAndShow('by IPv4', Sender, @Target4, SizeOf(Target4), Receiver);
  CloseSocket(Sender);
  Sender := NewSocket6(SOCK_DGRAM);
  Target := Address6('::1', ntohs(Name.sin6_port));
  Expect('connected', fpConnect(Sender, @Target, SizeOf(Target)));
  ShowNames('the sender', Sender);
  SendAndShow('connected', Sender, nil, 0, Receiver);
  CloseSocket(Receiver);
  Expect('to nobody', fpSend(Sender, PChar('x'), 1, 0));
  Expect('the answer', fpRecv(Sender, @Name, 16, 0));
  CloseSocket(Sender);
end;

procedure Options;
var
  Socket: LongInt;
begin
  Socket := NewSocket6(SOCK_STREAM);
  WriteLn('hops ', GetOption(Socket, LevelIp6, UnicastHops));
  SetOption(Socket, LevelIp6, UnicastHops, 7);
  WriteLn('hops ', GetOption(Socket, LevelIp6, UnicastHops));
  SetOption(Socket, LevelIp6, UnicastHops, -1);
  WriteLn('hops ', GetOption(Socket, LevelIp6, UnicastHops));
  SetOption(Socket, LevelIp6, UnicastHops, 256);
  WriteLn('both ', GetOption(Socket, LevelIp6, OnlyVersion6));
  WriteLn('domain ', GetOption(Socket, SOL_SOCKET, 39));
  SetOption(Socket, LevelIp6, 67, 184);
  WriteLn('class ', GetOption(Socket, LevelIp6, 67));
  CloseSocket(Socket);
end;

begin
  Streams;
  Alone;
  Taken;
  Datagrams;
  Options;
  Halt(0);
end.

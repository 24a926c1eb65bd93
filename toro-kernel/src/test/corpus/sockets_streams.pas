{ SPDX-License-Identifier: Apache-2.0 }
{ Streams over loopback: options and their first values, waiting for all, peeking, urgent data, resets, time-outs,
  what poll and select say in every state. }
program sockets_streams;

{$mode objfpc}{$H+}

uses
  BaseUnix, Unix, Sockets, SysUtils;

procedure Show(const What: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(What, ': error ', fpGetErrno)
  else
    WriteLn(What, ': ', Value);
end;

function Address(const Host: string; Port: Word): TInetSockAddr;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sin_family := AF_INET;
  Result.sin_port := htons(Port);
  Result.sin_addr := StrToNetAddr(Host);
end;

function PortOf(Number: LongInt): Word;
var
  Name: TInetSockAddr;
  Size: TSockLen;
begin
  Size := SizeOf(Name);
  fpGetSockName(Number, @Name, @Size);
  Result := ntohs(Name.sin_port);
end;

function Option(Number, Level, What: LongInt): LongInt;
var
  Size: TSockLen;
begin
  Size := 4;
  Result := -1;
  if fpGetSockOpt(Number, Level, What, @Result, @Size) <> 0 then
    Result := -fpGetErrno;
end;

procedure SetOption(Number, Level, What, Value: LongInt);
begin
  Show('set ' + IntToStr(Level) + ' ' + IntToStr(What), fpSetSockOpt(Number, Level, What, @Value, 4));
end;

function Polled(Number: LongInt): LongInt;
var
  Poll: TPollFd;
begin
  Poll.fd := Number;
  Poll.events := POLLIN or POLLOUT or POLLPRI or $2000;
  Poll.revents := 0;
  fpPoll(@Poll, 1, 0);
  Result := Poll.revents;
end;

function Selected(Number: LongInt): string;
var
  R, W, E: TFDSet;
begin
  fpFD_ZERO(R);
  fpFD_ZERO(W);
  fpFD_ZERO(E);
  fpFD_SET(Number, R);
  fpFD_SET(Number, W);
  fpFD_SET(Number, E);
  Result := IntToStr(fpSelect(Number + 1, @R, @W, @E, 0)) + ' ' + IntToStr(fpFD_ISSET(Number, R))
    + IntToStr(fpFD_ISSET(Number, W)) + IntToStr(fpFD_ISSET(Number, E));
end;

procedure States(const What: string; Number: LongInt);
begin
  WriteLn(What, ': poll ', HexStr(Polled(Number), 4), ', select ', Selected(Number));
end;

function Listening(Backlog: LongInt): LongInt;
var
  Name: TInetSockAddr;
begin
  Result := fpSocket(AF_INET, SOCK_STREAM, 0);
  Name := Address('127.0.0.1', 0);
  Show('bind', fpBind(Result, @Name, SizeOf(Name)));
  Show('listen', fpListen(Result, Backlog));
end;

procedure Pair(Listener: LongInt; out Client, Server: LongInt);
var
  Name: TInetSockAddr;
begin
  Client := fpSocket(AF_INET, SOCK_STREAM, 0);
  Name := Address('127.0.0.1', PortOf(Listener));
  if fpConnect(Client, @Name, SizeOf(Name)) <> 0 then
    WriteLn('connect: ', fpGetErrno);
  Server := fpAccept(Listener, nil, nil);
end;

procedure Await(Number: LongInt; Events: SmallInt);
var
  Poll: TPollFd;
begin
  Poll.fd := Number;
  Poll.events := Events;
  Poll.revents := 0;
  if fpPoll(@Poll, 1, 5000) <> 1 then
    WriteLn('nothing came');
end;

procedure Options;
var
  One, Size: LongInt;
  Linger: packed record
    On, Seconds: LongInt;
  end;
  Time: timeval;
begin
  WriteLn('-- options');
  One := fpSocket(AF_INET, SOCK_STREAM, 0);
  WriteLn(Option(One, SOL_SOCKET, SO_TYPE), ' ', Option(One, SOL_SOCKET, SO_REUSEADDR), ' ',
    Option(One, SOL_SOCKET, SO_KEEPALIVE), ' ', Option(One, SOL_SOCKET, SO_BROADCAST), ' ',
    Option(One, SOL_SOCKET, SO_ERROR), ' ', Option(One, SOL_SOCKET, SO_OOBINLINE), ' ',
    Option(One, SOL_SOCKET, SO_ACCEPTCONN), ' ', Option(One, SOL_SOCKET, SO_DONTROUTE), ' ',
    Option(One, SOL_SOCKET, 38), ' ', Option(One, SOL_SOCKET, 39));
  WriteLn(Option(One, 6, 1), ' ', Option(One, 6, 4), ' ', Option(One, 6, 5), ' ', Option(One, 6, 6), ' ',
    Option(One, 6, 3), ' ', Option(One, 6, 18));
  WriteLn(Option(One, 0, 1), ' ', Option(One, 0, 2), ' ', Option(One, 0, 33), ' ', Option(One, 0, 34));
  SetOption(One, SOL_SOCKET, SO_KEEPALIVE, 5);
  SetOption(One, SOL_SOCKET, SO_OOBINLINE, 1);
  SetOption(One, SOL_SOCKET, SO_REUSEADDR, 7);
  SetOption(One, 6, 1, 3);
  SetOption(One, 6, 4, 60);
  SetOption(One, 6, 5, 10);
  SetOption(One, 6, 6, 5);
  SetOption(One, 6, 4, 0);
  SetOption(One, 6, 3, 1);
  SetOption(One, 0, 2, 77);
  SetOption(One, 0, 2, 300);
  SetOption(One, 0, 2, -1);
  SetOption(One, 0, 1, 16);
  WriteLn(Option(One, SOL_SOCKET, SO_KEEPALIVE), Option(One, SOL_SOCKET, SO_OOBINLINE), Option(One, SOL_SOCKET,
    SO_REUSEADDR), Option(One, 6, 1), ' ', Option(One, 6, 4), ' ', Option(One, 6, 5), ' ', Option(One, 6, 6), ' ',
    Option(One, 6, 3), ' ', Option(One, 0, 2), ' ', Option(One, 0, 1));
  SetOption(One, SOL_SOCKET, SO_RCVBUF, 20000);
  SetOption(One, SOL_SOCKET, SO_SNDBUF, 30000);
  WriteLn(Option(One, SOL_SOCKET, SO_RCVBUF), ' ', Option(One, SOL_SOCKET, SO_SNDBUF));
  SetOption(One, SOL_SOCKET, SO_RCVLOWAT, 1);
  WriteLn(Option(One, SOL_SOCKET, SO_RCVLOWAT), ' ', Option(One, SOL_SOCKET, SO_SNDLOWAT));
  SetOption(One, SOL_SOCKET, SO_SNDLOWAT, 1);
  SetOption(One, SOL_SOCKET, SO_TYPE, 1);
  SetOption(One, SOL_SOCKET, SO_ERROR, 1);
  SetOption(One, SOL_SOCKET, 12, 3);
  WriteLn(Option(One, SOL_SOCKET, 12));
  Linger.On := 1;
  Linger.Seconds := 5;
  Show('linger', fpSetSockOpt(One, SOL_SOCKET, SO_LINGER, @Linger, 8));
  Show('linger short', fpSetSockOpt(One, SOL_SOCKET, SO_LINGER, @Linger, 4));
  Linger.On := 0;
  Size := 8;
  Show('linger', fpGetSockOpt(One, SOL_SOCKET, SO_LINGER, @Linger, @Size));
  WriteLn(Linger.On, ' ', Linger.Seconds, ' ', Size);
  Time.tv_sec := 3;
  Time.tv_usec := 500000;
  Show('time-out', fpSetSockOpt(One, SOL_SOCKET, SO_SNDTIMEO, @Time, SizeOf(Time)));
  Time.tv_usec := 1500000;
  Show('time-out', fpSetSockOpt(One, SOL_SOCKET, SO_RCVTIMEO, @Time, SizeOf(Time)));
  Size := SizeOf(Time);
  Show('time-out', fpGetSockOpt(One, SOL_SOCKET, SO_SNDTIMEO, @Time, @Size));
  WriteLn(Time.tv_sec, ' ', Time.tv_usec, ' ', Size);
  Size := 2;
  Show('short', fpGetSockOpt(One, SOL_SOCKET, SO_TYPE, @Time, @Size));
  WriteLn(Size);
  Size := 40;
  Show('long', fpGetSockOpt(One, SOL_SOCKET, SO_TYPE, @Linger, @Size));
  WriteLn(Size);
  Show('unknown', fpGetSockOpt(One, SOL_SOCKET, 9999, @Linger, @Size));
  States('fresh', One);
  Show('shutdown', fpShutdown(One, 2));
  Show('shutdown', fpShutdown(One, 5));
  Show('recv', fpRecv(One, @Linger, 4, 0));
  Show('accept', fpAccept(One, nil, nil));
  fpClose(One);
end;

procedure Reading(Listener: LongInt);
var
  Client, Server, Got: LongInt;
  Buffer: array[0..63] of AnsiChar;
  Pieces: array[0..1] of tiovec;
begin
  WriteLn('-- reading');
  States('listening', Listener);
  Pair(Listener, Client, Server);
  States('connected', Client);
  Show('send', fpSend(Client, PChar('abcdef'), 6, 0));
  Await(Server, POLLIN);
  States('readable', Server);
  Show('peek', fpRecv(Server, @Buffer, 4, MSG_PEEK));
  Show('peek all', fpRecv(Server, @Buffer, 64, MSG_PEEK));
  Show('discard', fpRecv(Server, @Buffer, 2, MSG_TRUNC));
  Pieces[0].iov_base := @Buffer;
  Pieces[0].iov_len := 3;
  Pieces[1].iov_base := @Buffer[10];
  Pieces[1].iov_len := 10;
  Got := fpReadV(Server, @Pieces, 2);
  Show('readv', Got);
  WriteLn(Copy(Buffer, 1, 3), '|', Buffer[10]);
  Show('writev', fpWriteV(Server, @Pieces, 1));
  Show('wait for all', fpRecv(Client, @Buffer, 3, MSG_WAITALL));
  Show('more', fpSend(Client, PChar('ab'), 2, $8000));
  Show('rest', fpSend(Client, PChar('cd'), 2, 0));
  Show('four', fpRecv(Server, @Buffer, 4, MSG_WAITALL));
  Show('zero', fpRecv(Server, @Buffer, 0, MSG_DONTWAIT));
  Show('zero', fpSend(Server, @Buffer, 0, 0));
  Show('shutdown', fpShutdown(Client, 1));
  Await(Server, POLLIN);
  States('half closed, here', Client);
  States('half closed, there', Server);
  Show('end', fpRecv(Server, @Buffer, 4, MSG_WAITALL));
  Show('reply', fpSend(Server, PChar('late'), 4, 0));
  fpClose(Server);
  Await(Client, POLLIN);
  Show('late', fpRecv(Client, @Buffer, 10, 0));
  Show('end', fpRecv(Client, @Buffer, 10, 0));
  States('both closed', Client);
  Show('connected twice', fpShutdown(Client, 1));
  fpClose(Client);
end;

procedure Reset(Listener: LongInt);
var
  Client, Server: LongInt;
  Buffer: array[0..63] of AnsiChar;
  Linger: packed record
    On, Seconds: LongInt;
  end;
begin
  WriteLn('-- reset');
  Pair(Listener, Client, Server);
  Show('unread', fpSend(Client, PChar('unread'), 6, 0));
  Await(Server, POLLIN);
  fpClose(Server);
  Await(Client, POLLIN);
  States('reset', Client);
  Show('error', Option(Client, SOL_SOCKET, SO_ERROR));
  Show('recv', fpRecv(Client, @Buffer, 10, 0));
  Show('send', fpSend(Client, PChar('x'), 1, MSG_NOSIGNAL));
  fpClose(Client);
  Pair(Listener, Client, Server);
  Linger.On := 1;
  Linger.Seconds := 0;
  fpSetSockOpt(Server, SOL_SOCKET, SO_LINGER, @Linger, 8);
  fpClose(Server);
  Await(Client, POLLIN);
  Show('recv', fpRecv(Client, @Buffer, 10, 0));
  Show('recv again', fpRecv(Client, @Buffer, 10, 0));
  Show('send', fpSend(Client, PChar('x'), 1, MSG_NOSIGNAL));
  States('aborted', Client);
  fpClose(Client);
end;

procedure Urgent(Listener: LongInt);
var
  Client, Server, Value: LongInt;
  Buffer: array[0..63] of AnsiChar;
begin
  WriteLn('-- urgent');
  Pair(Listener, Client, Server);
  Show('none', fpRecv(Server, @Buffer, 1, MSG_OOB));
  Show('plain', fpSend(Client, PChar('abc'), 3, 0));
  Show('urgent', fpSend(Client, PChar('U'), 1, MSG_OOB));
  Show('plain', fpSend(Client, PChar('def'), 3, 0));
  Await(Server, POLLPRI);
  States('urgent', Server);
  Show('until the mark', fpRecv(Server, @Buffer, 64, 0));
  Show('at the mark', fpIoctl(Server, $8905, @Value));
  WriteLn(Value);
  Show('urgent', fpRecv(Server, @Buffer, 1, MSG_OOB));
  WriteLn(Buffer[0]);
  Show('again', fpRecv(Server, @Buffer, 1, MSG_OOB));
  Show('behind', fpRecv(Server, @Buffer, 64, 0));
  WriteLn(Copy(Buffer, 1, 3));
  fpClose(Client);
  fpClose(Server);
end;

procedure Waiting;
var
  Listener, Client, Server: LongInt;
  Name: TInetSockAddr;
  Buffer: array[0..9] of Byte;
  Time: timeval;
  Sent, Total, Queued: LongInt;
  Large: array[0..65535] of Byte;
  Size: TSockLen;
begin
  WriteLn('-- waiting');
  Listener := Listening(2);
  fpFcntl(Listener, F_SETFL, O_NONBLOCK);
  Show('nobody', fpAccept(Listener, nil, nil));
  Client := fpSocket(AF_INET, SOCK_STREAM or $800, 0);
  WriteLn(fpFcntl(Client, F_GETFL) and O_NONBLOCK <> 0);
  Name := Address('127.0.0.1', PortOf(Listener));
  Show('connect', fpConnect(Client, @Name, SizeOf(Name)));
  Await(Client, POLLOUT);
  Show('error', Option(Client, SOL_SOCKET, SO_ERROR));
  Show('connect', fpConnect(Client, @Name, SizeOf(Name)));
  Show('connect', fpConnect(Client, @Name, SizeOf(Name)));
  Await(Listener, POLLIN);
  Size := SizeOf(Name);
  Server := fpAccept(Listener, @Name, @Size);
  WriteLn(fpFcntl(Server, F_GETFL) and O_NONBLOCK <> 0, ' ', Size, ' ', ntohs(Name.sin_port) = PortOf(Client));
  Show('nothing', fpRecv(Client, @Buffer, 10, 0));
  Time.tv_sec := 0;
  Time.tv_usec := 40000;
  Show('time-out', fpSetSockOpt(Server, SOL_SOCKET, SO_RCVTIMEO, @Time, SizeOf(Time)));
  Show('nothing', fpRecv(Server, @Buffer, 10, 0));
  FillChar(Large, SizeOf(Large), 1);
  Total := 0;
  repeat
    Sent := fpSend(Client, @Large, SizeOf(Large), 0);
    if Sent > 0 then
      Inc(Total, Sent);
  until Sent < 0;
  Show('full', Sent);
  WriteLn(Total > 65536);
  WriteLn('full: ', HexStr(Polled(Client), 4));
  Show('queued', fpIoctl(Server, $541B, @Queued));
  WriteLn(Queued > 0);
  Time.tv_usec := 40000;
  Show('time-out', fpSetSockOpt(Server, SOL_SOCKET, SO_SNDTIMEO, @Time, SizeOf(Time)));
  repeat
    Sent := fpSend(Server, @Large, SizeOf(Large), 0);
  until Sent < 0;
  Show('full', Sent);
  fpClose(Client);
  fpClose(Server);
  fpClose(Listener);
  Client := fpSocket(AF_INET, SOCK_STREAM or $800, 0);
  Name := Address('127.0.0.1', 1);
  if fpConnect(Client, @Name, SizeOf(Name)) <> 0 then
    Await(Client, POLLOUT);
  States('refused', Client);
  Show('error', Option(Client, SOL_SOCKET, SO_ERROR));
  Show('error', Option(Client, SOL_SOCKET, SO_ERROR));
  Name := Address('127.0.0.1', PortOf(Client));
  fpClose(Client);
end;

var
  Listener: LongInt;

begin
  Options;
  Listener := Listening(5);
  Reading(Listener);
  Reset(Listener);
  Urgent(Listener);
  fpClose(Listener);
  Waiting;
end.

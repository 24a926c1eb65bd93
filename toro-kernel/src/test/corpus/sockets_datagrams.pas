{ SPDX-License-Identifier: Apache-2.0 }
{ Datagrams over loopback: names, peeking, truncation, connected sockets, refusals, broadcast, time-outs. }
program sockets_datagrams;

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
  if fpGetSockName(Number, @Name, @Size) <> 0 then
    WriteLn('getsockname: ', fpGetErrno);
  Result := ntohs(Name.sin_port);
end;

function Datagrams(const Host: string): LongInt;
var
  Name: TInetSockAddr;
begin
  Result := fpSocket(AF_INET, SOCK_DGRAM, 0);
  Name := Address(Host, 0);
  Show('bind', fpBind(Result, @Name, SizeOf(Name)));
end;

procedure SetTimeout(Number: LongInt; Milliseconds: LongInt);
var
  Time: timeval;
begin
  Time.tv_sec := Milliseconds div 1000;
  Time.tv_usec := Milliseconds mod 1000 * 1000;
  Show('time-out', fpSetSockOpt(Number, SOL_SOCKET, SO_RCVTIMEO, @Time, SizeOf(Time)));
end;

procedure Transfers;
var
  One, Other: LongInt;
  Name, From: TInetSockAddr;
  Size: TSockLen;
  Buffer: array[0..63] of AnsiChar;
  Got: LongInt;
begin
  WriteLn('-- transfers');
  One := Datagrams('127.0.0.1');
  Other := Datagrams('0.0.0.0');
  Name := Address('127.0.0.1', PortOf(Other));
  Show('sendto', fpSendTo(One, PChar('first'), 5, 0, @Name, SizeOf(Name)));
  Show('sendto empty', fpSendTo(One, PChar(''), 0, 0, @Name, SizeOf(Name)));
  Show('sendto', fpSendTo(One, PChar('third one'), 9, 0, @Name, SizeOf(Name)));
  Size := SizeOf(From);
  FillChar(Buffer, SizeOf(Buffer), 0);
  Got := fpRecvFrom(Other, @Buffer, 3, MSG_PEEK, @From, @Size);
  WriteLn('peek ', Got, ' ', Copy(Buffer, 1, 3), ' ', Size, ' ', NetAddrToStr(From.sin_addr), ' ',
    ntohs(From.sin_port) = PortOf(One));
  Show('peek with the full size', fpRecvFrom(Other, @Buffer, 3, MSG_PEEK or MSG_TRUNC, nil, nil));
  Show('first', fpRecvFrom(Other, @Buffer, 64, 0, nil, nil));
  Show('empty', fpRecv(Other, @Buffer, 64, 0));
  Show('cut', fpRecv(Other, @Buffer, 5, 0));
  Show('nothing left', fpRecv(Other, @Buffer, 5, MSG_DONTWAIT));
  SetTimeout(Other, 30);
  Show('after a time', fpRecv(Other, @Buffer, 5, 0));
  Show('not connected', fpSend(One, PChar('x'), 1, 0));
  Show('write', fpWrite(One, PChar('x'), 1));
  Size := SizeOf(From);
  Show('peer name', fpGetPeerName(One, @From, @Size));
  Show('connect', fpConnect(One, @Name, SizeOf(Name)));
  Size := SizeOf(From);
  Show('peer name', fpGetPeerName(One, @From, @Size));
  WriteLn(NetAddrToStr(From.sin_addr), ' ', ntohs(From.sin_port) = PortOf(Other));
  Show('send', fpSend(One, PChar('connected'), 9, 0));
  Show('write', fpWrite(One, PChar('by write'), 8));
  Show('recv', fpRecv(Other, @Buffer, 64, 0));
  Show('read', fpRead(Other, Buffer, 64));
  Show('sendto while connected', fpSendTo(One, PChar('again'), 5, 0, @Name, SizeOf(Name)));
  Show('recv', fpRecv(Other, @Buffer, 64, 0));
  Show('shutdown', fpShutdown(One, 2));
  Show('recv after shutdown', fpRecv(One, @Buffer, 64, 0));
  Show('send after shutdown', fpSend(One, PChar('x'), 1, MSG_NOSIGNAL));
  Show('shutdown unconnected', fpShutdown(Other, 2));
  fpClose(One);
  fpClose(Other);
end;

procedure Refused;
var
  One: LongInt;
  Name: TInetSockAddr;
  Buffer: array[0..9] of Byte;
  Value, Size: LongInt;
begin
  WriteLn('-- refused');
  One := Datagrams('127.0.0.1');
  Name := Address('127.0.0.1', 9);
  Show('connect', fpConnect(One, @Name, SizeOf(Name)));
  Show('send', fpSend(One, PChar('x'), 1, 0));
  Show('recv', fpRecv(One, @Buffer, 10, 0));
  Show('send', fpSend(One, PChar('x'), 1, 0));
  Show('send', fpSend(One, PChar('x'), 1, 0));
  Size := 4;
  Show('error', fpGetSockOpt(One, SOL_SOCKET, SO_ERROR, @Value, @Size));
  WriteLn(Value, ' ', Size);
  fpClose(One);
end;

procedure Everybody;
var
  One, Value: LongInt;
  Name: TInetSockAddr;
begin
  WriteLn('-- broadcast');
  One := fpSocket(AF_INET, SOCK_DGRAM, 0);
  Name := Address('255.255.255.255', 9);
  Show('without leave', fpSendTo(One, PChar('x'), 1, 0, @Name, SizeOf(Name)));
  Value := 1;
  Show('leave', fpSetSockOpt(One, SOL_SOCKET, SO_BROADCAST, @Value, 4));
  fpClose(One);
end;

procedure Errors;
var
  One, Other, Value: LongInt;
  Name: TInetSockAddr;
  Buffer: array[0..9] of Byte;
  Size: TSockLen;
begin
  WriteLn('-- errors');
  One := Datagrams('127.0.0.1');
  Name := Address('127.0.0.1', PortOf(One));
  Other := fpSocket(AF_INET, SOCK_DGRAM, 0);
  Show('taken port', fpBind(Other, @Name, SizeOf(Name)));
  Show('bound already', fpBind(One, @Name, SizeOf(Name)));
  Show('short address', fpBind(Other, @Name, 4));
  Name.sin_family := 77;
  Show('another family', fpBind(Other, @Name, SizeOf(Name)));
  Show('another family', fpSendTo(Other, PChar('x'), 1, 0, @Name, SizeOf(Name)));
  Show('another family', fpConnect(Other, @Name, SizeOf(Name)));
  Name := Address('10.99.98.97', 0);
  Show('not here', fpBind(Other, @Name, SizeOf(Name)));
  Show('accept', fpAccept(Other, nil, nil));
  Show('listen', fpListen(Other, 1));
  Show('port 0', fpSendTo(Other, PChar('x'), 1, 0, @Name, SizeOf(Name)));
  Value := 1;
  Show('short option', fpSetSockOpt(Other, SOL_SOCKET, SO_BROADCAST, @Value, 2));
  Show('no option', fpSetSockOpt(Other, SOL_SOCKET, 9999, @Value, 4));
  Show('no level', fpSetSockOpt(Other, 9999, 1, @Value, 4));
  Show('option of streams', fpSetSockOpt(Other, 6, 1, @Value, 4));
  Size := SizeOf(Name);
  Show('console', fpGetSockName(0, @Name, @Size));
  Show('closed', fpGetSockName(99, @Name, @Size));
  Show('unbound', fpGetSockName(Other, @Name, @Size));
  WriteLn(Size, ' ', Name.sin_family, ' ', NetAddrToStr(Name.sin_addr));
  Show('lseek', fpLseek(Other, 0, 0));
  Show('truncate', fpFtruncate(Other, 0));
  Name := Address('127.0.0.1', PortOf(One));
  Show('bad pointer', fpSendTo(One, Pointer(8), 4, 0, @Name, SizeOf(Name)));
  Show('bad pointer', fpRecv(One, Pointer(8), 4, MSG_DONTWAIT));
  Show('kind', fpSocket(AF_INET, 99, 0));
  Show('protocol', fpSocket(AF_INET, SOCK_DGRAM, 6));
  Show('protocol', fpSocket(AF_INET, SOCK_STREAM, 17));
  Show('raw', fpSocket(AF_INET, SOCK_STREAM, 255));
  fpClose(One);
  fpClose(Other);
  Show('closed', fpRecv(One, @Buffer, 10, 0));
end;

begin
  Transfers;
  Refused;
  Everybody;
  Errors;
end.

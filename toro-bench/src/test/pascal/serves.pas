{ SPDX-License-Identifier: Apache-2.0 }
{ A server of few lines that says in every way when it is ready; with the parameter `quiet` it does not call
  ToroReady. For ReadyTest. }
program Serves;

{$mode objfpc}

uses
  Appliance, Networking, VirtIONet, Sockets;

const
  Port = 80;
  Answer = 'HTTP/1.1 200 OK'#13#10'Content-Length: 3'#13#10'Connection: close'#13#10#13#10'ok'#10;

var
  Listener, Peer: LongInt;
  Address: TInetSockAddr;
  Request: array[0..1023] of AnsiChar;

begin
  Listener := fpSocket(AF_INET, SOCK_STREAM, 0);
  FillChar(Address, SizeOf(Address), 0);
  Address.sin_family := AF_INET;
  Address.sin_port := htons(Port);
  if (fpBind(Listener, @Address, SizeOf(Address)) <> 0) or (fpListen(Listener, 8) <> 0) then
    Halt(1);
  WriteLn('listening on port ', Port);
  if ParamStr(1) <> 'quiet' then
    ToroReady;
  repeat
    Peer := fpAccept(Listener, nil, nil);
    if Peer < 0 then
      Halt(2);
    if fpRecv(Peer, @Request, SizeOf(Request), 0) > 0 then
      fpSend(Peer, @Answer[1], Length(Answer), 0);
    CloseSocket(Peer);
  until False;
end.

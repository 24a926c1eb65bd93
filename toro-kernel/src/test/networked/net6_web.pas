{ SPDX-License-Identifier: Apache-2.0 }
{ A program for both families of addresses: serves HTTP and echoes datagrams at `::`, port 8080. Words of the command
  line make it a client first: `fetch=ADDRESS,PORT,PATH` gets a page and says how long it is, `udp=ADDRESS,PORT`
  sends a datagram and says what came back. `once` ends it then. }
program net6_web;

{$mode objfpc}{$H+}

uses
  BaseUnix, SysUtils, Sockets;

const
  Port = 8080;

function Target(const Address: string; APort: Word): TInetSockAddr6;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sin6_family := AF_INET6;
  Result.sin6_port := htons(APort);
  Result.sin6_addr := StrToNetAddr6(Address);
end;

procedure SendAll(Socket: LongInt; const Text: string);
var
  Done, Part: SizeInt;
begin
  Done := 0;
  while Done < Length(Text) do
  begin
    Part := fpSend(Socket, @Text[Done + 1], Length(Text) - Done, 0);
    if Part <= 0 then
      Exit;
    Inc(Done, Part);
  end;
end;

{ All that comes until the peer has nothing more to say. }
function ReadAll(Socket: LongInt): string;
var
  Buffer: array[0..16383] of Char;
  Part, Total: SizeInt;
begin
  Total := 0;
  Result := '';
  repeat
    Part := fpRecv(Socket, @Buffer, SizeOf(Buffer), 0);
    if Part <= 0 then
      Break;
    if Total + Part > Length(Result) then
      SetLength(Result, 2 * Total + Part);
    Move(Buffer, Result[Total + 1], Part);
    Inc(Total, Part);
  until False;
  SetLength(Result, Total);
end;

procedure Fetch(const Address: string; APort: Word; const Path: string);
var
  Socket: LongInt;
  Peer: TInetSockAddr6;
  Body: string;
  Sum: LongWord;
  Index: SizeInt;
begin
  Socket := fpSocket(AF_INET6, SOCK_STREAM, 0);
  Peer := Target(Address, APort);
  if fpConnect(Socket, @Peer, SizeOf(Peer)) < 0 then
  begin
    WriteLn('no connection: error ', SocketError);
    Exit;
  end;
  SendAll(Socket, 'GET ' + Path + ' HTTP/1.0'#13#10#13#10);
  Body := ReadAll(Socket);
  CloseSocket(Socket);
  Delete(Body, 1, Pos(#13#10#13#10, Body) + 3);
  Sum := 0;
  for Index := 1 to Length(Body) do
    Sum := Sum * 31 + Ord(Body[Index]);
  WriteLn('fetched ', Length(Body), ' bytes, sum ', Sum);
end;

procedure Ask(const Address: string; APort: Word);
var
  Socket: LongInt;
  Peer: TInetSockAddr6;
  Buffer: array[0..63] of Char;
  Size: SizeInt;
begin
  Socket := fpSocket(AF_INET6, SOCK_DGRAM, 0);
  Peer := Target(Address, APort);
  fpSendTo(Socket, PChar('who is there'), 12, 0, @Peer, SizeOf(Peer));
  Size := fpRecv(Socket, @Buffer, 64, 0);
  WriteLn('a datagram of ', Size, ' came back');
  CloseSocket(Socket);
end;

{ Reads `KEY=a,b,c` of the command line; False when there is none. }
function Words(const Key: string; out Parts: TStringArray): Boolean;
var
  Index: LongInt;
begin
  for Index := 1 to ParamCount do
    if Copy(ParamStr(Index), 1, Length(Key) + 1) = Key + '=' then
    begin
      Parts := Copy(ParamStr(Index), Length(Key) + 2, MaxInt).Split([',']);
      Exit(True);
    end;
  Result := False;
end;

procedure Answer(Socket: LongInt; const Peer: TInetSockAddr6);
var
  Request: array[0..4095] of Char;
  Size: SizeInt;
  Path, Body: string;
  Wanted: LongInt;
begin
  Size := fpRecv(Socket, @Request, SizeOf(Request), 0);
  if Size > 0 then
  begin
    Path := Copy(string(Request), 1, Size).Split([' '])[1];
    Body := 'you are ' + NetAddrToStr6(Peer.sin6_addr) + ' and asked for ' + Path + LineEnding;
    if Path.StartsWith('/big/') then
    begin
      Wanted := StrToIntDef(Path.Substring(5), 0);
      Body := StringOfChar('x', Wanted);
    end;
    SendAll(Socket, 'HTTP/1.0 200 OK'#13#10'Content-Length: ' + IntToStr(Length(Body))
      + #13#10#13#10 + Body);
  end;
  CloseSocket(Socket);
end;

procedure Echo(Socket: LongInt);
var
  Buffer: array[0..65535] of Byte;
  Peer: TInetSockAddr6;
  PeerSize: TSockLen;
  Size: SizeInt;
begin
  PeerSize := SizeOf(Peer);
  Size := fpRecvFrom(Socket, @Buffer, SizeOf(Buffer), 0, @Peer, @PeerSize);
  if Size >= 0 then
    fpSendTo(Socket, @Buffer, Size, 0, @Peer, PeerSize);
end;

procedure Serve;
var
  Name, Peer: TInetSockAddr6;
  PeerSize: TSockLen;
  Polls: array[0..1] of TPollFd;
begin
  Name := Target('::', Port);
  Polls[0].fd := fpSocket(AF_INET6, SOCK_STREAM, 0);
  Polls[1].fd := fpSocket(AF_INET6, SOCK_DGRAM, 0);
  fpBind(Polls[0].fd, @Name, SizeOf(Name));
  fpBind(Polls[1].fd, @Name, SizeOf(Name));
  fpListen(Polls[0].fd, 50);
  Polls[0].events := POLLIN;
  Polls[1].events := POLLIN;
  WriteLn('listening on port ', Port);
  repeat
    fpPoll(@Polls, 2, -1);
    if Polls[0].revents and POLLIN <> 0 then
    begin
      PeerSize := SizeOf(Peer);
      Answer(fpAccept(Polls[0].fd, @Peer, @PeerSize), Peer);
    end;
    if Polls[1].revents and POLLIN <> 0 then
      Echo(Polls[1].fd);
  until False;
end;

var
  Parts: TStringArray;

begin
  if Words('fetch', Parts) then
    Fetch(Parts[0], StrToInt(Parts[1]), Parts[2]);
  if Words('udp', Parts) then
    Ask(Parts[0], StrToInt(Parts[1]));
  if ParamStr(ParamCount) = 'once' then
    Halt(0);
  Serve;
end.

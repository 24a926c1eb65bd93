{ SPDX-License-Identifier: Apache-2.0 }
{ A web server on Toro's own interface: a card and a disk are dedicated to the core, one service answers
  every connection through callbacks, pages come from an ext2 disk. }
program StaticWebServer;

{$mode delphi}

uses
  Process, Memory, Filesystem, Ext2, VirtIOBlk, Network, VirtIONet;

const
  Address: array[0..3] of Byte = (10, 0, 2, 15);
  Gateway: array[0..3] of Byte = (10, 0, 2, 2);
  Mask: array[0..3] of Byte = (255, 255, 255, 0);
  Port = 8080;
  WaitMs = 20000;
  RequestLimit = 4096;

type
  { What is known of a connection until its request is complete. }
  PRequest = ^TRequest;
  TRequest = record
    Length: LongInt;
    Text: array[0..RequestLimit] of Char;
  end;

var
  Handler: TNetworkHandler;

{ The path between the first two blanks, NUL at its end; nil unless it is GET. }
function PathOf(Request: PRequest): PChar;
var
  Stop: PChar;
begin
  Result := nil;
  if (Request.Length < 5) or (Request.Text[0] <> 'G') or (Request.Text[3] <> ' ') then
    Exit;
  Result := @Request.Text[4];
  Stop := Result;
  while not (Stop^ in [' ', '?', #13, #0]) do
    Inc(Stop);
  Stop^ := #0;
  if (Result[0] = '/') and (Result[1] = #0) then
    Result := '/index.html';
end;

function Complete(Request: PRequest): Boolean;
begin
  Result := (Pos(#13#10#13#10, Request.Text) > 0) or (Request.Length = RequestLimit);
end;

procedure SendText(Socket: PSocket; const Text: AnsiString);
begin
  SysSocketSend(Socket, PChar(Text), Length(Text), 0);
end;

procedure SendHeader(Socket: PSocket; const Status: AnsiString; Size: Int64);
var
  Digits: string[20];
begin
  Str(Size, Digits);
  SendText(Socket, 'HTTP/1.1 ' + Status + #13#10'Content-Type: text/html'#13#10'Content-Length: '
    + Digits + #13#10'Connection: close'#13#10#13#10);
end;

procedure SendFile(Socket: PSocket; Path: PChar);
var
  Node: TInode;
  Page: THandle;
  Buffer: Pointer;
begin
  if (Path = nil) or (SysStatFile(Path, @Node) = 0) or (Node.Mode <> INODE_REG) then
  begin
    SendHeader(Socket, '404 Not Found', 10);
    SendText(Socket, 'Not Found'#10);
    Exit;
  end;
  Page := SysOpenFile(Path);
  Buffer := ToroGetMem(Node.Size + 1);
  SendHeader(Socket, '200 OK', Node.Size);
  SysSocketSend(Socket, Buffer, SysReadFile(Page, Node.Size, Buffer), 0);
  ToroFreeMem(Buffer);
  SysCloseFile(Page);
end;

procedure StartListening;
var
  Socket: PSocket;
begin
  Socket := SysSocket(SOCKET_STREAM);
  Socket.SourcePort := Port;
  if SysSocketListen(Socket, 50) then
    WriteLn('serving pages on port ', Port);
end;

function Accepted(Socket: PSocket): LongInt;
begin
  Socket.UserDefined := ToroGetMem(SizeOf(TRequest));
  PRequest(Socket.UserDefined).Length := 0;
  SysSocketSelect(Socket, WaitMs);
  Result := 0;
end;

function Ended(Socket: PSocket): LongInt;
begin
  ToroFreeMem(Socket.UserDefined);
  SysSocketClose(Socket);
  Result := 0;
end;

function Received(Socket: PSocket): LongInt;
var
  Request: PRequest;
begin
  Request := Socket.UserDefined;
  Inc(Request.Length, SysSocketRecv(Socket, @Request.Text[Request.Length],
    RequestLimit - Request.Length, 0));
  Request.Text[Request.Length] := #0;
  Result := 0;
  if Complete(Request) then
  begin
    SendFile(Socket, PathOf(Request));
    Ended(Socket);
  end
  else
    SysSocketSelect(Socket, WaitMs);
end;

begin
  DedicateNetwork('virtionet', Address, Gateway, Mask, nil);
  DedicateBlockDriver('virtioblk', 0);
  SysMount('ext2', 'virtioblk', 0);
  Handler.DoInit := StartListening;
  Handler.DoAccept := Accepted;
  Handler.DoReceive := Received;
  Handler.DoTimeOut := Ended;
  Handler.DoClose := Ended;
  SysRegisterNetworkService(@Handler);
  SysSuspendThread(0);
end.

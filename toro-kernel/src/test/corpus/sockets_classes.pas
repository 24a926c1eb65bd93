{ SPDX-License-Identifier: Apache-2.0 }
{ Unit ssockets: servers in threads that are stopped from outside, idle loops, time-outs, Unix sockets. }
program sockets_classes;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Sockets, Classes, SysUtils, ssockets;

type
  TListening = class(TThread)
  private
    FServer: TSocketServer;
    FIdle, FServed: LongInt;
    procedure Connected(Sender: TObject; Data: TSocketStream);
    procedure Idle(Sender: TObject);
    procedure Query(Sender: TObject; ASocket: LongInt; var Allow: Boolean);
  protected
    procedure Execute; override;
  public
    StopAfter: LongInt;
    Failed: string;
    constructor Create(Server: TSocketServer);
  end;

constructor TListening.Create(Server: TSocketServer);
begin
  FServer := Server;
  FServer.OnConnect := @Connected;
  FServer.OnIdle := @Idle;
  FServer.OnConnectQuery := @Query;
  inherited Create(True);
end;

procedure TListening.Query(Sender: TObject; ASocket: LongInt; var Allow: Boolean);
begin
  Allow := ASocket >= 0;
end;

procedure TListening.Connected(Sender: TObject; Data: TSocketStream);
var
  Line: string;
  Got: LongInt;
begin
  SetLength(Line, 100);
  Got := Data.Read(Line[1], 100);
  if Got > 0 then
    SetLength(Line, Got)
  else
    Line := '';
  Line := 'echo ' + Line;
  Data.Write(Line[1], Length(Line));
  Inc(FServed);
  Data.Free;
  if FServed = StopAfter then
    FServer.StopAccepting(False);
end;

procedure TListening.Idle(Sender: TObject);
begin
  Inc(FIdle);
end;

procedure TListening.Execute;
begin
  try
    FServer.StartAccepting;
  except
    on E: Exception do
      Failed := E.ClassName + ': ' + E.Message;
  end;
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

procedure Ask(Stream: TSocketStream; const Text: string);
var
  Answer: string;
  Got: LongInt;
begin
  Stream.Write(Text[1], Length(Text));
  SetLength(Answer, 100);
  Got := Stream.Read(Answer[1], 100);
  if Got < 0 then
    Got := 0;
  SetLength(Answer, Got);
  WriteLn(Answer, ' ', Stream.Read(Got, 1));
  Stream.Free;
end;

procedure Served(Kind: string; NonBlocking: Boolean; IdleMs: LongInt; Stop: LongInt);
var
  Server: TInetServer;
  Listening: TListening;
  Index: LongInt;
  Client: TInetSocket;
begin
  WriteLn('-- ', Kind);
  Server := TInetServer.Create('127.0.0.1', 0);
  Server.ReuseAddress := True;
  WriteLn(Server.ReuseAddress, ' ', Server.KeepAlive, ' ', Server.Linger);
  Server.KeepAlive := True;
  Server.QueueSize := 10;
  if NonBlocking then
    Server.SetNonBlocking;
  Server.AcceptIdleTimeOut := IdleMs;
  Server.Listen;
  Listening := TListening.Create(Server);
  Listening.StopAfter := Stop;
  Listening.Start;
  if IdleMs > 0 then
    while Listening.FIdle < 2 do
      Sleep(1);
  for Index := 1 to 3 do
  begin
    Client := TInetSocket.Create('127.0.0.1', PortOf(Server.Socket));
    Client.IOTimeout := 5000;
    if Index = 1 then
      WriteLn(Client.IOTimeout, ' ', NetAddrToStr(sockaddr_in(Client.RemoteAddress).sin_addr), ' ',
        NetAddrToStr(sockaddr_in(Client.LocalAddress).sin_addr));
    Ask(Client, Kind + ' ' + IntToStr(Index));
  end;
  while Listening.FServed < 3 do
    Sleep(1);
  if Stop = 0 then
    Server.StopAccepting(True);
  Listening.WaitFor;
  WriteLn('served ', Listening.FServed, ' failed "', Listening.Failed, '"');
  Listening.Free;
  Server.Free;
end;

procedure UnixServed;
var
  Server: TUnixServer;
  Listening: TListening;
  Index: LongInt;
begin
  WriteLn('-- unix');
  DeleteFile('a.socket');
  Server := TUnixServer.Create('a.socket');
  Server.Listen;
  WriteLn(FileExists('a.socket'));
  Listening := TListening.Create(Server);
  Listening.Start;
  for Index := 1 to 3 do
    Ask(TUnixSocket.Create('a.socket'), 'unix ' + IntToStr(Index));
  while Listening.FServed < 3 do
    Sleep(1);
  Server.StopAccepting(True);
  Listening.WaitFor;
  WriteLn('served ', Listening.FServed, ' failed "', Listening.Failed, '"');
  Listening.Free;
  Server.Free;
  WriteLn(FileExists('a.socket'));
end;

procedure Failures;
var
  Client: TInetSocket;
  Server, Other: TInetServer;
  Got: LongInt;
  Value: Byte;
begin
  WriteLn('-- failures');
  try
    TInetSocket.Create('127.0.0.1', 1).Free;
  except
    on E: ESocketError do
      WriteLn(E.Code, ' ', E.Message);
  end;
  try
    TInetSocket.Create('no.such.host.invalid', 80).Free;
  except
    on E: ESocketError do
      WriteLn(E.Code, ' ', E.Message);
  end;
  try
    TUnixSocket.Create('none.socket').Free;
  except
    on E: ESocketError do
      WriteLn(E.Code, ' ', E.Message);
  end;
  Server := TInetServer.Create('127.0.0.1', 0);
  Server.Listen;
  try
    Other := TInetServer.Create('127.0.0.1', PortOf(Server.Socket));
    Other.Listen;
  except
    on E: ESocketError do
      WriteLn(E.Code, ' ', Copy(E.Message, 1, 20));
  end;
  Client := TInetSocket.Create('127.0.0.1', PortOf(Server.Socket));
  Client.IOTimeout := 50;
  Got := Client.Read(Value, 1);
  WriteLn(Got, ' ', Client.LastError);
  Client.Free;
  Server.Free;
end;

begin
  Served('blocking', False, 0, 0);
  Served('idle', False, 20, 0);
  Served('not blocking', True, 20, 3);
  Failures;
  UnixServed;
end.

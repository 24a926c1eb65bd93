{ SPDX-License-Identifier: Apache-2.0 }
{ Sockets of AF_UNIX with names of files and abstract ones: errors, names, options, queues, time-outs, what poll says,
  and a server that another thread stops; without a network. }
program sockets_unix;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Sockets, Classes, SysUtils, ssockets;

type
  TAccepting = class(TThread)
  protected
    procedure Execute; override;
  public
    Listener, Answer, Failure: LongInt;
  end;

  TServing = class(TThread)
  protected
    procedure Execute; override;
  public
    Server: TUnixServer;
    Served: LongInt;
    procedure Connected(Sender: TObject; Data: TSocketStream);
  end;

procedure Show(const What: string; Value: Int64);
begin
  if Value < 0 then
    WriteLn(What, ': error ', fpGetErrno)
  else
    WriteLn(What, ': ', Value);
end;

procedure TAccepting.Execute;
begin
  Answer := fpAccept(Listener, nil, nil);
  Failure := fpGetErrno;
end;

procedure TServing.Connected(Sender: TObject; Data: TSocketStream);
var
  Text: string;
  Got: LongInt;
begin
  SetLength(Text, 100);
  Got := Data.Read(Text[1], 100);
  Text := 'heard ' + Copy(Text, 1, Got);
  Data.Write(Text[1], Length(Text));
  Data.Free;
  Inc(Served);
end;

procedure TServing.Execute;
begin
  Server.StartAccepting;
end;

function Address(const Path: string; out Size: TSockLen): sockaddr_un;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sun_family := AF_UNIX;
  Move(Path[1], Result.sun_path, Length(Path));
  Size := 2 + Length(Path);
end;

function Fresh(Flags: LongInt = 0): LongInt;
begin
  Result := fpSocket(AF_UNIX, SOCK_STREAM or Flags, 0);
end;

function Bind(Number: LongInt; const Path: string): LongInt;
var
  Name: sockaddr_un;
  Size: TSockLen;
begin
  Name := Address(Path, Size);
  Result := fpBind(Number, @Name, Size);
end;

function Connect(Number: LongInt; const Path: string): LongInt;
var
  Name: sockaddr_un;
  Size: TSockLen;
begin
  Name := Address(Path, Size);
  Result := fpConnect(Number, @Name, Size);
end;

procedure Names(const What: string; Number: LongInt);
var
  Name: sockaddr_un;
  Size: TSockLen;
begin
  FillChar(Name, SizeOf(Name), 0);
  Size := SizeOf(Name);
  Show(What, fpGetSockName(Number, @Name, @Size));
  WriteLn(Size, ' ', Name.sun_family, ' ', Length(PChar(@Name.sun_path)));
  FillChar(Name, SizeOf(Name), 0);
  Size := SizeOf(Name);
  Show('peer', fpGetPeerName(Number, @Name, @Size));
  WriteLn(Size, ' ', Length(PChar(@Name.sun_path)));
end;

function Polled(Number: LongInt): LongInt;
var
  Poll: TPollFd;
begin
  Poll.fd := Number;
  Poll.events := POLLIN or POLLOUT or $2000;
  Poll.revents := 0;
  fpPoll(@Poll, 1, 0);
  Result := Poll.revents;
end;

function Option(Number, What: LongInt): LongInt;
var
  Size: TSockLen;
begin
  Size := 4;
  Result := -1;
  if fpGetSockOpt(Number, SOL_SOCKET, What, @Result, @Size) <> 0 then
    Result := -fpGetErrno;
end;

procedure Calls(const Path: string);
var
  Listener, One, Other, Third: LongInt;
  Buffer: array[0..99] of Char;
  Time: timeval;
  Information: stat;
  Accepting: TAccepting;
begin
  One := Fresh;
  WriteLn('fresh ', Polled(One), ' ', Option(One, SO_TYPE), ' ', Option(One, SO_ERROR), ' ', Option(One, 30), ' ',
    Option(One, 39), ' ', Option(One, 9999));
  Names('fresh', One);
  Show('read', fpRead(One, Buffer, 1));
  Show('recv', fpRecv(One, @Buffer, 1, 0));
  Show('send', fpSend(One, @Buffer, 1, MSG_NOSIGNAL));
  Show('accept', fpAccept(One, nil, nil));
  Show('listen', fpListen(One, 1));
  Show('nobody', Connect(One, Path));
  Listener := Fresh;
  Show('bind', Bind(Listener, Path));
  Show('bind again', Bind(Listener, Path + 'x'));
  Show('taken', Bind(One, Path));
  Show('does not listen', Connect(One, Path));
  Show('listen', fpListen(Listener, 1));
  WriteLn('listening ', Polled(Listener), ' ', Option(Listener, 30));
  Names('listening', Listener);
  if Path[1] <> #0 then
  begin
    Show('stat', FpStat(Path, Information));
    WriteLn(FpS_IsSock(Information.st_mode), ' ', FileExists(Path));
    Show('open', FpOpen(Path, O_RdOnly));
  end;
  Show('connect', Connect(One, Path));
  Show('connect again', Connect(One, Path));
  WriteLn('waiting ', Polled(Listener), ' ', Polled(One));
  Show('sent before accept', fpSend(One, PChar('early'), 5, 0));
  Other := fpAccept(Listener, nil, nil);
  Show('accepted', Ord(Other >= 0));
  Names('client', One);
  Names('server', Other);
  Show('early', fpRecv(Other, @Buffer, 100, 0));
  Show('nothing', fpRecv(Other, @Buffer, 100, MSG_DONTWAIT));
  Time.tv_sec := 0;
  Time.tv_usec := 30000;
  Show('time', fpSetSockOpt(Other, SOL_SOCKET, SO_RCVTIMEO, @Time, SizeOf(Time)));
  Show('late', fpRecv(Other, @Buffer, 100, 0));
  Show('level', fpSetSockOpt(Other, 6, 1, @Time, 4));
  Show('shutdown', fpShutdown(One, 1));
  WriteLn('half closed ', Polled(One), ' ', Polled(Other));
  Show('end', fpRecv(Other, @Buffer, 100, 0));
  Show('back', fpWrite(Other, 'back', 4));
  FpClose(Other);
  WriteLn('closed ', Polled(One));
  Show('back', fpRead(One, Buffer, 100));
  Show('end', fpRead(One, Buffer, 100));
  FpClose(One);
  fpFcntl(Listener, F_SETFL, O_NONBLOCK);
  Show('nobody waits', fpAccept(Listener, nil, nil));
  One := Fresh($800);
  Other := Fresh($800);
  Third := Fresh($800);
  Show('first', Connect(One, Path));
  Show('second', Connect(Other, Path));
  Show('too many', Connect(Third, Path));
  FpClose(Third);
  fpFcntl(Listener, F_SETFL, 0);
  Third := fpAccept(Listener, nil, nil);
  FpClose(Third);
  Third := fpAccept(Listener, nil, nil);
  FpClose(Third);
  FpClose(One);
  FpClose(Other);
  Accepting := TAccepting.Create(True);
  Accepting.Listener := Listener;
  Accepting.Start;
  Sleep(20);
  Show('stop', fpShutdown(Listener, 2));
  Accepting.WaitFor;
  WriteLn('stopped ', Accepting.Answer, ' ', Accepting.Failure);
  Accepting.Free;
  WriteLn('stopped ', Polled(Listener));
  One := Fresh;
  Show('refused', Connect(One, Path));
  FpClose(Listener);
  Show('refused', Connect(One, Path));
  FpClose(One);
  Show('kind', fpSocket(AF_UNIX, 77, 0));
  Show('protocol', fpSocket(AF_UNIX, SOCK_STREAM, 6));
end;

procedure Classes_;
var
  Serving: TServing;
  Client: TUnixSocket;
  Index: LongInt;
  Text: string;
begin
  Serving := TServing.Create(True);
  Serving.Server := TUnixServer.Create('served.socket');
  Serving.Server.OnConnect := @Serving.Connected;
  Serving.Server.Listen;
  Serving.Start;
  for Index := 1 to 3 do
  begin
    Client := TUnixSocket.Create('served.socket');
    Client.IOTimeout := 5000;
    Text := 'number ' + IntToStr(Index);
    Client.Write(Text[1], Length(Text));
    SetLength(Text, 100);
    SetLength(Text, Client.Read(Text[1], 100));
    WriteLn(Text);
    Client.Free;
  end;
  Serving.Server.StopAccepting(True);
  Serving.WaitFor;
  WriteLn(Serving.Served);
  Serving.Server.Free;
  Serving.Free;
end;

begin
  FpUnlink('a.socket');
  Calls('a.socket');
  Show('unlink', FpUnlink('a.socket'));
  Calls(#0'toro-corpus-' + 'name');
  Classes_;
end.

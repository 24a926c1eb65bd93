{ SPDX-License-Identifier: Apache-2.0 }
{ An event loop in the manner of network libraries: a listener and its connections in one epoll set, level and edge
  triggered, with partial writes; clients in a thread of their own. }
program sockets_event_loop;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Unix, Linux, Sockets, Classes, SysUtils;

const
  Clients = 8;
  Bytes = 200000;

type
  TClient = class(TThread)
  protected
    procedure Execute; override;
  public
    Port: Word;
    Number: LongInt;
    Good: Boolean;
  end;

  TConnection = class
    Number: LongInt;
    Waiting: string;
  end;

function Address(Port: Word): TInetSockAddr;
begin
  FillChar(Result, SizeOf(Result), 0);
  Result.sin_family := AF_INET;
  Result.sin_port := htons(Port);
  Result.sin_addr := StrToNetAddr('127.0.0.1');
end;

procedure TClient.Execute;
var
  Socket, Sent, Done, Got: LongInt;
  Name: TInetSockAddr;
  Data, Back: string;
begin
  Socket := fpSocket(AF_INET, SOCK_STREAM, 0);
  Name := Address(Port);
  if fpConnect(Socket, @Name, SizeOf(Name)) <> 0 then
    Exit;
  SetLength(Data, Bytes);
  for Done := 1 to Bytes do
    Data[Done] := Char((Done * Number) and $FF);
  SetLength(Back, Bytes);
  Sent := 0;
  Done := 0;
  while Done < Bytes do
  begin
    if Sent < Bytes then
    begin
      Got := Bytes - Sent;
      if Got > 10000 then
        Got := 10000;
      Got := fpSend(Socket, @Data[Sent + 1], Got, 0);
      if Got > 0 then
        Inc(Sent, Got);
    end;
    Got := fpRecv(Socket, @Back[Done + 1], Bytes - Done, 0);
    if Got <= 0 then
      Break;
    Inc(Done, Got);
  end;
  fpShutdown(Socket, 1);
  Good := (Done = Bytes) and (Back = Data) and (fpRecv(Socket, @Back[1], 1, 0) = 0);
  fpClose(Socket);
end;

procedure Watch(Poll, Operation: LongInt; Events: LongWord; Number: LongInt; Data: Pointer);
var
  Event: EPoll_Event;
begin
  Event.Events := Events;
  Event.Data.ptr := Data;
  if epoll_ctl(Poll, Operation, Number, @Event) <> 0 then
    WriteLn('epoll_ctl ', fpGetErrno);
end;

procedure Loop(Edge: LongWord);
var
  Poll, Listener, Count, Index, Got, Open, Accepted, Number: LongInt;
  Name: TInetSockAddr;
  Size: TSockLen;
  Events: array[0..3] of EPoll_Event;
  Connection: TConnection;
  Buffer: array[0..4095] of Char;
  Threads: array[1..Clients] of TClient;
  Ended: Boolean;
begin
  Listener := fpSocket(AF_INET, SOCK_STREAM or $800, 0);
  Name := Address(0);
  fpBind(Listener, @Name, SizeOf(Name));
  fpListen(Listener, 16);
  Size := SizeOf(Name);
  fpGetSockName(Listener, @Name, @Size);
  Poll := epoll_create(10);
  Watch(Poll, EPOLL_CTL_ADD, EPOLLIN or Edge, Listener, nil);
  for Index := 1 to Clients do
  begin
    Threads[Index] := TClient.Create(True);
    Threads[Index].Port := ntohs(Name.sin_port);
    Threads[Index].Number := Index;
    Threads[Index].Start;
  end;
  Open := 0;
  Accepted := 0;
  repeat
    Count := epoll_wait(Poll, @Events, 4, 10000);
    if Count <= 0 then
    begin
      WriteLn('epoll_wait ', Count);
      Break;
    end;
    for Index := 0 to Count - 1 do
      if Events[Index].Data.ptr = nil then
        repeat
          Number := fpAccept(Listener, nil, nil);
          if Number < 0 then
            Break;
          fpFcntl(Number, F_SETFL, O_NONBLOCK);
          Connection := TConnection.Create;
          Connection.Number := Number;
          Watch(Poll, EPOLL_CTL_ADD, EPOLLIN or EPOLLOUT or Edge, Number, Connection);
          Inc(Open);
          Inc(Accepted);
        until False
      else
      begin
        Connection := TConnection(Events[Index].Data.ptr);
        Ended := False;
        repeat
          Got := 0;
          if Length(Connection.Waiting) < 65536 then
          begin
            Got := fpRecv(Connection.Number, @Buffer, SizeOf(Buffer), 0);
            if Got = 0 then
              Ended := Connection.Waiting = '';
            if Got > 0 then
            begin
              SetLength(Connection.Waiting, Length(Connection.Waiting) + Got);
              Move(Buffer, Connection.Waiting[Length(Connection.Waiting) - Got + 1], Got);
            end;
          end;
          if Connection.Waiting <> '' then
          begin
            Number := fpSend(Connection.Number, @Connection.Waiting[1], Length(Connection.Waiting), MSG_NOSIGNAL);
            if Number > 0 then
              Delete(Connection.Waiting, 1, Number);
          end
          else
            Number := -1;
        until (Got <= 0) and (Number <= 0);
        if Ended then
        begin
          Watch(Poll, EPOLL_CTL_DEL, 0, Connection.Number, nil);
          fpClose(Connection.Number);
          Connection.Free;
          Dec(Open);
        end
        else if Edge = 0 then
          if Connection.Waiting = '' then
            Watch(Poll, EPOLL_CTL_MOD, EPOLLIN, Connection.Number, Connection)
          else
            Watch(Poll, EPOLL_CTL_MOD, EPOLLIN or EPOLLOUT, Connection.Number, Connection);
      end;
  until (Accepted = Clients) and (Open = 0);
  for Index := 1 to Clients do
  begin
    Threads[Index].WaitFor;
    WriteLn(Index, ' ', Threads[Index].Good);
    Threads[Index].Free;
  end;
  fpClose(Poll);
  fpClose(Listener);
end;

procedure Errors;
var
  Poll, Number: LongInt;
  Event: EPoll_Event;
  Ends: TFilDes;
begin
  Poll := epoll_create(1);
  Event.Events := EPOLLIN;
  Event.Data.u64 := 7;
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_ADD, 99, @Event), ' ', fpGetErrno);
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_ADD, Poll, @Event), ' ', fpGetErrno);
  fpPipe(Ends);
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_MOD, Ends[0], @Event), ' ', fpGetErrno);
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_ADD, Ends[0], @Event));
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_ADD, Ends[0], @Event), ' ', fpGetErrno);
  WriteLn(epoll_wait(Poll, @Event, 1, 0), ' ', epoll_wait(Poll, @Event, 0, 0), ' ', fpGetErrno);
  WriteLn(epoll_wait(Poll, @Event, 1, 20));
  fpWrite(Ends[1], 'x', 1);
  WriteLn(epoll_wait(Poll, @Event, 1, 1000), ' ', Event.Events, ' ', Event.Data.u64);
  Event.Events := EPOLLIN or LongWord(EPOLLONESHOT);
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_MOD, Ends[0], @Event));
  WriteLn(epoll_wait(Poll, @Event, 1, 1000), ' ', epoll_wait(Poll, @Event, 1, 10));
  fpClose(Ends[1]);
  Event.Events := EPOLLIN;
  WriteLn(epoll_ctl(Poll, EPOLL_CTL_MOD, Ends[0], @Event));
  WriteLn(epoll_wait(Poll, @Event, 1, 1000), ' ', Event.Events);
  fpClose(Ends[0]);
  WriteLn(epoll_wait(Poll, @Event, 1, 10));
  WriteLn(epoll_ctl(Ends[0], EPOLL_CTL_ADD, Poll, @Event), ' ', fpGetErrno);
  fpClose(Poll);
end;

begin
  Errors;
  Loop(0);
  Loop(LongWord(EPOLLET));
end.

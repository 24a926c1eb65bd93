{ SPDX-License-Identifier: Apache-2.0 }
{ A named pipe: made, opened for both, selected, read through a stream; and unit SimpleIPC over one. }
program files_fifo;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Classes, SimpleIPC, SysUtils;

const
  Name = 'one.pipe';

function Ready(Number: LongInt): Boolean;
var
  Wanted: TFDSet;
begin
  fpFD_Zero(Wanted);
  fpFD_Set(Number, Wanted);
  Result := fpSelect(Number + 1, @Wanted, nil, nil, 0) > 0;
end;

procedure PlainPipe;
var
  Information: stat;
  Pipe: TFileStream;
  Number: LongInt;
begin
  WriteLn(FpMkFifo(Name, &644));
  WriteLn(FpMkFifo(Name, &644), ' ', fpGetErrno);
  WriteLn(FpStat(Name, Information), ' ', FpS_IsFifo(Information.st_mode), ' ', FileExists(Name));
  Number := FpOpen(Name, O_WrOnly or O_NonBlock);
  WriteLn(Number < 0, ' ', fpGetErrno);
  Pipe := TFileStream.Create(Name, fmOpenReadWrite or fmShareDenyNone);
  WriteLn(Ready(Pipe.Handle));
  Pipe.WriteAnsiString('through the pipe');
  WriteLn(Ready(Pipe.Handle));
  WriteLn(Pipe.ReadAnsiString);
  WriteLn(Ready(Pipe.Handle));
  Pipe.Free;
  WriteLn(DeleteFile(Name), ' ', FileExists(Name));
end;

procedure Messages(Threaded: Boolean);
var
  Server: TSimpleIPCServer;
  Client: TSimpleIPCClient;
  I: LongInt;
begin
  Server := TSimpleIPCServer.Create(nil);
  Client := TSimpleIPCClient.Create(nil);
  try
    Server.ServerID := 'toro-corpus';
    Server.Global := True;
    Server.StartServer(Threaded);
    Client.ServerID := 'toro-corpus';
    WriteLn(Client.ServerRunning);
    Client.Active := True;
    for I := 1 to 3 do
      Client.SendStringMessage('message ' + IntToStr(I));
    for I := 1 to 3 do
    begin
      while not Server.PeekMessage(100, True) do
        ;
      WriteLn(Server.StringMessage);
    end;
  finally
    Client.Free;
    Server.Free;
  end;
end;

begin
  PlainPipe;
  Messages(False);
  Messages(True);
end.

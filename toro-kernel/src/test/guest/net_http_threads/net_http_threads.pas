{ SPDX-License-Identifier: Apache-2.0 }
{ The stock HTTP server with a thread for each connection, asked by the stock client in the same program.
  Threads come and go while the network works between them: their heaps must survive it. }
program net_http_threads;

{$mode objfpc}{$H+}

uses
  cthreads, Classes, SysUtils, fphttpserver, fphttpclient, resolve;

const
  Port = 8099;
  Requests = 150;

type
  TAnswering = class(TFPHttpServer)
    procedure HandleRequest(var ARequest: TFPHTTPConnectionRequest;
      var AResponse: TFPHTTPConnectionResponse); override;
  end;

  TServerThread = class(TThread)
    procedure Execute; override;
  end;

procedure TAnswering.HandleRequest(var ARequest: TFPHTTPConnectionRequest;
  var AResponse: TFPHTTPConnectionResponse);
begin
  AResponse.Content := 'you asked for ' + ARequest.URI;
end;

procedure TServerThread.Execute;
var
  Server: TAnswering;
begin
  Server := TAnswering.Create(nil);
  Server.Port := Port;
  Server.Threaded := True;
  Server.Active := True;
end;

function Ask(const Path: string): string;
begin
  Result := Trim(TFPHTTPClient.SimpleGet('http://127.0.0.1:' + IntToStr(Port) + Path));
end;

procedure AwaitServer;
var
  Tries: LongInt;
begin
  for Tries := 1 to 1000 do
    try
      Ask('/first');
      Exit;
    except
      on E: Exception do
        Sleep(5);
    end;
end;

var
  Number, Right: LongInt;
  Resolver: THostResolver;

begin
  Resolver := THostResolver.Create(nil);
  if Resolver.NameLookup('localhost') then
    WriteLn('localhost is ', Resolver.AddressAsString);
  Resolver.Free;
  TServerThread.Create(False);
  AwaitServer;
  Right := 0;
  for Number := 1 to Requests do
    if Ask('/page' + IntToStr(Number)) = 'you asked for /page' + IntToStr(Number) then
      Inc(Right);
  WriteLn(Right, ' of ', Requests, ' right');
  Halt(0);
end.

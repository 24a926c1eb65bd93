{ SPDX-License-Identifier: Apache-2.0 }
{ An HTTP server as any Free Pascal program would write it, with the stock fcl-web. It names nothing of
  Toro: the POM says that the appliance has a network. Compiles and runs on Linux unchanged. }
program HttpServer;

{$mode objfpc}{$H+}

uses
  SysUtils, fpHttpServer, HttpDefs;

type
  TServer = class(TFPHttpServer)
  private
    FServed: LongInt;
  public
    procedure HandleRequest(var Request: TFPHTTPConnectionRequest;
      var Response: TFPHTTPConnectionResponse); override;
  end;

procedure TServer.HandleRequest(var Request: TFPHTTPConnectionRequest;
  var Response: TFPHTTPConnectionResponse);
begin
  Inc(FServed);
  Response.ContentType := 'text/html';
  Response.Content := Format('<!DOCTYPE html><title>Toro</title><h1>Hello from Free Pascal</h1>'
    + '<p>You asked for <code>%s</code>; this is answer %d.</p>'#10, [Request.URI, FServed]);
end;

var
  Server: TServer;

begin
  Server := TServer.Create(nil);
  try
    Server.Port := 8080;
    if ParamCount > 0 then
      Server.Port := StrToInt(ParamStr(1));
    Server.QueueSize := 128;
    WriteLn('listening on port ', Server.Port);
    Server.Active := True;
  finally
    Server.Free;
  end;
end.

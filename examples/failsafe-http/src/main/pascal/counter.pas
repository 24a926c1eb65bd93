{ SPDX-License-Identifier: Apache-2.0 }
{ A counter behind HTTP, as any Free Pascal program would write it. GET / tells the count, POST / adds one,
  anything else is not found. What it does goes to the console. }
program Counter;

{$mode objfpc}{$H+}

uses
  SysUtils, fpHttpServer, HttpDefs;

type
  TCounter = class(TFPHttpServer)
  private
    FCount: LongInt;
  public
    procedure HandleRequest(var Request: TFPHTTPConnectionRequest;
      var Response: TFPHTTPConnectionResponse); override;
  end;

procedure TCounter.HandleRequest(var Request: TFPHTTPConnectionRequest;
  var Response: TFPHTTPConnectionResponse);
begin
  WriteLn(Request.Method, ' ', Request.URI);
  { The server closes after each answer and does not say so: a client would send its next request into that. }
  Response.Connection := 'close';
  if Request.URI <> '/' then
  begin
    Response.Code := 404;
    Response.Content := 'no such page'#10;
    Exit;
  end;
  if Request.Method = 'POST' then
    Inc(FCount);
  Response.ContentType := 'text/plain';
  Response.Content := IntToStr(FCount) + #10;
end;

var
  Server: TCounter;

begin
  Server := TCounter.Create(nil);
  try
    Server.Port := 80;
    WriteLn('listening on port ', Server.Port);
    Server.Active := True;
  finally
    Server.Free;
  end;
end.

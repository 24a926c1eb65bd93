{ SPDX-License-Identifier: Apache-2.0 }
{ The stock HTTP server, which also tells what memory it holds: a client that asks before and after a
  million requests sees every leak. `/memory` answers one line of numbers, `/echo` what it was sent, `/cards` what the
  network cards do for the stack, the rest a small page. }
program CountingServer;

{$mode objfpc}{$H+}

uses
  SysUtils, fpHttpServer, HttpDefs, Toro.NetTypes, Toro.NetHost, Toro.NetDevice,
  Toro.Pages;

type
  TServer = class(TFPHttpServer)
  private
    FServed: Int64;
    function Memory: string;
    function Cards: string;
  public
    procedure HandleRequest(var Request: TFPHTTPConnectionRequest;
      var Response: TFPHTTPConnectionResponse); override;
  end;

{ Connections that merely wait for their end (TIME-WAIT) hold their record and are counted apart. }
function TServer.Memory: string;
begin
  NetEnter;
  Result := Format('heap=%d pages=%d network=%d connections=%d waiting=%d served=%d'#10,
    [GetFPCHeapStatus.CurrHeapUsed, TotalPages - AvailablePages,
    Net^.MemoryUsed - Net^.TimeWait.Count * SizeOf(TTcb), Net^.TcbCount, Net^.TimeWait.Count,
    FServed]);
  NetLeave;
end;

function TServer.Cards: string;
var
  Device: PNetDevice;
begin
  Result := '';
  Device := FirstNetDevice;
  while Device <> nil do
  begin
    Result := Result + Device^.Name;
    if nfSendChecksum in Device^.Features then
      Result := Result + ' makes sums';
    if nfReceiveChecksum in Device^.Features then
      Result := Result + ' checks sums';
    Result := Result + #10;
    Device := Device^.Next;
  end;
end;

procedure TServer.HandleRequest(var Request: TFPHTTPConnectionRequest;
  var Response: TFPHTTPConnectionResponse);
begin
  Response.ContentType := 'text/plain';
  if Request.PathInfo = '/memory' then
    Response.Content := Memory
  else if Request.PathInfo = '/cards' then
    Response.Content := Cards
  else if Request.PathInfo = '/echo' then
    Response.Content := Request.Content
  else
  begin
    Inc(FServed);
    Response.Content := Format('You asked for %s with %d bytes.'#10,
      [Request.URI, Length(Request.Content)]);
  end;
end;

var
  Server: TServer;

begin
  Server := TServer.Create(nil);
  Server.Port := 8080;
  Server.QueueSize := 128;
  WriteLn('listening on port ', Server.Port);
  Server.Active := True;
end.

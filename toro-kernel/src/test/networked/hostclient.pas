{ SPDX-License-Identifier: Apache-2.0 }
{ The stock HTTP client, which asks a server of the host by a name of /etc/hosts; the parameter is its port. }
program HostClient;

{$mode objfpc}{$H+}

uses
  Classes, SysUtils, fphttpclient;

var
  Client: TFPHTTPClient;
  Body: TStringStream;
  Site: string;
  Number: LongInt;

begin
  Site := 'http://builder:' + ParamStr(1);
  for Number := 1 to 20 do
    WriteLn(TFPHTTPClient.SimpleGet(Site + '/page' + IntToStr(Number)));
  Client := TFPHTTPClient.Create(nil);
  Body := TStringStream.Create(StringOfChar('x', 200000));
  Client.RequestBody := Body;
  WriteLn(Client.Post(Site + '/post'));
  Body.Free;
  Client.Free;
end.

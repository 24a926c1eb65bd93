{ SPDX-License-Identifier: Apache-2.0 }
{ The stock resolver: names of /etc/hosts, which the kernel's words fill, and names that a DNS server knows
  (RFC 1035), named in /etc/resolv.conf. The server is a thread of this program. Then the stock HTTP client asks
  the stock HTTP server by such a name. }
program net_resolve;

{$mode objfpc}{$H+}

uses
  cthreads, Classes, SysUtils, Sockets, resolve, fphttpserver, fphttpclient;

const
  HttpPort = 8098;

type
  TNameServer = class(TThread)
    procedure Execute; override;
  end;

  TAnswering = class(TFPHttpServer)
    procedure HandleRequest(var ARequest: TFPHTTPConnectionRequest;
      var AResponse: TFPHTTPConnectionResponse); override;
  end;

  TPageServer = class(TThread)
    procedure Execute; override;
  end;

var
  { The name server's; bound before anybody asks. }
  Service: LongInt;

{ The name in a question, its labels joined by dots (RFC 1035 4.1.2); Next is what follows it. }
function NameOf(const Query: array of Byte; out Next: LongInt): string;
var
  Part: string;
begin
  Result := '';
  Next := 12;
  while Query[Next] > 0 do
  begin
    SetString(Part, PAnsiChar(@Query[Next + 1]), Query[Next]);
    Result := Result + Part + '.';
    Inc(Next, Query[Next] + 1);
  end;
  SetLength(Result, Length(Result) - 1);
  Inc(Next);
end;

procedure TNameServer.Execute;
const
  { A pointer to the question's name; A, IN, 60 s, 4 bytes (RFC 1035 4.1.3, 4.1.4) }
  Answer: array[0..15] of Byte = ($C0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1);
var
  Packet: array[0..511] of Byte;
  From: TInetSockAddr;
  FromSize: TSockLen;
  Size, Last: LongInt;
begin
  repeat
    FromSize := SizeOf(From);
    Size := fpRecvFrom(Service, @Packet, SizeOf(Packet), 0, @From, @FromSize);
    if Size < 17 then
      Continue;
    Packet[2] := $85;
    if NameOf(Packet, Last) = 'appliance.test' then
    begin
      Packet[3] := $80;
      Packet[7] := 1;
      Move(Answer, Packet[Last + 4], SizeOf(Answer));
      Size := Last + 4 + SizeOf(Answer);
    end
    else
    begin
      Packet[3] := $83;
      Size := Last + 4;
    end;
    { No further records than those. }
    FillChar(Packet[8], 4, 0);
    fpSendTo(Service, @Packet, Size, 0, @From, FromSize);
  until False;
end;

procedure TAnswering.HandleRequest(var ARequest: TFPHTTPConnectionRequest;
  var AResponse: TFPHTTPConnectionResponse);
begin
  AResponse.Content := 'asked for ' + Copy(ARequest.Host, 1, Pos(':', ARequest.Host + ':') - 1);
end;

procedure TPageServer.Execute;
var
  Server: TAnswering;
begin
  Server := TAnswering.Create(nil);
  Server.Port := HttpPort;
  Server.Active := True;
end;

procedure Look(const Name: string);
var
  Resolver: THostResolver;
begin
  Resolver := THostResolver.Create(nil);
  if Resolver.NameLookup(Name) then
    WriteLn(Name, ' is ', Resolver.AddressAsString)
  else
    WriteLn(Name, ' is not known');
  Resolver.Free;
end;

function Ask: string;
var
  Tries: LongInt;
begin
  for Tries := 1 to 1000 do
    try
      Exit(Trim(TFPHTTPClient.SimpleGet('http://appliance.test:' + IntToStr(HttpPort) + '/')));
    except
      on E: Exception do
        Sleep(5);
    end;
  Result := 'nothing';
end;

var
  Address: TInetSockAddr;

begin
  Service := fpSocket(AF_INET, SOCK_DGRAM, 0);
  FillChar(Address, SizeOf(Address), 0);
  Address.sin_family := AF_INET;
  Address.sin_port := htons(53);
  if fpBind(Service, @Address, SizeOf(Address)) <> 0 then
    Halt(1);
  TNameServer.Create(False);
  Look('builder');
  Look('second');
  Look('localhost');
  Look('appliance.test');
  Look('nowhere.test');
  TPageServer.Create(False);
  WriteLn('the page: ', Ask);
  Halt(0);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ fphttpserver and fphttpclient: forms, files, redirects, cookies, passwords, chunks, keep-alive, threads, time-outs. }
program web_client_server;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Sockets, Classes, SysUtils, ssockets, HTTPDefs, fphttpserver, fphttpclient;

type
  TServing = class(TThread)
  protected
    procedure Execute; override;
  public
    Server: TFPHTTPServer;
    Failed: string;
    procedure Answer(Sender: TObject; var Request: TFPHTTPConnectionRequest;
      var Response: TFPHTTPConnectionResponse);
    procedure Idle(Sender: TObject);
  end;

  TAsking = class(TThread)
  protected
    procedure Execute; override;
  public
    Url: string;
    Good: LongInt;
  end;

  TRaw = class(TThread)
  protected
    procedure Execute; override;
  public
    Server: TInetServer;
    procedure Connected(Sender: TObject; Data: TSocketStream);
  end;

  TClient = class(TFPHTTPClient)
  public
    procedure Redirected(Sender: TObject; const Source: string; var Target: string);
    procedure AskPassword(Sender: TObject; var Again: Boolean);
    procedure Headers(Sender: TObject);
  end;

var
  Port, RawPort: LongInt;

{ One that nobody has; what it is does not show. }
function FreePort: LongInt;
var
  Number: LongInt;
  Name: TInetSockAddr;
  Size: TSockLen;
begin
  Number := fpSocket(AF_INET, SOCK_STREAM, 0);
  FillChar(Name, SizeOf(Name), 0);
  Name.sin_family := AF_INET;
  Name.sin_addr := StrToNetAddr('127.0.0.1');
  fpBind(Number, @Name, SizeOf(Name));
  Size := SizeOf(Name);
  fpGetSockName(Number, @Name, @Size);
  Result := ntohs(Name.sin_port);
  CloseSocket(Number);
end;

function WithoutPorts(const Text: string): string;
begin
  Result := StringReplace(Text, ':' + IntToStr(Port), ':PORT', [rfReplaceAll]);
  Result := StringReplace(Result, ':' + IntToStr(RawPort), ':RAW', [rfReplaceAll]);
end;

procedure TClient.Redirected(Sender: TObject; const Source: string; var Target: string);
begin
  WriteLn('redirected ', WithoutPorts(Source), ' ', WithoutPorts(Target));
end;

procedure TClient.AskPassword(Sender: TObject; var Again: Boolean);
begin
  WriteLn('password asked for');
  UserName := 'me';
  Password := 'secret';
  Again := True;
end;

procedure TClient.Headers(Sender: TObject);
begin
  WriteLn('headers ', ResponseHeaders.Count > 0);
end;

procedure TServing.Idle(Sender: TObject);
begin
end;

procedure TServing.Answer(Sender: TObject; var Request: TFPHTTPConnectionRequest;
  var Response: TFPHTTPConnectionResponse);
var
  Text: TStringList;
  Index: LongInt;
  Cookie: TCookie;
begin
  Text := TStringList.Create;
  Text.Add(Request.Method + ' ' + Request.PathInfo + ' ' + Request.QueryString + ' ' + Request.ProtocolVersion);
  for Index := 0 to Request.QueryFields.Count - 1 do
    Text.Add('query ' + Request.QueryFields[Index]);
  for Index := 0 to Request.ContentFields.Count - 1 do
    Text.Add('field ' + Request.ContentFields[Index]);
  for Index := 0 to Request.CookieFields.Count - 1 do
    Text.Add('cookie ' + Request.CookieFields[Index]);
  for Index := 0 to Request.Files.Count - 1 do
    Text.Add('file ' + Request.Files[Index].FieldName + ' ' + Request.Files[Index].FileName + ' '
      + IntToStr(Request.Files[Index].Size));
  Text.Add('length ' + IntToStr(Request.ContentLength) + ' from ' + Request.RemoteAddress);
  if Request.PathInfo = '/moved' then
  begin
    Response.Code := 302;
    Response.SetCustomHeader('Location', 'http://127.0.0.1:' + IntToStr(Port) + '/target?a=1');
  end
  else if Request.PathInfo = '/secret' then
  begin
    if Request.Authorization = '' then
    begin
      Response.Code := 401;
      Response.WWWAuthenticate := 'Basic realm="here"';
    end
    else
      Text.Add(Request.Authorization);
  end
  else if Request.PathInfo = '/missing' then
    Response.Code := 404
  else if Request.PathInfo = '/cookie' then
  begin
    Cookie := Response.Cookies.Add;
    Cookie.Name := 'flavour';
    Cookie.Value := 'plain';
  end
  else if Request.PathInfo = '/big' then
    for Index := 1 to 20000 do
      Text.Add('line ' + IntToStr(Index))
  else if Request.PathInfo = '/fails' then
    raise Exception.Create('on purpose')
  else if Request.PathInfo = '/stream' then
  begin
    Response.ContentStream := TMemoryStream.Create;
    Response.FreeContentStream := True;
    for Index := 1 to 100000 do
      Response.ContentStream.WriteByte(Index and $FF);
    Response.ContentStream.Position := 0;
    Response.ContentLength := Response.ContentStream.Size;
    FreeAndNil(Text);
  end;
  if Text <> nil then
    Response.Content := Text.Text;
  Text.Free;
end;

procedure TServing.Execute;
begin
  try
    Server.Active := True;
  except
    on E: Exception do
      Failed := E.ClassName + ': ' + E.Message;
  end;
end;

procedure TAsking.Execute;
var
  Index: LongInt;
begin
  for Index := 1 to 10 do
    try
      if Pos('GET /thread', TFPHTTPClient.SimpleGet(Url)) = 1 then
        Inc(Good);
    except
    end;
end;

{ Chunked answers, cut ones, odd ones }
procedure TRaw.Connected(Sender: TObject; Data: TSocketStream);
var
  Buffer: string;
  Got: LongInt;

  procedure Say(const Text: string);
  begin
    Data.Write(Text[1], Length(Text));
  end;

begin
  SetLength(Buffer, 2000);
  Got := Data.Read(Buffer[1], 2000);
  SetLength(Buffer, Got);
  if Pos('/chunks', Buffer) > 0 then
  begin
    Say('HTTP/1.1 200 OK'#13#10'Transfer-Encoding: chunked'#13#10#13#10'5'#13#10'first'#13#10);
    Sleep(5);
    Say('7;extra=1'#13#10' second'#13#10);
    Say('0'#13#10#13#10);
  end
  else if Pos('/cut', Buffer) > 0 then
    Say('HTTP/1.1 200 OK'#13#10'Content-Length: 100'#13#10#13#10'only this')
  else if Pos('/nothing', Buffer) > 0 then
  else if Pos('/slow', Buffer) > 0 then
    Sleep(300)
  else if Pos('/unending', Buffer) > 0 then
    Say('HTTP/1.0 200 OK'#13#10#13#10'until the end')
  else
    Say('HTTP/1.1 204 No Content'#13#10#13#10);
  Data.Free;
end;

procedure TRaw.Execute;
begin
  try
    Server.StartAccepting;
  except
  end;
end;

function Url(const Path: string; To_: LongInt = 0): string;
begin
  if To_ = 0 then
    To_ := Port;
  Result := 'http://127.0.0.1:' + IntToStr(To_) + Path;
end;

procedure Try_(const What: string; Client: TClient; const Path: string; To_: LongInt = 0);
begin
  try
    Write(What, ': ', Client.Get(Url(Path, To_)));
    WriteLn(' -> ', Client.ResponseStatusCode);
  except
    on E: Exception do
      WriteLn(E.ClassName, ' ', WithoutPorts(E.Message), ' -> ', Client.ResponseStatusCode);
  end;
end;

procedure AwaitServer;
var
  Answered: Boolean;
begin
  repeat
    try
      Answered := TFPHTTPClient.SimpleGet(Url('/')) <> '';
    except
      Answered := False;
      Sleep(1);
    end;
  until Answered;
end;

procedure Simple;
var
  Client: TClient;
  Body: TStringStream;
  Fields: TStringList;
  Answer: TMemoryStream;
begin
  Client := TClient.Create(nil);
  Client.OnRedirect := @Client.Redirected;
  Client.OnHeaders := @Client.Headers;
  Try_('get', Client, '/hello?one=1&two=zw%20ei');
  Try_('missing', Client, '/missing');
  Try_('moved', Client, '/moved');
  Client.AllowRedirect := True;
  Try_('moved', Client, '/moved');
  Client.OnPassword := @Client.AskPassword;
  Try_('secret', Client, '/secret');
  Try_('cookie', Client, '/cookie');
  WriteLn(Client.Cookies.Text);
  Try_('cookie back', Client, '/again');
  Try_('fails', Client, '/fails');
  Fields := TStringList.Create;
  Fields.Values['name'] := 'Ann & Bob';
  Fields.Values['text'] := 'a=b';
  WriteLn(Client.FormPost(Url('/form'), Fields));
  Body := TStringStream.Create('posted body');
  Client.RequestBody := Body;
  WriteLn(Client.Post(Url('/post')));
  Body.Position := 0;
  WriteLn(Client.Put(Url('/put')));
  Client.RequestBody := nil;
  Body.Free;
  WriteLn(Client.Delete(Url('/delete')));
  Body := TStringStream.Create(StringOfChar('x', 100000));
  Answer := TMemoryStream.Create;
  Fields.Clear;
  Fields.Values['kind'] := 'upload';
  Client.StreamFormPost(Url('/upload'), Fields, 'data', 'name.bin', Body, Answer);
  Answer.Position := 0;
  Body.Free;
  Body := TStringStream.Create('');
  Body.CopyFrom(Answer, 0);
  WriteLn(Body.DataString);
  Body.Free;
  Answer.Clear;
  Client.Get(Url('/stream'), Answer);
  WriteLn('stream ', Answer.Size, ' ', PByte(Answer.Memory)[99999]);
  WriteLn('big ', Length(Client.Get(Url('/big'))));
  Client.KeepConnection := True;
  Try_('kept', Client, '/kept');
  Try_('kept', Client, '/kept');
  Client.KeepConnection := False;
  try
    Client.Options(Url('/options'));
    WriteLn('options ', Client.ResponseStatusCode);
    TFPHTTPClient.Head(Url('/head'), Fields);
    WriteLn('head ', Fields.Count > 0);
  except
    on E: Exception do
      WriteLn(E.ClassName, ' ', E.Message);
  end;
  Answer.Free;
  Fields.Free;
  Client.Free;
end;

procedure Raw;
var
  Client: TClient;
  Server: TRaw;
begin
  WriteLn('-- raw');
  Server := TRaw.Create(True);
  Server.Server := TInetServer.Create('127.0.0.1', RawPort);
  Server.Server.ReuseAddress := True;
  Server.Server.OnConnect := @Server.Connected;
  Server.Server.Listen;
  Server.Start;
  Client := TClient.Create(nil);
  Try_('chunks', Client, '/chunks', RawPort);
  Try_('cut', Client, '/cut', RawPort);
  Try_('nothing', Client, '/nothing', RawPort);
  Try_('no content', Client, '/other', RawPort);
  Try_('unending', Client, '/unending', RawPort);
  Client.IOTimeout := 50;
  Try_('slow', Client, '/slow', RawPort);
  Client.IOTimeout := 5000;
  Try_('after it', Client, '/chunks', RawPort);
  Server.Server.StopAccepting(True);
  Server.WaitFor;
  Server.Server.Free;
  Server.Free;
  Try_('nobody', Client, '/', RawPort);
  try
    WriteLn(Client.Get('https://127.0.0.1/'));
  except
    on E: Exception do
      WriteLn(E.ClassName, ' ', E.Message);
  end;
  try
    WriteLn(Client.Get('http://no.such.host.invalid/'));
  except
    on E: Exception do
      WriteLn(E.ClassName, ' ', E.Message);
  end;
  Client.Free;
end;

procedure Serve(Threaded: Boolean);
var
  Serving: TServing;
  Asking: array[1..4] of TAsking;
  Index: LongInt;
begin
  WriteLn('-- threaded ', Threaded);
  Serving := TServing.Create(True);
  Serving.Server := TFPHTTPServer.Create(nil);
  Serving.Server.Port := Port;
  Serving.Server.Threaded := Threaded;
  Serving.Server.QueueSize := 20;
  Serving.Server.AcceptIdleTimeout := 20;
  Serving.Server.OnAcceptIdle := @Serving.Idle;
  Serving.Server.OnRequest := @Serving.Answer;
  Serving.Start;
  AwaitServer;
  Simple;
  for Index := 1 to 4 do
  begin
    Asking[Index] := TAsking.Create(True);
    Asking[Index].Url := Url('/thread');
    Asking[Index].Start;
  end;
  for Index := 1 to 4 do
  begin
    Asking[Index].WaitFor;
    WriteLn(Asking[Index].Good);
    Asking[Index].Free;
  end;
  Serving.Server.Active := False;
  Serving.WaitFor;
  WriteLn('failed "', Serving.Failed, '"');
  Serving.Server.Free;
  Serving.Free;
end;

begin
  Port := FreePort;
  RawPort := FreePort;
  Serve(False);
  Serve(True);
  Raw;
end.

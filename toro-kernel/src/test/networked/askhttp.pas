{ SPDX-License-Identifier: Apache-2.0 }
{ Asks for a page again and again with the stock client: parameters are the page and how often. Shows the
  page once. }
program AskHttp;

{$mode objfpc}{$H+}

uses
  SysUtils, fphttpclient;

var
  Count: LongInt;
  First, Page: string;

begin
  First := TFPHTTPClient.SimpleGet(ParamStr(1));
  for Count := 2 to StrToInt(ParamStr(2)) do
  begin
    Page := TFPHTTPClient.SimpleGet(ParamStr(1));
    if Page <> First then
    begin
      WriteLn('another answer: ', Page);
      Halt(1);
    end;
  end;
  Write(First);
  WriteLn(ParamStr(2), ' times');
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The stock HTTP client opens a connection to a server of the host for each page: the first parameter is its port, the
  second how many. Says how many came right, and what memory is held that was not before. }
program ManyCalls;

{$mode objfpc}{$H+}

uses
  Classes, SysUtils, fphttpclient, Toro.NetTypes, Toro.NetHost;

const
  WarmUp = 100;

var
  Site: string;
  Right: LongInt;

procedure Call(Count: LongInt);
var
  Number: LongInt;
  Path: string;
begin
  for Number := 1 to Count do
  begin
    Path := '/page' + IntToStr(Number);
    if TFPHTTPClient.SimpleGet(Site + Path) = Path + ' with 0 bytes' then
      Inc(Right);
  end;
end;

{ When no connection is left but those in TIME-WAIT, whose number is bounded (Toro.NetTypes). }
function Held: PtrInt;
var
  Open: LongInt;
begin
  repeat
    NetEnter;
    Open := Net^.TcbCount - Net^.TimeWait.Count;
    Result := Net^.MemoryUsed - Net^.TcbCount * SizeOf(TTcb);
    NetLeave;
    if Open > 0 then
      Sleep(1);
  until Open = 0;
  Inc(Result, PtrInt(GetFPCHeapStatus.CurrHeapUsed));
end;

var
  Before: PtrInt;

begin
  Site := 'http://10.0.2.2:' + ParamStr(1);
  Call(WarmUp);
  Right := 0;
  Before := Held;
  Call(StrToInt(ParamStr(2)));
  WriteLn(Right, ' right, ', Held - Before, ' bytes more');
end.

{ SPDX-License-Identifier: Apache-2.0 }
program threads_threadvar;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils;
threadvar
  Mine: Integer;
  Text: string;
var
  Results: array[1..4] of Integer;
function Run(P: Pointer): PtrInt;
var
  I, Id: Integer;
begin
  Id := PtrInt(P);
  Mine := Id * 1000; Text := 't' + IntToStr(Id);
  for I := 1 to 50 do begin Inc(Mine); ThreadSwitch end;
  if Text = 't' + IntToStr(Id) then Results[Id] := Mine;
  Result := 0;
end;
var
  T: array[1..4] of TThreadID; I: Integer;
begin
  Mine := 7; Text := 'main';
  for I := 1 to 4 do T[I] := BeginThread(@Run, Pointer(PtrInt(I)));
  for I := 1 to 4 do WaitForThreadTerminate(T[I], 0);
  for I := 1 to 4 do WriteLn(Results[I]);
  WriteLn(Mine, Text, IsMultiThread, GetCurrentThreadId <> 0, T[1] <> T[2]);
end.

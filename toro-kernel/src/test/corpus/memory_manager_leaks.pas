{ SPDX-License-Identifier: Apache-2.0 }
program memory_manager_leaks;
{$mode objfpc}{$H+}
uses
  SysUtils, Classes;
var
  Before, After: TFPCHeapStatus; I: Integer; L: TStringList; S: string; A: array of array of string;
procedure Work;
var
  J: Integer;
begin
  L := TStringList.Create; for J := 1 to 100 do L.Add('item ' + IntToStr(J)); S := L.Text; L.Free; SetLength(A, 5, 5); A[2, 3] := S; A := nil; S := '';
  try raise Exception.Create('x') except end;
end;
begin
  Work; Before := GetFPCHeapStatus; for I := 1 to 200 do Work; After := GetFPCHeapStatus; WriteLn(After.CurrHeapUsed - Before.CurrHeapUsed);
end.

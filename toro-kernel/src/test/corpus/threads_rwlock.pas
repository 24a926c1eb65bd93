{ SPDX-License-Identifier: Apache-2.0 }
program threads_rwlock;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils, Classes, SyncObjs;
var
  M: TMultiReadExclusiveWriteSynchronizer; V, Bad: Integer;
function Reader(P: Pointer): PtrInt;
var
  I, A: Integer;
begin
  for I := 1 to 200 do begin M.BeginRead; A := V; ThreadSwitch; if A <> V then Inc(Bad); M.EndRead end;
  Result := 0;
end;
function Writer(P: Pointer): PtrInt;
var
  I: Integer;
begin
  for I := 1 to 100 do begin M.BeginWrite; Inc(V); M.EndWrite; ThreadSwitch end;
  Result := 0;
end;
var
  T: array[0..2] of TThreadID; I: Integer;
begin
  M := TMultiReadExclusiveWriteSynchronizer.Create;
  T[0] := BeginThread(@Reader, nil); T[1] := BeginThread(@Writer, nil); T[2] := BeginThread(@Reader, nil);
  for I := 0 to 2 do WaitForThreadTerminate(T[I], 0);
  WriteLn(V, ' ', Bad); M.Free;
end.

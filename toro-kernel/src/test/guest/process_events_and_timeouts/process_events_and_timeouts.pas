{ SPDX-License-Identifier: Apache-2.0 }
{ Events: one waiter for each signal, all for a manual one, and a time-out that is kept. }
program process_events_and_timeouts;
{$mode objfpc}
uses
  cthreads, SysUtils, SyncObjs;
var
  Single, All: TEvent;
  Passed, Index: LongInt;
  Ids: array[1..3] of TThreadID;
  Before: QWord;

function WaitSingle(Parameter: Pointer): PtrInt;
begin
  Single.WaitFor(INFINITE);
  Inc(Passed);
  Result := 0;
end;

function WaitAll(Parameter: Pointer): PtrInt;
begin
  All.WaitFor(INFINITE);
  Inc(Passed);
  Result := 0;
end;

begin
  Single := TEvent.Create(nil, False, False, '');
  All := TEvent.Create(nil, True, False, '');
  for Index := 1 to 3 do
    Ids[Index] := BeginThread(@WaitSingle, nil);
  Sleep(5);
  Single.SetEvent;
  Sleep(5);
  WriteLn('one signal lets pass ', Passed);
  Single.SetEvent;
  Sleep(5);
  Single.SetEvent;
  for Index := 1 to 3 do
    WaitForThreadTerminate(Ids[Index], 0);
  WriteLn('three signals ', Passed);
  Passed := 0;
  for Index := 1 to 3 do
    Ids[Index] := BeginThread(@WaitAll, nil);
  Sleep(5);
  All.SetEvent;
  for Index := 1 to 3 do
    WaitForThreadTerminate(Ids[Index], 0);
  WriteLn('a manual one ', Passed);
  Before := GetTickCount64;
  WriteLn('nobody signals: ', Single.WaitFor(50) = wrTimeout);
  WriteLn('in time ', (GetTickCount64 - Before >= 49));
end.

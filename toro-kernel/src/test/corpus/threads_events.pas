{ SPDX-License-Identifier: Apache-2.0 }
program threads_events;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils, SyncObjs, Classes;
var
  Go, Done: TEvent; Order: string; C: TCriticalSection; T1, T2: TThreadID; S: PRTLEvent;
function Waiter(P: Pointer): PtrInt;
begin
  Go.WaitFor(INFINITE);
  C.Acquire; Order := Order + 'w'; C.Release;
  Done.SetEvent; Result := PtrInt(P);
end;
function Rtl(P: Pointer): PtrInt;
begin
  RTLEventWaitFor(S); Order := Order + 'r'; Result := 3;
end;
begin
  Go := TEvent.Create(nil, True, False, ''); Done := TEvent.Create(nil, False, False, ''); C := TCriticalSection.Create;
  T1 := BeginThread(@Waiter, Pointer(1));
  WriteLn(Ord(Done.WaitFor(10)));
  Order := 'm'; Go.SetEvent; WriteLn(Ord(Done.WaitFor(5000)), Order);
  WaitForThreadTerminate(T1, 0);
  S := RTLEventCreate; T2 := BeginThread(@Rtl, nil); RTLEventSetEvent(S); WriteLn(WaitForThreadTerminate(T2, 0));
  WriteLn(Order); RTLEventWaitFor(S, 20); RTLEventDestroy(S);
  Go.ResetEvent; WriteLn(Ord(Go.WaitFor(5)));
  Go.Free; Done.Free; C.Free;
end.

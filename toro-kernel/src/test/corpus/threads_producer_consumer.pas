{ SPDX-License-Identifier: Apache-2.0 }
program threads_producer_consumer;
{$mode objfpc}{$H+}
uses
  cthreads, SysUtils, SyncObjs;
const
  Size = 8; Items = 500;
var
  Buffer: array[0..Size - 1] of Integer;
  Head, Tail, Count: Integer;
  Lock: TCriticalSection;
  NotFull, NotEmpty: TEvent;
  Sum: Int64;
function Produce(P: Pointer): PtrInt;
var
  I: Integer;
  Done: Boolean;
begin
  for I := 1 to Items do
  begin
    Done := False;
    while not Done do
    begin
      Lock.Enter;
      if Count < Size then
      begin
        Buffer[Tail] := I; Tail := (Tail + 1) mod Size; Inc(Count); Done := True;
        NotEmpty.SetEvent;
      end;
      Lock.Leave;
      if not Done then NotFull.WaitFor(1000);
    end;
  end;
  Result := Items;
end;
function Consume(P: Pointer): PtrInt;
var
  N: Integer;
begin
  N := 0;
  while N < Items do
  begin
    Lock.Enter;
    if Count > 0 then
    begin
      Inc(Sum, Buffer[Head]); Head := (Head + 1) mod Size; Dec(Count); Inc(N);
      NotFull.SetEvent;
      Lock.Leave;
    end
    else
    begin
      Lock.Leave;
      NotEmpty.WaitFor(1000);
    end;
  end;
  Result := N;
end;
var
  A, B: TThreadID;
begin
  Lock := TCriticalSection.Create; NotFull := TEvent.Create(nil, False, False, ''); NotEmpty := TEvent.Create(nil, False, False, '');
  A := BeginThread(@Produce, nil); B := BeginThread(@Consume, nil);
  WriteLn(WaitForThreadTerminate(A, 0), ' ', WaitForThreadTerminate(B, 0), ' ', Sum);
  NotFull.Free; NotEmpty.Free; Lock.Free;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The clock's signal ends what the program waits in. }
program signals_timers;
{$mode objfpc}{$H+}
uses
  BaseUnix, UnixType, SysCall, SysUtils;

type
  TTimerValue = record
    Interval, Value: TTimeVal;
  end;

const
  NumberOfSetitimer = 38;
  NumberOfPause = 34;

var
  Rings: Integer;

procedure Ring(Signal: cint); cdecl;
begin
  Inc(Rings);
end;

function SetTimer(FirstMicroseconds, NextMicroseconds: Int64): Int64;
var
  Value: TTimerValue;
begin
  FillChar(Value, SizeOf(Value), 0);
  Value.Value.tv_usec := FirstMicroseconds;
  Value.Interval.tv_usec := NextMicroseconds;
  Result := Do_SysCall(NumberOfSetitimer, 0, TSysParam(@Value), 0);
end;

var
  Turn: Integer;
  Rest: TTimeSpec;
  All: TSigSet;
begin
  fpSignal(SIGALRM, @Ring);
  WriteLn(SetTimer(20000, 0));
  WriteLn(Do_SysCall(NumberOfPause), ' ', fpGetErrno, ' ', Rings);
  WriteLn(SetTimer(5000, 5000));
  for Turn := 1 to 1000 do
    if Rings < 5 then
    begin
      Rest.tv_sec := 0;
      Rest.tv_nsec := 2000000;
      fpNanoSleep(@Rest, nil);
    end;
  WriteLn(SetTimer(0, 0), ' ', Rings >= 5);
  Rings := 0;
  SetTimer(20000, 0);
  Rest.tv_sec := 100;
  Rest.tv_nsec := 0;
  WriteLn(fpNanoSleep(@Rest, @Rest), ' ', fpGetErrno, ' ', Rings, ' ', Rest.tv_sec);
  fpSigFillSet(All);
  fpSigDelSet(All, SIGALRM);
  SetTimer(20000, 0);
  WriteLn(fpSigSuspend(All), ' ', fpGetErrno, ' ', Rings);
end.

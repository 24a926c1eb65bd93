{ SPDX-License-Identifier: Apache-2.0 }
{ An alarm that nobody handles ends a program that computes for ever. }
program signals_alarm_ends;

{$mode objfpc}

uses
  BaseUnix;

begin
  WriteLn('for ever');
  Flush(Output);
  FpAlarm(1);
  repeat
  until False;
end.

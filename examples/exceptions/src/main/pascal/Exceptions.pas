{ SPDX-License-Identifier: Apache-2.0 }
{ What goes wrong becomes an exception that the program can catch: faults of the CPU and of the heap,
  as well as its own. The last one is caught by nobody: the appliance prints it with its line and ends with the
  exit code that a Linux program has, 217. }
program Exceptions;

{$mode objfpc}{$H+}{$rangeChecks on}

uses
  SysUtils;

type
  EOutOfCoffee = class(Exception);
  TFault = procedure;

var
  Zero: Integer;
  Nowhere: PInteger;

procedure DivideByZero;
begin
  WriteLn(1 div Zero);
end;

procedure FollowNil;
begin
  Nowhere^ := 1;
end;

procedure LeaveRange;
var
  Week: array[1..7] of Integer;
begin
  Week[8 + Zero] := 1;
  WriteLn(Week[1]);
end;

procedure UseUpTheHeap;
begin
  GetMem(High(PtrInt) div 2);
end;

procedure RunOutOfCoffee;
begin
  raise EOutOfCoffee.Create('the pot is empty');
end;

procedure Catch(Fault: TFault);
begin
  try
    Fault();
  except
    on E: Exception do
      WriteLn('caught ', E.ClassName, ': ', E.Message);
  end;
end;

begin
  Catch(@DivideByZero);
  Catch(@FollowNil);
  Catch(@LeaveRange);
  Catch(@UseUpTheHeap);
  Catch(@RunOutOfCoffee);
  RunOutOfCoffee;
end.

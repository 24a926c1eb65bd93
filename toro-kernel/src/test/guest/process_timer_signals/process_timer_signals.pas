{ SPDX-License-Identifier: Apache-2.0 }
{ A timer's signals interrupt whichever thread computes, while others wait, sleep or send; floating-point results and
  the order of what threads do stay whole. }
program process_timer_signals;

{$mode objfpc}{$H+}

uses
  cthreads, BaseUnix, Classes, Syscall, SysUtils;

type
  TTimer = record
    Interval, Value: timeval;
  end;

  TWorker = class(TThread)
  protected
    procedure Execute; override;
  public
    Sum: Double;
  end;

var
  Came: LongInt;
  Spoiled: Double;

procedure Handle(Signal: LongInt); cdecl;
begin
  InterlockedIncrement(Came);
  Spoiled := Spoiled / 3 + 1;
end;

function Work: Double;
var
  I: LongInt;
  Text: string;
begin
  Result := 0;
  Text := '';
  for I := 1 to 400000 do
  begin
    Result := Result + 1 / I;
    if I and 1023 = 0 then
      Text := Text + IntToStr(I and 3);
    if I and 65535 = 0 then
      Sleep(1);
  end;
  Result := Result + Length(Text);
end;

procedure TWorker.Execute;
begin
  repeat
    Sum := Work;
  until PLongInt(@Came)^ > 20;
end;

procedure SetTimer(Microseconds: LongInt);
var
  Value: TTimer;
begin
  FillChar(Value, SizeOf(Value), 0);
  Value.Interval.tv_usec := Microseconds;
  Value.Value.tv_usec := Microseconds;
  WriteLn('timer ', Do_SysCall(38, 0, TSysParam(@Value), 0));
end;

var
  Workers: array[1..4] of TWorker;
  Expected: Double;
  Index: LongInt;

begin
  Expected := Work;
  fpSignal(SIGALRM, @Handle);
  SetTimer(2000);
  for Index := 1 to 4 do
    Workers[Index] := TWorker.Create(False);
  while PLongInt(@Came)^ < 20 do
    Spoiled := Spoiled + 0.5;
  for Index := 1 to 4 do
  begin
    Workers[Index].WaitFor;
    WriteLn(Index, ' ', Workers[Index].Sum = Expected);
    Workers[Index].Free;
  end;
  SetTimer(0);
  Came := 0;
  Sleep(20);
  WriteLn('none after the end ', Came);
end.

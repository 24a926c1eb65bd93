{ SPDX-License-Identifier: Apache-2.0 }
{ Signals of timers reach a program that computes and never waits: alarm, all three interval timers, masks, handlers
  that interrupt handlers, exceptions and jumps out of a handler, floating-point and vector registers kept. }
program signals_computing;

{$mode objfpc}{$H+}

uses
  BaseUnix, Unix, SysUtils, Syscall;

const
  ITIMER_REAL = 0;
  ITIMER_VIRTUAL = 1;
  ITIMER_PROF = 2;
  SIGVTALRM = 26;
  SIGPROF = 27;

type
  itimerval = record
    it_interval, it_value: timeval;
  end;

var
  Came: array[1..31] of LongInt;
  Depth, Deepest: LongInt;
  Place: jmp_buf;
  Mode: (Counting, Raising, Jumping);
  Spoiled: Double;
  NoSignals: TSigSet;

function FpSetITimer(Kind: LongInt; const Value: itimerval): LongInt;
begin
  Result := Do_SysCall(38, Kind, TSysParam(@Value), 0);
end;

function FpGetITimer(Kind: LongInt; out Value: itimerval): LongInt;
begin
  Result := Do_SysCall(36, Kind, TSysParam(@Value));
end;

procedure Handle(Signal: LongInt); cdecl;
var
  I: LongInt;
begin
  Inc(Came[Signal]);
  Inc(Depth);
  if Depth > Deepest then
    Deepest := Depth;
  { Every register may be used here. }
  Spoiled := Spoiled * 1.5 + Sqrt(Came[Signal] + 2.0);
  if Spoiled > 1e100 then
    Spoiled := 1;
  for I := 1 to 1000 do
    Spoiled := Spoiled + I / 3;
  Dec(Depth);
  if Mode = Raising then
    raise Exception.Create('out of the handler');
  if Mode = Jumping then
    LongJmp(Place, 7);
end;

procedure Install(Signal: LongInt; Flags: LongWord = 0);
var
  Action: SigActionRec;
begin
  FillChar(Action, SizeOf(Action), 0);
  Action.sa_handler := SigActionHandler(@Handle);
  Action.sa_flags := Flags;
  WriteLn('install ', FpSigAction(Signal, @Action, nil));
end;

procedure Start(Kind, FirstMs, NextMs: LongInt);
var
  Value: itimerval;
begin
  Value.it_value.tv_sec := FirstMs div 1000;
  Value.it_value.tv_usec := FirstMs mod 1000 * 1000;
  Value.it_interval.tv_sec := NextMs div 1000;
  Value.it_interval.tv_usec := NextMs mod 1000 * 1000;
  if FpSetITimer(Kind, Value) <> 0 then
    WriteLn('setitimer ', fpGetErrno);
end;

{ Spins until a signal has come so often; never waits, never calls. }
procedure SpinFor(Signal, Times: LongInt);
begin
  while PLongInt(@Came[Signal])^ < Times do
    ;
end;

{ The same sums with and without signals }
function Sums: Double;
var
  I: LongInt;
  A, B: Double;
  S: Single;
  E: Extended;
  Text: string;
begin
  A := 1;
  B := 0;
  S := 0;
  E := 1;
  for I := 1 to 3000000 do
  begin
    A := A * 1.0000001 + 0.5 / I;
    B := B + A / (I + 1.0);
    S := S + 0.25;
    E := E + 1 / I;
  end;
  Text := '';
  for I := 1 to 2000 do
    Text := Text + IntToStr(I and 7);
  Result := A + B + S + E + Length(Text);
end;

procedure Registers;
var
  Quiet, Loud: Double;
  Before: LongInt;
begin
  Quiet := Sums;
  Before := Came[SIGALRM];
  Start(ITIMER_REAL, 2, 2);
  Loud := Sums;
  while Came[SIGALRM] = Before do
    Loud := Sums;
  Start(ITIMER_REAL, 0, 0);
  WriteLn('sums ', Quiet = Loud);
end;

procedure Masks;
var
  Set_, Old, Waiting: TSigSet;
  Until_: QWord;
begin
  FillChar(Came, SizeOf(Came), 0);
  FpSigEmptySet(Set_);
  FpSigAddSet(Set_, SIGALRM);
  FpSigProcMask(SIG_BLOCK, @Set_, @Old);
  Start(ITIMER_REAL, 2, 0);
  Until_ := GetTickCount64 + 100;
  while GetTickCount64 < Until_ do
    ;
  FillChar(Waiting, SizeOf(Waiting), 0);
  Do_SysCall(127, TSysParam(@Waiting), 8);
  WriteLn('blocked ', Came[SIGALRM], ' pending ', FpSigIsMember(Waiting, SIGALRM));
  FpSigProcMask(SIG_SETMASK, @Old, nil);
  WriteLn('unblocked ', Came[SIGALRM]);
end;

procedure OutByException;
var
  Times: LongInt;
begin
  Mode := Raising;
  Times := 0;
  FillChar(Came, SizeOf(Came), 0);
  Install(SIGALRM, $40000000);
  repeat
    Start(ITIMER_REAL, 3, 0);
    try
      repeat
        Spoiled := Spoiled + 1;
      until False;
    except
      on E: Exception do
        Inc(Times);
    end;
  until Times = 5;
  WriteLn('raised ', Times, ' ', Came[SIGALRM]);
end;

procedure OutByJump;
var
  Times: LongInt;
begin
  Mode := Jumping;
  Times := 0;
  Came[SIGALRM] := 0;
  while Times < 5 do
  begin
    if SetJmp(Place) = 0 then
    begin
      Start(ITIMER_REAL, 3, 0);
      repeat
      until False;
    end;
    Inc(Times);
  end;
  WriteLn('jumped ', Times, ' ', Came[SIGALRM]);
end;

procedure Times;
var
  Value: itimerval;
  Left: LongInt;
begin
  Start(ITIMER_REAL, 100000, 7000);
  WriteLn(FpGetITimer(ITIMER_REAL, Value), ' ', (Value.it_value.tv_sec >= 90) and (Value.it_value.tv_sec <= 100), ' ',
    Value.it_interval.tv_sec);
  Left := Do_SysCall(37, 50);
  WriteLn('left ', (Left >= 90) and (Left <= 101));
  Left := Do_SysCall(37, 0);
  WriteLn('left ', (Left >= 40) and (Left <= 50));
  WriteLn('left ', Do_SysCall(37, 0));
  WriteLn(FpGetITimer(7, Value), ' ', fpGetErrno);
  Value.it_value.tv_usec := 2000000;
  WriteLn(FpSetITimer(ITIMER_REAL, Value), ' ', fpGetErrno);
end;

{ What waits is ended by a handler, whatever its flags are. }
procedure Waits;
var
  Ends: TFilDes;
  Poll: TPollFd;
  Wanted: TFDSet;
  Time: timeval;
  Span, Rest: timespec;
begin
  Mode := Counting;
  Install(SIGALRM, SA_RESTART);
  FpPipe(Ends);
  Poll.fd := Ends[0];
  Poll.events := POLLIN;
  Start(ITIMER_REAL, 5, 0);
  WriteLn('poll ', FpPoll(@Poll, 1, 10000), ' ', fpGetErrno);
  Start(ITIMER_REAL, 5, 0);
  WriteLn('poll for ever ', FpPoll(@Poll, 1, -1), ' ', fpGetErrno);
  fpFD_Zero(Wanted);
  fpFD_Set(Ends[0], Wanted);
  Time.tv_sec := 10;
  Time.tv_usec := 0;
  Start(ITIMER_REAL, 5, 0);
  WriteLn('select ', FpSelect(Ends[0] + 1, @Wanted, nil, nil, @Time), ' ', fpGetErrno);
  Span.tv_sec := 10;
  Span.tv_nsec := 0;
  Start(ITIMER_REAL, 5, 0);
  WriteLn('sleep ', FpNanoSleep(@Span, @Rest), ' ', fpGetErrno, ' ', Rest.tv_sec);
  Start(ITIMER_REAL, 5, 0);
  WriteLn('pause ', FpPause, ' ', fpGetErrno);
end;

begin
  Install(SIGALRM);
  Install(SIGVTALRM);
  Install(SIGPROF);
  FpAlarm(1);
  SpinFor(SIGALRM, 1);
  WriteLn('alarm ', Came[SIGALRM]);
  Start(ITIMER_REAL, 1, 2);
  SpinFor(SIGALRM, 20);
  Start(ITIMER_REAL, 0, 0);
  WriteLn('real');
  Start(ITIMER_VIRTUAL, 5, 5);
  SpinFor(SIGVTALRM, 5);
  Start(ITIMER_VIRTUAL, 0, 0);
  WriteLn('virtual');
  Start(ITIMER_PROF, 5, 5);
  SpinFor(SIGPROF, 5);
  WriteLn('profile');
  Start(ITIMER_REAL, 3, 3);
  Start(ITIMER_VIRTUAL, 4, 4);
  SpinFor(SIGALRM, 40);
  SpinFor(SIGVTALRM, 20);
  SpinFor(SIGPROF, 20);
  Start(ITIMER_REAL, 0, 0);
  Start(ITIMER_VIRTUAL, 0, 0);
  Start(ITIMER_PROF, 0, 0);
  WriteLn('all three');
  Registers;
  Masks;
  Times;
  OutByException;
  OutByJump;
  FpSigEmptySet(NoSignals);
  FpSigProcMask(SIG_SETMASK, @NoSignals, nil);
  Waits;
  WriteLn('end');
end.

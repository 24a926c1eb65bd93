{ SPDX-License-Identifier: Apache-2.0 }
{ Signals that the program sends itself while they are blocked, ignored, or end it. }
program signals_blocked;
{$mode objfpc}{$H+}
uses
  BaseUnix, SysUtils;

var
  Count: array[1..64] of Integer;

procedure Handle(Signal: LongInt; Info: PSigInfo; Context: PSigContext); cdecl;
begin
  Inc(Count[Signal]);
end;

procedure Show(const What: string; Answer: Int64);
begin
  Write(What, ' ', Answer);
  if Answer < 0 then
    Write(' errno ', fpGetErrno);
  WriteLn;
end;

var
  Action: SigActionRec;
  Before, Wanted: TSigSet;
begin
  FillChar(Action, SizeOf(Action), 0);
  Action.sa_handler := SigActionHandler(@Handle);
  Action.sa_flags := SA_SIGINFO;
  Show('action', fpSigAction(SIGUSR1, @Action, nil));
  Show('action of KILL', fpSigAction(SIGKILL, @Action, nil));
  Show('action of 99', fpSigAction(99, @Action, nil));
  Show('kill', fpKill(fpGetPid, SIGUSR1));
  Show('kill 0', fpKill(fpGetPid, 0));
  Show('kill 99', fpKill(fpGetPid, 99));
  WriteLn(Count[SIGUSR1]);
  fpSigEmptySet(Wanted);
  fpSigAddSet(Wanted, SIGUSR1);
  Show('block', fpSigProcMask(SIG_BLOCK, @Wanted, @Before));
  fpKill(fpGetPid, SIGUSR1);
  fpKill(fpGetPid, SIGUSR1);
  WriteLn('blocked: ', Count[SIGUSR1]);
  Show('restore', fpSigProcMask(SIG_SETMASK, @Before, nil));
  WriteLn('restored: ', Count[SIGUSR1]);
  fpSignal(SIGUSR1, SignalHandler(SIG_IGN));
  fpKill(fpGetPid, SIGUSR1);
  WriteLn('ignored: ', Count[SIGUSR1]);
  fpKill(fpGetPid, SIGCHLD);
  fpKill(fpGetPid, SIGTERM);
  WriteLn('not reached');
end.

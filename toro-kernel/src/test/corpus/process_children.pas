{ SPDX-License-Identifier: Apache-2.0 }
{ Children that end or execute what is not there: codes, waiting, and what the parent finds afterwards. }
program process_children;
{$mode objfpc}{$H+}
uses
  BaseUnix, SysUtils, Unix;
var
  Handled: LongInt;

procedure OnChild(Signal: LongInt; Info: PSigInfo; Context: PSigContext); cdecl;
begin
  Inc(Handled);
end;

procedure Execute(const Path: string; const Arguments: array of string);
begin
  try
    WriteLn('code ', ExecuteProcess(Path, Arguments));
  except
    on E: EOSError do
      WriteLn(E.ClassName, ': ', E.Message, ' ', E.ErrorCode);
  end;
end;

{ The child spoils what it can reach of the stack. }
function Deep(Level: LongInt): LongInt;
var
  Room: array[0..63] of Byte;
begin
  FillChar(Room, SizeOf(Room), Level);
  if Level = 0 then
    fpExit(42);
  Result := Deep(Level - 1) + Room[0];
end;

procedure Ended(Name: string);
var
  Kept: array[0..15] of LongInt;
  Index, State: LongInt;
  Child, Found: TPid;
begin
  for Index := 0 to High(Kept) do
    Kept[Index] := Index * Index;
  Child := fpFork;
  if Child = 0 then
  begin
    FillChar(Kept, SizeOf(Kept), 255);
    Name := 'of the child';
    fpClose(0);
    fpDup2(2, 1);
    fpChdir('/');
    fpSignal(SIGINT, SignalHandler(SIG_IGN));
    Deep(20);
  end;
  Found := fpWaitPid(Child, State, 0);
  WriteLn(Name, ' ', Child > 1, ' ', Found = Child, ' ', WIFEXITED(State), ' ', WEXITSTATUS(State));
  for Index := 0 to High(Kept) do
    if Kept[Index] <> Index * Index then
      WriteLn('spoiled ', Index);
end;

var
  Action, Before: SigActionRec;
  Descriptor, State: LongInt;
  Child: TPid;
begin
  Execute('/no/such/program', []);
  Execute('/no/such/program', ['one', 'two words']);
  WriteLn('shell ', fpSystem('/no/such/program 2>/dev/null') shr 8);
  Ended('first');
  Ended('second');
  { All of the parent is there. }
  Descriptor := fpDup(0);
  WriteLn('input ', Descriptor >= 0);
  fpClose(Descriptor);
  FillChar(Action, SizeOf(Action), 0);
  fpSigAction(SIGINT, nil, @Before);
  WriteLn('handler ', PtrUInt(Before.sa_handler));
  Action.sa_handler := SigActionHandler(@OnChild);
  fpSigAction(SIGCHLD, @Action, nil);
  Child := fpFork;
  if Child = 0 then
  begin
    fpExecve('/no/such/program', nil, nil);
    fpExit(fpGetErrno);
  end;
  while (fpWaitPid(Child, State, 0) < 0) and (fpGetErrno = ESysEINTR) do
    ;
  WriteLn('errno ', WEXITSTATUS(State), ' told ', Handled);
  WriteLn('no more ', fpWaitPid(-1, State, 0), ' ', fpGetErrno = ESysECHILD);
  WriteLn('execute here ', fpExecve('/no/such/program', nil, nil), ' ', fpGetErrno);
end.

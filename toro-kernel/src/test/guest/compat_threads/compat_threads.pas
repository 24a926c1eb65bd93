{ SPDX-License-Identifier: Apache-2.0 }
{ Threads on chosen cores, suspended, resumed and killed, in the words of 2019; and exceptions caught
  in each of them. }
program compat_threads;

{$mode delphi}

uses
  SysUtils,
  Kernel in '..\..\rtl\Kernel.pas',
  Process in '..\..\rtl\Process.pas',
  Memory in '..\..\rtl\Memory.pas',
  Arch in '..\..\rtl\Arch.pas',
  Console in '..\..\rtl\Console.pas';

type
  PNumber = ^LongInt;

var
  Steps, Zero: LongInt;
  Sum: LongInt;

function Count(Param: Pointer): PtrInt;
begin
  Inc(Steps);
  SysSuspendThread(0);
  Inc(Steps);
  Result := 0;
end;

function Forever(Param: Pointer): PtrInt;
begin
  repeat
    SysThreadSwitch;
  until False;
  Result := 0;
end;

function CatchAll(Param: Pointer): PtrInt;
var
  Text: string;
begin
  try
    WriteConsoleF('%d\n', [1 div Zero]);
  except
    on E: Exception do
    begin
      Text := E.Message;
      WriteConsoleF('caught: %p\n', [PtrUInt(PAnsiChar(Text))]);
    end;
  end;
  try
    PNumber(nil)^ := 1;
  except
    on E: Exception do
      WriteConsoleF('caught: %p\n', [PtrUInt(PAnsiChar(E.Message))]);
  end;
  Result := 0;
end;

function Add(Param: Pointer): PtrInt;
var
  Block: Pointer;
begin
  Block := ToroGetMem(1000);
  FillChar(Block^, 1000, 1);
  ToroFreeMem(Block);
  InterlockedExchangeAdd(Sum, 1 shl GetApicID);
  Result := 0;
end;

var
  First, Second, Third: TThreadID;
  Core: LongInt;
begin
  First := BeginThread(nil, 32768, Count, nil, DWORD(-1), First);
  SysThreadSwitch;
  WriteConsoleF('steps: %d\n', [Steps]);
  SysThreadSwitch;
  WriteConsoleF('suspended: %d\n', [Steps]);
  SysResumeThread(First);
  SysThreadSwitch;
  WriteConsoleF('resumed: %d\n', [Steps]);
  Second := BeginThread(nil, 32768, Forever, nil, DWORD(-1), Second);
  SysThreadSwitch;
  SysKillThread(Second);
  SysThreadSwitch;
  Third := BeginThread(nil, 65536, CatchAll, nil, DWORD(-1), Third);
  Sleep(10);
  for Core := 0 to CPU_COUNT - 1 do
    BeginThread(nil, 32768, Add, nil, Core, Third);
  while Sum <> 1 shl CPU_COUNT - 1 do
    Sleep(1);
  WriteConsoleF('every core ran once; no such core: %d\n', [
    BeginThread(nil, 32768, Add, nil, CPU_COUNT, Third)]);
end.

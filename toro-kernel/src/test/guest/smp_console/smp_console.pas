{ SPDX-License-Identifier: Apache-2.0 }
{ What cores write at the same time comes out line by line. }
program smp_console;

{$mode delphi}

uses
  Kernel in '..\..\rtl\Kernel.pas',
  Process in '..\..\rtl\Process.pas',
  Arch in '..\..\rtl\Arch.pas',
  Console in '..\..\rtl\Console.pas';

const
  Lines = 160;

var
  Finished: LongInt;

function WriteLines(Param: Pointer): PtrInt;
var
  Line: LongInt;
begin
  for Line := 1 to Lines div CPU_COUNT do
    WriteConsoleF('a line that is long enough to be cut by the line of another core: %p\n', [
      PtrUInt(PAnsiChar('it must not be'))]);
  InterlockedIncrement(Finished);
  Result := 0;
end;

var
  Core: LongInt;
  Thread: TThreadID;
begin
  for Core := 0 to CPU_COUNT - 1 do
    BeginThread(nil, 65536, WriteLines, nil, Core, Thread);
  while Finished < CPU_COUNT do
    Sleep(1);
  WriteConsoleF('end\n', []);
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ Runs a program of the corpus natively as an appliance sees the world: standard input, output and
  error are one terminal that changes no byte, and no signal is ignored (what a shell starts in the background
  ignores SIGINT and SIGQUIT). Called by NativeProgram and by LinuxPrograms of toro-bench:

    run_on_terminal <output file> <input file> <program> <arguments...>

  Ends with the program's exit code, 128 + number when a signal ended it. }
program run_on_terminal;

{$mode objfpc}{$H+}

uses
  BaseUnix, TermIO, SysUtils, Classes;

const
  { ioctl requests of a pseudo-terminal's master (ioctl_tty(2)) }
  SetLock = $40045431;
  GetNumber = $80045430;
  EndOfFile = #4;
  FirstArgument = 3;
  OwnFailure = 250;
  SignalCount = 64;

procedure Fail(const What: string);
begin
  WriteLn(StdErr, 'run_on_terminal: ', What, ': error ', fpGetErrno);
  Halt(OwnFailure);
end;

function OpenMaster(out SlaveName: string): cint;
var
  Number: cint;
begin
  Result := fpOpen('/dev/ptmx', O_RDWR);
  Number := 0;
  if (Result < 0) or (fpIOCtl(Result, SetLock, @Number) <> 0) or
    (fpIOCtl(Result, GetNumber, @Number) <> 0) then
    Fail('cannot open a terminal');
  SlaveName := '/dev/pts/' + IntToStr(Number);
end;

{ Lines are read whole, nothing is echoed, nothing is translated on the way out. }
procedure MakePlain(Terminal: cint);
var
  Settings: termios;
begin
  TCGetAttr(Terminal, Settings);
  Settings.c_oflag := 0;
  Settings.c_lflag := ICANON;
  TCSetAttr(Terminal, TCSANOW, Settings);
end;

procedure BecomeProgram(Terminal: cint);
var
  Arguments: array of PChar;
  I: Integer;
begin
  fpSetSid;
  for I := 0 to 2 do
    fpDup2(Terminal, I);
  fpClose(Terminal);
  { Those that cannot be set are refused. }
  for I := 1 to SignalCount do
    fpSignal(I, SignalHandler(SIG_DFL));
  SetLength(Arguments, ParamCount - FirstArgument + 2);
  for I := FirstArgument to ParamCount do
    Arguments[I - FirstArgument] := argv[I];
  fpExecVE(PChar(Arguments[0]), PPChar(@Arguments[0]), envp);
  Fail('cannot start ' + ParamStr(FirstArgument));
end;

procedure SendInput(Master: cint);
var
  Input: TMemoryStream;
  Mark: Char;
begin
  Input := TMemoryStream.Create;
  Input.LoadFromFile(ParamStr(2));
  if Input.Size > 0 then
    fpWrite(Master, PChar(Input.Memory)^, Input.Size);
  Mark := EndOfFile;
  fpWrite(Master, Mark, 1);
  Input.Free;
end;

{ Reading a master whose slave nobody has open any more fails: that is the end. }
procedure CopyOutput(Master: cint);
var
  Output: TFileStream;
  Buffer: array[0..65535] of Byte;
  Count: TSsize;
begin
  Output := TFileStream.Create(ParamStr(1), fmCreate);
  repeat
    Count := fpRead(Master, Buffer, SizeOf(Buffer));
    if Count > 0 then
      Output.Write(Buffer, Count);
  until Count <= 0;
  Output.Free;
end;

function ExitCodeOf(Child: TPid): Integer;
var
  Status: cint;
begin
  fpWaitPid(Child, Status, 0);
  if WIfExited(Status) then
    Result := WExitStatus(Status)
  else
    Result := 128 + WTermSig(Status);
end;

var
  Master, Slave: cint;
  SlaveName: string;
  Child: TPid;
begin
  Master := OpenMaster(SlaveName);
  Slave := fpOpen(SlaveName, O_RDWR or O_NOCTTY);
  MakePlain(Slave);
  Child := fpFork;
  if Child = 0 then
  begin
    fpClose(Master);
    BecomeProgram(Slave);
  end;
  fpClose(Slave);
  SendInput(Master);
  CopyOutput(Master);
  Halt(ExitCodeOf(Child));
end.

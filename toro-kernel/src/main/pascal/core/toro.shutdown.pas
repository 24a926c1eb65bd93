{ SPDX-License-Identifier: Apache-2.0 }
{ The end of the appliance: exit with a code, panic with a reason, power off (BOOT-ABI 8). Nothing here
  returns. Called by the exit system calls, fault handling and Process. }
unit Toro.Shutdown;

{$mode objfpc}
{$asmmode intel}

interface

{ Reports the exit code on the event channel and ends. }
procedure PowerOff(ExitCode: LongInt); noreturn;
{ Reports exit code 0 and resets the machine, which a VMM may take as its end. }
procedure Restart; noreturn;
{ Prints the reason, reports a panic and ends. }
procedure PowerOffPanic(Reason: PAnsiChar); noreturn;

{ Hook is called at exit, not at a panic, before the end is reported. At most four. }
procedure AtShutdown(Hook: TProcedure);

var
  { Another way to switch the machine off, tried when the exit port did nothing }
  PowerOffImplementation: TProcedure;

implementation

uses
  Toro.BootAbi, Toro.Serial, Toro.Cpu, Toro.Events;

const
  MaxHooks = 4;

var
  Hooks: array[0..MaxHooks - 1] of TProcedure;
  HookCount: LongInt;

procedure AtShutdown(Hook: TProcedure);
begin
  if HookCount < MaxHooks then
  begin
    Hooks[HookCount] := Hook;
    Inc(HookCount);
  end;
end;

{ An empty interrupt table makes the next exception a triple fault. }
procedure TripleFault; assembler; nostackframe;
asm
  xor eax, eax
  push rax
  push rax
  lidt [rsp]
  int3
end;

procedure ResetMachine; noreturn;
begin
  OutByte(KeyboardControllerPort, KeyboardControllerReset);
  TripleFault;
  HaltForever;
end;

procedure EndMachine(Status: Byte); noreturn;
begin
  DisableInterrupts;
  DrainSerial;
  OutByte(ExitPort, Status);
  if PowerOffImplementation <> nil then
    PowerOffImplementation();
  ResetMachine;
end;

procedure RunHooks;
begin
  while HookCount > 0 do
  begin
    Dec(HookCount);
    Hooks[HookCount]();
  end;
end;

procedure Restart;
begin
  RunHooks;
  SendMark(MarkExit, '0');
  DisableInterrupts;
  DrainSerial;
  ResetMachine;
end;

procedure PowerOff(ExitCode: LongInt);
var
  Digits: array[0..11] of AnsiChar;
  Index: LongInt;
begin
  RunHooks;
  ExitCode := ExitCode and $FF;
  Index := High(Digits);
  Digits[Index] := #0;
  repeat
    Dec(Index);
    Digits[Index] := AnsiChar(Ord('0') + ExitCode mod 10);
    ExitCode := ExitCode div 10;
  until ExitCode = 0;
  SendMark(MarkExit, @Digits[Index]);
  EndMachine(ExitPortSuccess);
end;

procedure PowerOffPanic(Reason: PAnsiChar);
begin
  WriteText('Toro: panic: ');
  WriteText(Reason);
  WriteText(#10);
  SendMark(MarkPanic, Reason);
  EndMachine(ExitPortPanic);
end;

end.

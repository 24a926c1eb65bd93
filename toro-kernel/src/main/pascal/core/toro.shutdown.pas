{ SPDX-License-Identifier: Apache-2.0 }
{ The end of the appliance: exit with a code, panic with a reason, power off (BOOT-ABI 8). Nothing here
  returns. Called by the exit system calls, fault handling and Process. }
unit Toro.Shutdown;

{$mode objfpc}
{$asmmode intel}

interface

{ Reports the exit code on the event channel and ends. }
procedure PowerOff(ExitCode: LongInt); noreturn;
{ Prints the reason, reports a panic and ends. }
procedure PowerOffPanic(Reason: PAnsiChar); noreturn;

implementation

uses
  Toro.BootAbi, Toro.Serial, Toro.Cpu, Toro.Events;

{ An empty interrupt table makes the next exception a triple fault. }
procedure TripleFault; assembler; nostackframe;
asm
  xor eax, eax
  push rax
  push rax
  lidt [rsp]
  int3
end;

procedure EndMachine(Status: Byte); noreturn;
begin
  DisableInterrupts;
  OutByte(ExitPort, Status);
  OutByte(KeyboardControllerPort, KeyboardControllerReset);
  TripleFault;
  HaltForever;
end;

procedure PowerOff(ExitCode: LongInt);
var
  Digits: array[0..11] of AnsiChar;
  Index: LongInt;
begin
  ExitCode := ExitCode and $FF;
  Index := High(Digits);
  Digits[Index] := #0;
  repeat
    Dec(Index);
    Digits[Index] := AnsiChar(Ord('0') + ExitCode mod 10);
    ExitCode := ExitCode div 10;
  until ExitCode = 0;
  SendMark('exit', @Digits[Index]);
  EndMachine(ExitPortSuccess);
end;

procedure PowerOffPanic(Reason: PAnsiChar);
begin
  WriteText('Toro: panic: ');
  WriteText(Reason);
  WriteText(#10);
  SendMark('panic', Reason);
  EndMachine(ExitPortPanic);
end;

end.

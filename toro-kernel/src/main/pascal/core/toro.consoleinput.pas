{ SPDX-License-Identifier: Apache-2.0 }
{ Reading from the console: a line at a time, as from a terminal. Joins the operations of Toro.Console when a
  program that reads asks for it (Toro.CompleteCalls). }
unit Toro.ConsoleInput;

{$mode objfpc}

interface

procedure InitConsoleInput;

implementation

uses
  Toro.CommandLine, Toro.Console, Toro.Descriptors, Toro.Errors, Toro.Serial, Toro.Waiting;

const
  CtrlD = 4;
  LineFeed = 10;
  CarriageReturn = 13;

var
  InputStarted: Boolean;
  { The word toro.input=none was given, the only value it has: the input is empty. }
  NoInput: Boolean;
  InputDescriptor: PDescriptor;

function PollInput: Int64;
begin
  if InputReady then
    DescriptorReady(InputDescriptor);
  Result := Forever;
end;

procedure StartInput(Descriptor: PDescriptor);
begin
  InputStarted := True;
  NoInput := FindKernelWord('toro.input') <> nil;
  InputDescriptor := Descriptor;
  EnableInputInterrupt;
  RegisterIdlePoll(@PollInput);
end;

{ Waits for a byte, then takes what is there up to the end of the line. Ctrl-D ends the input, Enter is
  a line feed, as on a terminal. }
function ConsoleRead(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
var
  Value: Byte;
begin
  Result := 0;
  if not InputStarted then
    StartInput(Descriptor);
  if NoInput then
    Exit;
  while Result < Count do
  begin
    if not InputReady then
    begin
      if Result > 0 then
        Exit;
      if Descriptor^.Flags and OpenNonBlocking <> 0 then
        Exit(-EAGAIN);
      WaitOn(Descriptor^.Queue, Forever);
      Continue;
    end;
    Value := ReadSerial;
    if Value = CtrlD then
      Exit;
    if Value = CarriageReturn then
      Value := LineFeed;
    PByte(Buffer + Result)^ := Value;
    Inc(Result);
    if Value = LineFeed then
      Exit;
  end;
end;

function ConsolePoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
begin
  if not InputStarted then
    StartInput(Descriptor);
  Result := Events and PollOut;
  if NoInput or InputReady then
    Result := Result or Events and PollIn;
end;

procedure InitConsoleInput;
begin
  ConsoleOperations^.Read := @ConsoleRead;
  ConsoleOperations^.Poll := @ConsolePoll;
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The console as a file: what descriptors 0, 1 and 2 stand for (BOOT-ABI 6). }
unit Toro.Console;

{$mode objfpc}

interface

uses
  Toro.Descriptors;

{ The operations of descriptors 0, 1 and 2 }
function ConsoleOperations: PDescriptorOperations;

implementation

uses
  Toro.Errors, Toro.Serial, Toro.Waiting;

const
  CtrlD = 4;
  LineFeed = 10;
  CarriageReturn = 13;

var
  InputStarted: Boolean;
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

function ConsoleWrite(Descriptor: PDescriptor; Buffer: Pointer; Count: Int64): Int64;
begin
  WriteSerial(Buffer, Count);
  Result := Count;
end;

{ struct termios: a terminal in its usual line mode. The run-time library only asks whether this
  succeeds: then it sends every line at once. }
function ConsoleIoctl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
const
  TCGETS = $5401;
  TermiosSize = 36;
begin
  if Request <> TCGETS then
    Exit(-ENOTTY);
  FillChar(Argument^, TermiosSize, 0);
  Result := 0;
end;

function ConsoleStat(Descriptor: PDescriptor; Buffer: Pointer): Int64;
const
  ModeOffset = 24;
  CharacterDevice = $2000 or $190;
begin
  PLongWord(Buffer + ModeOffset)^ := CharacterDevice;
  Result := 0;
end;

function ConsolePoll(Descriptor: PDescriptor; Events: LongWord): LongWord;
begin
  if not InputStarted then
    StartInput(Descriptor);
  Result := Events and PollOut;
  if InputReady then
    Result := Result or Events and PollIn;
end;

const
  Operations: TDescriptorOperations = (Read: @ConsoleRead; Write: @ConsoleWrite; Seek: nil;
    Close: nil; Stat: @ConsoleStat; Ioctl: @ConsoleIoctl; Poll: @ConsolePoll; Truncate: nil;
    Sync: nil; ReadDirectory: nil);

function ConsoleOperations: PDescriptorOperations;
begin
  Result := @Operations;
end;

end.

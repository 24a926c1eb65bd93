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
  { The word toro.input=none was given, the only value it has: the input ends at once. }
  NoInput: Boolean;
  { The program threw away what was typed, or reads keys and not lines: there is no end, nobody types. }
  EndFlushed: Boolean;
  InputDescriptor: PDescriptor;
  { struct termios as the program set it }
  Settings: array[0..35] of Byte;
  SettingsKnown: Boolean;
  PlainIoctl: function(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;

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
  if NoInput and not EndFlushed or InputReady then
    Result := Result or Events and PollIn;
end;

{ ioctl_tty(2): what a terminal of no size answers, on top of what the console itself knows. Settings are
  kept for who asks, but input always comes in lines. }
function ConsoleControl(Descriptor: PDescriptor; Request: Int64; Argument: Pointer): Int64;
const
  TCGETS = $5401;
  TCSETS = $5402;
  TCSETSF = $5404;
  TCSBRK = $5409;
  TCFLSH = $540B;
  TIOCOUTQ = $5411;
  TIOCGWINSZ = $5413;
  FIONREAD = $541B;
  WindowSize = 8;
  { struct termios: c_lflag and its bit for reading lines }
  LocalModes = 12;
  ICANON = 2;
begin
  Result := 0;
  case Request of
    TCGETS:
      if SettingsKnown then
        Move(Settings, Argument^, SizeOf(Settings))
      else
        Result := PlainIoctl(Descriptor, Request, Argument);
    TCSETS..TCSETSF:
      begin
        Move(Argument^, Settings, SizeOf(Settings));
        SettingsKnown := True;
        EndFlushed := EndFlushed or (Request = TCSETSF) or
          (PLongWord(Argument + LocalModes)^ and ICANON = 0);
      end;
    TCFLSH:
      EndFlushed := True;
    TCSBRK..TCFLSH - 1:
      ;
    TIOCGWINSZ:
      FillChar(Argument^, WindowSize, 0);
    TIOCOUTQ, FIONREAD:
      PLongInt(Argument)^ := 0;
  else
    Result := PlainIoctl(Descriptor, Request, Argument);
  end;
end;

procedure InitConsoleInput;
begin
  PlainIoctl := ConsoleOperations^.Ioctl;
  ConsoleOperations^.Ioctl := @ConsoleControl;
  ConsoleOperations^.Read := @ConsoleRead;
  ConsoleOperations^.Poll := @ConsolePoll;
end;

end.

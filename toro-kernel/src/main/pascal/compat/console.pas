{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's console: formatted output and keys. Here it is the serial console, so what programs of 2019
  wrote to the screen appears where everything else of the appliance does.

  Called by: programs of the Toro interface.
  Touches: file descriptors 0 and 1. }
unit Console;

{$mode objfpc}{$H+}

interface

type
  XChar = AnsiChar;
  PXChar = PAnsiChar;

var
  { The colour that the last colour code chose, a number of the VGA palette. The serial console has
    one colour, so nothing else follows from it. }
  Color: Byte = 10;

{ Writes Format in one piece.

  %d unsigned decimal, %h 0x and hexadecimal, %c character, %s the address of an AnsiString
  variable, %p a NUL-terminated text, %% a percent sign (and takes an argument, as it always did).
  A % with no argument left stands for itself; an unknown letter after it is left out.
  \n new line, \t the time as DD/MM/YYYY-HH:MM:SS, \v nine spaces, \c clears the screen, \\ a
  backslash. /n /a /v /c /r /V /R /z /N choose a colour; any other letter after / is swallowed. }
procedure WriteConsoleF(const Format: AnsiString; const Args: array of PtrUInt);

{ Blocks until a key comes. }
procedure ReadConsole(out C: XChar);
{ Blocks until Enter; the keys before it and a NUL go into Format, which must have room. }
procedure ReadlnConsole(Format: PXChar);

{ Toro switched the keyboard's interrupt here; the serial console always listens. }
procedure EnabledConsole;
procedure DisabledConsole;

procedure CleanConsole;
procedure PrintDecimal(Value: PtrUInt);
procedure ConsoleInit;

implementation

uses
  BaseUnix, Toro.ConsoleFormat;

const
  StandardInput = 0;
  Enter1 = #10;
  Enter2 = #13;

procedure WriteConsoleF(const Format: AnsiString; const Args: array of PtrUInt);
begin
  WriteText(FormatConsole(Format, Args, Color));
end;

procedure ReadConsole(out C: XChar);
begin
  C := #0;
  FpRead(StandardInput, @C, 1);
end;

procedure ReadlnConsole(Format: PXChar);
var
  C: XChar;
begin
  repeat
    if FpRead(StandardInput, @C, 1) <> 1 then
      Break;
    if (C = Enter1) or (C = Enter2) then
      Break;
    Format^ := C;
    Inc(Format);
  until False;
  Format^ := #0;
end;

procedure EnabledConsole;
begin
end;

procedure DisabledConsole;
begin
end;

procedure CleanConsole;
begin
  WriteText(ClearScreen);
end;

procedure PrintDecimal(Value: PtrUInt);
var
  Digits: ShortString;
begin
  Str(Value, Digits);
  WriteText(Digits);
end;

procedure ConsoleInit;
begin
end;

end.

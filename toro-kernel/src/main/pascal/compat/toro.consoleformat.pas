{ SPDX-License-Identifier: Apache-2.0 }
{ The format language of Toro's WriteConsoleF and WriteDebug.

  Called by: Console and Debug.
  Touches: file descriptor 1; the clock, for time stamps. }
unit Toro.ConsoleFormat;

{$mode objfpc}{$H+}

interface

const
  { ECMA-48: erase the page, cursor home }
  ClearScreen = #27'[2J'#27'[H';

{ Format with its codes replaced; see Console. A colour code changes Color. }
function FormatConsole(const Format: AnsiString; const Args: array of PtrUInt;
  var Color: Byte): AnsiString;

{ The same without colours: a slash is a slash. }
function FormatDebug(const Format: AnsiString; const Args: array of PtrUInt): AnsiString;

{ DD/MM/YYYY-HH:MM:SS, of now }
function TimeStamp: AnsiString;

{ To the console, after what the program has written with Write. }
procedure WriteText(const Text: AnsiString);

implementation

uses
  BaseUnix, Toro.Calendar;

const
  StandardOutput = 1;
  NineSpaces = '         ';

function Hexadecimal(Value: PtrUInt): AnsiString;
var
  Digits: LongInt;
begin
  Digits := 1;
  while (Digits < 16) and (Value shr (4 * Digits) <> 0) do
    Inc(Digits);
  Result := '0x' + HexStr(Int64(Value), Digits);
end;

function Decimal(Value: PtrUInt): AnsiString;
begin
  Str(Value, Result);
end;

function TextOfArgument(Code: AnsiChar; Argument: PtrUInt): AnsiString;
begin
  case Code of
    'd': Result := Decimal(Argument);
    'h': Result := Hexadecimal(Argument);
    'c': Result := AnsiChar(Byte(Argument));
    's': Result := PAnsiString(Argument)^;
    'p': Result := PAnsiChar(Argument);
    '%': Result := '%';
  else
    Result := '';
  end;
end;

function TextOfEscape(Code: AnsiChar): AnsiString;
begin
  case Code of
    'n': Result := #10;
    't': Result := TimeStamp;
    'v': Result := NineSpaces;
    'c': Result := ClearScreen;
    '\': Result := '\';
  else
    { As Toro does: the letter comes twice. }
    Result := '\' + Code + Code;
  end;
end;

procedure ChooseColor(Code: AnsiChar; var Color: Byte);
begin
  case Code of
    'n': Color := 7;
    'a': Color := 1;
    'v': Color := 2;
    'c': Color := 3;
    'r': Color := 4;
    'V': Color := 10;
    'R': Color := 12;
    'z': Color := 15;
    'N': Color := $AF;
  end;
end;

{ Color = nil: no colour codes }
function Formatted(const Format: AnsiString; const Args: array of PtrUInt;
  Color: PByte): AnsiString;
var
  Index, NextArgument: LongInt;
  Mark, Code: AnsiChar;
begin
  Result := '';
  NextArgument := 0;
  Index := 1;
  while Index <= Length(Format) do
  begin
    Mark := Format[Index];
    Code := #0;
    if Index < Length(Format) then
      Code := Format[Index + 1];
    Inc(Index, 2);
    if (Mark = '%') and (NextArgument <= High(Args)) then
    begin
      Result := Result + TextOfArgument(Code, Args[NextArgument]);
      Inc(NextArgument);
    end
    else if Mark = '\' then
      Result := Result + TextOfEscape(Code)
    else if (Mark = '/') and (Color <> nil) then
      ChooseColor(Code, Color^)
    else
    begin
      Result := Result + Mark;
      Dec(Index);
    end;
  end;
end;

function FormatConsole(const Format: AnsiString; const Args: array of PtrUInt;
  var Color: Byte): AnsiString;
begin
  Result := Formatted(Format, Args, @Color);
end;

function FormatDebug(const Format: AnsiString; const Args: array of PtrUInt): AnsiString;
begin
  Result := Formatted(Format, Args, nil);
end;

function TwoDigits(Value: LongInt): AnsiString;
begin
  Result := AnsiChar(Ord('0') + Value div 10) + AnsiChar(Ord('0') + Value mod 10);
end;

function TimeStamp: AnsiString;
var
  Now: TCalendarTime;
begin
  Now := CalendarNow;
  Result := TwoDigits(Now.Day) + '/' + TwoDigits(Now.Month) + '/' + Decimal(Now.Year) + '-'
    + TwoDigits(Now.Hour) + ':' + TwoDigits(Now.Min) + ':' + TwoDigits(Now.Sec);
end;

procedure WriteText(const Text: AnsiString);
begin
  Flush(Output);
  if Text <> '' then
    FpWrite(StandardOutput, PAnsiChar(Text), Length(Text));
end;

end.

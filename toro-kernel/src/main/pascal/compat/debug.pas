{ SPDX-License-Identifier: Apache-2.0 }
{ Toro's debug output: WriteConsoleF with the time, the core and the thread in front.

  Called by: programs of the Toro interface.
  Touches: file descriptors 0 and 1. }
unit Debug;

{$mode objfpc}{$H+}

interface

{ The codes of WriteConsoleF, and \r for the time-stamp counter; / stands for itself. }
procedure WriteDebug(const Format: AnsiString; const Args: array of PtrUInt);
{ Says where it is and waits for a byte on the console. }
procedure SetBreakPoint(Id: QWord);
procedure DebugInit;

implementation

uses
  BaseUnix, Toro.ConsoleFormat, Toro.Cores, Toro.Cpu;

function Number(Value: QWord): AnsiString;
begin
  Str(Value, Result);
end;

{ \r becomes the counter's digits. }
function Prepared(const Format: AnsiString): AnsiString;
var
  Index: LongInt;
begin
  Result := '';
  Index := 1;
  while Index <= Length(Format) do
  begin
    if (Format[Index] = '\') and (Index < Length(Format)) and (Format[Index + 1] = 'r') then
    begin
      Result := Result + Number(ReadTsc);
      Inc(Index);
    end
    else
      Result := Result + Format[Index];
    Inc(Index);
  end;
end;

procedure WriteDebug(const Format: AnsiString; const Args: array of PtrUInt);
begin
  WriteText('[' + TimeStamp + ' core ' + Number(ThisCore^.Index) + ' thread '
    + HexStr(Pointer(GetCurrentThreadId)) + '] ' + FormatDebug(Prepared(Format), Args));
end;

procedure SetBreakPoint(Id: QWord);
var
  Key: Byte;
begin
  WriteText('break point ' + Number(Id) + #10);
  FpRead(0, @Key, 1);
end;

procedure DebugInit;
begin
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ A program with the unit that reads line numbers finds them in its own file. }
program debug_line_numbers;

{$mode objfpc}

uses
  lnfodwrf, SysUtils;

procedure Fail(Divisor: LongInt);
begin
  WriteLn(100 div Divisor);
end;

procedure Show(Address: CodePointer);
var
  Routine, Source: ShortString;
  Line: LongInt;
begin
  if GetLineInfo(PtrUInt(Address), Routine, Source, Line) then
    WriteLn(Routine, ' ', ExtractFileName(Source), ' ', Line)
  else
    WriteLn('unknown');
end;

begin
  Show(@Fail);
  Show(@Show);
  Show(nil);
  try
    Fail(0);
  except
    on E: Exception do
    begin
      WriteLn(E.Message);
      Show(ExceptAddr);
    end;
  end;
  Fail(0);
end.

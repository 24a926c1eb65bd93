{ SPDX-License-Identifier: Apache-2.0 }
program lang_resourcestrings;
{$mode objfpc}{$H+}
uses
  SysUtils;
resourcestring
  SGreeting = 'Hello %s, you have %d messages';
  SOther = 'Other';
function Translate(Name, Value: AnsiString; Hash: LongInt; Arg: Pointer): AnsiString;
begin
  Result := '[' + Value + ']';
end;
begin
  WriteLn(Format(SGreeting, ['you', 3]));
  SetResourceStrings(@Translate, nil); WriteLn(SOther, ' ', Format(SGreeting, ['x', 1]));
  ResetResourceTables; WriteLn(SOther);
end.

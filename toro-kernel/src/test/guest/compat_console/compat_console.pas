{ SPDX-License-Identifier: Apache-2.0 }
{ The formats of Toro's WriteConsoleF, in a program written as those of 2019 are. }
program compat_console;

{$mode delphi}

uses
  Kernel in '..\..\rtl\Kernel.pas',
  Arch in '..\..\rtl\Arch.pas',
  Console in '..\..\rtl\Console.pas';

var
  Text: string;
  Buffer: array[0..63] of XChar;
begin
  Text := 'string';
  WriteConsoleF('/VHello /nWorld\n', []);
  WriteConsoleF('%d %d %h %h\n', [0, 1234567890123, 0, $DEADBEEF]);
  WriteConsoleF('%c%c %s %p\n', [PtrUInt(Ord('a')), PtrUInt(Ord('b')), PtrUInt(@Text),
    PtrUInt(PAnsiChar('pointer'))]);
  WriteConsoleF('100%% of %d, unknown %y left out\n', [0, 5, 6]);
  WriteConsoleF('no argument: %d %s%\n', []);
  WriteConsoleF('a\\b\vc\qd\n', []);
  WriteConsoleF('/Rred is %d', [Color]);
  WriteConsoleF(', then %d\n', [Color]);
  InttoStr(4711, Buffer);
  WriteConsoleF('%p ', [PtrUInt(@Buffer)]);
  StrConcat('left', 'right', Buffer);
  WriteConsoleF('%p %d %d\n', [PtrUInt(@Buffer), PtrUInt(StrCmp('abc', 'abd', 2)),
    PtrUInt(StrCmp('abc', 'abd', 3))]);
  Write('plain, ');
  WriteConsoleF('toro, ', []);
  PrintDecimal(42);
  WriteLn(', in order');
end.

{ SPDX-License-Identifier: Apache-2.0 }
program strings_pchar;
{$mode objfpc}{$H+}
uses
  SysUtils, Strings;
var
  Buffer: array[0..63] of Char;
  P: PChar;
  S: AnsiString;
begin
  StrPCopy(Buffer, 'hello');
  WriteLn(StrLen(Buffer), ' ', Buffer);
  StrCat(Buffer, ' world');
  P := StrPos(Buffer, 'wor');
  WriteLn(P, ' ', P - Buffer, ' ', StrComp('a', 'b'), StrIComp('ABC', 'abc'), StrLComp('abX', 'abY', 2));
  WriteLn(StrUpper(Buffer), ' ', StrRScan(Buffer, 'O'), ' ', StrScan(Buffer, 'L'), ' ', StrEnd(Buffer) - Buffer);
  P := StrNew('copied');
  WriteLn(P, StrLen(P));
  StrDispose(P);
  S := 'one'#0'two';
  WriteLn(Length(S), ' ', StrLen(PChar(S)), ' ', AnsiString(PChar(S)));
  P := PChar(S) + 4;
  WriteLn(P, ' ', P[1], ' ', (P - 4)^);
  StrMove(Buffer, 'xyz', 4);
  StrLCopy(Buffer, 'abcdefgh', 3);
  WriteLn(Buffer, ' ', StrPas(Buffer));
  WriteLn(StrFmt(Buffer, '%d-%s', [5, 'z']), ' ', StrLFmt(Buffer, 4, '%s', ['long text']));
end.

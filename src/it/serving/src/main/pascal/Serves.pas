{ SPDX-License-Identifier: Apache-2.0 }
program Serves;

var
  Words: Text;
  Line: string;

begin
  Assign(Words, '/words.txt');
  Reset(Words);
  ReadLn(Words, Line);
  WriteLn('read: ', Line);
  WriteLn('serving');
  repeat
  until False;
end.

{ SPDX-License-Identifier: Apache-2.0 }
{ The unit Crt asks the terminal where the cursor is; nobody answers, and the program goes on. }
program console_crt_position;

uses
  Crt;

begin
  WriteLn('start');
  GotoXY(5, 3);
  TextColor(Yellow);
  Write('here ', WhereX, ' ', WhereY);
  ClrEol;
  NormVideo;
  WriteLn;
  WriteLn(WindMaxX > 0, ' ', KeyPressed);
end.

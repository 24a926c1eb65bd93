{ SPDX-License-Identifier: Apache-2.0 }
program terminal_requests;
{$mode objfpc}{$H+}
uses
  BaseUnix, TermIO;
var
  Settings: TermIOS;
  Size: record
    Rows, Columns, Width, Height: Word;
  end;
  Waiting: cint;
begin
  WriteLn(IsATTY(0), ' ', IsATTY(1), ' ', IsATTY(2), ' ', IsATTY(50));
  WriteLn(TCGetAttr(0, Settings), ' ', TCGetAttr(77, Settings), ' ', fpGetErrno);
  Settings.c_lflag := Settings.c_lflag and not ECHO;
  WriteLn(TCSetAttr(1, TCSANOW, Settings));
  WriteLn(TCGetAttr(1, Settings), ' ', Settings.c_lflag and ECHO);
  WriteLn(fpIOCtl(1, TIOCGWINSZ, @Size), ' ', Size.Rows, ' ', Size.Columns);
  WriteLn(fpIOCtl(1, FIONREAD, @Waiting), ' ', Waiting);
  WriteLn(fpIOCtl(1, $9999, @Waiting), ' ', fpGetErrno);
  WriteLn(TCFlush(0, TCIFLUSH), ' ', TCDrain(1));
end.

{ SPDX-License-Identifier: Apache-2.0 }
program Edited;

uses
  SysUtils;

begin
  WriteLn('version 1');
  Flush(Output);
  repeat
    Sleep(1000);
  until False;
end.

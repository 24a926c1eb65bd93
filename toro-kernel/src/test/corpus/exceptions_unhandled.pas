{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_unhandled;
{$mode objfpc}
uses
  SysUtils;
begin
  WriteLn('start');
  raise EInvalidOp.Create('nobody catches this');
end.

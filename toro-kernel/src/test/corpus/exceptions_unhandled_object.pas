{ SPDX-License-Identifier: Apache-2.0 }
program exceptions_unhandled_object;
{$mode objfpc}
procedure Fail;
begin
  raise TObject.Create;
end;
begin
  WriteLn('start');
  Fail;
end.

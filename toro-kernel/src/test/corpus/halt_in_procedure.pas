{ SPDX-License-Identifier: Apache-2.0 }
program halt_in_procedure;
{$mode objfpc}
uses
  SysUtils;
procedure Inner;
begin
  try
    Halt(4);
  finally
    WriteLn('finally must not run');
  end;
end;
begin
  try
    Inner;
  except
    WriteLn('except must not run');
  end;
end.

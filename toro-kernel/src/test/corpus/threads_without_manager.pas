{ SPDX-License-Identifier: Apache-2.0 }
program threads_without_manager;
{$mode objfpc}
uses
  SysUtils;
function Run(P: Pointer): PtrInt;
begin
  Result := 0;
end;
begin
  WriteLn('no thread unit');
  BeginThread(@Run, nil);
  WriteLn('never');
end.

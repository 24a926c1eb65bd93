{ SPDX-License-Identifier: Apache-2.0 }
program heap_exhausted;
{$mode objfpc}
uses
  SysUtils;
var
  P: Pointer;
begin
  try
    GetMem(P, PtrUInt(1) shl 45);
    WriteLn('impossible');
  except
    on E: EOutOfMemory do WriteLn(E.ClassName, ': ', E.Message);
  end;
  ReturnNilIfGrowHeapFails := True;
  P := GetMem(PtrUInt(1) shl 45); WriteLn(P = nil);
  P := GetMem(100); WriteLn(P <> nil); FreeMem(P);
end.

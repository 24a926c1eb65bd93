{ SPDX-License-Identifier: Apache-2.0 }
program heap_heaptrc;
{$mode objfpc}
uses
  HeapTrc;
var
  P: Pointer;
begin
  GetMem(P, 100); FreeMem(P); GetMem(P, 28);
  WriteLn('leaking 28 bytes');
  FreeMem(P);
end.

{ SPDX-License-Identifier: Apache-2.0 }
program heap_exhausted_unhandled;
var
  P: Pointer;
begin
  WriteLn('asking for too much');
  GetMem(P, PtrUInt(1) shl 45);
  WriteLn('never');
end.

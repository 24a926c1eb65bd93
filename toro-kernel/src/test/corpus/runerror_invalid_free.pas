{ SPDX-License-Identifier: Apache-2.0 }
program runerror_invalid_free;
var
  P: Pointer;
begin
  GetMem(P, 64); WriteLn('corrupting'); FillChar(PByte(P - 16)^, 16, $FF); FreeMem(P); WriteLn('never');
end.

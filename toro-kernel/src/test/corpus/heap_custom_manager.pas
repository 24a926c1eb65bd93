{ SPDX-License-Identifier: Apache-2.0 }
program heap_custom_manager;
{$mode objfpc}{$H+}
var
  Old, Mine: TMemoryManager; Gets, Frees: Integer;
function CountGet(Size: PtrUInt): Pointer;
begin
  Inc(Gets); Result := Old.GetMem(Size);
end;
function CountFree(P: Pointer): PtrUInt;
begin
  Inc(Frees); Result := Old.FreeMem(P);
end;
var
  P: Pointer; S: string; I: Integer;
begin
  GetMemoryManager(Old); Mine := Old; Mine.GetMem := @CountGet; Mine.FreeMem := @CountFree; SetMemoryManager(Mine);
  WriteLn(IsMemoryManagerSet);
  for I := 1 to 10 do begin GetMem(P, 10); FreeMem(P) end;
  S := 'x'; for I := 1 to 5 do S := S + 'y';
  SetMemoryManager(Old); WriteLn(Gets >= 10, Frees >= 10, Length(S));
end.

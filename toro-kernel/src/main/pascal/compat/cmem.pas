{ SPDX-License-Identifier: Apache-2.0 }
{ Stands in for the unit of this name that binds the C library's malloc: the heap stays what it is. The
  compiler finds this one first. }
unit cmem;

{$mode objfpc}

interface

function Malloc(Size: PtrUInt): Pointer; cdecl;
procedure Free(Block: Pointer); cdecl;
function ReAlloc(Block: Pointer; Size: PtrUInt): Pointer; cdecl;
function CAlloc(Count, UnitSize: PtrUInt): Pointer; cdecl;

implementation

function Malloc(Size: PtrUInt): Pointer; cdecl;
begin
  Result := GetMem(Size);
end;

procedure Free(Block: Pointer); cdecl;
begin
  FreeMem(Block);
end;

function ReAlloc(Block: Pointer; Size: PtrUInt): Pointer; cdecl;
begin
  Result := ReAllocMem(Block, Size);
end;

function CAlloc(Count, UnitSize: PtrUInt): Pointer; cdecl;
begin
  Result := AllocMem(Count * UnitSize);
end;

end.

{ SPDX-License-Identifier: Apache-2.0 }
{ GetMem and FreeMem of the unit System, taken over (overrides.txt, wrap-everywhere): while the memory manager is
  that of unit Memory they are the heap's short ways themselves, one call deep instead of two; with any other manager
  they go on as the run-time library does. Part of unit Memory; touches nothing but the calling core's heap. }
unit Toro.HeapEntries;

{$mode objfpc}
{$asmmode intel}

interface

implementation

uses
  Toro.Cores, Toro.Heap, Toro.HeapClasses;

var
  { The manager that is set is the cores' heap. }
  Direct: Boolean;

procedure RealSetManager(const Manager: TMemoryManager);
  external name '__real_SYSTEM_$$_SETMEMORYMANAGER$TMEMORYMANAGER';
procedure RealGet; external name '__real_SYSTEM_$$_GETMEM$QWORD$$POINTER';
procedure RealGetTo; external name '__real_SYSTEM_$$_GETMEM$POINTER$QWORD';
procedure RealFree; external name '__real_SYSTEM_$$_FREEMEM$POINTER$$QWORD';
procedure RealFreeSize; external name '__real_SYSTEM_$$_FREEMEM$POINTER$QWORD';

procedure SetManager(const Manager: TMemoryManager);
  [public, alias: '__wrap_SYSTEM_$$_SETMEMORYMANAGER$TMEMORYMANAGER'];
begin
  RealSetManager(Manager);
  Direct := (Manager.GetMem = @HeapGet) and (Manager.FreeMem = @HeapFree);
end;

{ GetMem(Size), and New }
procedure EntryGet; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_GETMEM$QWORD$$POINTER', alias: '__wrap_fpc_getmem'];
asm
  cmp byte ptr [rip + Direct], 0
  je @other
  mov rax, gs:[TCore.Heap]
{$I toro.heapfast.inc}
  ret
{$I toro.heapcoarse.inc}
@slow:
  jmp HeapGetSlowly
@other:
  jmp RealGet
end;

{ GetMem(P, Size): rdi is where the block goes, rsi the size. }
procedure EntryGetTo; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_GETMEM$POINTER$QWORD'];
asm
  cmp byte ptr [rip + Direct], 0
  je @other
  xchg rdi, rsi
  mov rax, gs:[TCore.Heap]
{$I toro.heapfast.inc}
  mov [rsi], rax
  ret
{$I toro.heapcoarse.inc}
@slow:
  push rsi
  call HeapGetSlowly
  pop rsi
  mov [rsi], rax
  ret
@other:
  jmp RealGetTo
end;

{ FreeMem(P), and Dispose }
procedure EntryFree; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_FREEMEM$POINTER$$QWORD', alias: '__wrap_fpc_freemem'];
asm
  cmp byte ptr [rip + Direct], 0
  je @other
  mov rax, gs:[TCore.Heap]
{$I toro.heapfree.inc}
  ret
@turn:
  mov rdi, rcx
  jmp HeapSpanTurns
@nothing:
  xor eax, eax
  ret
@elsewhere:
  jmp HeapFreeElsewhere
@other:
  jmp RealFree
end;

{ FreeMem(P, Size) }
procedure EntryFreeSize; assembler; nostackframe;
  [public, alias: '__wrap_SYSTEM_$$_FREEMEM$POINTER$QWORD'];
asm
  cmp byte ptr [rip + Direct], 0
  je @other
  mov rax, gs:[TCore.Heap]
{$I toro.heapfree.inc}
  ret
@turn:
  mov rdi, rcx
  jmp HeapSpanTurns
@nothing:
  ret
@elsewhere:
  jmp HeapFreeElsewhere
@other:
  jmp RealFreeSize
end;

end.

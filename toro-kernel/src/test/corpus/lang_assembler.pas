{ SPDX-License-Identifier: Apache-2.0 }
program lang_assembler;
{$mode objfpc}{$asmmode intel}
function AddAsm(A, B: Int64): Int64; assembler; nostackframe;
asm
  lea rax, [rdi + rsi]
end;
function Brand: ShortString;
var
  R: array[0..3] of LongWord;
begin
  asm
    push rbx
    xor eax, eax
    cpuid
    mov dword ptr [R], ebx
    mov dword ptr [R + 4], edx
    mov dword ptr [R + 8], ecx
    pop rbx
  end;
  Result := '';
  if R[0] <> 0 then Result := 'has cpuid';
end;
function Loop(N: LongInt): LongInt;
begin
  asm
    xor eax, eax
    mov ecx, N
@again:
    add eax, ecx
    dec ecx
    jnz @again
    mov @Result, eax
  end;
end;
begin
  WriteLn(AddAsm(40, 2), ' ', Brand, ' ', Loop(100));
end.

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the CPU goes on an exception (Intel SDM 3, 6.12 to 6.15). Every entry makes the same record on
 * the stack, TTrapFrame of Toro.Traps, and calls toro_handle_trap (rdi = the record); the
 * registers in the record are those that the core goes on with.
 *
 *   toro_trap_entries   one entry of 16 bytes for each vector from 0 to 21
 */
        .set    VECTORS, 22
        /* 8, 10 to 14, 17 and 21 push an error code themselves. */
        .set    WITH_ERROR_CODE, 0x227D00

        .section .text.toro_trap_entries, "ax", @progbits
        .code64
        .globl  toro_trap_entries
        .type   toro_trap_entries, @function
        .balign 16
toro_trap_entries:
        .set    vector, 0
        .rept   VECTORS
        .balign 16
        .if     (WITH_ERROR_CODE >> vector) & 1 == 0
        pushq   $0
        .endif
        pushq   $vector
        jmp     trap
        .set    vector, vector + 1
        .endr

trap:
        pushq   %rax
        pushq   %rcx
        pushq   %rdx
        pushq   %rbx
        pushq   %rbp
        pushq   %rsi
        pushq   %rdi
        pushq   %r8
        pushq   %r9
        pushq   %r10
        pushq   %r11
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        cld
        movq    %rsp, %rdi
        call    toro_handle_trap
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %r11
        popq    %r10
        popq    %r9
        popq    %r8
        popq    %rdi
        popq    %rsi
        popq    %rbp
        popq    %rbx
        popq    %rdx
        popq    %rcx
        popq    %rax
        addq    $16, %rsp                       /* vector and error code */
        iretq
        .size   toro_trap_entries, . - toro_trap_entries

        .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the CPU goes on an exception (Intel SDM 3, 6.12 to 6.15). Every entry makes the same record on
 * the stack, TTrapFrame of Toro.Traps, and calls toro_handle_trap (rdi = the record); the
 * registers in the record are those that the core goes on with.
 *
 *   toro_trap_entries   one entry of 8 bytes for each vector from 0 to 21
 */
        .set    VECTORS, 22
        .set    ENTRY_SHIFT, 3
        .set    ENTRY_SIZE, 1 << ENTRY_SHIFT
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
        .balign ENTRY_SIZE
        .if     (WITH_ERROR_CODE >> vector) & 1 == 0
        pushq   $0
        .endif
        call    trap
        .set    vector, vector + 1
        .endr

        /* In memory as in Linux's struct sigcontext, from r8 up. */
trap:
        pushq   %rcx
        pushq   %rax
        pushq   %rdx
        pushq   %rbx
        pushq   %rbp
        pushq   %rsi
        pushq   %rdi
        pushq   %r15
        pushq   %r14
        pushq   %r13
        pushq   %r12
        pushq   %r11
        pushq   %r10
        pushq   %r9
        pushq   %r8
        cld
        /* The return address says which entry it was. */
        subq    $toro_trap_entries, 15 * 8(%rsp)
        shrq    $ENTRY_SHIFT, 15 * 8(%rsp)
        movq    %rsp, %rdi
        call    toro_handle_trap
        popq    %r8
        popq    %r9
        popq    %r10
        popq    %r11
        popq    %r12
        popq    %r13
        popq    %r14
        popq    %r15
        popq    %rdi
        popq    %rsi
        popq    %rbp
        popq    %rbx
        popq    %rdx
        popq    %rax
        popq    %rcx
        addq    $16, %rsp                       /* vector and error code */
        iretq
        .size   toro_trap_entries, . - toro_trap_entries

        .section .note.GNU-stack, "", @progbits

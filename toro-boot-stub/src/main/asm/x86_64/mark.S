/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event channel (BOOT-ABI 7): one line a mark, to the debug port where the VMM has it, else inside
 * an escape sequence on the console. Called by the stub and by Toro.Events; touches two ports only. Each
 * byte may cost the host an exit of the guest, so a line is as short as it can be read.
 *
 *   toro_send_mark(edi = letter, rsi = TSC, rdx = NUL-terminated value or 0)
 */
        .include "boot_abi.inc"

        .set    LINE_SPACE, 256

        .section .text.toro_send_mark, "ax", @progbits
        .code64
        .globl  toro_send_mark
        .type   toro_send_mark, @function
toro_send_mark:
        subq    $LINE_SPACE, %rsp
        leaq    LINE_SPACE - 2(%rsp), %r11      /* keep room for LF or ESC \ */
        movl    %edi, %eax
        movq    %rsp, %rdi                      /* where the next byte goes */

        /* 1. Without the debug port the line starts with ESC _ T. */
        movl    toro_boot_info + BI_EVENT_PORT(%rip), %r9d
        testl   %r9d, %r9d
        jnz     1f
        movl    $ESCAPE_START, (%rdi)
        addq    $ESCAPE_START_SIZE, %rdi
1:
        /* 2. The letter; hexadecimal digits, from the first that is not 0. */
        stosb
        movq    %rsi, %rcx
        orq     $1, %rcx
        bsrq    %rcx, %rcx
        andb    $~3, %cl
2:      movq    %rsi, %rax
        shrq    %cl, %rax
        andb    $0xF, %al
        addb    $'0', %al
        cmpb    $'9', %al
        jbe     3f
        addb    $'a' - '9' - 1, %al
3:      stosb
        subb    $4, %cl
        jns     2b
        /* 3. A blank and the value, when there is one, as far as the line has room. */
        testq   %rdx, %rdx
        jz      5f
        movb    $' ', %al
4:      stosb
        movb    (%rdx), %al
        incq    %rdx
        testb   %al, %al
        jz      5f
        cmpq    %r11, %rdi
        jb      4b
5:
        /* 4. Send it. */
        movq    %rsp, %rsi
        movq    %rdi, %rcx
        subq    %rsi, %rcx
        testl   %r9d, %r9d
        jz      6f
        movb    $'\n', (%rdi)
        incl    %ecx
        movl    $EVENT_PORT, %edx
        rep outsb
        jmp     8f
6:      movw    $ESCAPE_END, (%rdi)
        addl    $ESCAPE_END_SIZE, %ecx
7:      movl    $COM1_LINE_STATUS, %edx
        inb     %dx, %al
        testb   $LINE_STATUS_THR_EMPTY, %al
        jz      7b
        movl    $COM1_DATA, %edx
        outsb
        decl    %ecx
        jnz     7b
8:      addq    $LINE_SPACE, %rsp
        ret
        .size   toro_send_mark, . - toro_send_mark

        .section .note.GNU-stack, "", @progbits

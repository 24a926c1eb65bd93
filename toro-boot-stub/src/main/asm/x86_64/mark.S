/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Event channel (BOOT-ABI 7): one line a mark, to the debug port where the VMM has it, else inside
 * an escape sequence on the console. Called by the stub and by Toro.Events; touches two ports only.
 *
 *   toro_send_mark(rdi = name, rsi = TSC, rdx = value or 0), names are NUL-terminated
 */
        .include "boot_abi.inc"

        .set    LINE_SPACE, 256
        .set    DIGITS, 16

        .section .text.toro_send_mark, "ax", @progbits
        .code64
        .globl  toro_send_mark
        .type   toro_send_mark, @function
toro_send_mark:
        pushq   %rbx
        subq    $LINE_SPACE, %rsp
        leaq    LINE_SPACE - 3(%rsp), %r11      /* keep room for LF or ESC \ */
        movq    %rsp, %rcx                      /* rcx: where the next byte goes */

        /* 1. Is the debug port there? Without it the line starts with ESC _ toro; */
        inb     $EVENT_PORT, %al
        movb    %al, %bl
        cmpb    $EVENT_PORT_ANSWER, %bl
        je      1f
        movq    escape_start(%rip), %rax        /* seven bytes and a NUL */
        movq    %rax, (%rcx)
        addq    $7, %rcx
1:
        /* 2. The name and a blank. */
        call    append
        /* 3. Sixteen hexadecimal digits. */
        movl    $DIGITS, %r10d
2:      rolq    $4, %rsi
        movl    %esi, %eax
        andb    $0xF, %al
        addb    $'0', %al
        cmpb    $'9', %al
        jbe     3f
        addb    $'a' - '9' - 1, %al
3:      movb    %al, (%rcx)
        incq    %rcx
        decl    %r10d
        jnz     2b
        /* 4. A blank and the value, when there is one. */
        testq   %rdx, %rdx
        jz      4f
        movb    $' ', (%rcx)
        incq    %rcx
        movq    %rdx, %rdi
        call    append
        decq    %rcx                            /* the blank that append adds */
4:
        /* 5. Send it. */
        movq    %rsp, %rsi
        cmpb    $EVENT_PORT_ANSWER, %bl
        jne     5f
        movb    $'\n', (%rcx)
        incq    %rcx
        subq    %rsi, %rcx
        movl    $EVENT_PORT, %edx
        rep outsb
        jmp     8f
5:      movw    escape_end(%rip), %ax
        movw    %ax, (%rcx)
        addq    $2, %rcx
        subq    %rsi, %rcx
        /* Some firmware leaves the port at five bits a byte, and the kernel sets it after its mark. */
        movl    $COM1_LINE_CONTROL, %edx
        movb    $LINE_CONTROL_8N1, %al
        outb    %al, %dx
6:      movl    $COM1_LINE_STATUS, %edx
7:      inb     %dx, %al
        testb   $LINE_STATUS_THR_EMPTY, %al
        jz      7b
        movl    $COM1_DATA, %edx
        outsb
        decq    %rcx
        jnz     6b
8:      addq    $LINE_SPACE, %rsp
        popq    %rbx
        ret

        /* Append the text at rdi and a blank at rcx, as far as the line has room. */
append:
        movb    (%rdi), %al
        incq    %rdi
        testb   %al, %al
        jz      9f
        cmpq    %r11, %rcx
        jae     9f
        movb    %al, (%rcx)
        incq    %rcx
        jmp     append
9:      movb    $' ', (%rcx)
        incq    %rcx
        ret
        .size   toro_send_mark, . - toro_send_mark

        .section .rodata.toro_send_mark, "a", @progbits
escape_start:
        .ascii  "\033_toro;\0"
escape_end:
        .ascii  "\033\\"

        .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The floor: the least a guest can do and still be a verified boot. It prints "Hello", reports its
 * exit on the event channel (BOOT-ABI.md 7) and ends the VMM (BOOT-ABI.md 8). What a kernel costs is what it takes
 * beyond this. Assembled and linked by the benchmark that compares with it.
 */
        .set    MULTIBOOT_MAGIC, 0x1BADB002     /* Multiboot 0.6.96, 3.1.1 */
        .set    MULTIBOOT_FLAGS, 3
        .set    COM1, 0x3F8
        .set    EVENT_PORT, 0xE9
        .set    EXIT_PORT, 0xF4
        .set    EXIT_SUCCESS, 0x10

        .section .multiboot, "a"
        .balign 4
        .long   MULTIBOOT_MAGIC
        .long   MULTIBOOT_FLAGS
        .long   -(MULTIBOOT_MAGIC + MULTIBOOT_FLAGS)

        .section .text.floor, "ax"
        .code32
        .globl  toro_multiboot_entry
toro_multiboot_entry:
        cld
        movl    $greeting, %esi
        movl    $greeting_end - greeting, %ecx
        movw    $COM1, %dx
        rep outsb
        movl    $exit_mark, %esi
        movl    $exit_mark_end - exit_mark, %ecx
        movw    $EVENT_PORT, %dx
        rep outsb
        movb    $EXIT_SUCCESS, %al
        movw    $EXIT_PORT, %dx
        outb    %al, %dx
1:      hlt
        jmp     1b

        .section .rodata.floor, "a"
greeting:
        .ascii  "Hello\n"
greeting_end:
exit_mark:
        .ascii  "x0 0\n"
exit_mark_end:

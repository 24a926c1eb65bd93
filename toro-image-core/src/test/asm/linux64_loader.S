/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plays a loader of the Linux 64-bit boot protocol: booted by multiboot, it fills boot_params and
 * enters the image again at toro_linux64_entry, in long mode with the identity map it has. The second
 * time it goes on to the guest that reports.
 */
        .include "boot_abi.inc"

        .section .text.loader, "ax", @progbits
        .globl  KernelMain
        .type   KernelMain, @function
KernelMain:
        cmpl    $PROTOCOL_LINUX64, BI_PROTOCOL(%rdi)
        je      report
        movl    $boot_params, %esi
        movb    $2, 0x1E8(%rsi)                 /* e820_entries */
        movq    $0, 0x2D0(%rsi)                 /* a range of RAM below 640 KiB */
        movq    $0xA0000, 0x2D8(%rsi)
        movl    $1, 0x2E0(%rsi)
        movq    $0x100000, 0x2E4(%rsi)          /* and one above 1 MiB */
        movq    $0x1000000, 0x2EC(%rsi)
        movl    $1, 0x2F4(%rsi)
        movl    $0x200000, 0x218(%rsi)          /* ramdisk_image, ramdisk_size */
        movl    $0x1000, 0x21C(%rsi)
        movl    $words, 0x228(%rsi)             /* cmd_line_ptr */
        movl    $0, toro_boot_info + BI_MEMORY_RANGE_COUNT
        cli
        jmp     toro_linux64_entry

        .section .rodata.loader, "a", @progbits
words:  .asciz  "from linux64"
        .section .bss.loader, "aw", @nobits
        .balign 4096
boot_params:
        .skip   4096
        .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entry of an image that our own boot sector loaded (disk/). Stage 2 starts us in 32-bit protected mode
 * with flat segments, paging off, interrupts off and ebx = the disk information.
 * Normalises that information to BootInfo and goes on to toro_long_mode.
 */
        .include "boot_abi.inc"
        .include "disk/disk_boot.inc"

        .section .text.toro_disk_entry, "ax", @progbits
        .code32
        .globl  toro_disk_entry
        .type   toro_disk_entry, @function
toro_disk_entry:
        cld
        movl    $PROTOCOL_DISK, toro_boot_info + BI_PROTOCOL

        /* 1. The time of the boot sector's first instruction. */
        movl    BOOT_TSC - DISK_INFO_ADDRESS(%ebx), %eax
        movl    BOOT_TSC - DISK_INFO_ADDRESS + 4(%ebx), %edx
        movl    %eax, toro_boot_info + BI_STUB_TSC
        movl    %edx, toro_boot_info + BI_STUB_TSC + 4

        /* 2. The command line stays where stage 2 is. */
        movl    BOOT_COMMAND_LINE - DISK_INFO_ADDRESS(%ebx), %eax
        movl    %eax, toro_boot_info + BI_COMMAND_LINE

        /* 3. The memory map is in the form of BootInfo already. */
        movl    BOOT_MAP_COUNT - DISK_INFO_ADDRESS(%ebx), %eax
        movl    %eax, toro_boot_info + BI_MEMORY_RANGE_COUNT
        movl    BOOT_MAP - DISK_INFO_ADDRESS(%ebx), %esi
        movl    $toro_memory_ranges, %edi
        imull   $MEMORY_RANGE_SIZE / 4, %eax, %ecx
        rep movsl

        /* 4. The rest is the same for every 32-bit entry. */
        jmp     toro_long_mode
        .size   toro_disk_entry, . - toro_disk_entry

        .section .note.GNU-stack, "", @progbits

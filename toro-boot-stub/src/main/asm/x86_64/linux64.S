/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Linux 64-bit entry (Linux x86 boot protocol 2.12, "64-bit boot protocol"). The loader starts us in
 * long mode with an identity map of the image, interrupts off and rsi = boot_params (the "zero page").
 * Normalises that page to BootInfo, leaves long mode for the one way that every entry takes, and goes
 * on to toro_long_mode: the loader's page tables and descriptors are then out of use.
 */
        .include "boot_abi.inc"

        /* struct boot_params; the setup header starts at 0x1F1 */
        .set    PARAMS_RSDP, 0x070
        .set    PARAMS_EXT_RAMDISK_IMAGE, 0x0C0
        .set    PARAMS_EXT_RAMDISK_SIZE, 0x0C4
        .set    PARAMS_EXT_COMMAND_LINE, 0x0C8
        .set    PARAMS_E820_ENTRIES, 0x1E8
        .set    PARAMS_RAMDISK_IMAGE, 0x218
        .set    PARAMS_RAMDISK_SIZE, 0x21C
        .set    PARAMS_COMMAND_LINE, 0x228
        .set    PARAMS_E820_TABLE, 0x2D0
        .set    E820_ENTRY_SIZE, 20             /* base, length, kind; packed */

        .set    CR0_PAGING, 0x80000000
        .set    EFER, 0xC0000080
        .set    EFER_LONG_MODE, 0x100
        .set    CODE32_SELECTOR, 0x08

        .section .text.toro_linux64_entry, "ax", @progbits
        .code64
        .globl  toro_linux64_entry
        .type   toro_linux64_entry, @function
toro_linux64_entry:
        /* 1. The time of the first instruction, and who booted us. */
        rdtsc
        movl    %eax, toro_boot_info + BI_STUB_TSC
        movl    %edx, toro_boot_info + BI_STUB_TSC + 4
        cld
        movl    $PROTOCOL_LINUX64, toro_boot_info + BI_PROTOCOL

        /* 2. Command line and ACPI; high halves are in fields of their own. */
        movl    PARAMS_COMMAND_LINE(%rsi), %eax
        movl    PARAMS_EXT_COMMAND_LINE(%rsi), %edx
        movl    %eax, toro_boot_info + BI_COMMAND_LINE
        movl    %edx, toro_boot_info + BI_COMMAND_LINE + 4
        movq    PARAMS_RSDP(%rsi), %rax
        movq    %rax, toro_boot_info + BI_RSDP

        /* 3. The initial RAM disk is the one module there can be. */
        movl    PARAMS_RAMDISK_SIZE(%rsi), %ecx
        movl    PARAMS_EXT_RAMDISK_SIZE(%rsi), %edx
        shlq    $32, %rdx
        orq     %rdx, %rcx
        jz      1f
        movl    PARAMS_RAMDISK_IMAGE(%rsi), %eax
        movl    PARAMS_EXT_RAMDISK_IMAGE(%rsi), %edx
        shlq    $32, %rdx
        orq     %rdx, %rax
        movq    %rax, toro_modules
        addq    %rcx, %rax
        movq    %rax, toro_modules + 8
        movl    $1, toro_boot_info + BI_MODULE_COUNT
1:
        /* 4. The memory map: entries of 20 bytes become MemoryRanges of 24. */
        movzbl  PARAMS_E820_ENTRIES(%rsi), %ecx
        cmpl    $MAX_MEMORY_RANGES, %ecx
        jbe     1f
        movl    $MAX_MEMORY_RANGES, %ecx
1:      movl    %ecx, toro_boot_info + BI_MEMORY_RANGE_COUNT
        addq    $PARAMS_E820_TABLE, %rsi
        movl    $toro_memory_ranges, %edi
        jecxz   ranges_done
copy_range:
        movsq
        movsq
        movsl
        addl    $MEMORY_RANGE_SIZE - E820_ENTRY_SIZE, %edi
        loop    copy_range
ranges_done:
        /* 5. Back to 32-bit protected mode without paging (Intel SDM 3, 9.8.5.4). */
        lgdt    protected_gdt_pointer
        movl    $toro_boot_stack_end, %esp
        pushq   $CODE32_SELECTOR
        pushq   $leave_long_mode
        lretq
        .size   toro_linux64_entry, . - toro_linux64_entry

        .code32
        .type   leave_long_mode, @function
leave_long_mode:
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    %cr0, %eax
        andl    $~CR0_PAGING, %eax
        movl    %eax, %cr0
        movl    $EFER, %ecx
        rdmsr
        andl    $~EFER_LONG_MODE, %eax
        wrmsr
        jmp     toro_long_mode
        .size   leave_long_mode, . - leave_long_mode

        .section .rodata.toro_linux64, "a", @progbits
        .balign 8
protected_gdt:
        .quad   0
        .quad   0x00CF9B000000FFFF              /* code: present, 32-bit, accessed */
        .quad   0x00CF93000000FFFF              /* data: present, writable, accessed */
protected_gdt_pointer:
        .word   protected_gdt_pointer - protected_gdt - 1
        .quad   protected_gdt

        .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Multiboot entry (Multiboot 0.6.96, section 3). The loader starts us in 32-bit protected mode with
 * flat segments, paging off, eax = 0x2BADB002 and ebx = the multiboot information.
 * Normalises that information to BootInfo and goes on to toro_long_mode.
 */
        .include "boot_abi.inc"

        .set    HEADER_MAGIC, 0x1BADB002
        .set    HEADER_FLAGS, 0x00000003        /* page aligned modules, memory information */

        /* Multiboot information, section 3.3 */
        .set    INFO_FLAGS, 0
        .set    INFO_MEM_LOWER, 4
        .set    INFO_MEM_UPPER, 8
        .set    INFO_COMMAND_LINE, 16
        .set    INFO_MODULE_COUNT, 20
        .set    INFO_MODULES, 24
        .set    INFO_MAP_LENGTH, 44
        .set    INFO_MAP, 48
        .set    FLAG_MEMORY, 1 << 0
        .set    FLAG_COMMAND_LINE, 1 << 2
        .set    FLAG_MODULES, 1 << 3
        .set    FLAG_MAP, 1 << 6

        .section .multiboot, "a", @progbits
        .balign 4
        .long   HEADER_MAGIC
        .long   HEADER_FLAGS
        .long   -(HEADER_MAGIC + HEADER_FLAGS)

        .section .text.toro_multiboot_entry, "ax", @progbits
        .code32
        .globl  toro_multiboot_entry
        .type   toro_multiboot_entry, @function
toro_multiboot_entry:
        /* 1. The time of the first instruction. */
        rdtsc
        movl    %eax, toro_boot_info + BI_STUB_TSC
        movl    %edx, toro_boot_info + BI_STUB_TSC + 4
        cld

        /* 2. Who booted us. */
        movl    $PROTOCOL_MULTIBOOT, toro_boot_info + BI_PROTOCOL

        /* 3. The command line stays where the loader put it. */
        testb   $FLAG_COMMAND_LINE, INFO_FLAGS(%ebx)
        jz      1f
        movl    INFO_COMMAND_LINE(%ebx), %eax
        movl    %eax, toro_boot_info + BI_COMMAND_LINE
1:
        /* 4. The memory map: the E820 map, else the two sizes in KiB. */
        movl    $toro_memory_ranges, %edi
        testb   $FLAG_MAP, INFO_FLAGS(%ebx)
        jz      copy_sizes
        movl    INFO_MAP(%ebx), %esi
        movl    INFO_MAP_LENGTH(%ebx), %edx
        addl    %esi, %edx
copy_range:
        cmpl    %edx, %esi
        jae     ranges_done
        cmpl    $toro_memory_ranges + MAX_MEMORY_RANGES * MEMORY_RANGE_SIZE, %edi
        jae     ranges_done
        movl    (%esi), %ebp                    /* size of this entry, without this field */
        addl    $4, %esi
        movl    $5, %ecx                        /* base, length, kind: five words */
copy_word:
        movl    (%esi), %eax
        movl    %eax, (%edi)
        addl    $4, %esi
        addl    $4, %edi
        loop    copy_word
        addl    $4, %edi                        /* the reserved word is zero already */
        leal    -20(%esi, %ebp), %esi
        jmp     copy_range
copy_sizes:
        testb   $FLAG_MEMORY, INFO_FLAGS(%ebx)
        jz      ranges_done
        movl    INFO_MEM_LOWER(%ebx), %eax
        shll    $10, %eax
        movl    %eax, 8(%edi)
        movl    $MEMORY_RAM, 16(%edi)
        movl    $0x100000, MEMORY_RANGE_SIZE(%edi)
        movl    INFO_MEM_UPPER(%ebx), %eax
        movl    %eax, %edx
        shll    $10, %eax
        shrl    $22, %edx
        movl    %eax, MEMORY_RANGE_SIZE + 8(%edi)
        movl    %edx, MEMORY_RANGE_SIZE + 12(%edi)
        movl    $MEMORY_RAM, MEMORY_RANGE_SIZE + 16(%edi)
        addl    $2 * MEMORY_RANGE_SIZE, %edi
ranges_done:
        movl    %edi, %eax
        subl    $toro_memory_ranges, %eax
        xorl    %edx, %edx
        movl    $MEMORY_RANGE_SIZE, %ecx
        divl    %ecx
        movl    %eax, toro_boot_info + BI_MEMORY_RANGE_COUNT

        /* 5. Modules: start, end, command line; widened to 64 bits. */
        testb   $FLAG_MODULES, INFO_FLAGS(%ebx)
        jz      modules_done
        movl    INFO_MODULES(%ebx), %esi
        movl    INFO_MODULE_COUNT(%ebx), %ecx
        cmpl    $MAX_MODULES, %ecx
        jbe     1f
        movl    $MAX_MODULES, %ecx
1:      movl    %ecx, toro_boot_info + BI_MODULE_COUNT
        movl    $toro_modules, %edi
        jecxz   modules_done
copy_module:
        movl    0(%esi), %eax
        movl    %eax, 0(%edi)
        movl    4(%esi), %eax
        movl    %eax, 8(%edi)
        movl    8(%esi), %eax
        movl    %eax, 16(%edi)
        addl    $16, %esi
        addl    $MODULE_SIZE, %edi
        loop    copy_module
modules_done:
        /* 6. The rest is the same for every 32-bit entry. */
        jmp     toro_long_mode
        .size   toro_multiboot_entry, . - toro_multiboot_entry

        .section .note.GNU-stack, "", @progbits

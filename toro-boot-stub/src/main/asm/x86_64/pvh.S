/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PVH entry (Xen "x86/HVM direct boot ABI"). The loader finds the entry by the ELF note and starts us
 * in 32-bit protected mode with flat segments, paging off and ebx = the start information.
 * Normalises that information to BootInfo and goes on to toro_long_mode.
 */
        .include "boot_abi.inc"

        /* ELF note: physical address of the 32-bit entry */
        .set    NOTE_PHYS32_ENTRY, 18

        /* struct hvm_start_info, version 1 */
        .set    START_VERSION, 4
        .set    START_MODULE_COUNT, 12
        .set    START_MODULES, 16
        .set    START_COMMAND_LINE, 24
        .set    START_RSDP, 32
        .set    START_MAP, 40
        .set    START_MAP_ENTRIES, 48
        .set    VERSION_WITH_MAP, 1

        /* struct hvm_modlist_entry: address, size, command line, reserved */
        .set    ENTRY_SIZE, 32
        .set    ENTRY_ADDRESS, 0
        .set    ENTRY_BYTES, 8
        .set    ENTRY_COMMAND_LINE, 16

        .section .note.toro.pvh, "a", @note
        .balign 4
        .long   name_end - name_start
        .long   value_end - value_start
        .long   NOTE_PHYS32_ENTRY
name_start:
        .asciz  "Xen"
name_end:
        .balign 4
value_start:
        .long   toro_pvh_entry
value_end:
        .balign 4

        .section .text.toro_pvh_entry, "ax", @progbits
        .code32
        .globl  toro_pvh_entry
        .type   toro_pvh_entry, @function
toro_pvh_entry:
        /* 1. The time of the first instruction, and who booted us. */
        rdtsc
        movl    %eax, toro_boot_info + BI_STUB_TSC
        movl    %edx, toro_boot_info + BI_STUB_TSC + 4
        cld
        movl    $PROTOCOL_PVH, toro_boot_info + BI_PROTOCOL

        /* 2. Command line and ACPI: addresses, 0 when there are none, as BootInfo has them. */
        movl    START_COMMAND_LINE(%ebx), %eax
        movl    START_COMMAND_LINE + 4(%ebx), %edx
        movl    %eax, toro_boot_info + BI_COMMAND_LINE
        movl    %edx, toro_boot_info + BI_COMMAND_LINE + 4
        movl    START_RSDP(%ebx), %eax
        movl    START_RSDP + 4(%ebx), %edx
        movl    %eax, toro_boot_info + BI_RSDP
        movl    %edx, toro_boot_info + BI_RSDP + 4

        /* 3. The memory map. Its entries are MemoryRanges already: base, length, kind, reserved. */
        cmpl    $VERSION_WITH_MAP, START_VERSION(%ebx)
        jb      map_done
        movl    START_MAP(%ebx), %esi
        movl    START_MAP_ENTRIES(%ebx), %eax
        cmpl    $MAX_MEMORY_RANGES, %eax
        jbe     1f
        movl    $MAX_MEMORY_RANGES, %eax
1:      movl    %eax, toro_boot_info + BI_MEMORY_RANGE_COUNT
        imull   $MEMORY_RANGE_SIZE / 4, %eax, %ecx
        movl    $toro_memory_ranges, %edi
        rep movsl
map_done:
        /* 4. Modules: the size becomes an end. */
        movl    START_MODULES(%ebx), %esi
        movl    START_MODULE_COUNT(%ebx), %ecx
        cmpl    $MAX_MODULES, %ecx
        jbe     1f
        movl    $MAX_MODULES, %ecx
1:      movl    %ecx, toro_boot_info + BI_MODULE_COUNT
        movl    $toro_modules, %edi
        jecxz   modules_done
copy_module:
        movl    ENTRY_ADDRESS(%esi), %eax
        movl    ENTRY_ADDRESS + 4(%esi), %edx
        movl    %eax, 0(%edi)
        movl    %edx, 4(%edi)
        addl    ENTRY_BYTES(%esi), %eax
        adcl    ENTRY_BYTES + 4(%esi), %edx
        movl    %eax, 8(%edi)
        movl    %edx, 12(%edi)
        movl    ENTRY_COMMAND_LINE(%esi), %eax
        movl    ENTRY_COMMAND_LINE + 4(%esi), %edx
        movl    %eax, 16(%edi)
        movl    %edx, 20(%edi)
        addl    $ENTRY_SIZE, %esi
        addl    $MODULE_SIZE, %edi
        loop    copy_module
modules_done:
        /* 5. The rest is the same for every 32-bit entry. */
        jmp     toro_long_mode
        .size   toro_pvh_entry, . - toro_pvh_entry

        .section .note.GNU-stack, "", @progbits

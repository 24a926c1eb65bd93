/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From 32-bit protected mode to KernelMain in 64-bit long mode (Intel SDM 3, 9.8.5), and from a
 * 64-bit entry to the same state. Every entry of the stub ends here:
 *
 *   toro_long_mode     32-bit, flat segments, paging off, interrupts off; no stack needed
 *   toro_long_mode_64  64-bit, any identity map of the image, interrupts off
 *
 * The entry has filled the protocol's fields of toro_boot_info; the constant ones are set here.
 */
        .include "boot_abi.inc"

        .set    PAGE_PRESENT_WRITABLE, 0x3
        .set    PAGE_LARGE, 0x80
        .set    PAGE_NO_EXECUTE, 1 << 63
        .set    PAGE_SIZE, 4096
        .set    LARGE_PAGE_SIZE, 0x200000

        .set    CR0_CLEAR, ~0x6000000C           /* not EM, TS, NW, CD */
        .set    CR0_SET, 0x80010022             /* PG, WP, NE, MP */
        .set    CR4_SET, 0x620                  /* OSXMMEXCPT, OSFXSR, PAE */
        .set    EFER, 0xC0000080
        .set    EFER_SET, 0x901                 /* NXE, LME, SCE */

        /* Fills ecx entries at edi: two in xmm0, xmm1 added for the next two; eight in a turn. */
        .macro  fill_entries name
\name:
        .rept   4
        movaps  %xmm0, 16 * fill_part(%edi)
        paddq   %xmm1, %xmm0
        .set    fill_part, fill_part + 1
        .endr
        .set    fill_part, 0
        addl    $64, %edi
        subl    $8, %ecx
        jnz     \name
        .endm
        .set    fill_part, 0

        .section .text.toro_long_mode, "ax", @progbits
        .code32
        .globl  toro_long_mode
        .type   toro_long_mode, @function
toro_long_mode:
        /* 1. A core without long mode cannot go on: say so instead of faulting. */
        movl    $0x80000000, %eax
        cpuid
        cmpl    $0x80000001, %eax
        jb      no_long_mode
        movl    $0x80000001, %eax
        cpuid
        btl     $29, %edx
        jnc     no_long_mode

        /* 2. SSE2 (part of every 64-bit core) and physical address extension. */
        movl    %cr0, %eax
        andl    $CR0_CLEAR, %eax
        movl    %eax, %cr0
        movl    %cr4, %eax
        orl     $CR4_SET, %eax
        movl    %eax, %cr4

        /* 3. Identity map of 4 GiB: four page directories of 2 MiB pages, nothing executable. */
        movl    $toro_page_directories, %edi
        movaps  first_large_pages, %xmm0
        movaps  large_page_step, %xmm1
        movl    $4 * 512, %ecx
        fill_entries fill_large
        /* 4. The first 2 MiB in 4 KiB pages, so that page 0 can be absent. */
        movl    $toro_page_table, %edi
        movaps  first_small_pages, %xmm0
        movaps  small_page_step, %xmm1
        movl    $512, %ecx
        fill_entries fill_small
        xorl    %eax, %eax
        movl    %eax, toro_page_table
        movl    %eax, toro_page_table + 4
        movl    $toro_page_table + PAGE_PRESENT_WRITABLE, toro_page_directories
        /* Code runs in the pages of the image's text, and in the large pages under them. */
        movl    $__toro_text_end - 1, %ecx
        shrl    $21, %ecx
1:      movl    %eax, toro_page_directories + 4(, %ecx, 8)
        decl    %ecx
        jns     1b
        movl    $__toro_text_start, %ecx
        shrl    $12, %ecx
        movl    $__toro_text_end, %edx
        shrl    $12, %edx
1:      movl    %eax, toro_page_table + 4(, %ecx, 8)
        incl    %ecx
        cmpl    $512, %ecx
        je      2f
        cmpl    %edx, %ecx
        jb      1b
2:
        /* 5. The two levels above. */
        movl    $toro_page_directories + PAGE_PRESENT_WRITABLE, %eax
        movl    $toro_page_directory_pointers, %edi
        movl    $4, %ecx
1:      movl    %eax, (%edi)
        addl    $PAGE_SIZE, %eax
        addl    $8, %edi
        decl    %ecx
        jnz     1b
        movl    $toro_page_directory_pointers + PAGE_PRESENT_WRITABLE, toro_page_map

        /* 6. Long mode, no-execute, system calls by the syscall instruction; then paging. */
        movl    $EFER, %ecx
        rdmsr
        orl     $EFER_SET, %eax
        wrmsr
        movl    $toro_page_map, %eax
        movl    %eax, %cr3
        movl    %cr0, %eax
        orl     $CR0_SET, %eax
        movl    %eax, %cr0

        /* 7. 64-bit code. */
        lgdt    boot_gdt_pointer
        ljmp    $CODE64_SELECTOR, $toro_long_mode_64
        .size   toro_long_mode, . - toro_long_mode

no_long_mode:
        movl    $no_long_mode_text, %esi
        movl    $COM1_DATA, %edx
1:      lodsb
        testb   %al, %al
        jz      2f
        outb    %al, %dx
        jmp     1b
2:      hlt
        jmp     2b

        .code64
        .globl  toro_long_mode_64
        .type   toro_long_mode_64, @function
toro_long_mode_64:
        /* 8. Flat data segments, an empty x87, the boot stack. */
        lgdt    boot_gdt_pointer_64
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        fninit
        ldmxcsr initial_mxcsr
        movl    $toro_boot_stack_end, %esp
        pushq   $CODE64_SELECTOR
        pushq   $1f
        lretq
1:
        /* 9. The constant fields of BootInfo. */
        movl    $toro_boot_info, %ebx
        movl    $BOOT_INFO_MAGIC, BI_MAGIC(%rbx)
        movl    $BOOT_INFO_VERSION, BI_VERSION(%rbx)
        movl    $toro_memory_ranges, %eax
        movq    %rax, BI_MEMORY_RANGES(%rbx)
        movl    $toro_modules, %eax
        movq    %rax, BI_MODULES(%rbx)

        inb     $EVENT_PORT, %al
        cmpb    $EVENT_PORT_ANSWER, %al
        sete    BI_EVENT_PORT(%rbx)
        je      1f
        /* Some firmware leaves the console at five bits a byte, and the kernel's mark is sent before it
           sets up the port. */
        movl    $COM1_LINE_CONTROL, %edx
        movb    $LINE_CONTROL_8N1, %al
        outb    %al, %dx
1:

        /* 10. The mark `stub`, with the time of the first instruction. */
        movl    $MARK_STUB, %edi
        movq    BI_STUB_TSC(%rbx), %rsi
        xorl    %edx, %edx
        call    toro_send_mark

        /* 11. The kernel. It does not return. */
        movq    %rbx, %rdi
        xorl    %ebp, %ebp
        call    KernelMain
1:      hlt
        jmp     1b
        .size   toro_long_mode_64, . - toro_long_mode_64

        .section .rodata.toro_long_mode, "a", @progbits
        .balign 16
first_large_pages:
        .quad   PAGE_NO_EXECUTE + PAGE_LARGE + PAGE_PRESENT_WRITABLE
        .quad   PAGE_NO_EXECUTE + LARGE_PAGE_SIZE + PAGE_LARGE + PAGE_PRESENT_WRITABLE
large_page_step:
        .quad   2 * LARGE_PAGE_SIZE, 2 * LARGE_PAGE_SIZE
first_small_pages:
        .quad   PAGE_NO_EXECUTE + PAGE_PRESENT_WRITABLE
        .quad   PAGE_NO_EXECUTE + PAGE_SIZE + PAGE_PRESENT_WRITABLE
small_page_step:
        .quad   2 * PAGE_SIZE, 2 * PAGE_SIZE
boot_gdt:
        .quad   0
        .quad   0x00AF9B000000FFFF              /* code: present, 64-bit, accessed */
        .quad   0x00CF93000000FFFF              /* data: present, writable, accessed */
boot_gdt_pointer:
        .word   boot_gdt_pointer - boot_gdt - 1
        .long   boot_gdt
boot_gdt_pointer_64:
        .word   boot_gdt_pointer - boot_gdt - 1
        .quad   boot_gdt
initial_mxcsr:
        .long   0x1F80
no_long_mode_text:
        .asciz  "Toro: this CPU has no 64-bit mode\n"

        .section .bss.toro_boot_info, "aw", @nobits
        .globl  toro_boot_info, toro_memory_ranges, toro_modules
        .balign 16
toro_boot_info:
        .skip   BOOT_INFO_SIZE
toro_memory_ranges:
        .skip   MAX_MEMORY_RANGES * MEMORY_RANGE_SIZE
toro_modules:
        .skip   MAX_MODULES * MODULE_SIZE

        .section .bss.toro_page_tables, "aw", @nobits
        .globl  toro_page_map, toro_page_directory_pointers
        .globl  toro_page_directories, toro_page_table
        .balign PAGE_SIZE
toro_page_map:
        .skip   PAGE_SIZE
toro_page_directory_pointers:
        .skip   PAGE_SIZE
toro_page_directories:
        .skip   4 * PAGE_SIZE
toro_page_table:
        .skip   PAGE_SIZE

        /* The three levels below entry 1 of the page map, where stacks are; Toro.Paging enters them. */
        .section .bss.toro_stack_tables, "aw", @nobits
        .globl  toro_stack_tables
        .balign PAGE_SIZE
toro_stack_tables:
        .skip   3 * PAGE_SIZE

        /* The top of the first stack there; Toro.Paging enters it. */
        .section .bss.toro_first_stack, "aw", @nobits
        .globl  toro_first_stack
        .balign PAGE_SIZE
toro_first_stack:
        .skip   2 * PAGE_SIZE

        .section .bss.toro_boot_stack, "aw", @nobits
        .globl  toro_boot_stack, toro_boot_stack_end
        .balign 16
toro_boot_stack:
        .skip   8192
toro_boot_stack_end:

        .section .note.GNU-stack, "", @progbits

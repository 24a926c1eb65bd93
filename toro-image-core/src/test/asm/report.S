/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A guest that stands in for the kernel in tests of the image formats: prints the fields of BootInfo
 * in one line on the console and ends.
 */
        .include "boot_abi.inc"

        .macro  print_text text
        movl    $9f, %esi
        call    print
        .pushsection .rodata.report, "a"
9:      .asciz  "\text"
        .popsection
        .endm

        .section .text.report, "ax", @progbits
        .weak   KernelMain                      /* a loader of a test may come before us */
        .globl  report
        .type   report, @function
KernelMain:
report:
        movq    %rdi, %rbx
        print_text "protocol "
        movl    BI_PROTOCOL(%rbx), %eax
        call    print_digit
        print_text " ram "
        call    ram_above_1_mib
        call    print_digit
        print_text " modules "
        movl    BI_MODULE_COUNT(%rbx), %eax
        call    print_digit
        print_text " bss "
        movl    cleared, %eax
        call    print_digit
        print_text " data "
        movl    initialised, %eax
        call    print_digit
        print_text " words "
        movq    BI_COMMAND_LINE(%rbx), %rsi
        testq   %rsi, %rsi
        jz      1f
        call    print
1:      print_text "\n"
        movl    $0xF4, %edx
        movl    $0x10, %eax
        outb    %al, %dx
        movl    $0x8900, %edx                   /* bochs ends at this word */
        movl    $shutdown, %esi
        movl    $8, %ecx
        rep outsb
2:      hlt
        jmp     2b
        .size   report, . - report

/* eax = 1 when a range of the map is RAM and holds the image's first byte. */
ram_above_1_mib:
        movl    BI_MEMORY_RANGE_COUNT(%rbx), %ecx
        movq    BI_MEMORY_RANGES(%rbx), %rsi
        movl    $__toro_image_start, %edx
        xorl    %eax, %eax
1:      jecxz   3f
        cmpl    $MEMORY_RAM, 16(%rsi)
        jne     2f
        cmpq    %rdx, 0(%rsi)
        ja      2f
        movq    0(%rsi), %rdi
        addq    8(%rsi), %rdi
        cmpq    %rdi, %rdx
        jae     2f
        movl    $1, %eax
2:      addq    $MEMORY_RANGE_SIZE, %rsi
        decl    %ecx
        jmp     1b
3:      ret

print_digit:
        addl    $'0', %eax

/* Prints the byte al when the chip is empty, and waits until it is so again. */
print_byte:
        movb    %al, %ah
        call    drain
        movb    %ah, %al
        movl    $COM1_DATA, %edx
        outb    %al, %dx
drain:  movl    $COM1_LINE_STATUS, %edx
1:      inb     %dx, %al
        testb   $0x40, %al                      /* transmitter empty */
        jz      1b
        ret

/* Prints the string at rsi. */
print:  lodsb
        testb   %al, %al
        jz      1f
        call    print_byte
        jmp     print
1:      ret

        .section .data.report, "aw", @progbits
        .balign 16
initialised:
        .long   7
        .section .bss.report, "aw", @nobits
        .balign 4096
        .skip   100000
cleared:
        .skip   4
        .section .rodata.shutdown, "a"
shutdown:
        .ascii  "Shutdown"

        .section .note.GNU-stack, "", @progbits

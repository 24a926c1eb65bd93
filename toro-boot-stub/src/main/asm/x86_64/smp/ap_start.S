/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the start-up interrupt to Pascal, on every core but the first (Intel SDM 3, 9.4 and 9.8.5).
 * Used by Toro.Smp:
 *
 *   toro_ap_prepare    on the first core: copies the real-mode code to the page that the start-up
 *                      interrupt names, and keeps the control registers that the others will load
 *   toro_ap_real_mode  what is copied: 16-bit code, at AP_PAGE, until protected mode
 *
 * A core then runs in the image: paging on, with the first core's page tables; it takes the lock,
 * and on the one stack that the lock guards asks Toro.Smp for a stack of its own:
 *
 *   toro_ap_new_stack  function: Pointer    the top of a new stack, 0: the core is not wanted
 *   toro_ap_main       procedure            on the new stack; never returns
 *
 * Nothing of this is in an image whose program does not use several cores.
 */
        .include "boot_abi.inc"

        .set    AP_PAGE, 0x8000
        .set    AP_CODE32_SELECTOR, 0x18
        .set    CR0_PROTECTION, 1
        .set    CR0_PAGING, 0x80000000
        .set    CR4_ADDRESS_EXTENSION, 0x20
        .set    EFER, 0xC0000080

        .section .text.toro_ap_prepare, "ax", @progbits
        .code64
        .globl  toro_ap_prepare
        .type   toro_ap_prepare, @function
toro_ap_prepare:
        movq    %cr0, %rax
        movl    %eax, ap_cr0(%rip)
        movq    %cr3, %rax
        movl    %eax, ap_cr3(%rip)
        movq    %cr4, %rax
        movl    %eax, ap_cr4(%rip)
        movl    $EFER, %ecx
        rdmsr
        movl    %eax, ap_efer(%rip)
        leaq    toro_ap_real_mode(%rip), %rsi
        movl    $AP_PAGE, %edi
        movl    $ap_real_mode_end - toro_ap_real_mode, %ecx
        rep movsb
        ret
        .size   toro_ap_prepare, . - toro_ap_prepare

        .section .text.toro_ap_start, "ax", @progbits
        .code16
toro_ap_real_mode:
        /* 1. CS is AP_PAGE shifted; nothing else is known. The table lies in the copied code. */
        cli
        cld
        lgdtl   %cs:(ap_gdt_pointer - toro_ap_real_mode)
        movl    %cr0, %eax
        orb     $CR0_PROTECTION, %al
        movl    %eax, %cr0
        ljmpl   $AP_CODE32_SELECTOR, $ap_protected_mode
        .balign 4
ap_gdt_pointer:
        .word   ap_gdt_end - ap_gdt - 1
        .long   ap_gdt
ap_real_mode_end:

        .code32
ap_protected_mode:
        /* 2. In the image. Flat data; then the first core's control registers. Paging comes last:
              long mode is only entered by switching it on. */
        movl    $DATA_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    ap_cr4, %eax
        orl     $CR4_ADDRESS_EXTENSION, %eax
        movl    %eax, %cr4
        movl    ap_cr3, %eax
        movl    %eax, %cr3
        movl    $EFER, %ecx
        xorl    %edx, %edx
        movl    ap_efer, %eax
        andl    $~0x400, %eax                   /* LMA: read-only, set by paging */
        wrmsr
        movl    ap_cr0, %eax
        movl    %eax, %cr0
        ljmp    $CODE64_SELECTOR, $ap_long_mode

        .code64
ap_long_mode:
        xorl    %eax, %eax
        movl    %eax, %fs
        movl    %eax, %gs
        fninit
        ldmxcsr ap_mxcsr(%rip)

        /* 3. One core at a time: the stack below is shared. */
1:      movl    $1, %eax
        xchgl   %eax, ap_lock(%rip)
        testl   %eax, %eax
        jz      3f
2:      pause
        cmpl    $0, ap_lock(%rip)
        jne     2b
        jmp     1b
3:      leaq    ap_first_stack_end(%rip), %rsp
        xorl    %ebp, %ebp
        call    toro_ap_new_stack
        testq   %rax, %rax
        jz      4f
        movq    %rax, %rsp
        movl    $0, ap_lock(%rip)
        call    toro_ap_main

        /* 4. Not wanted: there are more cores than the kernel knows, or no memory for this one. */
4:      movl    $0, ap_lock(%rip)
5:      cli
        hlt
        jmp     5b

        .section .rodata.toro_ap_start, "a", @progbits
        .balign 8
ap_gdt:
        .quad   0
        .quad   0x00AF9B000000FFFF              /* code: present, 64-bit, accessed */
        .quad   0x00CF93000000FFFF              /* data: present, writable, accessed */
        .quad   0x00CF9B000000FFFF              /* code: present, 32-bit, accessed */
ap_gdt_end:
ap_mxcsr:
        .long   0x1F80

        .section .bss.toro_ap_start, "aw", @nobits
        .balign 16
ap_cr0: .skip   4
ap_cr3: .skip   4
ap_cr4: .skip   4
ap_efer:
        .skip   4
ap_lock:
        .skip   4
        .balign 16
        .skip   16384
ap_first_stack_end:

        .section .note.GNU-stack, "", @progbits

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the image from the medium to where it runs, asks the BIOS for the memory map and enters the
 * image in 32-bit protected mode at toro_disk_entry with ebx = the disk information.
 * The BIOS knows only the first megabyte: each piece is read to a buffer there and copied by
 * segments with a 4 GiB limit, loaded anew for each copy because a BIOS call may change them.
 */
        .include "boot_abi.inc"
        .include "disk/disk_boot.inc"

        .set    SEGMENT_MAX, 4
        .set    CODE32_SELECTOR, 0x08
        .set    FLAT_SELECTOR, 0x10
        .set    SMAP, 0x534D4150                /* "SMAP" of the BIOS call for the memory map */

        .section .toro.disk.stage_2, "", @progbits
        .code16
stage_2:
        jmp     load

        /* Filled in by the image writer. */
        .org    stage_2 + 4
entry:  .long   0
sector_shift:
        .long   0                               /* 9 for a disk, 11 for a CD */
segment_count:
        .long   0
segments:                                       /* first sector, bytes, address, bytes in memory */
        .skip   SEGMENT_MAX * 16
command_line:
        .skip   256

load:
        /* 1. Address line 20: by the BIOS, and by port 0x92 where that call is unknown. */
        movw    $0x2401, %ax
        int     $0x15
        inb     $0x92, %al
        orb     $2, %al
        andb    $0xFE, %al
        outb    %al, $0x92

        /* 2. The memory map (ACPI 6, 15.1). An entry is a MemoryRange with a reserved word. */
        movl    $MEMORY_MAP_ADDRESS, BOOT_MAP
        movw    $MEMORY_MAP_ADDRESS, %di
        xorl    %ebx, %ebx
next_range:
        movl    $0, 20(%di)
        movl    $0xE820, %eax
        movl    $MEMORY_RANGE_SIZE - 4, %ecx
        movl    $SMAP, %edx
        int     $0x15
        jc      ranges_done
        cmpl    $SMAP, %eax
        jne     ranges_done
        addw    $MEMORY_RANGE_SIZE, %di
        testl   %ebx, %ebx
        jz      ranges_done
        cmpw    $MEMORY_MAP_ADDRESS + MAX_MEMORY_RANGES * MEMORY_RANGE_SIZE, %di
        jb      next_range
ranges_done:
        movw    %di, %ax
        subw    $MEMORY_MAP_ADDRESS, %ax
        movb    $MEMORY_RANGE_SIZE, %cl
        divb    %cl
        movzbl  %al, %eax
        movl    %eax, BOOT_MAP_COUNT

        /* 3. The segments of the image. */
        movw    $(segments - stage_2 + STAGE_2_ADDRESS), %bp
        movl    segment_count - stage_2 + STAGE_2_ADDRESS, %ecx
1:      pushl   %ecx
        call    load_segment
        popl    %ecx
        addw    $16, %bp
        decl    %ecx
        jnz     1b

        /* 4. The command line, when there is one. */
        movl    $(command_line - stage_2 + STAGE_2_ADDRESS), %eax
        cmpb    $0, (%eax)
        jne     1f
        xorl    %eax, %eax
1:      movl    %eax, BOOT_COMMAND_LINE

        /* 5. Protected mode (Intel SDM 3, 9.9.1) and the image. */
        cli
        lgdtl   gdt_pointer - stage_2 + STAGE_2_ADDRESS
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        ljmpl   $CODE32_SELECTOR, $(protected - stage_2 + STAGE_2_ADDRESS)

/* Reads the segment that bp describes and clears its rest: es:edi is where the next byte goes. */
load_segment:
        movl    8(%bp), %edi
        movl    4(%bp), %ecx
        movl    0(%bp), %eax
        movl    %eax, packet_sector - stage_2 + STAGE_2_ADDRESS
read_chunk:
        testl   %ecx, %ecx
        jz      clear_rest
        movl    $1 << CHUNK_SHIFT, %edx         /* edx = bytes of this chunk */
        cmpl    %edx, %ecx
        jae     1f
        movl    %ecx, %edx
1:      subl    %edx, %ecx
        pushl   %ecx
        movb    sector_shift - stage_2 + STAGE_2_ADDRESS, %cl
        movl    $1, %eax                        /* sectors = bytes, rounded up */
        shll    %cl, %eax
        decl    %eax
        addl    %edx, %eax
        shrl    %cl, %eax
        movw    %ax, packet_count - stage_2 + STAGE_2_ADDRESS
        pushl   %edx
        pushl   %edi
        pushl   %eax
        call    read_sectors
        popl    %eax
        popl    %edi
        popl    %ecx                            /* bytes of this chunk */
        addl    %eax, packet_sector - stage_2 + STAGE_2_ADDRESS
        call    flat_segments
        movl    $CHUNK_ADDRESS, %esi
        addr32 rep movsb
        call    real_segments
        popl    %ecx
        jmp     read_chunk
clear_rest:
        movl    12(%bp), %ecx
        subl    4(%bp), %ecx
        call    flat_segments
        xorl    %eax, %eax
        addr32 rep stosb
        jmp     real_segments

read_sectors:
        movw    $(packet - stage_2 + STAGE_2_ADDRESS), %si
        movb    $0x42, %ah                      /* extended read */
        movb    BOOT_DRIVE, %dl
        pushw   %bp
        int     $0x13
        popw    %bp
        jc      failed
        ret

/* Gives ds and es a limit of 4 GiB (Intel SDM 3, 20.1.1); eax and bx are lost, interrupts off. */
flat_segments:
        cli
        lgdtl   gdt_pointer - stage_2 + STAGE_2_ADDRESS
        movl    %cr0, %eax
        orb     $1, %al
        movl    %eax, %cr0
        movw    $FLAT_SELECTOR, %bx
        movw    %bx, %ds
        movw    %bx, %es
        andb    $0xFE, %al
        movl    %eax, %cr0
        ret

/* Back to the segments that the BIOS expects; they start at 0 in both views. */
real_segments:
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %es
        sti
        ret

failed:
        movw    $(failed_text - stage_2 + STAGE_2_ADDRESS), %si
1:      lodsb
        testb   %al, %al
        jz      2f
        movb    $0x0E, %ah                      /* teletype output */
        movw    $7, %bx
        int     $0x10
        movw    $0x3F8, %dx                     /* and the console of the appliance */
        outb    %al, %dx
        jmp     1b
2:      hlt
        jmp     2b

        .code32
protected:
        movl    $FLAT_SELECTOR, %eax
        movl    %eax, %ds
        movl    %eax, %es
        movl    %eax, %ss
        movl    $DISK_INFO_ADDRESS, %ebx
        jmp     *(entry - stage_2 + STAGE_2_ADDRESS)

failed_text:
        .asciz  "Toro: cannot read the image from the boot disk\r\n"

        .balign 8
gdt:    .quad   0
        .quad   0x00CF9B000000FFFF              /* code: present, 32-bit, accessed */
        .quad   0x00CF93000000FFFF              /* data: present, writable, accessed */
gdt_pointer:
        .word   gdt_pointer - gdt - 1
        .long   gdt - stage_2 + STAGE_2_ADDRESS

        .balign 4
packet: .byte   16, 0                           /* disk address packet */
packet_count:
        .word   0
        .word   0, CHUNK_SEGMENT
packet_sector:
        .quad   0

        .org    stage_2 + STAGE_2_SECTORS * 512

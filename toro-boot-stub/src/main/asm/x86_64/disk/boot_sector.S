/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first sector of a disk, which the BIOS loads to 0x7C00 and starts in real mode with dl = the
 * drive (BIOS Boot Specification 1.01). Notes the time, reads stage 2 by the int 13h extensions
 * (Enhanced Disk Drive Specification 3.0) and jumps to it. A medium whose BIOS loads stage 2 together
 * with this sector (El Torito without emulation) says so in `stage_2_loaded`.
 */
        .include "disk/disk_boot.inc"

        .set    PARTITION_TABLE, 446
        .set    SIGNATURE, 510

        .section .toro.disk.boot_sector, "", @progbits
        .code16
boot_sector:
        jmp     1f
        .org    boot_sector + 4
stage_2_loaded:
        .byte   0                               /* set by the image writer */
1:
        /* 1. Known segments and a stack below us. */
        cli
        xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        movw    $BOOT_SECTOR_ADDRESS, %sp
        sti
        cld
        ljmp    $0, $(2f - boot_sector + BOOT_SECTOR_ADDRESS)
2:
        /* 2. The time of the first instruction, and the drive we came from. */
        movb    %dl, BOOT_DRIVE
        rdtsc
        movl    %eax, BOOT_TSC
        movl    %edx, BOOT_TSC + 4

        /* 3. Stage 2, unless it is here already. */
        cmpb    $0, stage_2_loaded - boot_sector + BOOT_SECTOR_ADDRESS
        jne     start_stage_2
        movb    $0x41, %ah                      /* are there extensions? */
        movw    $0x55AA, %bx
        movb    BOOT_DRIVE, %dl
        int     $0x13
        jc      failed
        movw    $(packet - boot_sector + BOOT_SECTOR_ADDRESS), %si
        movb    $0x42, %ah                      /* extended read */
        movb    BOOT_DRIVE, %dl
        int     $0x13
        jc      failed
start_stage_2:
        ljmp    $0, $STAGE_2_ADDRESS

failed:
        movw    $(failed_text - boot_sector + BOOT_SECTOR_ADDRESS), %si
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

failed_text:
        .asciz  "Toro: cannot read the boot disk\r\n"

        .balign 4
packet: .byte   16, 0                           /* disk address packet */
        .word   STAGE_2_SECTORS
        .word   STAGE_2_ADDRESS, 0
        .quad   1

        .org    boot_sector + PARTITION_TABLE
        .skip   64
        .org    boot_sector + SIGNATURE
        .byte   0x55, 0xAA

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.elf;

/**
 * One relocation with addend (gABI 4, "Relocation").
 *
 * @param offset where to patch, from the start of the section
 * @param type a psABI 4.4.1 number; {@link X86_64Relocation#of} names it
 * @param symbolIndex the symbol, an index in the object's symbol table
 * @param addend A
 */
public record RelocationEntry(long offset, int type, int symbolIndex, long addend) {}

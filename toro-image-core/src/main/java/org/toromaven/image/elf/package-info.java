// SPDX-License-Identifier: Apache-2.0
/**
 * The ELF64 format of relocatable objects as records, and their reader (gABI 4, x86-64 psABI 1.0).
 */
package org.toromaven.image.elf;

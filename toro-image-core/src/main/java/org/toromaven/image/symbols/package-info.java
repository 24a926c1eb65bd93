// SPDX-License-Identifier: Apache-2.0
/**
 * Turns addresses of a running image back into names of the source: {@link
 * org.toromaven.image.symbols.Symbolizer} reads the debug file that a build wrote. Uses bytes and
 * elf only.
 */
package org.toromaven.image.symbols;

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/**
 * One symbol of the image.
 *
 * @param name the symbol's name as the compiler wrote it
 * @param address its value
 * @param sizeBytes its size, 0 when the object does not say
 * @param type what it names
 * @param object the object that defines it, with the member in brackets for an archive; empty for a
 *     symbol that the linker defines
 */
public record PlacedSymbol(String name, long address, long sizeBytes, Type type, String object) {

  /** What a symbol names. */
  public enum Type {
    /** Code. */
    FUNCTION,
    /** Data. */
    OBJECT,
    /** Anything else: boundaries, absolute values, labels. */
    OTHER
  }
}

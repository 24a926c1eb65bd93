// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.symbols;

/** Names of symbols for people. */
public final class SymbolNames {

  private SymbolNames() {}

  /**
   * Returns a compiler's name as the source would write it; the compiler keeps capitals only, so
   * identifiers get one capital.
   *
   * @param symbol the symbol's name
   */
  public static String readable(String symbol) {
    return PascalName.readable(symbol, PascalName::words);
  }

  /** Returns which of two names of one address says more: the one that tells its unit. */
  public static String better(String first, String second) {
    return PascalName.isMangled(second) && !PascalName.isMangled(first) ? second : first;
  }
}

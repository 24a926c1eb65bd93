// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.util.List;
import java.util.function.Consumer;

/**
 * Writes Pascal programs over the whole language, each of a few pieces; the same seed, the same
 * text.
 */
final class PascalGenerator {
  private static final int PIECES = 10;

  private static final List<Consumer<ProgramText>> KINDS =
      List.of(
          NumberPieces::checkedIntegers,
          NumberPieces::bits,
          NumberPieces::floats,
          NumberPieces::conversions,
          TextPieces::strings,
          TextPieces::formats,
          TextPieces::variants,
          TextPieces::sets,
          TextPieces::dates,
          TypePieces::generics,
          TypePieces::records,
          TypePieces::interfaces,
          TypePieces::arrays,
          FlowPieces::exceptions,
          FlowPieces::threads,
          FlowPieces::streams,
          FlowPieces::files);

  private final long seed;

  PascalGenerator(long seed) {
    this.seed = seed;
  }

  /** The text of a program of that name. */
  String program(String name) {
    ProgramText text = new ProgramText(seed);
    for (int i = 0; i < PIECES; i++) {
      text.nextPiece();
      KINDS.get(text.below(KINDS.size())).accept(text);
    }
    return text.program(name);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.Objects;

/**
 * One problem of a link.
 *
 * @param kind what kind of problem
 * @param symbol the symbol concerned, or the empty string
 * @param cLibrary whether the symbol is one of a C library's, so that the program needs one
 * @param places where the problem shows, at most {@value #PLACES_SHOWN}, in link order
 * @param placeCount how many such places there are in all
 * @param message the whole text for a person, in one or more lines
 */
public record Diagnostic(
    Kind kind,
    String symbol,
    boolean cLibrary,
    List<Place> places,
    int placeCount,
    String message) {

  /** How many places a diagnostic lists. */
  public static final int PLACES_SHOWN = 3;

  /** The kinds of problem. */
  public enum Kind {
    /** A live section refers to a symbol that nothing defines. */
    UNDEFINED_SYMBOL,
    /** Two objects define one symbol and no override decides. */
    DUPLICATE_SYMBOL,
    /** A relocation type that a static link cannot carry out. */
    UNSUPPORTED_RELOCATION,
    /** A value that does not fit where it must be stored. */
    OUT_OF_RANGE,
    /** A section the linker cannot place. */
    UNSUPPORTED_SECTION,
    /** A symbol of a type the linker cannot place. */
    UNSUPPORTED_SYMBOL,
    /** The inputs lack what an image format needs. */
    MISSING_PART
  }

  /**
   * A section of an object file.
   *
   * @param object the object's file name, with the member in brackets for an archive
   * @param section the section's name
   */
  public record Place(String object, String section) {

    @Override
    public String toString() {
      return object + ":(" + section + ")";
    }
  }

  /** Keeps a copy of the places. */
  public Diagnostic {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(symbol, "symbol");
    Objects.requireNonNull(message, "message");
    places = List.copyOf(places);
  }
}

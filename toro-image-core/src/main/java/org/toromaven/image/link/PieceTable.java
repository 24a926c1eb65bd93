// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.Arrays;
import java.util.Optional;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionFlag;
import org.toromaven.image.elf.SectionHeader;

/**
 * The pieces of a mergeable section (gABI 4, {@code SHF_MERGE}): its strings, or its entries of one
 * size; and for each where the merged section holds it.
 */
final class PieceTable {

  /** The place of a piece that nothing refers to. */
  static final long NOWHERE = -1;

  private final ByteView contents;
  private final int[] starts;
  private final boolean[] live;
  private final long[] places;

  private PieceTable(ByteView contents, int[] starts) {
    this.contents = contents;
    this.starts = starts;
    this.live = new boolean[starts.length];
    this.places = new long[starts.length];
    Arrays.fill(places, NOWHERE);
  }

  /** Cuts a section into pieces; empty when it is not made of whole ones. */
  static Optional<PieceTable> of(InputSection section) throws ElfFormatException {
    SectionHeader header = section.header();
    ByteView contents = section.contents();
    long entrySize = header.entrySizeBytes();
    if (entrySize <= 0 || contents.length() == 0 || contents.length() % entrySize != 0) {
      return Optional.empty();
    }
    int[] starts =
        header.has(SectionFlag.STRINGS)
            ? stringStarts(contents, (int) entrySize)
            : entryStarts(contents, (int) entrySize);
    return starts.length == 0 ? Optional.empty() : Optional.of(new PieceTable(contents, starts));
  }

  private static int[] entryStarts(ByteView contents, int entrySize) {
    int[] starts = new int[contents.length() / entrySize];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = i * entrySize;
    }
    return starts;
  }

  /** None when the last string has no end. */
  private static int[] stringStarts(ByteView contents, int entrySize) throws ElfFormatException {
    int[] starts = new int[contents.length() / entrySize];
    int count = 0;
    int start = 0;
    for (int at = 0; at < contents.length(); at += entrySize) {
      if (contents.slice(at, entrySize, "character").isZero()) {
        starts[count++] = start;
        start = at + entrySize;
      }
    }
    return Arrays.copyOf(starts, start == contents.length() ? count : 0);
  }

  int count() {
    return starts.length;
  }

  /** Returns the bytes of a piece, the end of a string included. */
  ByteView piece(int index) throws ElfFormatException {
    int end = index + 1 < starts.length ? starts[index + 1] : contents.length();
    return contents.slice(starts[index], end - starts[index], "piece");
  }

  boolean holds(long offset) {
    return offset >= 0 && offset < contents.length();
  }

  /** Notes a reference to an offset that the section holds. */
  void keep(long offset) {
    live[indexOf(offset)] = true;
  }

  boolean isLive(int index) {
    return live[index];
  }

  /** Notes where the merged section holds a piece. */
  void put(int index, long place) {
    places[index] = place;
  }

  /** Returns where the merged section holds what was at an offset, or {@link #NOWHERE}. */
  long placeOf(long offset) {
    if (!holds(offset)) {
      return NOWHERE;
    }
    int index = indexOf(offset);
    return places[index] == NOWHERE ? NOWHERE : places[index] + offset - starts[index];
  }

  private int indexOf(long offset) {
    int found = Arrays.binarySearch(starts, (int) offset);
    return found >= 0 ? found : -found - 2;
  }
}

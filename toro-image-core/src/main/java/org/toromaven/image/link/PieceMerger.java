// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/** Lays out the different ones of equal pieces; a string that ends another needs no bytes. */
final class PieceMerger {

  /** Bytes that are equal when they have the same values. */
  private static final class Piece {
    private final byte[] bytes;

    Piece(ByteView view) {
      this.bytes = view.copy();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Piece piece && Arrays.equals(bytes, piece.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    /** Orders by the bytes from the last to the first, so that a tail comes before its whole. */
    int compareFromEnd(Piece other) {
      int common = Math.min(bytes.length, other.bytes.length);
      for (int i = 1; i <= common; i++) {
        int order =
            Byte.compareUnsigned(bytes[bytes.length - i], other.bytes[other.bytes.length - i]);
        if (order != 0) {
          return order;
        }
      }
      return Integer.compare(bytes.length, other.bytes.length);
    }

    boolean isTailOf(Piece other) {
      int start = other.bytes.length - bytes.length;
      return start > 0
          && Arrays.equals(bytes, 0, bytes.length, other.bytes, start, other.bytes.length);
    }
  }

  private final long alignment;
  private final boolean tails;
  private final List<PieceTable> tables = new ArrayList<>();

  /** The place of each piece, in the order of their first appearance. */
  private final Map<Piece, Long> places = new LinkedHashMap<>();

  /**
   * Makes a merger.
   *
   * @param alignment what the place of each piece is a multiple of
   * @param tails whether a piece may be the end of another
   */
  PieceMerger(long alignment, boolean tails) {
    this.alignment = alignment;
    this.tails = tails;
  }

  /** Adds the live pieces of a section. */
  void add(PieceTable table) throws ElfFormatException {
    tables.add(table);
    for (int i = 0; i < table.count(); i++) {
      if (table.isLive(i)) {
        places.put(new Piece(table.piece(i)), PieceTable.NOWHERE);
      }
    }
  }

  /** Puts every piece, tells the tables, and returns the merged bytes. */
  ByteView merge() throws ElfFormatException {
    Map<Piece, Piece> wholes = tails ? wholes() : Map.of();
    ByteSink sink = new ByteSink();
    for (Map.Entry<Piece, Long> entry : places.entrySet()) {
      if (!wholes.containsKey(entry.getKey())) {
        entry.setValue((long) sink.align(alignment).size());
        sink.bytes(entry.getKey().bytes);
      }
    }
    wholes.forEach(
        (tail, whole) ->
            places.put(tail, places.get(whole) + whole.bytes.length - tail.bytes.length));
    for (PieceTable table : tables) {
      putPieces(table);
    }
    return ByteView.of("merged constants", sink.toBytes());
  }

  /**
   * Finds for pieces that end another such a one. In this order a piece comes right behind those
   * that it ends; several of them count where alignment rules the first out.
   */
  private Map<Piece, Piece> wholes() {
    List<Piece> sorted = new ArrayList<>(places.keySet());
    sorted.sort(Comparator.comparing((Piece piece) -> piece, Piece::compareFromEnd).reversed());
    Map<Piece, Piece> wholes = new LinkedHashMap<>();
    Deque<Piece> chain = new ArrayDeque<>();
    for (Piece piece : sorted) {
      while (!chain.isEmpty() && !piece.isTailOf(chain.getLast())) {
        chain.removeLast();
      }
      Optional<Piece> whole = chain.stream().filter(of -> isAligned(of, piece)).findFirst();
      whole.ifPresentOrElse(of -> wholes.put(piece, of), () -> chain.addLast(piece));
    }
    return wholes;
  }

  private boolean isAligned(Piece whole, Piece tail) {
    return (whole.bytes.length - tail.bytes.length) % alignment == 0;
  }

  private void putPieces(PieceTable table) throws ElfFormatException {
    for (int i = 0; i < table.count(); i++) {
      if (table.isLive(i)) {
        table.put(i, places.get(new Piece(table.piece(i))));
      }
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.link.Diagnostic.Kind;
import org.toromaven.image.link.Diagnostic.Place;

/** Collects the problems of a link, so that one run reports them all. */
final class Diagnostics {

  /** More than this many of one link help nobody. */
  private static final int MAX_DIAGNOSTICS = 100;

  private final List<Diagnostic> found = new ArrayList<>();

  /** Adds a problem at one place. */
  void add(Kind kind, String symbol, Place place, String problem) {
    add(new Diagnostic(kind, symbol, false, List.of(place), 1, place + ": " + problem));
  }

  /** Adds a problem of the link as a whole. */
  void add(Kind kind, String symbol, String problem) {
    add(new Diagnostic(kind, symbol, false, List.of(), 0, problem));
  }

  /** Adds a problem. */
  void add(Diagnostic diagnostic) {
    if (found.size() < MAX_DIAGNOSTICS) {
      found.add(diagnostic);
    }
  }

  /** Ends the link when there were problems; called where the next pass needs a sound input. */
  void checkpoint() throws LinkException {
    if (!found.isEmpty()) {
      throw new LinkException(found);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import org.toromaven.image.link.Diagnostic.Place;

/** The wording that diagnostics share. */
final class DiagnosticText {

  private DiagnosticText() {}

  /**
   * A problem with the places where it shows: the first in front, at most {@link
   * Diagnostic#PLACES_SHOWN} in all, then how many more there are.
   */
  static String atPlaces(String problem, List<Place> places) {
    StringBuilder text = new StringBuilder();
    text.append(places.get(0)).append(": ").append(problem);
    int shown = Math.min(places.size(), Diagnostic.PLACES_SHOWN);
    for (Place place : places.subList(1, shown)) {
      text.append("\n  also ").append(place);
    }
    if (places.size() > shown) {
      text.append("\n  and ").append(places.size() - shown).append(" more");
    }
    return text.toString();
  }
}

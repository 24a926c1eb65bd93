// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.page;

import java.util.Collection;
import java.util.List;

/** Colours of phases: each has the same one on every page. */
public final class PhaseColours {

  /** A phase's place is the number of its colour; others are initializations of units. */
  private static final List<String> FIXED = List.of("vmm", "program", "kernel", "stub", "firmware");

  private static final int HUES = 8;
  private static final String TALK = "talk";
  private static final String INITIALIZATION = "p5 init";

  private PhaseColours() {}

  /** The style class of a phase. */
  static String style(String phase) {
    int fixed = FIXED.indexOf(phase);
    if (fixed >= 0) {
      return "p" + fixed;
    }
    return phase.equals(TALK) ? "p7" : INITIALIZATION;
  }

  /** The explanation of colours, in the order given; the units' initializations share one. */
  public static String key(Collection<String> phases) {
    StringBuilder key = new StringBuilder("<div class=\"key\">");
    boolean initialized = false;
    for (String phase : phases) {
      boolean init = style(phase).equals(INITIALIZATION);
      if (!init || !initialized) {
        key.append("<span><i class=\"").append(style(phase)).append("\"></i>");
        key.append(init ? "each unit's initialization" : Html.escaped(phase)).append("</span>");
      }
      initialized |= init;
    }
    return key.append("</div>\n").toString();
  }

  static String css() {
    StringBuilder css = new StringBuilder();
    for (int hue = 0; hue < HUES; hue++) {
      css.append(".p").append(hue).append(" { background: var(--h").append(hue).append("); }\n");
    }
    return css.toString();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import java.util.Locale;

/** What may become of a program. */
enum Kind {
  /** The same bytes and the same exit code. */
  SAME,
  /** A program that says it must not be run: it links as an appliance. */
  LINKED,
  /** Other bytes, another exit code, or no end at all. */
  DIFFERENT,
  /** It compiles for Linux, but does not compile or link as an appliance. */
  NOT_LINKABLE,
  /** There is nothing to compare. */
  SKIPPED;

  /** The name as a person writes it. */
  String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Whether somebody has to look at it. */
  boolean isFailure() {
    return this == DIFFERENT || this == NOT_LINKABLE;
  }
}

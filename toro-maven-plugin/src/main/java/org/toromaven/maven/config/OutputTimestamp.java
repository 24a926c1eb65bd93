// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Reads {@code project.build.outputTimestamp}: an ISO date with zone, or seconds since 1970. */
public final class OutputTimestamp {
  private static final Instant FIRST_OF_FAT = Instant.parse("1980-01-01T00:00:00Z");

  private OutputTimestamp() {}

  /** The moment; a fixed one when the property is absent or switched off (a single letter). */
  public static Instant parse(String property) {
    if (property == null || property.strip().length() < 2) {
      return FIRST_OF_FAT;
    }
    String text = property.strip();
    try {
      return text.matches("\\d+")
          ? Instant.ofEpochSecond(Long.parseLong(text))
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      // Maven's own plugins judge this property; what they accept otherwise needs no other time.
      return FIRST_OF_FAT;
    }
  }
}

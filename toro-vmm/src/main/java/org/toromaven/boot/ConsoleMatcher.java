// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Holds the lines of a console against expected and rejected patterns, as they come. A pattern that
 * could still stop matching when its line grows is not taken before the line is complete.
 */
final class ConsoleMatcher {

  private final List<Pattern> expect;
  private final List<Pattern> reject;
  private int metCount;

  /** Where in the current line the next expected pattern may start. */
  private int searchFrom;

  private Pattern rejectedBy;
  private String rejectedLine;

  ConsoleMatcher(List<Pattern> expect, List<Pattern> reject) {
    this.expect = List.copyOf(expect);
    this.reject = List.copyOf(reject);
  }

  /** Takes a line; see {@link LineScanner.Sink#line}. */
  void line(String text, boolean complete) {
    if (rejectedBy == null) {
      reject.stream()
          .filter(pattern -> found(pattern.matcher(text), 0, complete))
          .findFirst()
          .ifPresent(
              pattern -> {
                rejectedBy = pattern;
                rejectedLine = text;
              });
    }
    advance(text, complete);
    if (complete) {
      searchFrom = 0;
    }
  }

  /** Whether every expected pattern was seen. */
  boolean allMet() {
    return metCount == expect.size();
  }

  /** How many expected patterns were seen. */
  int metCount() {
    return metCount;
  }

  /** The pattern that is awaited; empty when all were seen. */
  Optional<Pattern> awaited() {
    return allMet() ? Optional.empty() : Optional.of(expect.get(metCount));
  }

  /** The rejected pattern that was seen first. */
  Optional<Pattern> rejectedBy() {
    return Optional.ofNullable(rejectedBy);
  }

  /** The line that it was seen in, as far as it had come. */
  String rejectedLine() {
    return rejectedLine;
  }

  private void advance(String text, boolean complete) {
    while (!allMet()) {
      Matcher matcher = expect.get(metCount).matcher(text);
      if (searchFrom > text.length() || !found(matcher, searchFrom, complete)) {
        return;
      }
      searchFrom = Math.max(matcher.end(), matcher.start() == matcher.end() ? searchFrom + 1 : 0);
      metCount++;
    }
  }

  /** Whether the text matches from a place on, and goes on matching however the line grows. */
  static boolean found(Matcher matcher, int from, boolean complete) {
    return matcher.find(from) && (complete || !matcher.requireEnd());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.List;
import java.util.stream.Collectors;

/** A link that failed; holds every problem found, in link order. */
public final class LinkException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  /**
   * Makes the exception; its message is the diagnostics' messages, one below the other.
   *
   * @param diagnostics the problems, at least one
   */
  public LinkException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::message).collect(Collectors.joining("\n")));
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Returns the problems, in link order. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.Objects;
import java.util.Optional;
import org.toromaven.boot.BootRequest;

/**
 * One combination of image, machine, firmware and VMM.
 *
 * @param name for people, such as {@code elf32 microvm qboot}; each case has its own
 * @param request the boot; its console file is written again by each run
 * @param talk the talk's figure for such a combination, if it had one
 */
public record BenchCase(String name, BootRequest request, Optional<TalkFigures.Figure> talk) {

  public BenchCase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(talk, "talk");
  }

  /** A combination that the talk did not have. */
  public BenchCase(String name, BootRequest request) {
    this(name, request, Optional.empty());
  }

  /**
   * The same case beside the talk's figure of that name.
   *
   * @throws IllegalArgumentException when the talk has no such figure
   */
  public BenchCase withTalk(String figure) {
    return new BenchCase(name, request, Optional.of(TalkFigures.named(figure)));
  }
}

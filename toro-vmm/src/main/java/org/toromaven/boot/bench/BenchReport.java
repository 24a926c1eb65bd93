// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.List;
import java.util.Objects;

/**
 * All that was measured in one go.
 *
 * @param host where
 * @param runs boots of each case, warm-up not counted
 * @param rows one for each case, in their order
 */
public record BenchReport(HostFacts host, int runs, List<BenchRow> rows) {

  public BenchReport {
    Objects.requireNonNull(host, "host");
    rows = List.copyOf(rows);
  }
}

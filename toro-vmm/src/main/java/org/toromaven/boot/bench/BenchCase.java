// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.util.Objects;
import org.toromaven.boot.BootRequest;

/**
 * One combination of image, machine, firmware and VMM.
 *
 * @param name for people, such as {@code elf32 microvm qboot}; each case has its own
 * @param request the boot; its console file is written again by each run
 */
public record BenchCase(String name, BootRequest request) {

  public BenchCase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(request, "request");
  }
}

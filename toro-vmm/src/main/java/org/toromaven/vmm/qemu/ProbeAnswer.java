// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.util.Objects;
import java.util.OptionalLong;
import java.util.Properties;

/**
 * Whether a guest really ran with an acceleration.
 *
 * @param works whether the probe guest ran to its end
 * @param reason what happened instead, or that it ran
 * @param tscHz ticks of the guest's time-stamp counter in a second; empty when it did not run, or
 *     the host was too busy to tell
 */
record ProbeAnswer(boolean works, String reason, OptionalLong tscHz) {

  ProbeAnswer {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(tscHz, "tscHz");
  }

  static ProbeAnswer no(String reason) {
    return new ProbeAnswer(false, reason, OptionalLong.empty());
  }

  Properties toProperties() {
    Properties properties = new Properties();
    properties.setProperty("works", Boolean.toString(works));
    properties.setProperty("reason", reason);
    tscHz.ifPresent(value -> properties.setProperty("tscHz", Long.toString(value)));
    return properties;
  }

  /**
   * Reads {@link #toProperties()} again.
   *
   * @throws IllegalArgumentException when something is missing or no number
   */
  static ProbeAnswer of(Properties properties) {
    String works = properties.getProperty("works", "");
    if (!works.equals("true") && !works.equals("false")) {
      throw new IllegalArgumentException("not an answer of a probe: works=" + works);
    }
    String tscHz = properties.getProperty("tscHz");
    return new ProbeAnswer(
        works.equals("true"),
        properties.getProperty("reason", ""),
        tscHz == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(tscHz)));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A measured row that was kept to hold later ones against. Only rows of the same circumstances
 * (host, VMM command, acceleration) are comparable, so those are kept with it.
 */
public final class Baseline {

  private static final String CIRCUMSTANCES = "circumstances";
  private static final String MEDIAN = "median";
  private static final String PHASE = "phase.";

  private final Properties values;

  private Baseline(Properties values) {
    this.values = values;
  }

  /** What times depend on, in one line; the image's own path and content are left out. */
  public static String circumstances(HostFacts host, String vmm) {
    return host + "; " + vmm;
  }

  /** The baseline of a measured row. */
  public static Baseline of(BenchRow row, String circumstances) {
    Properties values = new Properties();
    values.setProperty(CIRCUMSTANCES, circumstances);
    values.setProperty(MEDIAN, Double.toString(row.readyMs().median()));
    row.phases()
        .forEach(
            phase -> values.setProperty(PHASE + phase.name(), Double.toString(phase.medianMs())));
    return new Baseline(values);
  }

  /** Reads a baseline; empty when there is none yet. */
  public static Optional<Baseline> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Properties values = new Properties();
    try (InputStream input = Files.newInputStream(file)) {
      values.load(input);
    }
    return Optional.of(new Baseline(values));
  }

  /** Writes it. */
  public void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (OutputStream output = Files.newOutputStream(file)) {
      values.store(output, "startup times to compare with, in ms");
    }
  }

  /**
   * Says how a row differs: the whole, and the phase that grew most.
   *
   * @return empty when the circumstances differ, so that there is nothing to compare
   */
  public Optional<String> compare(BenchRow row, String circumstances) {
    if (!circumstances.equals(values.getProperty(CIRCUMSTANCES))) {
      return Optional.empty();
    }
    double before = number(MEDIAN);
    double now = row.readyMs().median();
    String whole = String.format(Locale.ROOT, "startup %.1f ms, was %.1f ms", now, before);
    TreeMap<Double, String> growth = new TreeMap<>();
    row.phases()
        .forEach(
            phase -> growth.put(phase.medianMs() - number(PHASE + phase.name()), phase.name()));
    if (growth.isEmpty() || growth.lastKey() <= 0) {
      return Optional.of(whole);
    }
    String phase = growth.lastEntry().getValue();
    double was = number(PHASE + phase);
    return Optional.of(
        whole
            + String.format(
                Locale.ROOT,
                "; phase %s grew most: %.1f ms, was %.1f ms",
                phase,
                was + growth.lastKey(),
                was));
  }

  private double number(String key) {
    return Double.parseDouble(values.getProperty(key, "0"));
  }
}

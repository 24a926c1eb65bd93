// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.toromaven.maven.boot.Limits;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.BudgetLine;

/**
 * {@code <startupTime>} and {@code <startupInstructions>}: the most that the start may cost, as one
 * number or by phase, and how much it may grow over the stored baseline.
 *
 * <pre>{@code
 * <startupTime>150ms</startupTime>
 *
 * <startupTime>
 *   <whole>150ms</whole>
 *   <kernel>5ms</kernel>                       also vmm, firmware, stub, program
 *   <units><Networking>3ms</Networking></units>  a unit's initialization
 *   <growth>10%</growth>                       of the whole, over the baseline
 * </startupTime>
 * }</pre>
 */
public final class StartupConfig {
  private static final double MOST_GROWTH_PERCENT = 10_000;
  private static final String INIT = "init ";

  private String whole;
  private String vmm;
  private String firmware;
  private String stub;
  private String kernel;
  private String program;
  private Map<String, String> units;
  private String growth;

  /** Reads one number. */
  @FunctionalInterface
  private interface Reader {
    double read(String path, String pomValue) throws ConfigurationException;
  }

  /** Called by Maven. */
  public StartupConfig() {}

  /** An element without elements in it: the whole start; Maven calls this. */
  public void set(String value) {
    whole = value;
  }

  Limits times(Settings settings) throws ConfigurationException {
    return limits(
        settings, "boot.startupTime", (path, value) -> settings.milliseconds(path, value, null));
  }

  Limits counts(Settings settings) throws ConfigurationException {
    return limits(
        settings,
        "boot.startupInstructions",
        (path, value) -> settings.number(path, value, 0, 0, Integer.MAX_VALUE));
  }

  private Limits limits(Settings settings, String path, Reader reader)
      throws ConfigurationException {
    List<Limits.Limit> limits = new ArrayList<>();
    String longName = path + ".whole";
    boolean said = settings.onCommandLine(longName).isPresent();
    add(limits, BudgetLine.WHOLE, reader.read(said ? longName : path, whole));
    add(limits, "vmm", reader.read(path + ".vmm", vmm));
    add(limits, "firmware", reader.read(path + ".firmware", firmware));
    add(limits, "stub", reader.read(path + ".stub", stub));
    add(limits, "kernel", reader.read(path + ".kernel", kernel));
    add(limits, "program", reader.read(path + ".program", program));
    for (Map.Entry<String, String> unit :
        new TreeMap<>(units == null ? Map.of() : units).entrySet()) {
      String name = unit.getKey();
      add(limits, INIT + name, reader.read(path + ".units." + name, unit.getValue()));
    }
    return new Limits(limits, growthPercent(settings, path + ".growth"));
  }

  private static void add(List<Limits.Limit> limits, String phase, double most) {
    if (most > 0) {
      limits.add(new Limits.Limit(phase, most));
    }
  }

  private double growthPercent(Settings settings, String path) throws ConfigurationException {
    String text = settings.text(path, growth, null);
    if (text == null) {
      return -1;
    }
    String number = text.endsWith("%") ? text.substring(0, text.length() - 1).strip() : text;
    if (number.matches("\\d{1,5}(\\.\\d{1,3})?")) {
      double percent = Double.parseDouble(number);
      if (percent <= MOST_GROWTH_PERCENT) {
        return percent;
      }
    }
    throw new ConfigurationException(Advice.badValue(path, text, "a share such as 10%"));
  }
}

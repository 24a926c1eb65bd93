// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.boot.Until;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.boot.Budget;
import org.toromaven.maven.boot.Scenario;
import org.toromaven.maven.report.Advice;
import org.toromaven.vmm.MachineConfigBuilder;

/**
 * {@code <boot>}: what a boot must show. Each element has a user property of the same name, such as
 * {@code -Dtoro.boot.timeout=30s}.
 *
 * <pre>{@code
 * <boot>
 *   <expect>Hello World</expect>           a regular expression; repeat it: lines in this order
 *   <reject>EAccessViolation</reject>      fails at once when a line matches
 *   <input>yes</input>                     typed once the program starts
 *   <exitCode>0</exitCode>
 *   <startupTime>150ms</startupTime>       from starting the VMM to ready; or by phase
 *   <startupStatistic>median</startupStatistic>   or p95, of <runs>
 *   <startupInstructions>15000</startupInstructions>   from the stub to the program, exact
 *   <timeout>60s</timeout>
 *   <runs>1</runs>
 *   <until>exit</until>                    or ready: stop the appliance then
 *   <ready><console>listening</console></ready>
 *   <disks><disk>data</disk></disks>       names of <disks>, or none; default: all
 *   <image>elf64-pvh</image>               one of <image><formats>; default: the first
 *   <vmm><machine>pc</machine></vmm>       a machine of its own
 * </boot>
 * }</pre>
 */
public final class BootConfig {
  private static final String DEFAULT_TIMEOUT = "60s";
  private static final int MOST_RUNS = 10_000;

  /** The scenario's name in reports; default {@code boot}. */
  private String name;

  private final List<String> expect = new ArrayList<>();
  private final List<String> reject = new ArrayList<>();

  /** What is typed once the program starts; default: nothing, the end of the input. */
  private String input;

  /** The exit code that the program must end with; default 0. */
  private String exitCode;

  /** The longest time from starting the VMM to ready that passes; default: any. */
  private StartupConfig startupTime;

  /** Which value of all runs is held against it: {@code median} (default) or {@code p95}. */
  private String startupStatistic;

  /** The most instructions from the stub to the program that pass; default: any. */
  private StartupConfig startupInstructions;

  /** The project's disks that it gets; default: all. */
  private List<String> disks;

  /** The image format that it boots; default: the first of the project. */
  private String image;

  /** When to give up; default {@code 60s}. */
  private String timeout;

  /** How many times to boot; default 1. */
  private String runs;

  /** What ends a boot that goes well: the program's {@code exit} (default), or {@code ready}. */
  private String until;

  /** When the appliance is ready. */
  private ReadyConfig ready;

  /** A machine of its own for this scenario; default: the project's. */
  private VmmConfig vmm;

  /** Called by Maven. */
  public BootConfig() {}

  /** {@code <expect>}, once for each line; Maven calls this. */
  public void addExpect(String pattern) {
    expect.add(pattern);
  }

  /** {@code <reject>}, once for each pattern; Maven calls this. */
  public void addReject(String pattern) {
    reject.add(pattern);
  }

  /**
   * The scenario that these elements and the command line make.
   *
   * @param common the machine of scenarios without one of their own
   * @param devices adds the project's disks and networks to the machine
   */
  Scenario scenario(Settings settings, Path base, VmmConfig common, Devices devices)
      throws ConfigurationException {
    VmmConfig chosen = vmm == null ? common : vmm;
    MachineConfigBuilder machine = chosen.machine(settings, base);
    devices.addTo(machine);
    Budget budget = budget(settings);
    return new Scenario(
        scenarioName(),
        machine.build(),
        imageFormat(settings),
        devices.working(),
        devices.exclusive() || budget.time().any(),
        devices.commandLine(chosen.commandLine(settings)),
        settings.text("boot.input", input, ""),
        expectations(settings),
        Duration.ofMillis(settings.milliseconds("boot.timeout", timeout, DEFAULT_TIMEOUT)),
        budget,
        settings.number("boot.runs", runs, 1, 1, MOST_RUNS));
  }

  /** What it does with the project's disks. */
  DiskUse diskUse(Settings settings, boolean oneOfSeveral) {
    List<String> names = settings.list("boot.disks", disks);
    String suffix = oneOfSeveral ? "-" + scenarioName().replaceAll("[^A-Za-z0-9._-]", "_") : "";
    return new DiskUse(names.isEmpty() ? Optional.empty() : Optional.of(names), suffix);
  }

  /** Its name in reports. */
  String scenarioName() {
    return name == null ? "boot" : name.strip();
  }

  private Optional<ImageFormat> imageFormat(Settings settings) throws ConfigurationException {
    String id = settings.text("boot.image", image, null);
    return id == null ? Optional.empty() : Optional.of(ImageConfig.format("boot.image", id));
  }

  private Expectations expectations(Settings settings) throws ConfigurationException {
    List<ReadyCondition> conditions = ready == null ? List.of() : ready.conditions();
    return new Expectations(
        patterns(settings, "boot.expect", expect),
        patterns(settings, "boot.reject", reject),
        settings.number("boot.exitCode", exitCode, 0, 0, 255),
        settings.choice("boot.until", until, Until.EXIT),
        conditions);
  }

  private Budget budget(Settings settings) throws ConfigurationException {
    StartupConfig time = startupTime == null ? new StartupConfig() : startupTime;
    StartupConfig instructions =
        startupInstructions == null ? new StartupConfig() : startupInstructions;
    return new Budget(
        time.times(settings),
        settings.choice("boot.startupStatistic", startupStatistic, Budget.Statistic.MEDIAN),
        instructions.counts(settings));
  }

  /** On the command line one pattern, which may hold commas. */
  private static List<Pattern> patterns(Settings settings, String path, List<String> elements)
      throws ConfigurationException {
    Optional<String> given = settings.onCommandLine(path);
    List<Pattern> patterns = new ArrayList<>();
    for (String text : given.isPresent() ? List.of(given.get()) : elements) {
      patterns.add(pattern(path, text == null ? "" : text.strip()));
    }
    return patterns;
  }

  /** A regular expression; the message shows where it goes wrong. */
  static Pattern pattern(String path, String text) throws ConfigurationException {
    try {
      if (!text.isEmpty()) {
        return Pattern.compile(text);
      }
    } catch (PatternSyntaxException e) {
      throw new ConfigurationException(
          Advice.badValue(path, text, "a regular expression (" + e.getDescription() + ")"));
    }
    throw new ConfigurationException(Advice.badValue(path, text, "a regular expression"));
  }
}

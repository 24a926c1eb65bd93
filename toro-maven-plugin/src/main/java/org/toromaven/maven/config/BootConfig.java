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
 *   <startupTime>150ms</startupTime>       from starting the VMM to ready
 *   <startupStatistic>median</startupStatistic>   or p95
 *   <timeout>60s</timeout>
 *   <runs>1</runs>
 *   <until>exit</until>                    or ready: stop the appliance then
 *   <ready><console>listening</console></ready>
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
  private String startupTime;

  /** Which value of all runs is held against it: {@code median} (default) or {@code p95}. */
  private String startupStatistic;

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
    return new Scenario(
        name == null ? "boot" : name.strip(),
        machine.build(),
        devices.commandLine(chosen.commandLine(settings)),
        settings.text("boot.input", input, ""),
        expectations(settings),
        Duration.ofMillis(settings.milliseconds("boot.timeout", timeout, DEFAULT_TIMEOUT)),
        budget(settings),
        settings.number("boot.runs", runs, 1, 1, MOST_RUNS));
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

  private Scenario.Budget budget(Settings settings) throws ConfigurationException {
    return new Scenario.Budget(
        settings.milliseconds("boot.startupTime", startupTime, null),
        settings.choice("boot.startupStatistic", startupStatistic, Scenario.Statistic.MEDIAN));
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

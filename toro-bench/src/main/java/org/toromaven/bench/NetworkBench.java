// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What cores and queues, cards, sums made by the card and IPv6 are worth: the same server in each
 * setup, in turns, every figure as a ratio to the first setup of the same turn. Started by {@code
 * bench/network}, in a network namespace of its own where TAP devices can be made.
 */
final class NetworkBench {
  private static final int TURNS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String PROGRAM = "toro-kernel/src/test/networked/coreserver.pas";
  private static final List<String> UNITS =
      List.of("Memory", "Process", "Networking", "VirtIONet", "E1000");
  private static final List<String> UNITS_SIX =
      List.of("Memory", "Process", "Networking", "IPv6", "VirtIONet", "E1000");
  private static final List<String> FIGURES =
      List.of("requests/s", "connections/s", "MB/s", "datagrams/s");

  /**
   * More cores than the host's must not starve each other: connections, against one core. Clients
   * and VMM take their part of the host too, so that some loss is fair; cores that spin for each
   * other are left with less than a hundredth.
   */
  private static final double STARVED_MIN = 0.3;

  private final PrintStream report;
  private final boolean tap;
  private final Path image;
  private final Path imageSix;

  private NetworkBench(PrintStream report, boolean tap) throws Exception {
    this.report = report;
    this.tap = tap;
    Path folder = Path.of("toro-bench/target/bench");
    image = new Appliances(folder.resolve("network")).build(Path.of(PROGRAM), UNITS);
    imageSix = new Appliances(folder.resolve("network6")).build(Path.of(PROGRAM), UNITS_SIX);
  }

  /** {@code tap}: this process may make TAP devices. Fails when a figure is out of its bound. */
  public static void main(String[] arguments) throws Exception {
    boolean tap = arguments.length > 0 && arguments[0].equals("tap");
    if (!new NetworkBench(Reports.standardOutput(), tap).run()) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private boolean run() throws Exception {
    List<NetworkSetup> setups = new ArrayList<>(NetworkSetup.all());
    if (!tap) {
      report.println("no TAP device can be made here: one queue only, IPv4, QEMU's own network");
      setups.removeIf(setup -> setup.queues() > 1 || setup.six());
    }
    Map<NetworkSetup, double[][]> measured = new LinkedHashMap<>();
    setups.forEach(setup -> measured.put(setup, new double[FIGURES.size()][TURNS]));
    for (int turn = -1; turn < TURNS; turn++) {
      for (NetworkSetup setup : setups) {
        double[] rates = measure(setup);
        for (int figure = 0; turn >= 0 && figure < rates.length; figure++) {
          measured.get(setup)[figure][turn] = rates[figure];
        }
      }
    }
    print(setups, measured);
    return held(setups, measured);
  }

  private double[] measure(NetworkSetup setup) throws Exception {
    if (tap) {
      for (List<String> command : setup.tap()) {
        command(command);
      }
    }
    try (HttpGuest guest = HttpGuest.spawn(setup.words(setup.six() ? imageSix : image, tap))) {
      if (!guest.listens(LIMIT)) {
        throw new IOException(setup.name() + ": the server does not listen");
      }
      NetworkLoad load =
          tap ? new NetworkLoad(setup.address(), 8080) : new NetworkLoad("127.0.0.1", guest.port());
      // The host begins to use a device that has just come up when it likes.
      load.awaitAnswer();
      return new double[] {load.requests(), load.connections(), load.megabytes(), load.datagrams()};
    } finally {
      if (tap) {
        command(List.of("ip", "link", "del", "tap0"));
      }
    }
  }

  private static void command(List<String> words) throws IOException, InterruptedException {
    int status = new ProcessBuilder(words).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException(String.join(" ", words) + " fails");
    }
  }

  private void print(List<NetworkSetup> setups, Map<NetworkSetup, double[][]> measured) {
    report.printf(
        Locale.ROOT, "medians of %d turns; in brackets: to the first, turn by turn%n", TURNS);
    report.printf("%-12s", "");
    FIGURES.forEach(figure -> report.printf("%20s", figure));
    report.println();
    for (NetworkSetup setup : setups) {
      report.printf("%-12s", setup.name());
      for (int figure = 0; figure < FIGURES.size(); figure++) {
        double rate = median(measured.get(setup)[figure]);
        double ratio = ratio(measured, setups, setup, figure);
        report.printf(Locale.ROOT, "%12.0f (%5.2f)", rate, ratio);
      }
      report.println();
    }
  }

  /** The median of the turns' ratios to the first setup. */
  private static double ratio(
      Map<NetworkSetup, double[][]> measured,
      List<NetworkSetup> setups,
      NetworkSetup setup,
      int figure) {
    double[] first = measured.get(setups.get(0))[figure];
    double[] own = measured.get(setup)[figure];
    return median(IntStream.range(0, TURNS).mapToDouble(turn -> own[turn] / first[turn]).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private boolean held(List<NetworkSetup> setups, Map<NetworkSetup, double[][]> measured) {
    boolean held = true;
    int connections = FIGURES.indexOf("connections/s");
    for (NetworkSetup setup : setups) {
      double ratio = ratio(measured, setups, setup, connections);
      if (setup.cores() > 1 && ratio < STARVED_MIN) {
        report.printf(
            Locale.ROOT,
            "%s: connections %.2f of one core's (at least %.2f) OUT OF BOUNDS%n",
            setup.name(),
            ratio,
            STARVED_MIN);
        held = false;
      }
    }
    return held;
  }
}

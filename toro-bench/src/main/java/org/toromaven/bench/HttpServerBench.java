// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The same stock HTTP server as an appliance and as the only process of a Linux VM, under the same
 * QEMU without KVM, in turns, and the floor guest on the appliance's machine. Started by {@code
 * bench/http-server}, which makes the guests; fails when a ratio is out of its bound.
 */
final class HttpServerBench {
  private static final int RUNS = 11;
  private static final int LINUX_RUNS = 5;
  private static final int WARM_UP_RUNS = 2;
  private static final double SOONER_MIN = 50;
  private static final double OVER_FLOOR_MS_MAX = 25;
  private static final double FASTER_MIN = 1.5;
  private static final double MEMORY_SHARE_MAX = 0.1;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration LEAST_MEMORY_LIMIT = Duration.ofSeconds(12);
  private static final double NS_PER_MS = 1e6;

  private final PrintStream report;
  private final Path image;
  private final Path floor;
  private final Path kernel;
  private final Path initrd;

  private HttpServerBench(PrintStream report, Path floor, String[] guests) {
    this.report = report;
    this.floor = floor;
    image = Path.of(guests[0]);
    kernel = Path.of(guests[1]);
    initrd = Path.of(guests[2]);
  }

  /** Image of the appliance, kernel and initial RAM disk of Linux. */
  public static void main(String[] guests) throws Exception {
    Path floor =
        new Appliances(Path.of("toro-bench/target/bench"))
            .floor(Path.of("toro-bench/src/main/asm/floor.S"));
    if (!new HttpServerBench(Reports.standardOutput(), floor, guests).run()) {
      throw new IllegalStateException("a figure is out of its bound, see above");
    }
  }

  private boolean run() throws Exception {
    long[] over = new long[RUNS];
    long[] first = new long[RUNS];
    for (int run = -WARM_UP_RUNS; run < RUNS; run++) {
      long least = floorNs();
      long answer = answerNs(appliance(image, 64));
      if (run >= 0) {
        first[run] = answer;
        over[run] = answer - least;
      }
    }
    long[] linuxFirst = new long[LINUX_RUNS];
    long[] rate = new long[LINUX_RUNS];
    long[] linuxRate = new long[LINUX_RUNS];
    for (int run = 0; run < LINUX_RUNS; run++) {
      rate[run] = requestsPerSecond(appliance(image, 64));
      linuxFirst[run] = answerNs(linux(256));
      linuxRate[run] = requestsPerSecond(linux(256));
    }
    int memory = leastMemory(true, 4, 5, 6, 8, 10, 12, 16, 24, 32);
    int linuxMemory = leastMemory(false, 64, 80, 96, 112, 128, 160, 256);
    row("medians", "appliance", "Linux");
    row("image, bytes", Files.size(image), Files.size(kernel) + Files.size(initrd));
    row("spawn to first HTTP 200, ms", ms(first), ms(linuxFirst));
    row("requests per second, one client", median(rate), median(linuxRate));
    row("least memory, MiB", memory, linuxMemory);
    boolean held = atLeast("sooner, times", ms(linuxFirst) / ms(first), SOONER_MIN);
    held &= atMost("first HTTP 200 over the floor, ms", ms(over), OVER_FLOOR_MS_MAX);
    held &= atLeast("faster, times", (double) median(rate) / median(linuxRate), FASTER_MIN);
    return atMost("memory, share", (double) memory / linuxMemory, MEMORY_SHARE_MAX) && held;
  }

  private long floorNs() throws IOException {
    try (HttpGuest guest = HttpGuest.spawn(appliance(floor, 64))) {
      return guest.firstByteNs().orElseThrow();
    }
  }

  private static long answerNs(List<String> words) throws IOException {
    try (HttpGuest guest = HttpGuest.spawn(words)) {
      return guest.firstAnswerNs(LIMIT).orElseThrow();
    }
  }

  private static long requestsPerSecond(List<String> words) throws IOException {
    try (HttpGuest guest = HttpGuest.spawn(words)) {
      guest.firstAnswerNs(LIMIT).orElseThrow();
      String url = "http://127.0.0.1:" + guest.port() + "/";
      Process ab =
          new ProcessBuilder("ab", "-q", "-n", "500", "-c", "1", url)
              .redirectErrorStream(true)
              .start();
      String said = new String(ab.getInputStream().readAllBytes(), ISO_8859_1);
      Matcher rate = Pattern.compile("Requests per second: +(\\d+)").matcher(said);
      // The answers count up, so that ab sees lengths that differ and calls them failed.
      boolean whole = said.contains("Complete requests:      500") && !said.contains("Non-2xx");
      if (!rate.find() || !whole) {
        throw new IOException("ab: " + said);
      }
      return Long.parseLong(rate.group(1));
    }
  }

  private int leastMemory(boolean appliance, int... sizes) throws IOException {
    for (int size : sizes) {
      List<String> words = appliance ? appliance(image, size) : linux(size);
      try (HttpGuest guest = HttpGuest.spawn(words)) {
        if (guest.firstAnswerNs(LEAST_MEMORY_LIMIT).isPresent()) {
          return size;
        }
      }
    }
    throw new IOException("answers with none of " + Arrays.toString(sizes) + " MiB");
  }

  /** As {@code toro:start} does it, with a fixed address. */
  private static List<String> appliance(Path image, int mib) {
    List<String> words = common(mib);
    words.addAll(List.of("-cpu", "max"));
    words.addAll(List.of("-machine", "microvm,acpi=off,rtc=on,isa-serial=on"));
    words.addAll(List.of("-global", "virtio-mmio.force-legacy=false"));
    words.addAll(List.of("-device", "virtio-net-device,netdev=n", "-kernel", image.toString()));
    words.addAll(List.of("-append", "toro.net=10.0.2.15/24,10.0.2.2"));
    return words;
  }

  /**
   * Debian's kernel finds no clock on microvm without KVM; pc, with nothing that it does not need,
   * and QEMU's own choice of CPU, with which Linux starts sooner than with the appliance's.
   */
  private List<String> linux(int mib) {
    List<String> words = common(mib);
    words.addAll(List.of("-machine", "pc", "-device", "virtio-net-pci,netdev=n,romfile="));
    words.addAll(List.of("-kernel", kernel.toString(), "-initrd", initrd.toString()));
    words.addAll(List.of("-append", "console=ttyS0 quiet panic=-1"));
    return words;
  }

  private static List<String> common(int mib) {
    return new ArrayList<>(
        List.of(
            "qemu-system-x86_64",
            "-no-user-config",
            "-nodefaults",
            "-display",
            "none",
            "-no-reboot",
            "-accel",
            "tcg",
            "-m",
            mib + "M",
            "-serial",
            "stdio",
            "-netdev",
            "user,id=n,hostfwd=tcp:127.0.0.1:PORT-:8080"));
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double ms(long[] ns) {
    return median(ns) / NS_PER_MS;
  }

  private void row(String name, Object appliance, Object linux) {
    report.printf(Locale.ROOT, "%-36s %14s %14s%n", name, text(appliance), text(linux));
  }

  private static String text(Object value) {
    return value instanceof Double number
        ? String.format(Locale.ROOT, "%.1f", number)
        : value.toString();
  }

  private boolean atLeast(String name, double value, double bound) {
    return bound(name, value, "at least", bound, value >= bound);
  }

  private boolean atMost(String name, double value, double bound) {
    return bound(name, value, "at most", bound, value <= bound);
  }

  private boolean bound(String name, double value, String kind, double bound, boolean held) {
    String verdict = held ? "ok" : "OUT OF BOUNDS";
    report.printf(Locale.ROOT, "%-36s %14.2f (%s %.1f) %s%n", name, value, kind, bound, verdict);
    return held;
  }
}

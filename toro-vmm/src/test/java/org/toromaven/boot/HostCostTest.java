// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AllocatorTuning;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.DeathSignal;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmCommand;

/**
 * What the harness costs and how exact it is, against the same QEMU command spawned directly, in
 * turn and in the same run; only differences of medians are judged. Wants an idle machine: where
 * more runs than there are processors, each further thread waits for its turn.
 */
@Tag("long")
class HostCostTest {

  private static final double COST_MAX_MS = 40;
  private static final double STAMP_MAX_MS = 1;

  @TempDir Path folder;

  private static final int WARM_UPS = 20;
  private static final int RUNS = 51;

  private final List<Double> firstByteLate = new ArrayList<>();
  private final List<Double> wholeLonger = new ArrayList<>();

  @Test
  @DisplayName("a boot costs at most 40 ms over spawning the same command")
  void cost() throws Exception {
    measure(VmmCommand::words);

    report("host cost of a boot", wholeLonger);
    assertThat(median(wholeLonger)).isLessThan(COST_MAX_MS);
  }

  @Test
  @DisplayName("the stamp of QEMU's first byte is within 1 ms of reading it from a pipe")
  void stamp() throws Exception {
    // The guard that ends an orphaned VMM is a program that starts first, and costs its own start.
    measure(DeathSignal::guarded);

    report("stamp of the first byte", firstByteLate);
    assertThat(Math.abs(median(firstByteLate))).isLessThan(STAMP_MAX_MS);
  }

  /** The writer says by the host's clock when it writes; QEMU's own time has no part in it. */
  @Test
  @DisplayName("a byte that comes after 5 to 500 ms is stamped within 1 ms of being written")
  void written() throws Exception {
    for (String seconds : List.of("0.005", "0.030", "0.120", "0.500")) {
      List<Double> late = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        late.add(lateMs(seconds));
      }
      report("stamp of a byte written after " + seconds + " s", late);
      assertThat(median(late)).isBetween(0.0, STAMP_MAX_MS);
    }
  }

  private double lateMs(String seconds) throws Exception {
    String script = "exec bash -c 'read -t " + seconds + " <> <(:); echo -n $EPOCHREALTIME'";
    AtomicLong spawn = new AtomicLong();
    BootListener spawned =
        new BootListener() {
          @Override
          public void console(ByteBuffer bytes) {
            spawn.compareAndSet(0, System.nanoTime());
          }
        };
    BootResult result =
        new BootRunner(ScriptedVmm.only(script))
            .run(
                BootRequest.of(BootSource.kernel(folder.resolve("x")), folder.resolve("late.log"))
                    .withMachine(ScriptedVmm.machine()),
                spawned);
    Instant now = Instant.now();
    long nanoTime = System.nanoTime();
    double writtenMs = Double.parseDouble(result.console().tail()) * 1e3;
    double nowMs = now.getEpochSecond() * 1e3 + now.getNano() / 1e6;
    // The stamp is relative to the spawn; the listener is called right after it was taken.
    return nowMs - (nanoTime - spawn.get()) / 1e6 - writtenMs;
  }

  private void measure(Function<VmmCommand, List<String>> command) throws Exception {
    Path image =
        new TestGuest().print("Hello World\n").exit(0).writeTo(folder.resolve("guest.elf"));
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
            .withMachine(MachineConfig.builder().acceleration(Acceleration.TCG).build());
    VmmCommand words = new BootRunner().run(request).command().orElseThrow();
    for (int i = -WARM_UPS; i < RUNS; i++) {
      // Who goes first alternates, so that what one run leaves behind falls on both alike.
      double[] direct = i % 2 == 0 ? direct(command.apply(words)) : new double[0];
      double[] harness = harness(request);
      direct = direct.length == 0 ? direct(command.apply(words)) : direct;
      if (i >= 0) {
        firstByteLate.add(harness[0] - direct[0]);
        wholeLonger.add(harness[1] - direct[1]);
      }
    }
  }

  private double[] harness(BootRequest request) throws Exception {
    long start = System.nanoTime();
    BootResult result = new BootRunner().run(request);
    double whole = (System.nanoTime() - start) / 1e6;
    assertThat(result.successful()).as(result.reason()).isTrue();
    return new double[] {result.console().firstByteNs().getAsLong() / 1e6, whole};
  }

  /** Spawns the command with a pipe as console and a file as event port; first byte and end. */
  private double[] direct(List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    for (String word : words) {
      boolean events = word.startsWith("socket,id=events");
      // The link to the image went with the boot it was made for.
      boolean kernel = !command.isEmpty() && command.get(command.size() - 1).equals("-kernel");
      String other = kernel ? folder.resolve("guest.elf").toString() : word;
      command.add(events ? "file,id=events,path=" + folder.resolve("events") : other);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    AllocatorTuning.apply(builder.environment());
    long start = System.nanoTime();
    Process process = builder.start();
    try (InputStream console = process.getInputStream()) {
      assertThat(console.read()).isEqualTo('H');
      double firstByte = (System.nanoTime() - start) / 1e6;
      process.waitFor();
      return new double[] {firstByte, (System.nanoTime() - start) / 1e6};
    }
  }

  private static void report(String what, List<Double> values) {
    double median = median(values);
    System.out.printf(
        "%s: median %+.2f ms, from %+.2f to %+.2f%n",
        what, median, values.get(0), values.get(values.size() - 1));
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;

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

  private final List<Double> directFirstByte = new ArrayList<>();
  private final List<Double> directWhole = new ArrayList<>();
  private final List<Double> harnessFirstByte = new ArrayList<>();
  private final List<Double> harnessWhole = new ArrayList<>();

  @Test
  @DisplayName("a boot costs at most 40 ms over spawning the same command")
  void cost() throws Exception {
    measure(3, 11);

    double cost = median(harnessWhole) - median(directWhole);
    System.out.printf("host cost of a boot: %.2f ms%n", cost);
    assertThat(cost).isLessThan(COST_MAX_MS);
  }

  @Test
  @DisplayName("the stamp of the first byte is within 1 ms of a direct measurement")
  void stamp() throws Exception {
    measure(5, 51);

    double late = median(harnessFirstByte) - median(directFirstByte);
    System.out.printf("stamp of the first byte: %+.2f ms%n", late);
    assertThat(Math.abs(late)).isLessThan(STAMP_MAX_MS);
  }

  private void measure(int warmups, int runs) throws Exception {
    Path image =
        new TestGuest().print("Hello World\n").exit(0).writeTo(folder.resolve("guest.elf"));
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
            .withMachine(MachineConfig.builder().acceleration(Acceleration.TCG).build());
    for (int i = 0; i < warmups + runs; i++) {
      long start = System.nanoTime();
      BootResult result = new BootRunner().run(request);
      double whole = (System.nanoTime() - start) / 1e6;
      assertThat(result.successful()).as(result.reason()).isTrue();
      double[] direct = direct(result.command().orElseThrow().words());
      if (i >= warmups) {
        harnessFirstByte.add(result.console().firstByteNs().getAsLong() / 1e6);
        harnessWhole.add(whole);
        directFirstByte.add(direct[0]);
        directWhole.add(direct[1]);
      }
    }
  }

  /** Spawns the command with a pipe as console and a file as event port; first byte and end. */
  private double[] direct(List<String> words) throws Exception {
    List<String> command = new ArrayList<>();
    for (String word : words) {
      boolean events = word.startsWith("socket,id=events");
      command.add(events ? "file,id=events,path=" + folder.resolve("events") : word);
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    long start = System.nanoTime();
    Process process = builder.start();
    try (InputStream console = process.getInputStream()) {
      assertThat(console.read()).isEqualTo('H');
      double firstByte = (System.nanoTime() - start) / 1e6;
      process.waitFor();
      return new double[] {firstByte, (System.nanoTime() - start) / 1e6};
    }
  }

  private static double median(List<Double> values) {
    Collections.sort(values);
    return values.get(values.size() / 2);
  }
}

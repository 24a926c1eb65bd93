// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.TestGuest;
import org.toromaven.vmm.BootSource;

/** Many boots, one after the other and at once: none is lost and nothing stays behind. */
class ManyBootsTest {

  private static final int AT_ONCE = 8;

  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void image() throws IOException {
    image = new TestGuest().print("Hello World\n").exit(0).writeTo(folder.resolve("guest.elf"));
  }

  @Test
  @DisplayName("8 at once, three times")
  void atOnce() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<BootResult>> boots = new ArrayList<>();
      for (int i = 0; i < 3 * AT_ONCE; i++) {
        String console = "console-" + i;
        boots.add(pool.submit(() -> boot(console)));
      }
      for (Future<BootResult> boot : boots) {
        assertGood(boot.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertNothingLeft();
  }

  @Test
  @DisplayName("20 in a row")
  void inARow() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertGood(boot("console"));
    }
    assertNothingLeft();
  }

  @Test
  @Tag("long")
  @DisplayName("1,000 in a row, with flat memory and no open file left")
  void thousandInARow() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertGood(boot("console"));
    }
    long memoryBefore = usedMemory();
    long filesBefore = OwnLeftovers.openFiles();
    for (int i = 0; i < 1_000; i++) {
      assertGood(boot("console"));
    }
    report(memoryBefore, filesBefore);
    assertThat(usedMemory() - memoryBefore).isLessThan(8L << 20);
    assertThat(OwnLeftovers.openFiles()).isLessThanOrEqualTo(filesBefore + 2);
    assertNothingLeft();
  }

  @Test
  @Tag("long")
  @DisplayName("1,000 boots, 8 at once")
  void thousandAtOnce() throws Exception {
    List<BootRequest> requests = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      requests.add(request("console-" + i));
    }
    new BootBatch(AT_ONCE).run(new BootRunner(), requests.subList(0, 100), Progress.NONE);
    long filesBefore = OwnLeftovers.openFiles();
    long memoryBefore = usedMemory();
    for (List<BootRequest> part : List.of(requests.subList(0, 500), requests.subList(500, 1_000))) {
      new BootBatch(AT_ONCE)
          .run(new BootRunner(), part, Progress.NONE)
          .forEach(ManyBootsTest::assertGood);
    }
    report(memoryBefore, filesBefore);
    assertThat(usedMemory() - memoryBefore).isLessThan(8L << 20);
    assertThat(OwnLeftovers.openFiles()).isLessThanOrEqualTo(filesBefore + 2);
    assertNothingLeft();
  }

  private static void report(long memoryBefore, long filesBefore) throws IOException {
    System.out.printf(
        "1,000 boots: memory grew by %d KiB, open files by %d%n",
        (usedMemory() - memoryBefore) >> 10, OwnLeftovers.openFiles() - filesBefore);
  }

  private BootRequest request(String console) {
    return BootRequest.of(BootSource.kernel(image), folder.resolve(console))
        .withExpectations(Expectations.lines("^Hello World$"));
  }

  private BootResult boot(String console) throws Exception {
    return new BootRunner().run(request(console));
  }

  private static void assertGood(BootResult result) {
    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.console().file()).hasContent("Hello World\n");
  }

  private void assertNothingLeft() throws IOException {
    assertThat(OwnLeftovers.workDirectories()).isEmpty();
    assertThat(OwnLeftovers.processes(WorkDirectory.prefix())).isEmpty();
  }

  private static long usedMemory() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}

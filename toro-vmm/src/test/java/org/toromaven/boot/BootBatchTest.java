// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.ScriptedVmm;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.VmmException;

/** Several boots at once: order, limit, failures, interrupts. */
class BootBatchTest {

  private static final long PATIENCE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  @DisplayName("the results are in the order of the requests, and progress counts to the end")
  void order() throws Exception {
    BootRunner runner = new BootRunner(ScriptedVmm.only("echo up; " + ScriptedVmm.exitMark(3)));
    List<BootRequest> requests = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      requests.add(request("console-" + i));
    }
    List<Integer> progress = new ArrayList<>();

    List<BootResult> results =
        new BootBatch(3).run(runner, requests, (done, total, what) -> progress.add(done));

    assertThat(results)
        .extracting(result -> result.console().file())
        .isEqualTo(requests.stream().map(BootRequest::consoleFile).toList());
    assertThat(progress).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  @DisplayName("as many run at once as the limit says, and no more")
  void limit() throws Exception {
    CyclicBarrier pair = new CyclicBarrier(2);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    BootBatch.Work<Boolean> work =
        () -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          // Passed only when two are here at once.
          boolean met = met(pair);
          running.decrementAndGet();
          return met;
        };

    assertThat(new BootBatch(2).run(List.of(work, work, work, work)))
        .containsExactly(true, true, true, true);
    assertThat(most).hasValue(2);
  }

  @Test
  @DisplayName("a failure is thrown when the others have ended")
  void failure() {
    AtomicInteger ended = new AtomicInteger();
    BootBatch.Work<Integer> fails =
        () -> {
          throw new VmmException("no such VMM");
        };
    assertThatThrownBy(
            () ->
                new BootBatch(2)
                    .run(
                        List.of(
                            fails,
                            ended::incrementAndGet,
                            ended::decrementAndGet,
                            ended::incrementAndGet)))
        .isInstanceOf(VmmException.class)
        .hasMessage("no such VMM");
    assertThat(ended).hasValue(1);
  }

  @Test
  @DisplayName("an interrupt ends all boots, waits for them and stays set")
  void interrupt() throws Exception {
    BootRunner runner = new BootRunner(ScriptedVmm.only("echo up; sleep 1000"));
    CountDownLatch up = new CountDownLatch(2);
    AtomicInteger cancelled = new AtomicInteger();
    Thread caller = Thread.currentThread();
    Thread interrupter =
        new Thread(
            () -> {
              if (met(up)) {
                caller.interrupt();
              }
            });
    interrupter.start();
    List<BootBatch.Work<Integer>> works = new ArrayList<>();
    for (String console : List.of("a", "b", "c")) {
      works.add(
          () -> {
            BootResult result = runner.run(request(console), new Counter(up));
            return result.outcome() == BootOutcome.CANCELLED ? cancelled.incrementAndGet() : 0;
          });
    }

    assertThatThrownBy(() -> new BootBatch(2).run(works))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cancelled).hasValue(2);
  }

  @Test
  @DisplayName("two boots with one console file are refused")
  void oneConsole() {
    BootRunner runner = new BootRunner(ScriptedVmm.only("true"));
    List<BootRequest> requests = List.of(request("a"), request("a"));

    assertThatThrownBy(() -> new BootBatch(2).run(runner, requests, Progress.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("boots at once need a console file each");
  }

  private static boolean met(CyclicBarrier barrier) {
    try {
      return barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS) >= 0;
    } catch (Exception e) {
      return false;
    }
  }

  private static boolean met(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  private BootRequest request(String console) {
    return BootRequest.of(BootSource.kernel(folder.resolve("x")), folder.resolve(console))
        .withMachine(ScriptedVmm.machine());
  }

  /** Counts down once a console has shown something. */
  private record Counter(CountDownLatch latch) implements BootListener {
    @Override
    public void console(java.nio.ByteBuffer bytes) {
      latch.countDown();
    }
  }
}

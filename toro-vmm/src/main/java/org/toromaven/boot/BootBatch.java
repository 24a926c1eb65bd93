// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.toromaven.vmm.VmmException;

/**
 * Runs several boots, or works that make some, at once up to a limit. Each stays on one thread to
 * its end. Boots that run at once disturb each other's times.
 */
public final class BootBatch {

  /**
   * Boots and what belongs to them.
   *
   * @param <T> what comes of it
   */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it, on a thread of the batch; ends soon when that is interrupted. */
    T run() throws VmmException, IOException;
  }

  private final int limit;

  /**
   * @param limit how many may run at once, at least 1
   */
  public BootBatch(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("at least one boot at a time: " + limit);
    }
    this.limit = limit;
  }

  /** As many as there are processors. */
  public static int defaultLimit() {
    return Runtime.getRuntime().availableProcessors();
  }

  /**
   * Does the works and waits for all of them. They begin in their order.
   *
   * @return what came of each, in their order
   * @throws VmmException the first failure in their order, thrown when all have ended
   * @throws IOException likewise; {@link InterruptedIOException} when the calling thread was
   *     interrupted, which ends the works
   */
  public <T> List<T> run(List<Work<T>> works) throws VmmException, IOException {
    if (limit == 1 || works.size() <= 1) {
      return inTurn(works);
    }
    ExecutorService pool = Executors.newFixedThreadPool(Math.min(limit, works.size()), threads());
    boolean interrupted = false;
    try {
      List<Future<T>> futures = new ArrayList<>();
      works.forEach(work -> futures.add(pool.submit(work::run)));
      interrupted = !awaitAll(pool);
      return results(futures, interrupted);
    } finally {
      pool.shutdownNow();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Makes boots.
   *
   * @param requests with a console file each
   * @param progress told when each has ended
   */
  public List<BootResult> run(BootRunner runner, List<BootRequest> requests, Progress progress)
      throws VmmException, IOException {
    long consoles = requests.stream().map(BootRequest::consoleFile).distinct().count();
    if (consoles < requests.size()) {
      throw new IllegalArgumentException("boots at once need a console file each");
    }
    AtomicInteger done = new AtomicInteger();
    List<Work<BootResult>> works = new ArrayList<>();
    for (BootRequest request : requests) {
      works.add(
          () -> {
            BootResult result = runner.run(request);
            synchronized (done) {
              progress.at(done.incrementAndGet(), requests.size(), result.reason());
            }
            return result;
          });
    }
    return run(works);
  }

  private static <T> List<T> inTurn(List<Work<T>> works) throws VmmException, IOException {
    List<T> results = new ArrayList<>();
    for (Work<T> work : works) {
      results.add(work.run());
    }
    return results;
  }

  /** Waits for all; false when the caller was interrupted, and then so are the works. */
  private static boolean awaitAll(ExecutorService pool) {
    boolean whole = true;
    pool.shutdown();
    while (true) {
      try {
        if (pool.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS)) {
          return whole;
        }
      } catch (InterruptedException e) {
        whole = false;
        // Works that have not begun are dropped.
        pool.shutdownNow();
      }
    }
  }

  private static <T> List<T> results(List<Future<T>> futures, boolean interrupted)
      throws VmmException, IOException {
    if (interrupted) {
      throw new InterruptedIOException("interrupted; the boots were ended");
    }
    List<T> results = new ArrayList<>();
    for (Future<T> future : futures) {
      results.add(result(future));
    }
    return results;
  }

  private static <T> T result(Future<T> future) throws VmmException, IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("every work has ended", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof VmmException failure) {
        throw failure;
      }
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("a boot broke off", e.getCause());
    }
  }

  private static ThreadFactory threads() {
    AtomicInteger number = new AtomicInteger();
    return body -> {
      Thread thread = new Thread(body, "toro-batch-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}

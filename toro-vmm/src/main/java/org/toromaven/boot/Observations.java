// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Where the threads of a boot meet: what each of them sees is fed to the judge one at a time, and
 * whoever waits is woken. Safe for several threads.
 */
final class Observations {

  /** How long a guest that said its last word may take to end the machine. */
  private static final long END_GRACE_NS = TimeUnit.SECONDS.toNanos(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final BootJudge judge;
  private final BootListener listener;
  private final List<Mark> marks = new ArrayList<>();
  private boolean processEnded;
  private boolean over;
  private long changeCount;

  Observations(Expectations expectations, BootListener listener) {
    judge = new BootJudge(expectations);
    this.listener = listener;
  }

  /** Takes many lines at once: the body calls {@link #line} for each. */
  void lines(Runnable body) {
    change(body);
  }

  /** A line, only inside {@link #lines}: a console may bring a million of them in a second. */
  void line(String text, boolean complete, long sinceSpawnNs) {
    judge.line(text, complete, sinceSpawnNs);
  }

  void mark(Mark mark) {
    change(
        () -> {
          marks.add(mark);
          judge.mark(mark);
        });
    listener.mark(mark);
  }

  void ready(String by, long sinceSpawnNs) {
    change(() -> judge.ready(by, sinceSpawnNs));
  }

  void vmmFailed(String why) {
    change(() -> judge.vmmFailed(why));
  }

  void crashed(String why) {
    change(() -> judge.crashed(why));
  }

  void cancelled(String why) {
    change(() -> judge.cancelled(why));
  }

  void stopped() {
    change(judge::stopped);
  }

  void processEnded() {
    change(() -> processEnded = true);
  }

  /** The boot is over: nothing more will come. */
  void over() {
    change(() -> over = true);
  }

  /** Waits until the process has ended or has to be ended. */
  void awaitEnd(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long remainingNs = timeout.toNanos();
      while (!processEnded && judge.wish() == BootJudge.Wish.RUN_ON) {
        if (remainingNs <= 0) {
          judge.timedOut(timeout);
        } else {
          remainingNs = changed.awaitNanos(remainingNs);
        }
      }
      long graceNs = judge.wish() == BootJudge.Wish.END_SOON ? END_GRACE_NS : 0;
      while (!processEnded && graceNs > 0) {
        graceNs = changed.awaitNanos(graceNs);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the guest is ready; false when the boot is over or the time has passed. */
  boolean awaitReady(Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long remainingNs = timeout.toNanos();
      while (!judge.isReady() && !over && remainingNs > 0) {
        remainingNs = changed.awaitNanos(remainingNs);
      }
      return judge.isReady();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is still of use to find out that the guest is ready. */
  boolean awaitsReady() {
    lock.lock();
    try {
      return !judge.isReady() && !processEnded && judge.wish() == BootJudge.Wish.RUN_ON;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a mark; false when the VMM ended without it, or the time has passed. */
  boolean awaitMark(String name, Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long remainingNs = timeout.toNanos();
      while (marks.stream().noneMatch(mark -> mark.is(name)) && !over && remainingNs > 0) {
        remainingNs = changed.awaitNanos(remainingNs);
      }
      return marks.stream().anyMatch(mark -> mark.is(name));
    } finally {
      lock.unlock();
    }
  }

  /** How often something was observed so far. */
  long changeCount() {
    lock.lock();
    try {
      return changeCount;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is observed after a count; false when nothing more will come in time. */
  boolean awaitChange(long count, Duration timeout) throws InterruptedException {
    lock.lock();
    try {
      long remainingNs = timeout.toNanos();
      while (changeCount == count && !over && remainingNs > 0) {
        remainingNs = changed.awaitNanos(remainingNs);
      }
      return changeCount != count;
    } finally {
      lock.unlock();
    }
  }

  /** When the guest was ready, or its program began; in nanoseconds since the spawn. */
  OptionalLong startedNs() {
    lock.lock();
    try {
      return judge.isReady()
          ? judge.readyNs()
          : marks.stream()
              .filter(mark -> mark.is(Mark.PROGRAM))
              .mapToLong(Mark::arrivalNs)
              .findFirst();
    } finally {
      lock.unlock();
    }
  }

  /** The marks so far. */
  List<Mark> marks() {
    lock.lock();
    try {
      return List.copyOf(marks);
    } finally {
      lock.unlock();
    }
  }

  /** Looks at the judge while nothing changes it. */
  <T> T look(Function<BootJudge, T> view) {
    lock.lock();
    try {
      return view.apply(judge);
    } finally {
      lock.unlock();
    }
  }

  /** The judge, for the one thread that is left when the boot is over. */
  BootJudge judge() {
    return judge;
  }

  private void change(Runnable body) {
    String readyBy;
    lock.lock();
    try {
      boolean before = judge.isReady();
      body.run();
      changeCount++;
      readyBy = !before && judge.isReady() ? judge.readyBy() : null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (readyBy != null) {
      listener.ready(readyBy, judge.readyNs().getAsLong());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmException;

/** One boot, from preparing the VMM to the result. Used once. */
final class BootSession {

  /** How long a guest that said its last word may take to end the machine. */
  private static final long END_GRACE_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long DRAIN_MS = 5_000;
  private static final int DIAGNOSTICS_BYTES = 16_384;

  private final BootRequest request;
  private final Vmm vmm;
  private final BootListener listener;

  /** Guards the judge, the marks and {@link #ended}; signalled when any of them changes. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private final BootJudge judge;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean ended;
  private long spawnNanoTime;
  private Optional<Launch> launch = Optional.empty();
  private OptionalInt exitStatus = OptionalInt.empty();
  private String diagnostics = "";
  private long endNs;
  private ConsoleCapture capture;

  BootSession(BootRequest request, Vmm vmm, BootListener listener) {
    this.request = request;
    this.vmm = vmm;
    this.listener = listener;
    judge = new BootJudge(request.expectations());
  }

  BootResult run() throws IOException {
    try (WorkDirectory work = WorkDirectory.create();
        ConsoleCapture console = ConsoleCapture.to(request.consoleFile());
        VmmSocket consoleSocket = VmmSocket.listen(work.file("console"));
        VmmSocket eventSocket = VmmSocket.listen(work.file("events"))) {
      capture = console;
      spawnNanoTime = System.nanoTime();
      try {
        Launch prepared =
            vmm.prepare(
                new LaunchRequest(
                    request.machine(),
                    request.source(),
                    work.path(),
                    work.file("console"),
                    work.file("events")));
        launch = Optional.of(prepared);
        listener.starting(prepared.command(), prepared.acceleration());
        runProcess(prepared, work, consoleSocket, eventSocket);
      } catch (VmmException e) {
        judge.vmmFailed(e.getMessage());
      }
    }
    return result();
  }

  private void runProcess(
      Launch prepared, WorkDirectory work, VmmSocket consoleSocket, VmmSocket eventSocket)
      throws IOException {
    Path messages = work.file("messages");
    ProcessBuilder builder =
        new ProcessBuilder(prepared.command().words())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(messages.toFile());
    spawnNanoTime = System.nanoTime();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      judge.vmmFailed("the VMM cannot be started: " + e.getMessage());
      return;
    }
    try (ProcessTree tree = ProcessTree.guard(process, () -> removeQuietly(work))) {
      startThread("console", () -> consoleSocket.serve(consoleSink()));
      startThread("events", () -> eventSocket.serve(eventSink()));
      CompletableFuture<Void> unused = process.onExit().thenRun(this::processEnded);
      awaitEnd();
      tree.kill();
      endNs = System.nanoTime() - spawnNanoTime;
      exitStatus = OptionalInt.of(process.exitValue());
      consoleSocket.finish();
      eventSocket.finish();
      for (Thread thread : threads) {
        thread.join(DRAIN_MS);
      }
      diagnostics = tailOf(messages);
      explainEnd(process.exitValue());
    } catch (InterruptedException e) {
      process.destroyForcibly();
      judge.cancelled("interrupted");
      Thread.currentThread().interrupt();
    }
  }

  private VmmSocket.Sink consoleSink() {
    LineScanner[] scanner = new LineScanner[1];
    return (bytes, length, arrival) -> {
      long at = arrival - spawnNanoTime;
      capture.append(bytes, 0, length, at);
      listener.console(ByteBuffer.wrap(bytes, 0, length).asReadOnlyBuffer());
      if (scanner[0] == null) {
        scanner[0] = new LineScanner((text, complete) -> line(text, complete, at));
      }
      scanner[0].accept(bytes, 0, length);
    };
  }

  private void line(String text, boolean complete, long at) {
    change(() -> judge.line(text, complete, at));
  }

  private VmmSocket.Sink eventSink() {
    EventLines lines =
        new EventLines(
            (line, arrival) ->
                MarkParser.parse(line, arrival - spawnNanoTime).ifPresent(this::mark));
    return lines::accept;
  }

  private void mark(Mark mark) {
    change(
        () -> {
          marks.add(mark);
          judge.mark(mark);
        });
    listener.mark(mark);
  }

  private void processEnded() {
    change(() -> ended = true);
  }

  private void change(Runnable body) {
    lock.lock();
    try {
      body.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the process has ended or has to be ended. */
  private void awaitEnd() throws InterruptedException {
    lock.lock();
    try {
      long remainingNs = request.timeout().toNanos();
      while (!ended && judge.wish() == BootJudge.Wish.RUN_ON) {
        if (remainingNs <= 0) {
          judge.timedOut(request.timeout());
        } else {
          remainingNs = changed.awaitNanos(remainingNs);
        }
      }
      long graceNs = judge.wish() == BootJudge.Wish.END_SOON ? END_GRACE_NS : 0;
      while (!ended && graceNs > 0) {
        graceNs = changed.awaitNanos(graceNs);
      }
    } finally {
      lock.unlock();
    }
  }

  private void explainEnd(int status) {
    if (vmm.endedByGuest(status)) {
      judge.crashed("the machine ended without an exit mark (VMM status " + status + ")");
    } else {
      judge.vmmFailed("the VMM ended with status " + status + ": " + diagnostics.trim());
    }
  }

  private BootResult result() {
    Verdict verdict = judge.verdict();
    return new BootResult(
        verdict.outcome(),
        verdict.successful(),
        verdict.reason(),
        verdict.exitCode(),
        marks,
        new BootTimeline(List.of(), judge.readyNs(), judge.readyBy(), endNs, OptionalLong.empty()),
        capture.log(),
        launch.map(Launch::command),
        launch.map(Launch::acceleration),
        exitStatus,
        diagnostics,
        List.of());
  }

  private interface Body {
    void run() throws IOException;
  }

  private void startThread(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (IOException e) {
                // The VMM was ended while it still had something to read: all it said was read.
                change(() -> {});
              }
            },
            "toro-boot-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private static String tailOf(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    int start = Math.max(0, all.length - DIAGNOSTICS_BYTES);
    return new String(all, start, all.length - start, UTF_8);
  }

  private static void removeQuietly(WorkDirectory work) {
    try {
      work.close();
    } catch (IOException e) {
      System.getLogger("toro").log(System.Logger.Level.DEBUG, "work directory is left", e);
    }
  }
}

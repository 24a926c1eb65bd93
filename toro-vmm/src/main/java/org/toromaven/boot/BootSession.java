// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmException;

/**
 * One boot, from preparing the VMM to the result; used once. {@link #run} stays on its thread until
 * the VMM has ended ({@link DeathSignal} needs that); another reads the console, the event port and
 * the VMM's messages, and they meet in {@link Observations}.
 */
final class BootSession {

  private static final long DRAIN_MS = 5_000;
  private static final String CONSOLE = "console";
  private static final String THREAD_PREFIX = "toro-boot-";
  private static final String CONSOLE_THREAD = THREAD_PREFIX + CONSOLE;
  private static final int MESSAGES_BYTES = 16_384;

  /** What a terminal sends for Ctrl-D; the kernel's console takes it for the end of input. */
  static final String END_OF_INPUT = "\u0004";

  private final BootRequest request;
  private final Vmm vmm;
  private final BootListener listener;
  private final Observations observations;
  private final List<Thread> threads = new ArrayList<>();
  private volatile Optional<Launch> launch = Optional.empty();
  private final CompletableFuture<OutputStream> input = new CompletableFuture<>();
  private volatile OptionalLong spawnNanoTime = OptionalLong.empty();
  private OptionalInt exitStatus = OptionalInt.empty();
  private String messages = "";
  private long endNs;

  /** The caller was interrupted; told to it at the end, because it would break the channels. */
  private boolean interrupted;

  /**
   * @param request what to boot; the host ports of its forwards are final
   */
  BootSession(BootRequest request, Vmm vmm, BootListener listener) {
    this.request = request;
    this.vmm = vmm;
    this.listener = listener;
    observations = new Observations(request.expectations(), listener);
  }

  Observations observations() {
    return observations;
  }

  /** Ports of the guest, with those of the host. */
  List<PortForward> forwards() {
    return request.machine().networks().stream()
        .map(Network::forwards)
        .flatMap(List::stream)
        .toList();
  }

  /** Where the time went so far; it ends now. */
  BootTimeline timelineSoFar() {
    long now = System.nanoTime();
    long sinceSpawnNs = now - spawnNanoTime.orElse(now);
    List<Mark> marks = observations.marks();
    return observations.look(judge -> Timelines.of(marks, judge, launch, request, sinceSpawnNs));
  }

  /** Writes to the console's input, once the VMM has been started. */
  void send(byte[] bytes) throws IOException {
    try {
      OutputStream console = input.get();
      console.write(bytes);
      console.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before the VMM was started");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    }
  }

  /** Makes the boot. Whatever happens to the guest or the VMM is a result. */
  BootResult run() throws IOException {
    Path console = request.consoleFile();
    Files.createDirectories(console.toAbsolutePath().getParent());
    Files.write(console, new byte[0]);
    Leftovers.clear();
    try (WorkDirectory work = WorkDirectory.create()) {
      Path events = work.file("events");
      launch = prepare(work, events);
      ConsolePipeline pipeline =
          marksInConsole()
              ? ConsolePipeline.withMarks(console, observations, listener)
              : ConsolePipeline.plain(console, observations, listener);
      try (pipeline) {
        if (launch.isPresent()) {
          listener.starting(launch.get().command(), launch.get().acceleration(), forwards());
          runVmm(launch.get(), work, events, pipeline);
        }
        return result(pipeline.log());
      }
    } finally {
      input.completeExceptionally(new IOException("the VMM was not started"));
      observations.over();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Optional<Launch> prepare(WorkDirectory work, Path events) throws IOException {
    for (ReadyCondition condition : request.expectations().ready()) {
      Optional<String> obstacle = PortProbes.obstacle(condition, forwards());
      if (obstacle.isPresent()) {
        observations.vmmFailed(obstacle.get());
        return Optional.empty();
      }
    }
    try {
      return Optional.of(
          vmm.prepare(
              new LaunchRequest(
                  request.machine(), request.source(), work.path(), events, watchesPorts())));
    } catch (VmmException e) {
      observations.vmmFailed(e.getMessage());
      return Optional.empty();
    }
  }

  private void runVmm(Launch started, WorkDirectory work, Path events, ConsolePipeline pipeline)
      throws IOException {
    Path output = marksInConsole() ? work.file("console") : request.consoleFile();
    Path errors = work.file("messages");
    Files.write(output, new byte[0]);
    Files.write(errors, new byte[0]);
    try (EventSocket eventSocket = EventSocket.listen(events);
        FileTail console = FileTail.of(output);
        FileTail complaints = FileTail.of(errors);
        VmmProcess process = VmmProcess.start(started.command(), output, errors, work)) {
      long spawn = process.spawnNanoTime();
      spawnNanoTime = OptionalLong.of(spawn);
      input.complete(process.input());
      process.onExit(observations::processEnded);
      GuestWatch watch =
          new GuestWatch(
              eventSocket,
              eventLines(spawn),
              console,
              (bytes, length, at) -> pipeline.accept(bytes, length, at - spawn),
              complaints,
              complaintLines());
      startThread(
          CONSOLE,
          () -> {
            watch.follow();
            pipeline.finish();
          });
      if (!request.consoleInput().isEmpty()) {
        startThread("input", this::type);
      }
      for (ReadyCondition condition : request.expectations().ready()) {
        startProbe(condition, started, spawn);
      }
      startThread("after-start", () -> afterStart(started, process));
      awaitEnd();
      exitStatus = OptionalInt.of(process.end());
      interrupted |= Thread.interrupted();
      endNs = System.nanoTime() - spawn;
      watch.finish();
      joinThreads();
    } catch (VmmStartException e) {
      observations.vmmFailed(e.getMessage());
    }
    messages = tailOf(errors);
    explainEnd();
  }

  private GuestWatch.Sink eventLines(long spawn) {
    EventLines lines =
        new EventLines(
            (line, at) -> MarkParser.parse(line, at - spawn).ifPresent(observations::mark));
    return lines::accept;
  }

  private GuestWatch.Sink complaintLines() {
    LineScanner lines =
        new LineScanner(
            (text, complete) -> vmm.fatalMessage(text).ifPresent(observations::vmmFailed));
    return (bytes, length, at) -> lines.accept(bytes, 0, length);
  }

  private void afterStart(Launch started, VmmProcess process) {
    try {
      started.afterStart().run(process.handle());
    } catch (IOException e) {
      observations.vmmFailed("the VMM does not start the guest: " + e.getMessage());
    }
  }

  private boolean watchesPorts() {
    return request.expectations().ready().stream()
        .anyMatch(ReadyCondition.OpenPort.class::isInstance);
  }

  private void startProbe(ReadyCondition condition, Launch started, long spawn) {
    PortProbes probes = new PortProbes(forwards(), observations::awaitsReady);
    if (condition instanceof ReadyCondition.HttpStatus http) {
      startThread("ready", () -> ready(condition, probes.awaitStatus(http), spawn));
    } else if (condition instanceof ReadyCondition.OpenPort open) {
      startThread(
          "ready", () -> ready(condition, probes.awaitOpen(open, started.portWatch()), spawn));
    }
  }

  private void ready(ReadyCondition condition, boolean holds, long spawn) {
    if (holds) {
      observations.ready(condition.toString(), System.nanoTime() - spawn);
    }
  }

  /** Types the request's text when the program starts to listen. */
  private void type() {
    try {
      if (observations.awaitMark(Mark.PROGRAM, request.timeout())) {
        send((request.consoleInput() + END_OF_INPUT).getBytes(UTF_8));
      }
    } catch (InterruptedException | IOException e) {
      // The guest ended before it had read everything, which is for the guest to decide.
      System.getLogger("org.toromaven.boot").log(System.Logger.Level.DEBUG, "input ends", e);
    }
  }

  private void awaitEnd() {
    try {
      observations.awaitEnd(request.timeout());
    } catch (InterruptedException e) {
      observations.cancelled("interrupted");
      interrupted = true;
    }
  }

  private void explainEnd() {
    if (exitStatus.isEmpty()) {
      return;
    }
    int status = exitStatus.getAsInt();
    if (vmm.endedByGuest(status)) {
      observations.crashed(
          "the machine ended without an exit mark, as after a triple fault (VMM status "
              + status
              + ")");
    } else {
      observations.vmmFailed(VmmStatus.explain(status, messages) + programShown(status));
    }
  }

  /** Which program failed by its own will, and what is wrong with it if that is known. */
  private String programShown(int status) {
    if (VmmStatus.bySignal(status)) {
      return "";
    }
    VmmAvailability program = vmm.availability(request.machine());
    String version = program.version().isEmpty() ? "" : " (" + program.version() + ")";
    return program.available() ? version : "; " + program.reason();
  }

  private BootResult result(ConsoleLog console) {
    BootJudge judge = observations.judge();
    Verdict verdict = judge.verdict();
    boolean whole = console.problem().isEmpty();
    return new BootResult(
        verdict.outcome(),
        verdict.successful() && whole,
        verdict.successful() && !whole ? console.problem().get() : verdict.reason(),
        verdict.exitCode(),
        observations.marks(),
        Timelines.of(observations.marks(), judge, launch, request, endNs),
        console,
        launch.map(Launch::command),
        launch.map(Launch::acceleration),
        exitStatus,
        messages,
        forwards());
  }

  private boolean marksInConsole() {
    return launch.map(Launch::marks).filter(Launch.Marks.CONSOLE::equals).isPresent();
  }

  private interface Body {
    void run() throws IOException;
  }

  /** Runs a part of the boot; what goes wrong in it ends the boot. */
  private void startThread(String name, Body body) {
    Thread thread =
        new Thread(
            () -> {
              try {
                body.run();
              } catch (IOException | RuntimeException e) {
                observations.vmmFailed("watching the " + name + " failed: " + e);
              }
            },
            THREAD_PREFIX + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void joinThreads() {
    for (Thread thread : threads) {
      // The console is a file and has an end, however long reading it takes.
      boolean console = thread.getName().equals(CONSOLE_THREAD);
      join(thread, console ? 0 : DRAIN_MS);
      // Still there: a process that escaped holds the other end. Channels close on interrupt.
      thread.interrupt();
    }
  }

  private void join(Thread thread, long atMostMs) {
    try {
      thread.join(atMostMs);
    } catch (InterruptedException e) {
      interrupted = true;
      join(thread, atMostMs);
    }
  }

  private static String tailOf(Path file) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    try (RandomAccessFile input = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, input.length() - MESSAGES_BYTES);
      byte[] tail = new byte[Math.toIntExact(input.length() - start)];
      input.seek(start);
      input.readFully(tail);
      return new String(tail, UTF_8);
    }
  }
}

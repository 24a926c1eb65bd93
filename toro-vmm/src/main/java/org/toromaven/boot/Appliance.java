// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.regex.Pattern;
import org.toromaven.vmm.PortForward;

/**
 * A guest that runs while the caller goes on; made by {@link BootRunner#start}. It is ended at the
 * latest when this is closed, the time-out passes or the JVM ends. Safe for several threads.
 */
public final class Appliance implements AutoCloseable {

  private final BootAttempts attempts;
  private final Path consoleFile;
  private final FutureTask<BootResult> boot;

  Appliance(BootAttempts attempts, Path consoleFile) {
    this.attempts = attempts;
    this.consoleFile = consoleFile;
    boot = new FutureTask<>(attempts::run);
    Thread thread = new Thread(boot, "toro-boot");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Waits until the guest is ready (see {@link Expectations#ready()}).
   *
   * @return false when the boot ended before that, or the time has passed
   * @throws InterruptedException when the calling thread is interrupted; the guest runs on
   */
  public boolean awaitReady(Duration atMost) throws InterruptedException {
    return attempts.session().observations().awaitReady(atMost);
  }

  /**
   * Waits until the program begins ({@code program} mark).
   *
   * @return false when the boot ended before that, or the time has passed
   */
  public boolean awaitProgram(Duration atMost) throws InterruptedException {
    return attempts.session().observations().awaitMark(Mark.PROGRAM, atMost);
  }

  /**
   * Waits until the console shows something, looking at what it holds already.
   *
   * @param pattern found anywhere in the whole console
   * @return false when the boot ended without it, or the time has passed
   */
  public boolean awaitConsole(Pattern pattern, Duration atMost)
      throws IOException, InterruptedException {
    Observations observations = attempts.session().observations();
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      long count = observations.changeCount();
      if (pattern.matcher(new String(Files.readAllBytes(consoleFile), UTF_8)).find()) {
        return true;
      }
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (!observations.awaitChange(count, left)) {
        return false;
      }
    }
  }

  /**
   * When the guest was ready, in nanoseconds since the VMM was spawned; when its program began, if
   * no ready condition was set; empty before that.
   */
  public OptionalLong readyNs() {
    return attempts.session().observations().startedNs();
  }

  /**
   * Where the time went so far, to be asked at any time: the phases up to the last mark, or to
   * ready; it ends now. When the boot has ended, {@link #awaitEnd()} has the last one.
   */
  public BootTimeline timeline() {
    return attempts.session().timelineSoFar();
  }

  /** Whether the guest is still running. */
  public boolean isRunning() {
    return !boot.isDone();
  }

  /** Writes to the guest's console input. */
  public void send(byte[] bytes) throws IOException {
    attempts.session().send(bytes);
  }

  /** Writes text to the guest's console input, in UTF-8. */
  public void send(String text) throws IOException {
    send(text.getBytes(UTF_8));
  }

  /** Ports of the guest, with the ports of the host where they are reached. */
  public List<PortForward> forwards() {
    return attempts.session().forwards();
  }

  /**
   * The port on 127.0.0.1 where a port of the guest is reached.
   *
   * @throws IllegalArgumentException when the port is not forwarded
   */
  public int hostPort(int guestPort) {
    return forwards().stream()
        .filter(forward -> forward.guestPort() == guestPort)
        .mapToInt(PortForward::hostPort)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("port " + guestPort + " is not forwarded"));
  }

  /** The file that holds what the guest wrote so far. */
  public Path consoleFile() {
    return consoleFile;
  }

  /** Waits until the boot has ended by itself. */
  public BootResult awaitEnd() throws IOException {
    try {
      return boot.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while waiting").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("the boot broke off", e.getCause());
    }
  }

  /**
   * Ends the guest. The outcome is {@link BootOutcome#READY} when it was ready, else {@link
   * BootOutcome#CANCELLED}, unless it had ended before.
   */
  public BootResult stop() throws IOException {
    attempts.session().observations().stopped();
    return awaitEnd();
  }

  @Override
  public void close() throws IOException {
    stop();
  }
}

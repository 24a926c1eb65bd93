// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AllocatorTuning;
import org.toromaven.vmm.DeathSignal;
import org.toromaven.vmm.VmmCommand;

/**
 * Boots {@link ProbeGuest} once: that KVM's device opens does not mean that a guest runs on it. The
 * same run measures how fast the guest's time-stamp counter goes.
 */
final class AccelerationProbe {

  private static final int STATUS_EXIT = 33;

  private final long timeoutMs;

  /** A probe that takes at most this long. */
  AccelerationProbe(long timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  ProbeAnswer run(Path executable, Acceleration acceleration) throws IOException {
    Path folder = Files.createTempDirectory("toro-probe-");
    Path image = folder.resolve("probe.elf");
    Path messages = folder.resolve("messages");
    try {
      Files.write(image, ProbeGuest.image());
      return run(command(executable, acceleration, image), messages);
    } finally {
      Files.deleteIfExists(image);
      Files.deleteIfExists(messages);
      Files.deleteIfExists(folder);
    }
  }

  private static VmmCommand command(Path executable, Acceleration acceleration, Path image) {
    return new VmmCommand(
        List.of(
            executable.toString(),
            "-no-user-config",
            "-nodefaults",
            "-display",
            "none",
            "-no-reboot",
            "-machine",
            "microvm,acpi=off,isa-serial=on",
            "-accel",
            acceleration.label(),
            "-m",
            "32M",
            "-serial",
            "stdio",
            "-device",
            "isa-debug-exit,iobase=0xf4,iosize=0x04",
            "-kernel",
            image.toString()));
  }

  private ProbeAnswer run(VmmCommand command, Path messages) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(DeathSignal.guarded(command)).redirectError(messages.toFile());
    AllocatorTuning.apply(builder.environment());
    Process process = builder.start();
    Stamps stamps = new Stamps(process.getInputStream());
    Thread reader = new Thread(stamps, "toro-probe");
    reader.setDaemon(true);
    reader.start();
    try {
      boolean ended = process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
      end(process);
      reader.join(timeoutMs);
      return answer(ended, process.exitValue(), stamps, Files.readAllBytes(messages));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while probing acceleration", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static void end(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  private ProbeAnswer answer(boolean ended, int status, Stamps stamps, byte[] messages) {
    String said = firstComplaint(new String(messages, UTF_8));
    if (!ended) {
      String reason = "a probe guest did not end within " + timeoutMs + " ms";
      return ProbeAnswer.no(said.isEmpty() ? reason : reason + ": " + said);
    }
    if (status != STATUS_EXIT) {
      return ProbeAnswer.no("a probe guest ended with VMM status " + status + ": " + said);
    }
    return new ProbeAnswer(true, "a probe guest ran", stamps.tscHz());
  }

  /** QEMU warns of processor features that a host lacks; that never is what stops a guest. */
  private static String firstComplaint(String messages) {
    return messages
        .lines()
        .filter(line -> !line.contains(": warning: "))
        .map(String::strip)
        .findFirst()
        .orElse("");
  }

  /** Reads the guest's bytes and when each came. */
  private static final class Stamps implements Runnable {
    private final InputStream input;
    private final List<Long> nanoTimes = new ArrayList<>();

    Stamps(InputStream input) {
      this.input = input;
    }

    @Override
    public void run() {
      try {
        while (input.read() >= 0) {
          nanoTimes.add(System.nanoTime());
        }
      } catch (IOException e) {
        // The process ended while we read: what was read stands.
        System.getLogger("org.toromaven.vmm").log(System.Logger.Level.DEBUG, "probe ends", e);
      }
    }

    OptionalLong tscHz() {
      return nanoTimes.size() == ProbeGuest.BYTES
          ? TickRate.perSecond(nanoTimes, ProbeGuest.TICKS)
          : OptionalLong.empty();
    }
  }
}

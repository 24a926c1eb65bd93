// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;

/** Decides between KVM and software emulation, and says why. */
final class AccelerationSelector {

  /** A good host takes 0.1 s; one on which KVM emulates each instruction is not worth waiting. */
  private static final long KVM_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(3);

  private static final long TCG_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(20);

  /** How often a guest is run whose counter's rate cannot be told. */
  private static final int RUNS_MAX = 3;

  private final HostEnvironment host;
  private final ProbeMemory memory;

  AccelerationSelector(HostEnvironment host) {
    this.host = host;
    memory = new ProbeMemory(host);
  }

  AccelerationChoice choose(Path executable, MachineConfig machine)
      throws VmmException, IOException {
    if (machine.instructionCounting()) {
      return tcg("instructions are counted, which only software emulation does");
    }
    if (machine.acceleration() == Acceleration.TCG) {
      return tcg("asked for");
    }
    Optional<String> obstacle = obstacle(executable);
    if (machine.acceleration() == Acceleration.AUTO) {
      return obstacle
          .map(AccelerationSelector::tcg)
          .orElseGet(() -> new AccelerationChoice(Acceleration.KVM, "a probe guest ran on it"));
    }
    if (obstacle.isPresent()) {
      throw new VmmException(
          "acceleration kvm cannot be had here: "
              + obstacle.get()
              + "\nUse acceleration auto or tcg");
    }
    return new AccelerationChoice(Acceleration.KVM, "asked for");
  }

  /** Ticks of the guest's time-stamp counter in a second; empty when it does not count time. */
  OptionalLong tscHz(Path executable, AccelerationChoice choice, MachineConfig machine)
      throws IOException {
    return machine.instructionCounting()
        ? OptionalLong.empty()
        : answer(executable, choice.used()).tscHz();
  }

  /** Why KVM cannot be used; empty when it can. */
  private Optional<String> obstacle(Path executable) throws IOException {
    Path device = host.kvmDevice();
    if (!Files.exists(device)) {
      return Optional.of("there is no " + device);
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      return Optional.of(device + " is closed to you (usermod -aG kvm USER, then log in again)");
    }
    ProbeAnswer answer = answer(executable, Acceleration.KVM);
    return answer.works()
        ? Optional.empty()
        : Optional.of(device + " runs no guests (" + answer.reason() + ")");
  }

  private ProbeAnswer answer(Path executable, Acceleration acceleration) throws IOException {
    Optional<ProbeAnswer> known = memory.recall(executable, acceleration);
    if (known.isPresent()) {
      return known.get();
    }
    boolean kvm = acceleration == Acceleration.KVM;
    AccelerationProbe probe = new AccelerationProbe(kvm ? KVM_TIMEOUT_MS : TCG_TIMEOUT_MS);
    ProbeAnswer answer = probe.run(executable, acceleration);
    for (int runs = 1; answer.works() && answer.tscHz().isEmpty() && runs < RUNS_MAX; runs++) {
      answer = probe.run(executable, acceleration);
    }
    memory.remember(executable, acceleration, answer);
    return answer;
  }

  private static AccelerationChoice tcg(String reason) {
    return new AccelerationChoice(Acceleration.TCG, reason);
  }
}

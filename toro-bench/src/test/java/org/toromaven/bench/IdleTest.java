// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.BootListener;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;

/**
 * An appliance that waits uses under 2 % of a host CPU. The VMM's CPU time is read when the program
 * says that it goes to sleep and when it says that it is awake again, three seconds later; the host
 * counts it in hundredths of a second.
 */
final class IdleTest {

  private static final int SLEEP_MS = 3_000;
  // Long enough for the host to hear of the last line while the VMM still runs.
  private static final int STAY_MS = 1_000;
  // What else the VMM and its host do is added to a boot's figure, never taken away: the least
  // counts.
  private static final int TRIES = 3;
  private static final Duration CPU_TIME_MAX = Duration.ofMillis(SLEEP_MS * 2 / 100);

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}, {1} CPU, units {2}")
  @DisplayName("a waiting appliance leaves the host's CPU alone")
  @CsvSource({
    "MICROVM, 1, SysUtils",
    "PC, 1, SysUtils",
    "MICROVM, 1, 'SysUtils, Devices'",
    "MICROVM, 4, 'SysUtils, Process'",
    "MICROVM, 1, 'SysUtils, Filesystem, Ext2, VirtIOBlk'",
    "PC, 4, 'SysUtils, Process'",
  })
  void idle(Machine machine, int cpus, String units) throws Exception {
    Path image = build(units);
    MachineConfig config =
        MachineConfig.builder().machine(machine).cpus(cpus).acceleration(Acceleration.TCG).build();
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), folder.resolve("console.log")).withMachine(config);
    Duration least = cpuTime(request, image);
    for (int more = 1; more < TRIES && least.compareTo(CPU_TIME_MAX) > 0; more++) {
      Duration again = cpuTime(request, image);
      least = again.compareTo(least) < 0 ? again : least;
    }
    assertThat(least).isLessThanOrEqualTo(CPU_TIME_MAX);
  }

  private static Duration cpuTime(BootRequest request, Path image) throws Exception {
    CpuTimes times = new CpuTimes(image);
    BootResult result = new BootRunner().run(request, times);
    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(times.readings).hasSizeGreaterThanOrEqualTo(2);
    return times.passed();
  }

  private Path build(String units) throws Exception {
    Path program = folder.resolve("idle.pas");
    Files.writeString(
        program,
        """
        program idle;
        uses %s;
        begin
          WriteLn('asleep');
          Sleep(%d);
          WriteLn('awake');
          Sleep(%d);
        end.
        """
            .formatted(units, SLEEP_MS, STAY_MS));
    return new Appliances(folder).build(program, List.of());
  }

  /** Reads the VMM's CPU time whenever the guest writes. */
  private static final class CpuTimes implements BootListener {
    private final String image;
    private final List<Duration> readings = new ArrayList<>();

    CpuTimes(Path image) {
      // The VMM is given a link of that name.
      this.image = image.getFileName().toString();
    }

    @Override
    public void console(ByteBuffer bytes) {
      ProcessHandle.current()
          .descendants()
          .map(ProcessHandle::info)
          .filter(info -> info.commandLine().orElse("").contains(image))
          .flatMap(info -> info.totalCpuDuration().stream())
          .max(Duration::compareTo)
          .ifPresent(readings::add);
    }

    Duration passed() {
      return readings.get(readings.size() - 1).minus(readings.get(0));
    }
  }
}

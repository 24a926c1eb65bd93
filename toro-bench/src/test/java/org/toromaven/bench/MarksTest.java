// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.InstructionCount;
import org.toromaven.boot.Mark;
import org.toromaven.boot.Phase;
import org.toromaven.compiler.ProgramFinder;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.Vmms;

/** The kernel's marks (BOOT-ABI 7) on both ways out of the guest, and those it sends on request. */
final class MarksTest {

  @TempDir static Path folder;
  private static Path hello;
  private static Path kernel;

  @BeforeAll
  static void build() throws Exception {
    Appliances appliances = new Appliances(folder);
    hello = appliances.build(program("hello-world"), List.of());
    kernel = appliances.build(program("rtl-tour"), List.of("Devices", "Filesystem"));
  }

  @Test
  @DisplayName("where the VMM has no port 0xE9, the marks are in-band and leave the console clean")
  void inBand() throws Exception {
    BootResult result = boot(request(hello).withMachine(withoutEventPort()));

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(result.marks())
        .extracting(Mark::name)
        .containsExactly(Mark.STUB, Mark.KERNEL, Mark.PROGRAM, Mark.EXIT);
    assertThat(result.marks()).extracting(Mark::tsc).isSorted();
    assertThat(result.console().tail()).isEqualTo("Hello World\n");
  }

  @Test
  @DisplayName("with toro.trace=init each unit's initialization has its mark and its phase")
  void units() throws Exception {
    BootResult plain = boot(request(kernel).counted());
    BootSource traced = BootSource.kernel(kernel).withCommandLine("toro.trace=init");
    BootRequest request = BootRequest.of(traced, folder.resolve("traced.log"));
    BootResult result = boot(request.counted());

    assertThat(result.successful()).as(result.reason()).isTrue();
    assertThat(plain.mark(Mark.INIT)).isEmpty();
    assertThat(plain.console().tail()).isEqualTo(result.console().tail());
    List<String> units =
        result.marks().stream().filter(mark -> mark.is(Mark.INIT)).map(Mark::value).toList();
    assertThat(units).hasSizeGreaterThan(5).doesNotHaveDuplicates().allMatch(this::isCode);
    assertThat(result.timeline().phases())
        .extracting(Phase::name)
        .containsAll(units.stream().map(unit -> Phase.INIT + unit).toList());
    InstructionCount count = result.timeline().instructions().orElseThrow();
    units.forEach(unit -> assertThat(count.of(Phase.INIT + unit).orElseThrow()).isPositive());
    // Each mark costs several hundred instructions itself.
    long plainCount = plain.timeline().startupInstructions().orElseThrow();
    assertThat(count.startup()).isBetween(plainCount, plainCount + 2_000L * units.size() + 5_000);
  }

  private boolean isCode(String address) {
    return address.matches("00[1-9a-f][0-9a-f]{5}");
  }

  private static BootResult boot(BootRequest request) throws Exception {
    return new BootRunner().run(request);
  }

  private static BootRequest request(Path image) {
    return BootRequest.of(BootSource.kernel(image), folder.resolve("console.log"))
        .withExpectations(Expectations.SUCCESS);
  }

  /** The same QEMU as ever, but without the devices of BOOT-ABI 7 and 8. */
  private static MachineConfig withoutEventPort() throws Exception {
    VmmAvailability qemu = Vmms.installed().named("qemu").availability(MachineConfig.DEFAULT);
    return MachineConfig.builder()
        .vmm("command")
        .executable(qemu.executable().orElseThrow())
        .arguments("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot")
        .arguments("-machine", "pc", "-accel", "tcg", "-m", "{memoryMib}M")
        .arguments("-serial", "stdio", "-kernel", "{image}", "-append", "{commandLine}")
        .build();
  }

  private static Path program(String example) throws Exception {
    Path sources = Path.of("../examples").resolve(example).resolve("src/main/pascal");
    return ProgramFinder.find(sources).toAbsolutePath().normalize();
  }
}

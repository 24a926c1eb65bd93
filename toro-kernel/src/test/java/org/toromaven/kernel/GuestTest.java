// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.toromaven.boot.BootResult;
import org.toromaven.compiler.ProgramFinder;
import org.toromaven.vmm.Machine;

/**
 * Boots every program below {@code src/test/guest}, a folder each, on the machines and numbers of
 * CPUs that its {@code guest.properties} names, and compares the console with its {@code
 * expected.txt}. {@code -Dtoro.guest=word} runs only folders whose names hold the word.
 */
@Execution(ExecutionMode.CONCURRENT)
class GuestTest {
  private static final Path GUESTS = Workshop.TESTS.resolve("guest");

  @TestFactory
  Stream<DynamicNode> guests() throws IOException {
    String wanted = System.getProperty("toro.guest", "");
    List<DynamicNode> nodes = new ArrayList<>();
    try (Stream<Path> folders = Files.list(GUESTS)) {
      for (Path folder : folders.filter(Files::isDirectory).sorted().toList()) {
        if (folder.getFileName().toString().contains(wanted)) {
          nodes.add(guest(folder));
        }
      }
    }
    return nodes.stream();
  }

  /** One case for each machine and number of CPUs. */
  private static DynamicNode guest(Path folder) throws IOException {
    ProgramSettings settings = ProgramSettings.read(folder.resolve("guest.properties"));
    List<DynamicTest> cases = new ArrayList<>();
    for (Machine machine : settings.machines()) {
      for (int cpus : settings.cpus()) {
        cases.add(
            DynamicTest.dynamicTest(
                machine + ", " + cpus + " CPU", () -> check(folder, settings, machine, cpus)));
      }
    }
    return DynamicContainer.dynamicContainer(folder.getFileName().toString(), cases);
  }

  private static void check(Path folder, ProgramSettings settings, Machine machine, int cpus)
      throws Exception {
    String name = folder.getFileName() + "-" + machine + "-" + cpus;
    Path work = Workshop.folder("guest/" + name);
    Path image = Workshop.get().image(ProgramFinder.find(folder), settings.units(), work);

    BootResult result = Appliance.boot(image, settings, machine, cpus, work);

    ProgramRun seen = Appliance.observed(result).withoutAddresses();
    assertThat(result.outcome())
        .as("%s%n%s", result.reason(), seen.console())
        .isEqualTo(settings.outcome());
    assertThat(seen.console()).isEqualTo(expected(folder).console());
    result.exitCode().ifPresent(code -> assertThat(code).isEqualTo(settings.exitCode()));
  }

  private static ProgramRun expected(Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("expected.txt"));
    return new ProgramRun(new String(bytes, StandardCharsets.ISO_8859_1), 0).withoutAddresses();
  }
}

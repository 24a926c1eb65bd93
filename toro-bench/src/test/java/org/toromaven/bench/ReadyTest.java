// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.boot.BootOutcome;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.BootTimeline;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.Phase;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/** Every way to be ready, each with a real server in a real guest. */
final class ReadyTest {

  private static final int PORT = 80;

  @TempDir static Path folder;
  private static Path image;

  @BeforeAll
  static void build() throws Exception {
    Path program = Path.of("src/test/pascal/serves.pas").toAbsolutePath();
    image = new Appliances(folder).build(program, List.of("Appliance", "Networking", "VirtIONet"));
  }

  @Test
  @DisplayName("ToroReady makes ready, without any other condition")
  void toroReady() throws Exception {
    assertReady(boot(""), "the program calls ToroReady");
  }

  @Test
  @DisplayName("a line on the console makes ready")
  void console() throws Exception {
    ReadyCondition line = new ReadyCondition.ConsolePattern(Pattern.compile("listening on \\w+"));
    assertReady(boot("quiet", line), "the console shows /listening on \\w+/");
  }

  @Test
  @DisplayName("a port that is open makes ready, though QEMU takes connections before the guest")
  void port() throws Exception {
    assertReady(boot("quiet", new ReadyCondition.OpenPort(PORT)), "port 80 is open");
  }

  @Test
  @DisplayName("an HTTP status makes ready")
  void http() throws Exception {
    ReadyCondition status = new ReadyCondition.HttpStatus(PORT, "/", 200);
    assertReady(boot("quiet", status), "GET / on port 80 answers 200");
  }

  private static void assertReady(BootResult result, String by) {
    assertThat(result.outcome()).as(result.reason()).isEqualTo(BootOutcome.READY);
    BootTimeline timeline = result.timeline();
    assertThat(timeline.readyBy()).isEqualTo(by);
    Phase last = timeline.phases().get(timeline.phases().size() - 1);
    assertThat(last.name()).isEqualTo(Phase.PROGRAM);
    assertThat(last.endNs()).isEqualTo(timeline.readyNs().orElseThrow());
    // One time line without gaps, from the spawn on.
    long at = 0;
    for (Phase phase : timeline.phases()) {
      assertThat(phase.startNs()).as(phase.name()).isEqualTo(at);
      at = phase.endNs();
    }
  }

  private static BootResult boot(String parameter, ReadyCondition... conditions) throws Exception {
    MachineConfig machine =
        MachineConfig.builder()
            .acceleration(Acceleration.TCG)
            .network(Network.virtio(PortForward.tcp(PORT)))
            .build();
    BootSource source = BootSource.kernel(image).withCommandLine(parameter);
    BootRequest request =
        BootRequest.of(source, folder.resolve("console.log"))
            .withMachine(machine)
            .withExpectations(Expectations.SUCCESS.untilReady(conditions));
    return new BootRunner().run(request);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The end on machines without an exit port. A power-off ends QEMU although a reset would boot
 * again; a reset ends it where resets do. A triple fault, QEMU's log of resets tells, is neither.
 */
@Execution(ExecutionMode.CONCURRENT)
class PowerOffTest {
  private static final int TIMEOUT_SECONDS = 90;

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({"pc, ''", "q35, ''", "pc, qboot.rom", "q35, qboot.rom"})
  @DisplayName("ACPI switches the machine off")
  void powersOff(String machine, String firmware) throws Exception {
    Path folder = Workshop.folder("power-off-" + machine + firmware);
    Path image = image(folder, "power_off", "uses Devices;\nbegin\n  WriteLn('over');\nend.\n");
    List<String> words = new ArrayList<>(List.of("-action", "reboot=reset"));
    if (!firmware.isEmpty()) {
      words.addAll(List.of("-bios", firmware));
    }
    assertThat(run(image, folder, machine, words)).isEqualTo("over\n");
    assertThat(resets(folder)).doesNotContain("Triple fault");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"pc", "q35"})
  @DisplayName("The keyboard controller resets the machine")
  void resets(String machine) throws Exception {
    Path folder = Workshop.folder("reset-" + machine);
    Path image =
        image(
            folder, "reset", "uses Toro.Shutdown;\nbegin\n  WriteLn('again');\n  Restart;\nend.\n");
    assertThat(run(image, folder, machine, List.of("-action", "reboot=shutdown")))
        .isEqualTo("again\n");
    assertThat(resets(folder)).doesNotContain("Triple fault");
  }

  private static Path image(Path folder, String name, String text) throws Exception {
    Path program = folder.resolve(name + ".pas");
    Files.writeString(program, "program " + name + ";\n" + text);
    return Workshop.get().image(program, List.of(), folder);
  }

  private static String run(Path image, Path folder, String machine, List<String> words)
      throws Exception {
    Path console = folder.resolve("console.txt");
    List<String> command =
        new ArrayList<>(
            List.of("qemu-system-x86_64", "-M", machine, "-accel", "tcg", "-cpu", "max"));
    command.addAll(List.of("-m", "64", "-nodefaults", "-no-user-config", "-display", "none"));
    command.addAll(List.of("-serial", "file:" + console, "-kernel", image.toString()));
    command.addAll(List.of("-d", "cpu_reset", "-D", folder.resolve("resets.log").toString()));
    command.addAll(words);
    Process qemu = new ProcessBuilder(command).inheritIO().start();
    boolean ended = qemu.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    qemu.destroyForcibly().waitFor();
    String text = Files.readString(console, StandardCharsets.ISO_8859_1);
    assertThat(ended).as("QEMU did not end; console: %s", text).isTrue();
    return text.replaceAll("\u001b_[^\u001b]*\u001b\\\\", "");
  }

  private static String resets(Path folder) throws Exception {
    return Files.readString(folder.resolve("resets.log"), StandardCharsets.ISO_8859_1);
  }
}

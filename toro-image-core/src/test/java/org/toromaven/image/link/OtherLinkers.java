// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.SectionHeader;

/** Assembles sources, and links the objects here and by the linkers that are to agree with us. */
final class OtherLinkers {

  private static final int TIMEOUT_SECONDS = 120;

  private final Path folder;

  OtherLinkers(Path folder) {
    this.folder = folder;
  }

  /** Assembles {@code name.s}. */
  Path assemble(String name, String source) throws Exception {
    Path file = Files.writeString(folder.resolve(name + ".s"), source);
    Path object = folder.resolve(name + ".o");
    run("as", "--64", "-o", object.toString(), file.toString());
    return object;
  }

  /** Links with a linker, entry {@code start}; skips the test where it is not installed. */
  ElfObject link(String linker, List<String> arguments) throws Exception {
    assumeInstalled(linker);
    Path output = folder.resolve("theirs");
    List<String> command = new ArrayList<>(List.of(linker, "-static", "-e", "start"));
    command.addAll(List.of("-o", output.toString()));
    command.addAll(arguments);
    run(command.toArray(String[]::new));
    return read(output);
  }

  /** Links with our linker, entry {@code start}. */
  static LinkedImage ours(Path... files) throws Exception {
    List<InputFile> inputs = new ArrayList<>();
    for (Path file : files) {
      inputs.add(new InputFile(file, Origin.PROGRAM));
    }
    return Linker.link(
        new LinkRequest(
            inputs, List.of("start"), Overrides.NONE, LinkRequest.IMAGE_BASE, Set.of()));
  }

  static void assumeInstalled(String program) {
    boolean installed =
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    assumeTrue(installed, program + " is not installed");
  }

  static ElfObject read(Path executable) throws Exception {
    byte[] bytes = Files.readAllBytes(executable);
    return ElfObjectReader.readExecutable(ByteView.of(executable.toString(), bytes));
  }

  /** Returns the contents of a section of an executable; none when it has no such section. */
  static ByteView contents(ElfObject executable, String section) {
    for (SectionHeader header : executable.sections()) {
      if (header.name().equals(section)) {
        return executable.checkedContents(header);
      }
    }
    return ByteView.of(section, new byte[0]);
  }

  /** Runs a tool in the folder and returns what it says; fails with that when it fails. */
  String run(String... command) throws Exception {
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("%s ends", command[0]).isTrue();
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    return Files.readString(output);
  }
}

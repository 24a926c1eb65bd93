// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.kernel.Workshop;

/**
 * The stock resolver in an appliance and on Linux, in one network namespace, asks one name server,
 * which answers well, badly, late and not at all.
 */
@DisplayName("Names from a name server")
class NamesTest {
  private static final Path PROGRAM = NetworkedProgram.test("names.pas");
  private static final int NAMES = 18;

  @TempDir Path folder;

  @Test
  @DisplayName("an appliance finds what the same program finds on Linux")
  void findsTheSame() throws Exception {
    TapTest.assumeTap();
    Path image =
        Workshop.get()
            .image(PROGRAM, List.of("Networking", "VirtIONet"), Workshop.folder("networked/names"));
    Command.run(List.of("fpc", "-FE" + folder, "-FU" + folder, PROGRAM.toString()));
    Command.run(
        List.of(
            "unshare",
            "-Urnm",
            "sh",
            NetworkedProgram.test("names.sh").toString(),
            image.toString(),
            folder.resolve("names").toString(),
            folder.toString(),
            Path.of("target/test-classes").toAbsolutePath().toString()));
    // The VMM has no port for marks: they are on the console (BOOT-ABI 7).
    String found =
        Files.readString(folder.resolve("appliance"))
            .replaceAll("\r|\u001b_[^\u001b]*\u001b\\\\", "");
    assertThat(found).isEqualTo(Files.readString(folder.resolve("linux")));
    assertThat(found.lines().filter(line -> line.contains(" AAAA "))).hasSize(NAMES);
    assertThat(found)
        .startsWith("2 name servers\n")
        .contains(
            "plain.test A 1 10.1.2.1\n",
            "plain.test AAAA 1 2001:0DB8::0001\n",
            "chain1.test AAAA 1 2001:0DB8::0001\n",
            "second-silent.test A 1 10.1.2.1\n",
            "builder is 10.7.7.7\n");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.elf.X86_64Relocation;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Origin;

class ReproducibleImageTest {

  @TempDir private Path folder;

  private static ObjectFiles program() {
    ObjectFiles object = ObjectFiles.object().function("user", new int[800]);
    for (int i = 0; i < 100; i++) {
      object.variable("v" + i, i).common("c" + i, 8, 8);
      object.relocate(1, 8L * i, X86_64Relocation.R_X86_64_32S, i % 2 == 0 ? "v" + i : "c" + i, 0);
    }
    return object;
  }

  private byte[] build(String name) throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    ObjectFiles stub = StubObject.make().undefined("user");
    stub.relocate(4, 0, X86_64Relocation.R_X86_64_8, "toro_pvh_entry", -0x100020);
    stub.relocate(2, 0, X86_64Relocation.R_X86_64_NONE, "user", 0);
    ImageRequest request =
        ImageRequest.builder()
            .input(new InputFile(stub.write(home.resolve("stub.o")), Origin.STUB))
            .input(new InputFile(program().write(home.resolve("user.o")), Origin.PROGRAM))
            .output(ImageFormat.ELF32_MULTIBOOT, home.resolve("Toro.elf"))
            .linkMap(home.resolve("Toro.map"))
            .build();
    ImageBuilder.build(request);
    return Files.readAllBytes(home.resolve("Toro.elf"));
  }

  @Test
  @DisplayName("Another folder, time zone and locale give the same bytes and the same map")
  void sameBytes() throws Exception {
    TimeZone zone = TimeZone.getDefault();
    Locale locale = Locale.getDefault();
    byte[] here = build("here");
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
      Locale.setDefault(Locale.forLanguageTag("tr-TR"));
      assertThat(build("elsewhere")).isEqualTo(here);
    } finally {
      TimeZone.setDefault(zone);
      Locale.setDefault(locale);
    }
    assertThat(folder.resolve("elsewhere/Toro.map"))
        .hasSameTextualContentAs(folder.resolve("here/Toro.map"));
  }
}

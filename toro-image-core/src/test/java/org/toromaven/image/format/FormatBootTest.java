// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.image.ImageFormat;

/** Every format, linked with the real boot stub, started by the loader it is made for. */
class FormatBootTest {

  @TempDir private Path folder;

  private GuestImages images;

  @BeforeEach
  void prepare() {
    images = new GuestImages(folder);
  }

  private static String report(int protocol, String words) {
    return "protocol " + protocol + " ram 1 modules 0 bss 0 data 7 words " + words;
  }

  @ParameterizedTest
  @ValueSource(strings = {"microvm", "pc", "q35"})
  @DisplayName("elf32-multiboot starts by multiboot; the loader puts its own path first")
  void multiboot(String machine) throws Exception {
    String image = images.build(ImageFormat.ELF32_MULTIBOOT, "report.S").toString();

    assertThat(images.boot("-M", machine, "-kernel", image, "-append", "a b"))
        .isEqualTo(report(1, image + " a b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"microvm", "pc", "q35"})
  @DisplayName("elf64-pvh starts by its note")
  void pvh(String machine) throws Exception {
    String image = images.build(ImageFormat.ELF64_PVH, "report.S").toString();

    assertThat(images.boot("-M", machine, "-kernel", image, "-append", "a b"))
        .isEqualTo(report(2, "a b"));
  }

  @Test
  @DisplayName("A module of the loader is a module of BootInfo")
  void modules() throws Exception {
    String image = images.build(ImageFormat.ELF64_PVH, "report.S").toString();

    assertThat(images.boot("-kernel", image, "-initrd", image)).contains("modules 1");
  }

  @Test
  @DisplayName("The Linux 64-bit entry takes command line, memory map and RAM disk of boot_params")
  void linux64() throws Exception {
    Path image = images.build(ImageFormat.ELF64_PVH, "linux64_loader.S", "report.S");

    assertThat(images.boot("-kernel", image.toString()))
        .isEqualTo("protocol 3 ram 1 modules 1 bss 0 data 7 words from linux64");
  }

  @ParameterizedTest
  @CsvSource({
    "pc, DISK, raw",
    "q35, DISK, raw",
    "pc, VMDK, vmdk",
    "pc, VHD, vpc",
    "pc, QCOW2, qcow2"
  })
  @DisplayName("A disk boots from its boot sector, in each container")
  void disk(String machine, ImageFormat format, String container) throws Exception {
    Path image = images.build(format, "report.S");

    assertThat(images.boot("-M", machine, "-drive", "file=" + image + ",format=" + container))
        .isEqualTo(report(4, "from medium"));
  }

  @Test
  @DisplayName("A CD boots without emulation")
  void iso() throws Exception {
    Path image = images.build(ImageFormat.ISO, "report.S");

    assertThat(images.boot("-M", "pc", "-cdrom", image.toString()))
        .isEqualTo(report(4, "from medium"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"DISK", "ISO"})
  @DisplayName("Another emulator and BIOS than QEMU's start them too, and no byte is lost")
  void bochs(ImageFormat format) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/bochs")), "bochs is not installed");
    Path image = images.build(format, "report.S");

    assertThat(images.bootInBochs(image)).startsWith("\033_Ts").contains(report(4, "from medium"));
  }
}

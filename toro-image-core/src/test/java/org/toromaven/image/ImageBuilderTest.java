// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.toromaven.image.ImageFormat.ELF32_MULTIBOOT;
import static org.toromaven.image.ImageFormat.ELF64_PVH;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ImageResult.ImageFile;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.Origin;

class ImageBuilderTest {

  @TempDir private Path folder;

  private ImageRequest.Builder request(ObjectFiles stub) throws Exception {
    Path file = stub.write(folder.resolve("stub.o"));
    return ImageRequest.builder().input(new InputFile(file, Origin.STUB));
  }

  private ByteView build(ImageFormat format, ObjectFiles stub) throws Exception {
    Path file = folder.resolve("image");
    ImageBuilder.build(request(stub).output(format, file).build());
    return ByteView.of("image", Files.readAllBytes(file));
  }

  @Test
  @DisplayName("elf32: class, machine, entry and the header inside the first 8 KiB")
  void elf32() throws Exception {
    ByteView image = build(ELF32_MULTIBOOT, StubObject.make());

    assertThat(image.u1(4)).isEqualTo(1);
    assertThat(image.u2(18)).isEqualTo(3);
    assertThat(image.u4(24)).isEqualTo(0x100010);
    assertThat(image.u2(44)).isEqualTo(1);
    long offset = image.u4(52 + 4);
    assertThat(image.u4(offset)).isEqualTo(0x1BADB002L);
    assertThat(offset).isLessThan(8192);
    assertThat(image.u4(52 + 8)).isEqualTo(0x100000);
    assertThat(image.u4(52 + 24)).isEqualTo(5);
  }

  @Test
  @DisplayName("elf64: machine, Linux entry, PVH note and no multiboot header")
  void elf64() throws Exception {
    ByteView image = build(ELF64_PVH, StubObject.make());

    assertThat(image.u1(4)).isEqualTo(2);
    assertThat(image.u2(18)).isEqualTo(62);
    assertThat(image.u8(24)).isEqualTo(0x100020);
    int noteHeader = 64 + 56 * (image.u2(56) - 1);
    assertThat(image.u4(noteHeader)).isEqualTo(4);
    ByteView note = image.slice(image.u8(noteHeader + 8), image.u8(noteHeader + 32), "note");
    assertThat(note.u4(8)).isEqualTo(18);
    assertThat(note.u4(16)).isEqualTo(0x100010);
    for (int at = 0; at < image.length() - 4; at += 4) {
      assertThat(image.u4(at)).isNotEqualTo(0x1BADB002L);
    }
  }

  @Test
  @DisplayName("Both formats in one link have the same addresses")
  void both() throws Exception {
    ImageRequest request =
        request(StubObject.make())
            .output(ELF64_PVH, folder.resolve("b/Toro64.elf"))
            .output(ELF32_MULTIBOOT, folder.resolve("b/Toro.elf"))
            .linkMap(folder.resolve("b/Toro.map"))
            .build();

    ImageResult result = ImageBuilder.build(request);

    assertThat(result.images())
        .extracting(ImageFile::format)
        .containsExactly(ELF32_MULTIBOOT, ELF64_PVH);
    assertThat(result.address("toro_multiboot_entry")).hasValue(0x100010);
    assertThat(Files.readString(folder.resolve("b/Toro.map"))).contains("toro_pvh_entry");
    assertThat(folder.resolve("b")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  @DisplayName("A stub without a valid multiboot header makes no image and leaves nothing behind")
  void noHeader() throws Exception {
    Path file = folder.resolve("image");
    ImageRequest request =
        request(StubObject.object(new int[12])).output(ELF32_MULTIBOOT, file).build();

    assertThatThrownBy(() -> ImageBuilder.build(request))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("no multiboot header");
    assertThat(file).doesNotExist();
  }

  @Test
  @DisplayName("An explanation names the steps and writes nothing")
  void explain() throws Exception {
    Path file = folder.resolve("image");
    ImageRequest request = request(StubObject.make()).output(ELF32_MULTIBOOT, file).build();

    assertThat(ImageBuilder.explain(request, "toro_multiboot_entry"))
        .containsExactly("stub.o:(.text.toro_multiboot_entry) is the entry toro_multiboot_entry");
    assertThat(ImageBuilder.explain(request, "toro_pvh_entry")).isEmpty();
    assertThat(file).doesNotExist();
  }

  @Test
  @DisplayName("A request without an output is refused")
  void noOutput() {
    assertThatThrownBy(() -> ImageRequest.builder().build())
        .isInstanceOf(IllegalArgumentException.class);
  }
}

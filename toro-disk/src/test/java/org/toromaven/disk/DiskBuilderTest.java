// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Needs e2fsprogs, dosfstools and mtools; they also judge what was made. */
@DisplayName("Disk images")
class DiskBuilderTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_700_000_000);
  private static final long SIZE_BYTES = 4 << 20;

  @TempDir Path folder;
  private Path tree;
  private Path image;

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectories(folder.resolve("tree/sub folder/deep")).getParent().getParent();
    image = folder.resolve("disk.img");
    Files.writeString(tree.resolve("read me.txt"), "hello\n", StandardCharsets.US_ASCII);
    Files.write(tree.resolve("sub folder/deep/data"), new byte[100_000]);
    Files.createDirectory(tree.resolve("empty"));
  }

  private DiskResult build(DiskFormat format) throws IOException, DiskException {
    return DiskBuilder.build(DiskRequest.of(image, format, SIZE_BYTES, tree, TIME));
  }

  @Test
  @DisplayName("of ext2 are without fault and hold the folder")
  void ext2() throws Exception {
    Files.createSymbolicLink(tree.resolve("link"), Path.of("read me.txt"));
    Files.writeString(tree.resolve("a \"quoted\" name"), "q", StandardCharsets.US_ASCII);

    DiskResult result = build(DiskFormat.EXT2);

    assertThat(result).isEqualTo(new DiskResult(image, SIZE_BYTES, 7));
    assertThat(Files.size(image)).isEqualTo(SIZE_BYTES);
    run("e2fsck", "-fn", image.toString());
    assertThat(debugfs("cat \"/read me.txt\"")).contains("hello");
    assertThat(debugfs("cat \"/a \"\"quoted\"\" name\"")).contains("q");
    assertThat(debugfs("stat /link")).contains("read me.txt", "User:     0", "0x6553f100");
    assertThat(debugfs("stat \"/sub folder/deep/data\"")).contains("Size: 100000");
  }

  @Test
  @DisplayName("of FAT are without fault and hold the folder, links followed")
  void fat() throws Exception {
    Files.createSymbolicLink(tree.resolve("link.txt"), Path.of("read me.txt"));

    DiskResult result = build(DiskFormat.FAT);

    assertThat(result.fileCount()).isEqualTo(6);
    assertThat(Files.size(image)).isEqualTo(SIZE_BYTES);
    run("fsck.fat", "-n", image.toString());
    assertThat(run("mtype", "-i", image.toString(), "::/link.txt")).isEqualTo("hello\n");
    assertThat(run("mdir", "-i", image.toString(), "::/sub folder/deep")).contains("100000");
  }

  @ParameterizedTest
  @EnumSource(DiskFormat.class)
  @DisplayName("are the same bytes from the same folder, whenever its files were written")
  void reproducible(DiskFormat format) throws IOException, DiskException {
    build(format);
    byte[] first = Files.readAllBytes(image);
    Files.setLastModifiedTime(tree.resolve("read me.txt"), FileTime.fromMillis(1_000_000));
    Files.move(tree.resolve("empty"), tree.resolve("moved"));
    Files.move(tree.resolve("moved"), tree.resolve("empty"));
    build(format);
    assertThat(Files.readAllBytes(image)).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(DiskFormat.class)
  @DisplayName("that are too small for the folder are not made")
  void tooSmall(DiskFormat format) throws IOException {
    byte[] ones = new byte[(int) SIZE_BYTES];
    Arrays.fill(ones, (byte) 1);
    Files.write(tree.resolve("huge"), ones);
    assertThatThrownBy(() -> build(format)).isInstanceOf(DiskException.class);
    assertThat(image).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(DiskFormat.class)
  @DisplayName("may be empty")
  void empty(DiskFormat format) throws Exception {
    DiskRequest request =
        new DiskRequest(image, format, SIZE_BYTES, Optional.empty(), "DATA", TIME);
    assertThat(DiskBuilder.build(request).fileCount()).isZero();
    assertThat(Files.size(image)).isEqualTo(SIZE_BYTES);
  }

  @Test
  @DisplayName("need a folder that is there, a size, a label that fits and a known format")
  void wrongRequests() {
    Path none = folder.resolve("none");
    assertThatThrownBy(
            () -> DiskBuilder.build(DiskRequest.of(image, DiskFormat.FAT, SIZE_BYTES, none, TIME)))
        .hasMessageContaining(none.toString());
    assertThatThrownBy(
            () -> DiskBuilder.build(DiskRequest.of(image, DiskFormat.EXT2, 512, tree, TIME)))
        .hasMessageContaining("disk too small: 512 bytes");
    DiskRequest longLabel =
        new DiskRequest(
            image, DiskFormat.FAT, SIZE_BYTES, Optional.empty(), "a label too long", TIME);
    assertThatThrownBy(() -> DiskBuilder.build(longLabel)).hasMessageContaining("11 characters");
    assertThatThrownBy(() -> DiskFormat.parse("ntfs")).hasMessageContaining("known: ext2, fat");
  }

  private String debugfs(String command) throws IOException, InterruptedException {
    return run("debugfs", "-R", command, image.toString());
  }

  private String run(String... command) throws IOException, InterruptedException {
    Path output = folder.resolve("output.txt");
    List<String> words = new ArrayList<>(List.of(command));
    Path administrators = Path.of("/usr/sbin", words.get(0));
    if (Files.exists(administrators)) {
      words.set(0, administrators.toString());
    }
    Process process =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    int status = process.waitFor();
    String said = Files.readString(output, StandardCharsets.ISO_8859_1);
    assertThat(status).as("%s: %s", words, said).isZero();
    return said;
  }
}

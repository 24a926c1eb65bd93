// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filesystem units, compiled for Linux, against Linux itself and against damage. */
@DisplayName("Filesystems on Linux")
class HostedFilesTest {
  private static final int LONG_SEEDS = 250;
  private static final Pattern NOTICED = Pattern.compile("noticed ([0-9]+)");

  @TempDir static Path folder;
  private static Path model;
  private static Path fuzz;
  private static Path cut;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    model = HostedProgram.compile("filesmodel", folder);
    fuzz = HostedProgram.compile("filesfuzz", folder);
    cut = HostedProgram.compile("filescut", folder);
  }

  @ParameterizedTest
  @EnumSource(Volumes.class)
  @DisplayName("random operations agree with Linux, and the checker finds nothing")
  void model(Volumes volume) throws IOException, InterruptedException {
    compareWithLinux(volume, 1, 2000);
    compareWithLinux(volume, 2, 500);
  }

  @ParameterizedTest
  @EnumSource(Volumes.class)
  @Tag("long")
  @DisplayName("a thousand sequences of random operations agree with Linux")
  void longModel(Volumes volume) throws IOException, InterruptedException {
    for (int seed = 1000; seed < 1000 + LONG_SEEDS; seed++) {
      compareWithLinux(volume, seed, 1000);
    }
  }

  @ParameterizedTest
  @EnumSource(Volumes.class)
  @DisplayName("damaged volumes neither crash nor hang")
  void damaged(Volumes volume) throws IOException, InterruptedException {
    damage(volume, 1, volume.isExt2() ? 300 : 20);
  }

  @ParameterizedTest
  @EnumSource(Volumes.class)
  @Tag("long")
  @DisplayName("ten thousand damaged volumes of each format neither crash nor hang")
  void longDamaged(Volumes volume) throws IOException, InterruptedException {
    damage(volume, 1000, 10_000);
  }

  @Test
  @DisplayName("a power cut loses nothing that was to last")
  void powerCut() throws IOException, InterruptedException {
    cutPower(Volumes.EXT2_1K, 1, 30, "");
    cutPower(Volumes.EXT2_4K, 2, 30, "lazy");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1_000_000})
  @DisplayName("a disk that drops flushes breaks promises: the tests of power cuts would notice")
  void lyingDisk(int kept) throws IOException, InterruptedException {
    Path image = Volumes.EXT2_1K.make(folder.resolve("lying.img"), "8M");
    Path scratch = folder.resolve("lying-scratch.img");
    Path checker = HostedProgram.HOSTED.resolve("check-ext2.sh");
    Tool.Outcome outcome = Tool.run(cut, image, 5, 150, 60, scratch, checker, "lazy", kept);
    assertThat(outcome.status()).as(outcome.output()).isEqualTo(1);
    assertThat(outcome.output()).containsPattern("cut [0-9]+: ");
  }

  @ParameterizedTest
  @EnumSource(value = Volumes.class, mode = EnumSource.Mode.MATCH_ALL, names = "EXT2.*")
  @Tag("long")
  @DisplayName("hundreds of power cuts lose nothing that was to last")
  void longPowerCut(Volumes volume) throws IOException, InterruptedException {
    cutPower(volume, 3, 200, "");
    cutPower(volume, 4, 200, "lazy");
  }

  private static void compareWithLinux(Volumes volume, int seed, int operations)
      throws IOException, InterruptedException {
    Path image = volume.make(folder.resolve(volume + ".img"));
    Path scratch = Files.createDirectory(folder.resolve(volume + "-" + seed));
    String links = volume.isExt2() ? "links" : "nolinks";
    String said = Tool.check(model, image, scratch, seed, operations, links);
    assertThat(said).contains("agreed " + operations);
    volume.judge(image);
    Trees.delete(scratch);
  }

  private static void damage(Volumes volume, int seed, int count)
      throws IOException, InterruptedException {
    Path tree = folder.resolve(volume + "-tree");
    Path image = folder.resolve(volume + "-damaged.img");
    volume.makeSmall(image, Trees.make(tree));
    String said = Tool.check(fuzz, image, seed, count);
    assertThat(said).contains("survived " + count + " of " + count);
    Matcher noticed = NOTICED.matcher(said);
    assertThat(noticed.find()).isTrue();
    assertThat(Integer.parseInt(noticed.group(1)))
        .as("the damage meets what matters")
        .isGreaterThan(count / 20);
    Trees.delete(tree);
  }

  private static void cutPower(Volumes volume, int seed, int cuts, String kind)
      throws IOException, InterruptedException {
    Path image = volume.make(folder.resolve(volume + "-cut.img"), "8M");
    Path scratch = folder.resolve(volume + "-scratch.img");
    Path checker = HostedProgram.HOSTED.resolve("check-ext2.sh");
    String said = Tool.check(cut, image, seed, 150, cuts, scratch, checker, kind);
    assertThat(said).containsPattern("kept [1-9][0-9]* promises in " + cuts);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.Linker;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/**
 * The long form of the mutations in LimitsTest: {@code -Dtoro.fuzz.runs=1000000
 * -Dtoro.fuzz.seed=1}. Every run must end in a result or in one of the two failures, within two
 * seconds.
 */
@Tag("long")
class FuzzTest {

  private static final Duration LONGEST = Duration.ofSeconds(2);

  @TempDir private Path folder;

  @Test
  @DisplayName("Mutated objects end in a result or a clear failure, each in time")
  void mutatedObjects() throws Exception {
    int runs = Integer.getInteger("toro.fuzz.runs", 1_000_000);
    Mutations mutations = new Mutations(Long.getLong("toro.fuzz.seed", 1));
    List<Path> corpus = Corpus.objects().stream().filter(FuzzTest::isSmall).toList();
    byte[][] originals = new byte[corpus.size()][];
    for (int i = 0; i < originals.length; i++) {
      originals[i] = Files.readAllBytes(corpus.get(i));
    }
    int refused = 0;
    for (int run = 0; run < runs; run++) {
      byte[] object = mutations.of(originals[run % originals.length]);
      long start = System.nanoTime();
      refused += isRefused(object) ? 1 : 0;
      Duration taken = Duration.ofNanos(System.nanoTime() - start);
      assertThat(taken).as("run %d", run).isLessThan(LONGEST);
    }
    assertThat(refused).isBetween(1, runs - 1);
  }

  private static boolean isSmall(Path file) {
    return file.toFile().length() < 100_000;
  }

  private boolean isRefused(byte[] object) throws Exception {
    Path file = Files.write(folder.resolve("x.o"), object);
    LinkRequest request =
        new LinkRequest(
            List.of(new InputFile(file, Origin.PROGRAM)),
            List.of("main"),
            Overrides.NONE,
            LinkRequest.IMAGE_BASE,
            Set.of(".note.toro.pvh"));
    try {
      Linker.link(request).debugSections();
      return false;
    } catch (ElfFormatException | LinkException e) {
      return true;
    }
  }
}

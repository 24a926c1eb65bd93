// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.Linker;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;

/**
 * A process that links mutated objects and archives, one after another, in the little memory that
 * it was started with. Anything but a result or one of the two failures, and anything slow, ends it
 * with the offending file kept.
 */
final class FuzzRun {

  /** How long one link may compute. */
  private static final long LONGEST_NS = 2_000_000_000L;

  private static final int LARGEST_BYTES = 100_000;
  private static final int PROGRESS = 10_000;

  private final Path folder;
  private final Path file;
  private final List<byte[]> originals = new ArrayList<>();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private int refused;
  private long longestNs;

  private FuzzRun(Path folder) throws Exception {
    this.folder = folder;
    this.file = folder.resolve("mutated.o");
    for (Path object : Corpus.objects()) {
      if (Files.size(object) < LARGEST_BYTES) {
        originals.add(Files.readAllBytes(object));
      }
    }
    originals.add(archive());
  }

  /**
   * Runs.
   *
   * @param arguments a folder of its own, the first seed, how many runs
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    new FuzzRun(folder).run(Long.parseLong(arguments[1]), Integer.parseInt(arguments[2]));
  }

  private byte[] archive() throws IOException {
    Map<String, ObjectFiles> members = new LinkedHashMap<>();
    members.put("main.o", ObjectFiles.object().function("main", 0xC3).variable("v", 1));
    members.put("other.o", ObjectFiles.object().function("other", 0xC3).common("c", 8, 8));
    return Files.readAllBytes(ArchiveFiles.write(folder.resolve("original.a"), members));
  }

  private void run(long firstSeed, int runs) throws IOException {
    for (int run = 0; run < runs; run++) {
      byte[] original = originals.get(run % originals.size());
      byte[] mutated = new Mutations(firstSeed + run).of(original);
      Files.write(file, mutated);
      try {
        linkInTime();
      } catch (IOException | RuntimeException | Error e) {
        Path kept = Files.write(folder.resolve("failure-" + (firstSeed + run) + ".o"), mutated);
        throw new IllegalStateException(kept + ": " + e, e);
      }
      if (run % PROGRESS == PROGRESS - 1 || run == runs - 1) {
        report(run + 1);
      }
    }
  }

  private void linkInTime() throws IOException {
    long start = threads.getCurrentThreadCpuTime();
    refused += isRefused() ? 1 : 0;
    long taken = threads.getCurrentThreadCpuTime() - start;
    longestNs = Math.max(longestNs, taken);
    if (taken > LONGEST_NS) {
      throw new IllegalStateException("took " + taken / 1_000_000 + " ms");
    }
  }

  private boolean isRefused() throws IOException {
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

  private void report(int runs) throws IOException {
    String line = runs + " runs, " + refused + " refused, longest " + longestNs / 1_000_000 + " ms";
    Files.writeString(folder.resolve("report.txt"), line, StandardCharsets.UTF_8);
  }
}

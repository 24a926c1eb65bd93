// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.symbols.Symbolizer;
import org.toromaven.maven.report.BootRecord;
import org.toromaven.maven.report.InstructionRecord;
import org.toromaven.maven.report.PhaseTime;
import org.toromaven.maven.report.RunRecord;

/**
 * Names the units whose initialization a boot reported: the guest sends the address of the code
 * only (BOOT-ABI 7), and the image itself holds no names.
 */
final class UnitNames {
  private static final String INIT = "init ";
  private static final String INITIALIZATION = ".init";

  private final Path debugFile;
  private final Path sourceFolder;

  /**
   * @param debugFile may be missing: then addresses stay as they are
   * @param sourceFolder where units are spelled as their author does
   */
  UnitNames(Path debugFile, Path sourceFolder) {
    this.debugFile = debugFile;
    this.sourceFolder = sourceFolder;
  }

  /** The record with the names of units in the place of addresses. */
  BootRecord named(BootRecord boot) throws IOException {
    boolean wanted =
        boot.runs().stream().flatMap(run -> run.phases().stream()).anyMatch(UnitNames::isInit)
            || boot.instructions().stream()
                .flatMap(counted -> counted.shares().stream())
                .anyMatch(share -> share.name().startsWith(INIT));
    if (!wanted || !Files.isRegularFile(debugFile)) {
      return boot;
    }
    try {
      Symbolizer names = Symbolizer.read(debugFile, List.of(sourceFolder));
      return boot.withRuns(boot.runs().stream().map(run -> run(run, names)).toList())
          .measured(boot.instructions().map(counted -> counted(counted, names)), boot.budgets());
    } catch (ElfFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean isInit(PhaseTime phase) {
    return phase.name().startsWith(INIT);
  }

  private static RunRecord run(RunRecord run, Symbolizer names) {
    return run.withPhases(
        run.phases().stream()
            .map(p -> new PhaseTime(name(p.name(), names), p.startMs(), p.durationMs()))
            .toList());
  }

  private static InstructionRecord counted(InstructionRecord counted, Symbolizer names) {
    return new InstructionRecord(
        counted.startup(),
        counted.shares().stream()
            .map(s -> new InstructionRecord.Share(name(s.name(), names), s.count()))
            .toList());
  }

  private static String name(String phase, Symbolizer names) {
    String address = phase.startsWith(INIT) ? phase.substring(INIT.length()) : "";
    if (!address.matches("[0-9a-fA-F]{1,16}")) {
      return phase;
    }
    Optional<String> procedure =
        names.describe(Long.parseUnsignedLong(address, 16)).map(place -> place.procedure());
    return procedure
        .filter(found -> found.contains(INITIALIZATION))
        .map(found -> found.substring(0, found.lastIndexOf(INITIALIZATION)))
        .map(unit -> INIT + unit)
        .orElse(phase);
  }
}

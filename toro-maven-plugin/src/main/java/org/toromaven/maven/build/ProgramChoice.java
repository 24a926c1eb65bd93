// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.toromaven.compiler.ProgramException;
import org.toromaven.compiler.ProgramFinder;
import org.toromaven.maven.report.Advice;
import org.toromaven.maven.report.ApplianceException;

/** The program to build: the one that the plan names, else the only one in its source folder. */
final class ProgramChoice {
  private ProgramChoice() {}

  /**
   * The program's file.
   *
   * @throws ApplianceException when it is not there, or when there are none or several
   */
  static Path of(AppliancePlan plan) throws ApplianceException, IOException {
    Optional<String> name = plan.program();
    if (name.isPresent()) {
      return named(plan, name.get());
    }
    try {
      return ProgramFinder.find(plan.sourceDirectory());
    } catch (ProgramException e) {
      throw new ApplianceException(e.getMessage(), e);
    }
  }

  private static Path named(AppliancePlan plan, String name) throws ApplianceException {
    for (Path folder : List.of(plan.sourceDirectory(), plan.baseDirectory())) {
      Path file = folder.resolve(name).normalize();
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    throw new ApplianceException(Advice.programNotFound(name, plan.sourceDirectory()));
  }
}

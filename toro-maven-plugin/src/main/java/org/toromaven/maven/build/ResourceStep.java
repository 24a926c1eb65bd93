// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.toromaven.disk.DiskException;
import org.toromaven.disk.ResourceBuilder;
import org.toromaven.disk.ResourceRequest;
import org.toromaven.maven.report.ApplianceException;

/** Packs the files that the POM embeds in the image into an object for the linker. */
final class ResourceStep {
  private ResourceStep() {}

  /**
   * The object that holds the folder's files. It keeps its time when its bytes are the same, so
   * that nothing is linked again.
   *
   * @throws ApplianceException the folder is not there or holds what cannot be embedded
   */
  static Path pack(AppliancePlan plan, Path folder) throws ApplianceException, IOException {
    Path object = plan.workDirectory().resolve("resources.o");
    Path draft = plan.workDirectory().resolve("resources.part.o");
    try {
      ResourceBuilder.build(new ResourceRequest(draft, folder, plan.timestamp()));
    } catch (DiskException e) {
      throw new ApplianceException("<resources>: " + e.getMessage(), e);
    }
    if (Files.exists(object) && Files.mismatch(object, draft) < 0) {
      Files.delete(draft);
    } else {
      Files.move(draft, object, StandardCopyOption.REPLACE_EXISTING);
    }
    return object;
  }
}

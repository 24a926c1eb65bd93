// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.disk.DiskException;
import org.toromaven.disk.EmbeddedDiskBuilder;
import org.toromaven.disk.ResourceBuilder;
import org.toromaven.disk.ResourceRequest;
import org.toromaven.maven.report.ApplianceException;

/** Packs what the POM embeds in the image, files and disks, into objects for the linker. */
final class EmbeddingStep {
  private EmbeddingStep() {}

  /**
   * The objects. Each keeps its time when its bytes are the same, so that nothing is linked again.
   *
   * @throws ApplianceException the folder is not there or holds what cannot be embedded, or the
   *     disks are too large
   */
  static List<Path> pack(AppliancePlan plan) throws ApplianceException, IOException {
    List<Path> objects = new ArrayList<>();
    if (plan.resources().isPresent()) {
      objects.add(packFiles(plan, plan.resources().get()));
    }
    List<Path> disks =
        plan.disks().stream().filter(DiskPlan::embedded).map(DiskPlan::image).toList();
    if (!disks.isEmpty()) {
      objects.add(packDisks(plan, disks));
    }
    return objects;
  }

  private static Path packDisks(AppliancePlan plan, List<Path> images)
      throws ApplianceException, IOException {
    Path draft = plan.workDirectory().resolve("disks.part.o");
    try {
      EmbeddedDiskBuilder.build(draft, images);
    } catch (DiskException e) {
      throw new ApplianceException("<disks>: " + e.getMessage(), e);
    }
    return replace(plan.workDirectory().resolve("disks.o"), draft);
  }

  private static Path packFiles(AppliancePlan plan, Path folder)
      throws ApplianceException, IOException {
    Path draft = plan.workDirectory().resolve("resources.part.o");
    try {
      ResourceBuilder.build(new ResourceRequest(draft, folder, plan.timestamp()));
    } catch (DiskException e) {
      throw new ApplianceException("<resources>: " + e.getMessage(), e);
    }
    return replace(plan.workDirectory().resolve("resources.o"), draft);
  }

  private static Path replace(Path object, Path draft) throws IOException {
    if (Files.exists(object) && Files.mismatch(object, draft) < 0) {
      Files.delete(draft);
    } else {
      Files.move(draft, object, StandardCopyOption.REPLACE_EXISTING);
    }
    return object;
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.toromaven.disk.DiskBuilder;
import org.toromaven.disk.DiskException;
import org.toromaven.disk.DiskRequest;
import org.toromaven.disk.DiskResult;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Json;
import org.toromaven.maven.report.Narrator;
import org.toromaven.maven.report.Sizes;

/** Makes the disk images that the POM asks for, each unless nothing has changed. */
final class DiskStep {
  private final AppliancePlan plan;
  private final Narrator narrator;

  DiskStep(AppliancePlan plan, Narrator narrator) {
    this.plan = plan;
    this.narrator = narrator;
  }

  /**
   * Makes the images.
   *
   * @throws ApplianceException a disk cannot be made as asked; the message says what to change
   */
  void run() throws ApplianceException, IOException {
    for (DiskPlan disk : plan.disks()) {
      make(disk);
    }
  }

  private void make(DiskPlan disk) throws ApplianceException, IOException {
    Path record = disk.image().resolveSibling(disk.name() + ".json");
    Fingerprint now = fingerprint(disk);
    Optional<String> change = change(Json.read(record), now, disk.image());
    if (change.isEmpty()) {
      narrator.info("disk " + disk.name() + " has not changed");
      return;
    }
    Files.deleteIfExists(record);
    try {
      DiskResult result = DiskBuilder.build(request(disk));
      narrator.info(
          "disk "
              + disk.name()
              + ": "
              + disk.format()
              + ", "
              + Sizes.text(disk.sizeBytes())
              + ", "
              + result.fileCount()
              + (result.fileCount() == 1 ? " file (" : " files (")
              + change.get()
              + ")");
    } catch (DiskException e) {
      throw new ApplianceException("disk " + disk.name() + ": " + e.getMessage(), e);
    }
    Json.write(record, now.toJson());
  }

  private DiskRequest request(DiskPlan disk) {
    return new DiskRequest(
        disk.image(),
        disk.format(),
        disk.sizeBytes(),
        disk.directory(),
        disk.label(),
        plan.timestamp());
  }

  private static Optional<String> change(Optional<JsonObject> before, Fingerprint now, Path image) {
    if (before.isEmpty() || !Files.isRegularFile(image)) {
      return Optional.of("not made yet");
    }
    return now.changeSince(Fingerprint.of(before.get()));
  }

  private Fingerprint fingerprint(DiskPlan disk) throws IOException {
    Fingerprint.Builder builder =
        Fingerprint.builder()
            .value("toro-maven-plugin", plan.toolVersion())
            .value("<format>", disk.format())
            .value("<size>", disk.sizeBytes())
            .value("<label>", disk.label())
            .value("the time of its files", plan.timestamp());
    if (disk.directory().isPresent() && Files.isDirectory(disk.directory().get())) {
      for (Path file : tree(disk.directory().get())) {
        addFile(builder, disk.directory().get().relativize(file).toString(), file);
      }
    }
    return builder.build();
  }

  private static void addFile(Fingerprint.Builder builder, String name, Path file)
      throws IOException {
    if (Files.isRegularFile(file)) {
      builder.content(name, file);
    } else {
      builder.value(name, Files.isSymbolicLink(file) ? Files.readSymbolicLink(file) : "folder");
    }
  }

  private static List<Path> tree(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).sorted().toList();
    }
  }
}

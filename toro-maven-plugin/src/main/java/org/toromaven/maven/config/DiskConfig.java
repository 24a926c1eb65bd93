// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.toromaven.disk.DiskException;
import org.toromaven.disk.DiskFormat;
import org.toromaven.disk.DiskSize;
import org.toromaven.maven.boot.WorkingDisk;
import org.toromaven.maven.build.DiskPlan;
import org.toromaven.maven.report.Advice;
import org.toromaven.vmm.Disk;

/**
 * A {@code <disk>} of {@code <disks>}: an image made at package time and attached at every boot.
 *
 * <pre>{@code
 * <disk>
 *   <name>data</name>
 *   <directory>src/main/disk</directory>
 *   <format>ext2</format>           ext2 or fat
 *   <size>64M</size>
 *   <label>data</label>
 *   <mount>/data</mount>            default: / for the first, /disk1, /disk2, ... for others
 *   <bus>virtio</bus>               virtio, ide (machine pc), ram: loaded beside the image,
 *                                   embedded: a part of the image
 *   <persistent>false</persistent>  true: what the appliance writes is there at the next boot
 * </disk>
 * }</pre>
 */
public final class DiskConfig {
  private String name;
  private String directory;
  private String format;
  private String size;
  private String label;
  private String mount;
  private String bus;
  private String persistent;

  /** Called by Maven. */
  public DiskConfig() {}

  DiskPlan plan(Settings settings, Path base, Path work, int position)
      throws ConfigurationException {
    try {
      return new DiskPlan(
          nameOr(position),
          format(),
          DiskSize.parse(size == null ? "64M" : size.strip()),
          Optional.ofNullable(directory).map(folder -> base.resolve(folder.strip())),
          label == null ? "" : label.strip(),
          made(work, position),
          isEmbedded(settings));
    } catch (DiskException e) {
      throw new ConfigurationException("<disks><disk>: " + e.getMessage());
    }
  }

  WorkingDisk working(Settings settings, Path work, int position, String suffix)
      throws ConfigurationException {
    boolean keeps = settings.flag("disks.persistent", persistent, false);
    String file = nameOr(position) + (keeps ? ".kept.img" : suffix + ".boot.img");
    return new WorkingDisk(made(work, position), folder(work).resolve(file), keeps);
  }

  /** What the VMM attaches; empty when the disk is in the image. */
  Optional<Disk> device(Settings settings, Path work, int position, String suffix)
      throws ConfigurationException {
    Path file = working(settings, work, position, suffix).working();
    return bus(settings).attached().map(bus -> new Disk(file, bus, false));
  }

  boolean isEmbedded(Settings settings) throws ConfigurationException {
    boolean embedded = bus(settings) == DiskBus.EMBEDDED;
    if (embedded && settings.flag("disks.persistent", persistent, false)) {
      throw new ConfigurationException(
          Advice.badValue(
              "disks.persistent",
              "true",
              "false for a disk on bus embedded, whose changes end with the appliance"));
    }
    return embedded;
  }

  /** The mount point for the kernel word {@code toro.mount}; empty when the POM names none. */
  String mount() {
    return mount == null ? "" : mount.strip();
  }

  /** The kernel units without which the disk is of no use. */
  List<String> units(Settings settings) throws ConfigurationException {
    try {
      String filesystem =
          switch (format()) {
            case EXT2 -> "Ext2";
            case FAT -> "Fat";
          };
      List<String> units = new ArrayList<>(List.of("Filesystem", filesystem));
      units.addAll(bus(settings).units());
      return units;
    } catch (DiskException e) {
      throw new ConfigurationException("<disks><disk>: " + e.getMessage());
    }
  }

  private DiskFormat format() throws DiskException {
    return DiskFormat.parse(format == null ? "ext2" : format.strip());
  }

  DiskBus bus(Settings settings) throws ConfigurationException {
    return settings.choice("disks.bus", bus, DiskBus.VIRTIO);
  }

  /** Its name, from its place when the POM gives none. */
  String nameOr(int position) throws ConfigurationException {
    String chosen = name == null ? "disk" + position : name.strip();
    if (!chosen.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
      throw new ConfigurationException(
          Advice.badValue("disks.disk.name", chosen, "letters, digits, dots and dashes"));
    }
    return chosen;
  }

  private Path made(Path work, int position) throws ConfigurationException {
    return folder(work).resolve(nameOr(position) + ".img");
  }

  private static Path folder(Path work) {
    return work.resolve("disks");
  }
}

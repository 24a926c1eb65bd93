// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.toromaven.disk.DiskBuilder;
import org.toromaven.disk.DiskFormat;
import org.toromaven.disk.DiskRequest;
import org.toromaven.vmm.Disk;

/** The disk of benchmarks and budgets: 64 MB, ext2, empty. */
final class BenchDisk {

  private static final long SIZE_BYTES = 64L << 20;

  private BenchDisk() {}

  /** Makes the disk below a folder, to be attached by virtio; what a boot writes is thrown away. */
  static Disk make(Path folder) throws Exception {
    Path image = Files.createDirectories(folder).resolve("disk.img");
    DiskBuilder.build(
        new DiskRequest(
            image, DiskFormat.EXT2, SIZE_BYTES, Optional.empty(), "", Instant.ofEpochSecond(0)));
    return new Disk(image, Disk.Bus.VIRTIO, true);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A compiled kernel in the cache.
 *
 * @param folder holds the three folders below
 */
record CompiledKernel(Path folder) {

  /** The Pascal sources, for debuggers; never on the compiler's search path. */
  Path sources() {
    return folder.resolve("src");
  }

  /** Objects and PPU files of all kernel units. */
  Path units() {
    return folder.resolve("units");
  }

  /** Objects of the boot stub. */
  Path stub() {
    return folder.resolve("stub");
  }

  /** The boot stub's objects in the order of their names. */
  List<Path> stubObjects() throws IOException {
    if (!Files.isDirectory(stub())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(stub())) {
      return files.sorted().toList();
    }
  }

  /** The folder of the run-time library that the kernel was compiled against, when it is known. */
  Optional<Path> runTimeLibrary() throws IOException {
    Path mark = folder.resolve(KernelCache.COMPLETE);
    return Files.isRegularFile(mark)
        ? RunTimeLibrary.folder(Files.readString(mark))
        : Optional.empty();
  }

  /** Whether an object is one of the kernel's. */
  boolean owns(Path object) {
    return object.startsWith(units());
  }
}

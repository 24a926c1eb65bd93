// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelSourcesTest {
  @TempDir Path folder;

  private void writeTree(Path root) throws IOException {
    Path kernel = Files.createDirectories(root.resolve("META-INF/toro/kernel/core"));
    Files.writeString(kernel.resolve("Toro.Kernel.pas"), "unit");
    Files.writeString(kernel.resolveSibling("units.properties"), "Memory = heap\n");
    Files.writeString(kernel.resolveSibling("overrides.txt"), "a\n");
    Path stub = Files.createDirectories(root.resolve("META-INF/toro/stub"));
    Files.writeString(stub.resolve("multiboot.o"), "object");
    Files.writeString(stub.resolve("readme.txt"), "not an object");
  }

  private static void check(URL location) throws Exception {
    try (var loader = new URLClassLoader(new URL[] {location}, null)) {
      KernelSources sources = KernelSources.fromClassPath(loader);
      assertThat(sources.kernelFiles())
          .containsOnlyKeys("core/Toro.Kernel.pas", "overrides.txt", "units.properties");
      assertThat(sources.stubFiles()).containsOnlyKeys("multiboot.o");
      assertThat(sources.catalog().find("memory")).isPresent();
      assertThat(sources.overrides()).containsExactly("a");
    }
  }

  @Test
  @DisplayName("Sources are read from folders")
  void fromFolder() throws Exception {
    writeTree(folder);
    check(folder.toUri().toURL());
  }

  @Test
  @DisplayName("Sources are read from a jar")
  void fromJar() throws Exception {
    Path tree = folder.resolve("tree");
    writeTree(tree);
    Path jar = folder.resolve("kernel.jar");
    try (var out = new JarOutputStream(Files.newOutputStream(jar));
        var walk = Files.walk(tree)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        boolean directory = Files.isDirectory(path);
        out.putNextEntry(new ZipEntry(tree.relativize(path) + (directory ? "/" : "")));
        if (!directory) {
          Files.copy(path, out);
        }
      }
    }
    check(jar.toUri().toURL());
  }

  @Test
  @DisplayName("A class path without the kernel is named as such")
  void missing() throws Exception {
    try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, null)) {
      assertThatThrownBy(() -> KernelSources.fromClassPath(loader))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("on the class path");
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The kernel's Pascal sources with their lists, and the boot stub's objects, as they lie on the
 * class path. Nothing is written to disk before a compilation needs it.
 */
public final class KernelSources {
  /** The folder of the kernel on the class path. */
  public static final String KERNEL_FOLDER = "META-INF/toro/kernel";

  /** The folder of the boot stub's objects on the class path. */
  public static final String STUB_FOLDER = "META-INF/toro/stub";

  static final String CATALOG = "units.properties";
  private static final String OVERRIDES = "overrides.txt";
  private static final String ROOTS = "roots.txt";
  private static final String LIBRARIES = "libraries.txt";

  private final Map<String, byte[]> kernel;
  private final Map<String, byte[]> stub;
  private final UnitCatalog catalog;

  private KernelSources(Map<String, byte[]> kernel, Map<String, byte[]> stub) throws IOException {
    this.kernel = kernel;
    this.stub = stub;
    this.catalog = UnitCatalog.parse(text(CATALOG));
  }

  /**
   * Reads the kernel and the stub from the class path.
   *
   * @throws IOException when either is not there or cannot be read
   */
  public static KernelSources fromClassPath(ClassLoader loader) throws IOException {
    Map<String, byte[]> stub = ResourceFolder.read(loader, STUB_FOLDER);
    stub.keySet().removeIf(name -> !name.endsWith(".o"));
    return new KernelSources(ResourceFolder.read(loader, KERNEL_FOLDER), stub);
  }

  /** Makes sources of file contents by relative path with {@code /}. */
  static KernelSources of(Map<String, byte[]> kernel, Map<String, byte[]> stub) throws IOException {
    return new KernelSources(new TreeMap<>(kernel), new TreeMap<>(stub));
  }

  /** The public units. */
  public UnitCatalog catalog() {
    return catalog;
  }

  /** The lines of {@code overrides.txt} that are neither empty nor comments ({@code #}). */
  public List<String> overrides() throws IOException {
    return lines(OVERRIDES);
  }

  /** The units that every program gets, in order; read from {@code roots.txt}. */
  List<String> roots() throws IOException {
    return lines(ROOTS);
  }

  /**
   * The shared libraries that the kernel stands in for, by the unit that binds them; read from
   * {@code libraries.txt}.
   */
  Map<String, Set<String>> libraries() throws IOException {
    Map<String, Set<String>> libraries = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String line : lines(LIBRARIES)) {
      List<String> words = List.of(line.split("\\s+", -1));
      libraries.put(words.get(0), Set.copyOf(words.subList(1, words.size())));
    }
    return libraries;
  }

  /** The names of all units, public or not, as their headings write them. */
  List<String> unitNames() {
    return kernel.entrySet().stream()
        .filter(entry -> isUnit(entry.getKey()))
        .map(entry -> PascalSource.unitName(text(entry.getValue())))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The relative paths of the unit sources, in order. */
  List<String> unitFiles() {
    return kernel.keySet().stream().filter(KernelSources::isUnit).toList();
  }

  /** The kernel's files by relative path, in order. */
  Map<String, byte[]> kernelFiles() {
    return kernel;
  }

  /** The stub's objects by name, in order. */
  Map<String, byte[]> stubFiles() {
    return stub;
  }

  private static boolean isUnit(String name) {
    return name.endsWith(".pas") || name.endsWith(".pp");
  }

  private List<String> lines(String name) throws IOException {
    return text(name)
        .lines()
        .map(String::strip)
        .filter(Predicate.not(line -> line.isEmpty() || line.startsWith("#")))
        .toList();
  }

  private String text(String name) throws IOException {
    byte[] content = kernel.get(name);
    if (content == null) {
      throw new IOException(
          "no " + KERNEL_FOLDER + "/" + name + " on the class path: toro-kernel is missing");
    }
    return text(content);
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * The kernel compiled once per compiler and kernel, in a folder named by a hash of both.
 *
 * <p>A folder counts only with its {@code complete} file, which is written last. Whoever finds none
 * builds it in place while holding a lock file, so two builds at once do the work once, and the
 * names in the debug information are those of files that stay.
 */
final class KernelCache {
  /** Fixed options of the kernel; the user's never apply to it. */
  static final List<String> OPTIONS =
      List.of("-Tlinux", "-MObjFPC", "-O2", "-XX", "-gw2", "-l-", "-vewb");

  private static final String FORMAT = "1";
  static final String COMPLETE = "complete";
  private static final String DRIVER = "toro_all_units";

  // A file lock belongs to the whole Java process; threads of a parallel build need one too.
  private static final ReentrantLock PROCESS_LOCK = new ReentrantLock();

  private final FreePascal compiler;
  private final CompileRequest request;
  private final KernelSources kernel;
  private final Path folder;

  private KernelCache(FreePascal compiler, CompileRequest request) throws IOException {
    this.compiler = compiler;
    this.request = request;
    this.kernel = request.kernel();
    this.folder = request.cacheDirectory().resolve(key());
  }

  /** {@code toro-maven} below {@code XDG_CACHE_HOME} or {@code ~/.cache} (XDG Base Directory). */
  static Path defaultDirectory(Map<String, String> environment) {
    String base = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path cache =
        base.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(base);
    return cache.resolve("toro-maven");
  }

  /** The compiled kernel that a request needs, built now if no earlier request has. */
  static CompiledKernel open(FreePascal compiler, CompileRequest request)
      throws CompilerException, IOException {
    return new KernelCache(compiler, request).open();
  }

  private CompiledKernel open() throws CompilerException, IOException {
    CompiledKernel compiled = new CompiledKernel(folder);
    if (!isComplete(compiled)) {
      PROCESS_LOCK.lock();
      try {
        buildLocked(compiled);
      } finally {
        PROCESS_LOCK.unlock();
      }
    }
    return compiled;
  }

  private void buildLocked(CompiledKernel compiled) throws CompilerException, IOException {
    Files.createDirectories(request.cacheDirectory());
    Path lockFile = request.cacheDirectory().resolve(folder.getFileName() + ".lock");
    try (FileChannel channel =
            FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      if (held.isValid() && !isComplete(compiled)) {
        removeTree(folder);
        build(compiled);
      }
    }
  }

  private void build(CompiledKernel compiled) throws CompilerException, IOException {
    unpack(kernel.kernelFiles(), compiled.sources());
    unpack(kernel.stubFiles(), compiled.stub());
    Files.createDirectories(compiled.units());
    Path driver = compiled.sources().resolve(DRIVER + ".pas");
    Files.writeString(driver, driverSource());
    CompilerRun run =
        CompilerRun.of(
            compiler.compilerProper(),
            arguments(compiled),
            compiled.sources(),
            request.environment(),
            request.timeout());
    if (run.exitCode() != 0) {
      throw new CompilerException(
          compiler.executable()
              + ": cannot compile the kernel in "
              + folder
              + " (exit code "
              + run.exitCode()
              + ")"
              + run.tail()
              + "\n"
              + versionAdvice());
    }
    LinkScript script = LinkScript.read(compiled.units(), compiled.sources());
    Files.delete(compiled.units().resolve(DRIVER + ".o"));
    Files.writeString(folder.resolve(COMPLETE), RunTimeLibrary.stamp(script));
  }

  /** What the kernel is written for, beside what there is. */
  private String versionAdvice() throws CompilerException {
    CompilerRun run =
        CompilerRun.of(
            compiler.executable(),
            List.of("-iVTPTO"),
            folder,
            request.environment(),
            request.timeout());
    return "The kernel needs Free Pascal 3.2.2 for x86_64 linux; this compiler says: "
        + (run.exitCode() == 0 ? run.output().strip() : "exit code " + run.exitCode());
  }

  private boolean isComplete(CompiledKernel compiled) throws IOException {
    Path marker = compiled.folder().resolve(COMPLETE);
    return Files.isRegularFile(marker) && RunTimeLibrary.isUnchanged(Files.readString(marker));
  }

  /** A program that uses every unit: one run of the compiler compiles them all. */
  private String driverSource() {
    List<String> units = kernel.unitNames();
    return "program " + DRIVER + ";\nuses\n  " + String.join(",\n  ", units) + ";\nbegin\nend.\n";
  }

  private List<String> arguments(CompiledKernel compiled) {
    Stream<String> folders =
        kernel.unitFiles().stream()
            .map(name -> Path.of(name).getParent())
            .map(parent -> parent == null ? "." : parent.toString())
            .distinct()
            .flatMap(parent -> Stream.of("-Fu" + parent, "-Fi" + parent));
    Stream<String> output =
        Stream.of("-Cn", "-FU" + compiled.units(), "-FE" + compiled.units(), DRIVER + ".pas");
    return Stream.of(OPTIONS.stream(), folders, output).flatMap(s -> s).toList();
  }

  private String key() throws IOException {
    Digest digest = new Digest().add(FORMAT).add(String.join(" ", OPTIONS));
    Path proper = compiler.compilerProper().toRealPath();
    digest.add(proper.toString()).add(Files.size(proper) + " " + Files.getLastModifiedTime(proper));
    kernel.kernelFiles().forEach((name, content) -> digest.add(name).add(content));
    kernel.stubFiles().forEach((name, content) -> digest.add(name).add(content));
    return "kernel-" + digest.hex();
  }

  private static void unpack(Map<String, byte[]> files, Path target) throws IOException {
    for (Map.Entry<String, byte[]> entry : files.entrySet()) {
      Path file = target.resolve(entry.getKey()).normalize();
      if (!file.startsWith(target)) {
        throw new IOException("name leads out of its folder: " + entry.getKey());
      }
      Files.createDirectories(file.getParent());
      Files.write(file, entry.getValue());
    }
  }

  private static void removeTree(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}

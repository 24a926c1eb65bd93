// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.HostEnvironment;

/**
 * Remembers the answers of {@link AccelerationProbe} between builds, one small file each, named by
 * a hash of everything that could change the answer: the QEMU program, this boot of this host's
 * kernel, its CPU, its KVM modules and our rights on the device.
 */
final class ProbeMemory {

  private static final System.Logger LOG = System.getLogger("org.toromaven.vmm");

  private final HostEnvironment host;

  ProbeMemory(HostEnvironment host) {
    this.host = host;
  }

  /** The answer, when it was given before under the same circumstances. */
  Optional<ProbeAnswer> recall(Path executable, Acceleration acceleration) throws IOException {
    Path file = file(executable, acceleration);
    Properties properties = new Properties();
    try (InputStream input = Files.newInputStream(file)) {
      properties.load(input);
      ProbeAnswer answer = ProbeAnswer.of(properties);
      return isStale(answer, file) ? Optional.empty() : Optional.of(answer);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      LOG.log(System.Logger.Level.WARNING, file + ": unreadable, probing again: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A busy host could not tell the rate of the counter; it may be less busy now. */
  private static boolean isStale(ProbeAnswer answer, Path file) throws IOException {
    FileTime minuteAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
    boolean old = Files.getLastModifiedTime(file).compareTo(minuteAgo) < 0;
    return answer.works() && answer.tscHz().isEmpty() && old;
  }

  /** Keeps an answer. A cache that cannot be written only costs time. */
  void remember(Path executable, Acceleration acceleration, ProbeAnswer answer) throws IOException {
    Path file = file(executable, acceleration);
    try {
      Files.createDirectories(file.getParent());
      Path fresh = Files.createTempFile(file.getParent(), "probe", ".tmp");
      try (OutputStream output = Files.newOutputStream(fresh)) {
        answer.toProperties().store(output, String.join("; ", facts(executable, acceleration)));
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, file + ": cannot be remembered: " + e);
    }
  }

  private Path file(Path executable, Acceleration acceleration) throws IOException {
    String facts = String.join("\n", facts(executable, acceleration));
    return host.cacheDirectory().resolve("probe").resolve(hash(facts) + ".properties");
  }

  private List<String> facts(Path executable, Acceleration acceleration) throws IOException {
    Path program = executable.toRealPath();
    List<String> facts = new ArrayList<>();
    facts.add("probe 5 " + acceleration);
    facts.add(program + " " + Files.size(program) + " " + Files.getLastModifiedTime(program));
    facts.add(System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.add(firstLine(Path.of("/proc/sys/kernel/random/boot_id"), ""));
    facts.add(firstLine(Path.of("/proc/cpuinfo"), "model name"));
    facts.add("kvm modules " + kvmModules());
    Path device = host.kvmDevice();
    facts.add(device + " " + Files.isReadable(device) + " " + Files.isWritable(device));
    return facts;
  }

  private static String kvmModules() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    Path modules = Path.of("/sys/module");
    if (Files.isDirectory(modules)) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(modules, "kvm*")) {
        found.forEach(module -> names.add(module.getFileName().toString()));
      }
    }
    return names.toString();
  }

  /** The first line with that start; empty where the host has no such file or line. */
  private static String firstLine(Path file, String start) throws IOException {
    if (!Files.isReadable(file)) {
      return "";
    }
    try (var lines = Files.lines(file, UTF_8)) {
      return lines.filter(line -> line.startsWith(start)).findFirst().orElse("");
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;

/**
 * Finds firmware by name. Without a name, microvm gets QBoot, which starts it fastest; pc and q35
 * keep SeaBIOS, because QBoot gives PCI devices no addresses; a disk image needs SeaBIOS anyway.
 */
final class QemuFirmware {

  private static final List<String> FOLDERS =
      List.of("/usr/share/qemu", "/usr/share/ovmf", "/usr/share/OVMF", "/usr/share/edk2/ovmf");

  private static final List<String> OVMF = List.of("OVMF.fd", "OVMF_CODE.fd");
  private static final String QBOOT = "qboot.rom";

  private final Path executable;

  QemuFirmware(Path executable) {
    this.executable = executable;
  }

  /** The firmware file; empty for QEMU's own choice, which is SeaBIOS. */
  Optional<Path> find(MachineConfig machine, BootSource source) throws VmmException {
    if (machine.firmware().isEmpty()) {
      boolean small = machine.machine() == Machine.MICROVM;
      return small && source.kind() == BootSource.Kind.KERNEL ? locate(QBOOT) : Optional.empty();
    }
    String wanted = machine.firmware().get();
    return switch (wanted.toLowerCase(Locale.ROOT)) {
      case "seabios" -> Optional.empty();
      case "qboot" -> Optional.of(required(List.of(QBOOT), "qboot", "qemu-system-data"));
      case "ovmf" -> Optional.of(required(OVMF, "ovmf", "ovmf"));
      default -> Optional.of(file(wanted));
    };
  }

  private Path required(List<String> names, String firmware, String debianPackage)
      throws VmmException {
    return names.stream()
        .map(this::locate)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new VmmException(
                    String.format(
                        "firmware %s is not installed: no %s in %s (Debian and Ubuntu: apt install"
                            + " %s)",
                        firmware, names, folders().toList(), debianPackage)));
  }

  private static Path file(String path) throws VmmException {
    Path file = Path.of(path);
    if (!Files.isRegularFile(file)) {
      throw new VmmException(
          "no firmware: " + path + " (known: seabios, qboot, ovmf, or the path of a file)");
    }
    return file;
  }

  private Optional<Path> locate(String name) {
    return folders().map(folder -> folder.resolve(name)).filter(Files::isRegularFile).findFirst();
  }

  private Stream<Path> folders() {
    Path beside = executable.resolveSibling("../share/qemu").normalize();
    return Stream.concat(Stream.of(beside), FOLDERS.stream().map(Path::of)).distinct();
  }
}

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
 * OVMF fits nowhere, and says so.
 */
final class QemuFirmware {

  private static final List<String> FOLDERS =
      List.of("/usr/share/qemu", "/usr/share/qboot", "/usr/local/share/qemu");

  private static final String NO_EFI =
      "firmware ovmf starts EFI programs, and no image of Toro is one: a disk has a boot sector for"
          + " a BIOS (use seabios), and QEMU's loader of elf images needs one too (use seabios, or"
          + " qboot on microvm)";

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
      case "qboot" -> Optional.of(qboot(source));
      case "ovmf" -> throw new VmmException(NO_EFI);
      default -> Optional.of(file(wanted));
    };
  }

  private Path qboot(BootSource source) throws VmmException {
    if (source.kind() == BootSource.Kind.DISK) {
      throw new VmmException("firmware qboot boots no disks; use seabios for a disk image");
    }
    return locate(QBOOT)
        .orElseThrow(
            () ->
                new VmmException(
                    String.format(
                        "firmware qboot is not installed: no %s in %s (Debian and Ubuntu: apt"
                            + " install qemu-system-data)",
                        QBOOT, folders().toList())));
  }

  private static Path file(String path) throws VmmException {
    Path file = Path.of(path);
    if (!Files.isRegularFile(file)) {
      throw new VmmException(
          "no firmware: " + path + " (known: seabios, qboot, or the path of a file)");
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

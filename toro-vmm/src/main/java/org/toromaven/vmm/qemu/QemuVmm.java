// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.ProgramSearch;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/** QEMU with the machines microvm, pc and q35. */
public final class QemuVmm implements Vmm {

  /** What {@code isa-debug-exit} makes of BOOT-ABI 8's 0x10 and 0x11: {@code value * 2 + 1}. */
  private static final int STATUS_EXIT = 33;

  private static final int STATUS_PANIC = 35;

  private static final ProgramSearch PROGRAM =
      new ProgramSearch(
          "qemu-system-x86_64",
          "TORO_QEMU",
          "install it (Debian and Ubuntu: apt install qemu-system-x86)");

  private final HostEnvironment host;

  /** For {@link java.util.ServiceLoader}: the host this runs on. */
  public QemuVmm() {
    this(HostEnvironment.current());
  }

  /** A driver that sees only this host. */
  public QemuVmm(HostEnvironment host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "qemu";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    VmmAvailability found = PROGRAM.in(host, machine.executable());
    return found.executable().map(program -> QemuVersion.checked(program, found)).orElse(found);
  }

  @Override
  public Launch prepare(LaunchRequest request) throws VmmException, IOException {
    MachineConfig machine = request.machine();
    // Its version is not asked: that takes as long as a boot.
    VmmAvailability availability = PROGRAM.in(host, machine.executable());
    Path executable =
        availability.executable().orElseThrow(() -> new VmmException(availability.reason()));
    AccelerationSelector selector = new AccelerationSelector(host);
    AccelerationChoice choice = selector.choose(executable, machine);
    Optional<Path> firmware = new QemuFirmware(executable).find(machine, request.source());
    LaunchRequest linked = withShortPath(request);
    VmmCommand command =
        new QemuCommandLine(executable, choice.used(), firmware, linked)
            .build()
            .telling(linked.source().image().toString(), request.source().image().toString());
    return new Launch(
        command,
        choice,
        Launch.Marks.EVENT_SOCKET,
        selector.tscHz(executable, choice, machine),
        Optional.of(() -> QemuMonitor.connect(QemuCommandLine.monitorSocket(request))),
        Launch.AfterStart.NOTHING);
  }

  /**
   * The same request with a link to the image in the boot's own directory. QEMU puts the path of a
   * multiboot image before the guest's command line, unquoted: blanks and quotes in it would become
   * words of the program's, and each byte of a long one would count among the guest's instructions.
   */
  private static LaunchRequest withShortPath(LaunchRequest request)
      throws VmmException, IOException {
    BootSource source = request.source();
    if (source.kind() != BootSource.Kind.KERNEL) {
      return request;
    }
    Path image = source.image().toAbsolutePath();
    if (!Files.isReadable(image)) {
      String what = Files.exists(image) ? "this user may not read it" : "there is no such file";
      throw new VmmException(image + ": the image cannot be booted: " + what);
    }
    Path link = request.workDirectory().resolve(plainName(image));
    Files.deleteIfExists(link); // of an earlier start of this boot
    Files.createSymbolicLink(link, image);
    return request.withSource(source.withImage(link));
  }

  /** Its own name, for who looks at processes, in letters that are one word everywhere. */
  private static String plainName(Path image) {
    return image.getFileName().toString().replaceAll("[^A-Za-z0-9._-]", "_");
  }

  @Override
  public boolean endedByGuest(int exitStatus) {
    return exitStatus == 0 || exitStatus == STATUS_EXIT || exitStatus == STATUS_PANIC;
  }

  @Override
  public Optional<String> fatalMessage(String line) {
    if (line.contains("microvm") && line.contains("unsupported machine type")) {
      return Optional.of("this QEMU has no machine microvm (" + line.trim() + "); use machine pc");
    }
    return line.contains("KVM internal error")
        ? Optional.of("KVM cannot run this guest here (" + line.trim() + "); use acceleration tcg")
        : Optional.empty();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.ProgramSearch;
import org.toromaven.vmm.ToolRun;
import org.toromaven.vmm.VmmAvailability;

/** Where Firecracker is, and which version. */
final class FirecrackerProgram {

  private static final ProgramSearch SEARCH =
      new ProgramSearch(
          "firecracker",
          "TORO_FIRECRACKER",
          "install a release of the Firecracker project, one program without dependencies"
              + " (firecracker-microvm/firecracker on GitHub)");

  private static final Pattern VERSION = Pattern.compile("Firecracker v(\\d+)\\.(\\d+)\\S*");

  private FirecrackerProgram() {}

  /** Looks for it, without asking for its version. */
  static VmmAvailability find(HostEnvironment host, MachineConfig machine) {
    return SEARCH.in(host, machine.executable());
  }

  /** Looks for it and asks it for its version. */
  static VmmAvailability ask(HostEnvironment host, MachineConfig machine) {
    VmmAvailability found = find(host, machine);
    if (!found.available()) {
      return found;
    }
    String said = ToolRun.output(List.of(found.executable().orElseThrow().toString(), "--version"));
    Matcher version = VERSION.matcher(said);
    if (!version.find()) {
      return VmmAvailability.missing(
          found.executable().get() + " does not say that it is Firecracker: " + said.strip());
    }
    if (version.group(1).equals("0")) {
      return VmmAvailability.missing(
          version.group() + " is too old, 1.0 or later is needed: " + found.executable().get());
    }
    return VmmAvailability.found(
        found.executable().get(), version.group(), found.reason() + ", " + entry(version));
  }

  /** PVH came with 1.12; older ones use the ELF entry point (the Linux 64-bit protocol). */
  private static String entry(Matcher version) {
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    boolean pvh = major > 1 || (major == 1 && minor >= 12);
    return pvh ? "starts images by PVH" : "starts images by the Linux 64-bit entry";
  }
}

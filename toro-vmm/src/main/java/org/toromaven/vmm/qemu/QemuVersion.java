// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.toromaven.vmm.ToolRun;
import org.toromaven.vmm.VmmAvailability;

/** Which QEMU it is, and whether it is young enough. */
final class QemuVersion {

  private static final Pattern VERSION =
      Pattern.compile("QEMU emulator version (\\d+)\\.(\\d+)\\S*");

  /** The first with a microvm that can do without ACPI. */
  private static final int LEAST_MAJOR = 5;

  private static final int LEAST_MINOR = 2;

  private QemuVersion() {}

  /** The same program with its version; missing when it is too old. */
  static VmmAvailability checked(Path program, VmmAvailability found) {
    Matcher version = VERSION.matcher(ToolRun.output(List.of(program.toString(), "--version")));
    if (!version.find()) {
      return found;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    boolean old = major < LEAST_MAJOR || (major == LEAST_MAJOR && minor < LEAST_MINOR);
    return old
        ? VmmAvailability.missing(
            version.group() + " is too old, 5.2 or later is needed: " + program)
        : VmmAvailability.found(program, version.group(), found.reason());
  }
}

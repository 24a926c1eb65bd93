// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A shell script in the place of QEMU: it behaves as badly as a test wants. */
public final class FakeVmm {

  private FakeVmm() {}

  /**
   * Writes a script.
   *
   * @param body POSIX shell; standard output is the console, {@code $events} the event socket
   */
  public static Path script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  /**
   * A script that answers the acceleration probe as a working VMM does on a host too busy to tell
   * the rate of its counter, then runs the body.
   */
  public static Path passingProbe(Path file, String body) throws IOException {
    String probe = "case \"$*\" in *probe.elf*) printf TTTTTTTTTTTTTTTT; exit 33;; esac\n";
    return script(file, probe + body);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.maven.plugin.logging.Log;
import org.toromaven.boot.ProgressLine;
import org.toromaven.maven.report.Narrator;

/**
 * Tells everything to Maven's log. How far a long work has come is one line that is written again
 * and again, where somebody looks at a terminal; a few plain lines elsewhere.
 *
 * @param log Maven's
 * @param interactive whether Maven may expect somebody ({@code -B} says that it may not)
 */
record LogNarrator(Log log, boolean interactive) implements Narrator {
  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  @Override
  public ProgressLine progress() {
    return interactive && onTerminal()
        ? ProgressLine.onTerminal(new FileOutputStream(FileDescriptor.out))
        : Narrator.super.progress();
  }

  /** Maven replaces Java's own streams, so the system is asked; where it cannot, plain lines do. */
  private static boolean onTerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_OUTPUT).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException noProc) {
      return false;
    }
  }

  @Override
  public void info(String line) {
    log.info(line);
  }

  @Override
  public void warn(String line) {
    log.warn(line);
  }

  @Override
  public void error(String line) {
    log.error(line);
  }

  @Override
  public void debug(String line) {
    log.debug(line);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteWatchdog;
import org.apache.commons.exec.PumpStreamHandler;

/**
 * Short runs of a tool for what it prints, such as {@code qemu --version}. They go through Commons
 * Exec, which brings the time-out and the pumps; the VMM of a boot is started by {@link
 * ProcessBuilder}, where the process id, the moment of the start and a file as standard output
 * matter.
 */
public final class ToolRun {

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private ToolRun() {}

  /**
   * What a command prints, standard output and error together; empty when it cannot be run or does
   * not end. The exit status is of no account.
   */
  public static String output(List<String> command) {
    CommandLine line = new CommandLine(command.get(0));
    // Unquoted: Commons Exec would put literal quotes around words with blanks.
    command.subList(1, command.size()).forEach(word -> line.addArgument(word, false));
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    DefaultExecutor executor = DefaultExecutor.builder().get();
    executor.setStreamHandler(
        new PumpStreamHandler(output, output, new ByteArrayInputStream(new byte[0])));
    executor.setWatchdog(ExecuteWatchdog.builder().setTimeout(TIMEOUT).get());
    executor.setExitValues(null);
    try {
      executor.execute(line);
    } catch (IOException e) {
      System.getLogger("org.toromaven.vmm").log(System.Logger.Level.DEBUG, line.toString(), e);
    }
    return output.toString(UTF_8);
  }
}

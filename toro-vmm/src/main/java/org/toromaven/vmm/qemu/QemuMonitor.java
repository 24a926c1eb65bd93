// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.qemu;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.PortWatch;

/**
 * Asks QEMU's monitor (QMP) for the connections of its user-mode network. Messages are single lines
 * of JSON; of the answers only the table's text matters, so it is searched and not parsed.
 */
final class QemuMonitor implements PortWatch {

  private static final String HANDSHAKE = "{\"execute\":\"qmp_capabilities\"}\n";
  private static final String CONNECTIONS =
      "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info usernet\"}}\n";

  private final SocketChannel channel;
  private final BufferedReader answers;
  private final OutputStream commands;

  private QemuMonitor(SocketChannel channel) {
    this.channel = channel;
    answers = new BufferedReader(Channels.newReader(channel, UTF_8));
    commands = Channels.newOutputStream(channel);
  }

  /** Connects to the monitor of a QEMU that has made its socket. */
  static QemuMonitor connect(Path socket) throws IOException {
    QemuMonitor monitor = new QemuMonitor(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    monitor.ask(HANDSHAKE);
    return monitor;
  }

  @Override
  public boolean isTaken(PortForward forward) throws IOException {
    // Columns: protocol[state], descriptor, source address, port, destination address, port.
    String row =
        String.format(
            "TCP\\[ESTABLISHED\\]\\s+\\d+\\s+\\S+\\s+%d\\s+\\S+\\s+%d\\s",
            forward.hostPort(), forward.guestPort());
    return Pattern.compile(row).matcher(ask(CONNECTIONS)).find();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private String ask(String command) throws IOException {
    commands.write(command.getBytes(UTF_8));
    commands.flush();
    // Before the answer there may be the greeting, and events at any time.
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith("{\"return\"")) {
        return line;
      }
      if (line.startsWith("{\"error\"")) {
        throw new IOException("QEMU's monitor refuses " + command.strip() + ": " + line);
      }
    }
    throw new EOFException("QEMU's monitor is closed");
  }
}

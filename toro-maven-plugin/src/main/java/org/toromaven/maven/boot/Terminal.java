// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.toromaven.boot.BootListener;
import org.toromaven.maven.report.Narrator;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.PortForward;
import org.toromaven.vmm.VmmCommand;

/**
 * Passes the console of an appliance that a person looks at on to the terminal as it comes, and
 * tells before where it can be reached. The terminal itself: Maven's own stream would hold lines
 * back and put words before them. Used by the goals run and dev.
 */
final class Terminal implements BootListener {

  private final FileChannel terminal = new FileOutputStream(FileDescriptor.out).getChannel();
  private final Narrator narrator;

  Terminal(Narrator narrator) {
    this.narrator = narrator;
  }

  @Override
  public void starting(
      VmmCommand command, AccelerationChoice acceleration, List<PortForward> forwards) {
    forwards.forEach(forward -> narrator.info(ForwardText.of(forward)));
  }

  @Override
  public void console(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        terminal.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be written", e);
    }
  }
}

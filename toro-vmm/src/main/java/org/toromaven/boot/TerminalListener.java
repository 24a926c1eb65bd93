// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Shows a console on a terminal as it comes. */
final class TerminalListener implements BootListener {

  private final OutputStream output;

  TerminalListener(OutputStream output) {
    this.output = output;
  }

  @Override
  public void console(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    try {
      output.write(copy);
      output.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the terminal cannot be written", e);
    }
  }
}

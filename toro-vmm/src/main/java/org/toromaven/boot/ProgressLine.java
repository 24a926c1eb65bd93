// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Shows progress as the terminal allows: on a terminal one line that is written again and again,
 * elsewhere (a log file, a CI server) a plain line at each tenth of the work.
 */
public final class ProgressLine implements Progress, AutoCloseable {

  /** Back to the start of the line; clear it to its end (ECMA-48, 8.3.41 EL). */
  private static final String REWIND = "\r\u001b[K";

  private static final int PLAIN_LINES = 10;

  private final Optional<OutputStream> terminal;
  private final Consumer<String> lines;
  private int tenths = -1;
  private boolean shown;

  private ProgressLine(Optional<OutputStream> terminal, Consumer<String> lines) {
    this.terminal = terminal;
    this.lines = lines;
  }

  /** Rewrites one line of a terminal, in UTF-8. */
  public static ProgressLine onTerminal(OutputStream terminal) {
    return new ProgressLine(Optional.of(terminal), line -> {});
  }

  /** Hands on whole lines, few of them. */
  public static ProgressLine plain(Consumer<String> lines) {
    return new ProgressLine(Optional.empty(), lines);
  }

  @Override
  public synchronized void at(int done, int total, String what) {
    String text = done + "/" + total + " " + what;
    if (terminal.isPresent()) {
      write(REWIND + text);
      shown = true;
      return;
    }
    int now = total <= 0 ? 0 : (int) ((long) done * PLAIN_LINES / total);
    if (now > tenths) {
      tenths = now;
      lines.accept(text);
    }
  }

  /** Takes the line away, so that what follows starts on a clean one. */
  @Override
  public synchronized void close() {
    if (shown) {
      write(REWIND);
      shown = false;
    }
  }

  /** A terminal that is gone is no reason to end the work. */
  private void write(String text) {
    try {
      terminal.orElseThrow().write(text.getBytes(UTF_8));
      terminal.orElseThrow().flush();
    } catch (IOException e) {
      System.getLogger("org.toromaven.boot").log(System.Logger.Level.DEBUG, "no terminal", e);
    }
  }
}

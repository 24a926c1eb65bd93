// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The console of a running appliance. An assertion that fails shows its end. */
public final class Console {
  private static final int TAIL_LINES = 30;

  private final org.toromaven.boot.Appliance guest;
  private final Duration patience;

  Console(org.toromaven.boot.Appliance guest, Duration patience) {
    this.guest = guest;
    this.patience = patience;
  }

  /** All that was written so far. */
  public String text() {
    try {
      return new String(Files.readAllBytes(guest.consoleFile()), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same by lines. */
  public List<String> lines() {
    return text().lines().toList();
  }

  /**
   * Waits until the console matches, looking at what it holds already, as long as the appliance may
   * take to be ready.
   *
   * @param pattern a regular expression, found anywhere in the console
   * @throws AssertionError when the time passes or the guest ends
   */
  public void await(String pattern) throws IOException, InterruptedException {
    await(pattern, patience);
  }

  /** Waits until the console matches, as {@link #await(String)} does, but not so long. */
  public void await(String pattern, Duration atMost) throws IOException, InterruptedException {
    if (!guest.awaitConsole(compiled(pattern), atMost)) {
      String why = guest.isRunning() ? " within " + atMost.toMillis() + " ms" : "; it has ended";
      throw new AssertionError("the console never showed /" + pattern + "/" + why + shown());
    }
  }

  /**
   * Holds when the console shows it by now.
   *
   * @throws AssertionError when it does not
   */
  public void assertShows(String pattern) {
    if (!compiled(pattern).matcher(text()).find()) {
      throw new AssertionError("the console does not show /" + pattern + "/" + shown());
    }
  }

  /**
   * Holds when the console has not shown it so far.
   *
   * @throws AssertionError when it has
   */
  public void assertNeverShowed(String pattern) {
    if (compiled(pattern).matcher(text()).find()) {
      throw new AssertionError("the console shows /" + pattern + "/" + shown());
    }
  }

  String tail() {
    List<String> lines = lines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  /** All of it. */
  @Override
  public String toString() {
    return text();
  }

  private String shown() {
    String tail = tail();
    return tail.isEmpty() ? "; it is empty" : ":\n" + tail;
  }

  private static Pattern compiled(String pattern) {
    return Pattern.compile(pattern, Pattern.MULTILINE);
  }
}

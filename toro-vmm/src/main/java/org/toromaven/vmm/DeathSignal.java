// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Has the VMM killed when this JVM dies without a chance to do it (kill -9): {@code setpriv
 * --pdeathsig KILL} of util-linux runs the command in its own place, so the process id and the
 * start time are the VMM's. Linux sends the signal when the <em>thread</em> that started the
 * process ends (prctl(2), PR_SET_PDEATHSIG), so that thread must stay until the VMM has ended;
 * {@link BootSession} does.
 */
public final class DeathSignal {

  private static final String OPTION = "--pdeathsig";

  /** The program, once it was looked for; a fact of the host, asked once for each JVM. */
  private static final AtomicReference<Optional<String>> PROGRAM = new AtomicReference<>();

  private DeathSignal() {}

  /** The command with the guard in front, where the host has one. */
  public static List<String> guarded(VmmCommand command) {
    List<String> words = new ArrayList<>();
    program().ifPresent(program -> words.addAll(List.of(program, OPTION, "KILL", "--")));
    words.addAll(command.words());
    return words;
  }

  private static Optional<String> program() {
    Optional<String> known = PROGRAM.get();
    if (known == null) {
      known = find();
      PROGRAM.set(known);
    }
    return known;
  }

  private static Optional<String> find() {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    if (!system.contains("linux")) {
      return Optional.empty();
    }
    return HostEnvironment.current()
        .onPath("setpriv")
        .map(Object::toString)
        .filter(program -> ToolRun.output(List.of(program, "--help")).contains(OPTION));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.VmmException;

/**
 * Any other VMM: {@code <executable>} names the program, {@code <arguments>} its words with
 * placeholders <code>{image} {commandLine} {memoryMib} {cpus} {work} {events}</code>. Standard
 * output must be the guest's serial port. Marks are expected in-band unless <code>{events}</code>,
 * the Unix socket for I/O port 0xE9, is used.
 */
public final class CommandVmm implements Vmm {

  private static final String EVENTS = "{events}";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[a-zA-Z]+}");

  private final HostEnvironment host;

  /** For {@link java.util.ServiceLoader}: the host this runs on. */
  public CommandVmm() {
    this(HostEnvironment.current());
  }

  /** A driver that sees only this host. */
  public CommandVmm(HostEnvironment host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "command";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    if (machine.executable().isEmpty()) {
      return VmmAvailability.missing("VMM command needs <vmm><executable>, the program to run");
    }
    Path wanted = machine.executable().get();
    Path program =
        wanted.getNameCount() == 1 && !wanted.isAbsolute()
            ? host.onPath(wanted.toString()).orElse(wanted)
            : wanted;
    return HostEnvironment.isProgram(program)
        ? VmmAvailability.found(program, "", "from configured")
        : VmmAvailability.missing("no program at " + wanted + "; install it or name another");
  }

  @Override
  public Launch prepare(LaunchRequest request) throws VmmException {
    MachineConfig machine = request.machine();
    VmmAvailability found = availability(machine);
    Path program = found.executable().orElseThrow(() -> new VmmException(found.reason()));
    Map<String, String> values =
        Map.of(
            "{image}",
            request.source().image().toString(),
            "{commandLine}",
            request.source().commandLine(),
            "{memoryMib}",
            Integer.toString(machine.memoryMib()),
            "{cpus}",
            Integer.toString(machine.cpus()),
            "{work}",
            request.workDirectory().toString(),
            EVENTS,
            request.eventSocket().toString());
    List<String> words = new ArrayList<>(List.of(program.toString()));
    for (String argument : machine.arguments()) {
      // In one pass, so that a value that looks like a placeholder stays what it is.
      words.add(
          PLACEHOLDER
              .matcher(argument)
              .replaceAll(
                  place ->
                      Matcher.quoteReplacement(values.getOrDefault(place.group(), place.group()))));
    }
    boolean eventPort = machine.arguments().stream().anyMatch(word -> word.contains(EVENTS));
    return Launch.of(
        new VmmCommand(words),
        new AccelerationChoice(
            machine.acceleration() == Acceleration.KVM ? Acceleration.KVM : Acceleration.TCG,
            "decided by the command; not known here"),
        eventPort ? Launch.Marks.EVENT_SOCKET : Launch.Marks.CONSOLE);
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.AccelerationChoice;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Vmm;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmCommand;
import org.toromaven.vmm.Vmms;

/**
 * A VMM that is a shell command: standard output is the console, with the marks in-band. It stands
 * in where a test needs a VMM to misbehave in a way that no guest can make it.
 */
public final class ScriptedVmm implements Vmm {

  private final String script;
  private final Launch.AfterStart afterStart;

  public ScriptedVmm(String script) {
    this(script, Launch.AfterStart.NOTHING);
  }

  public ScriptedVmm(String script, Launch.AfterStart afterStart) {
    this.script = script;
    this.afterStart = afterStart;
  }

  /** A set of VMMs with this one only. */
  public static Vmms only(String script) {
    return new Vmms(List.of(new ScriptedVmm(script)));
  }

  /** The machine that selects it. */
  public static MachineConfig machine() {
    return MachineConfig.builder().vmm("script").build();
  }

  /** Shell words that print a mark in-band. */
  public static String mark(String line) {
    return "printf '\\033_T" + line + "\\033\\\\'; ";
  }

  /** Shell words that print an exit mark. */
  public static String exitMark(int code) {
    return mark("x3e8 " + code);
  }

  @Override
  public String name() {
    return "script";
  }

  @Override
  public VmmAvailability availability(MachineConfig machine) {
    return VmmAvailability.found(Path.of("/bin/sh"), "", "part of every system");
  }

  @Override
  public Launch prepare(LaunchRequest request) {
    return new Launch(
        new VmmCommand(List.of("/bin/sh", "-c", script)),
        new AccelerationChoice(Acceleration.TCG, "no guest at all"),
        Launch.Marks.CONSOLE,
        OptionalLong.empty(),
        Optional.empty(),
        afterStart);
  }
}

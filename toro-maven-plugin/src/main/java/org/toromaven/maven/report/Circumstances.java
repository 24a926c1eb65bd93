// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonObject;

/**
 * What a boot ran on. Times may be held against each other only when all of it is equal; counted
 * instructions only need the same {@link #guest()}.
 *
 * @param vmm the VMM's name in the configuration
 * @param program the VMM's program: its name, and size and date in place of a version, which would
 *     have to be asked for; empty when it is not there
 * @param machine the machine
 * @param firmware the firmware of the configuration, empty for the VMM's own choice
 * @param acceleration how the guest was executed, empty when the VMM could not be asked
 * @param accelerationReason why; not part of the fingerprint
 * @param memoryMib memory of the guest in MiB
 * @param cpus virtual CPUs
 * @param host processor, number of processors and system of this machine
 */
public record Circumstances(
    String vmm,
    String program,
    String machine,
    String firmware,
    String acceleration,
    String accelerationReason,
    int memoryMib,
    int cpus,
    String host) {

  /** For people: {@code qemu microvm qboot tcg}. */
  public String label() {
    return (vmm + " " + machine + before(firmware) + before(acceleration));
  }

  /** What the number of instructions depends on, for people. */
  public String guest() {
    return vmm + " " + machine + before(firmware) + " " + memoryMib + "M " + cpus + " cpu";
  }

  /** All of it in twelve characters: equal ones are comparable. */
  public String fingerprint() {
    return Digests.sha256(guest() + "\n" + program + "\n" + acceleration + "\n" + host)
        .substring(0, 12);
  }

  private static String before(String word) {
    return word.isEmpty() ? "" : " " + word;
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject();
    json.put("fingerprint", fingerprint());
    json.put("vmm", vmm);
    json.put("program", program);
    json.put("machine", machine);
    json.put("firmware", firmware);
    json.put("acceleration", acceleration);
    json.put("accelerationReason", accelerationReason);
    json.put("memoryMib", memoryMib);
    json.put("cpus", cpus);
    json.put("host", host);
    return json;
  }

  static Circumstances of(JsonObject json) {
    return new Circumstances(
        json.getString("vmm"),
        json.getString("program"),
        json.getString("machine"),
        json.getString("firmware"),
        json.getString("acceleration"),
        json.getString("accelerationReason"),
        json.getInt("memoryMib"),
        json.getInt("cpus"),
        json.getString("host"));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import com.grack.nanojson.JsonArray;
import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.VmmException;

/**
 * What Firecracker has to be told, in the terms of its API description (BootSource,
 * MachineConfiguration, Drive, InstanceActionInfo). The same objects make the configuration file
 * and the requests.
 */
final class FirecrackerSetup {

  /** Of MachineConfiguration. */
  private static final int CPUS_MAX = 32;

  private final LaunchRequest request;

  /**
   * @throws VmmException when the machine has something that Firecracker has not
   */
  FirecrackerSetup(LaunchRequest request) throws VmmException {
    this.request = request;
    MachineConfig machine = request.machine();
    refuse(!machine.networks().isEmpty(), "a user-mode network (it knows TAP devices only)");
    refuse(machine.cpus() > CPUS_MAX, "more than " + CPUS_MAX + " CPUs");
    refuse(machine.firmware().isPresent(), "firmware");
    refuse(machine.debugPort().isPresent(), "a debugger's port");
    refuse(request.source().kind() == BootSource.Kind.DISK, "a BIOS, to boot a disk image with");
    refuse(request.source().modules().size() > 1, "more than one module");
    refuse(machine.disks().stream().anyMatch(disk -> disk.bus() == Disk.Bus.IDE), "IDE disks");
    refuse(machine.disks().stream().anyMatch(disk -> disk.bus() == Disk.Bus.RAM), "RAM disks");
  }

  /** The configuration file's text (FullVmConfiguration). */
  String configFile() {
    JsonObject config = new JsonObject();
    config.put("boot-source", bootSource());
    config.put("machine-config", machineConfig());
    JsonArray drives = new JsonArray();
    drives().values().forEach(drives::add);
    config.put("drives", drives);
    return JsonWriter.indent("  ").string().object(config).done();
  }

  /** The bodies of the requests before the start, by path, in order. */
  Map<String, JsonObject> requests() {
    Map<String, JsonObject> requests = new LinkedHashMap<>();
    requests.put("/machine-config", machineConfig());
    requests.put("/boot-source", bootSource());
    drives().forEach((id, drive) -> requests.put("/drives/" + id, drive));
    return requests;
  }

  private JsonObject bootSource() {
    BootSource source = request.source();
    JsonObject object = new JsonObject();
    object.put("kernel_image_path", absolute(source.image()));
    if (!source.commandLine().isEmpty()) {
      object.put("boot_args", source.commandLine());
    }
    if (!source.modules().isEmpty()) {
      object.put("initrd_path", absolute(source.modules().get(0)));
    }
    return object;
  }

  private JsonObject machineConfig() {
    JsonObject object = new JsonObject();
    object.put("vcpu_count", request.machine().cpus());
    object.put("mem_size_mib", request.machine().memoryMib());
    return object;
  }

  private Map<String, JsonObject> drives() {
    Map<String, JsonObject> drives = new LinkedHashMap<>();
    for (Disk disk : request.machine().disks()) {
      String id = "disk" + drives.size();
      JsonObject object = new JsonObject();
      object.put("drive_id", id);
      object.put("path_on_host", absolute(disk.file()));
      object.put("is_root_device", false);
      object.put("is_read_only", disk.readOnly());
      drives.put(id, object);
    }
    return drives;
  }

  private static String absolute(Path file) {
    return file.toAbsolutePath().toString();
  }

  private static void refuse(boolean wanted, String what) throws VmmException {
    if (wanted) {
      throw new VmmException("firecracker does not have " + what + ": use VMM qemu for that");
    }
  }
}

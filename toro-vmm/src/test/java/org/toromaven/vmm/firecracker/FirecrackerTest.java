// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.testing.FakeVmm;
import org.toromaven.testing.UnixHttpServer;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Disk;
import org.toromaven.vmm.HostEnvironment;
import org.toromaven.vmm.Launch;
import org.toromaven.vmm.LaunchRequest;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.VmmAvailability;
import org.toromaven.vmm.VmmException;

/** Firecracker up to its process boundary: what it would be told, held against its description. */
class FirecrackerTest {

  /** Firecracker's API description (swagger): type and required properties of each object. */
  private static final Map<String, Set<String>> REQUIRED =
      Map.of(
          "boot-source", Set.of("kernel_image_path"),
          "machine-config", Set.of("vcpu_count", "mem_size_mib"),
          "drives", Set.of("drive_id", "is_root_device", "is_read_only", "path_on_host"),
          "actions", Set.of("action_type"));

  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "boot-source", Set.of("boot_args", "initrd_path", "kernel_image_path"),
          "machine-config",
              Set.of(
                  "cpu_template",
                  "smt",
                  "mem_size_mib",
                  "track_dirty_pages",
                  "vcpu_count",
                  "huge_pages"),
          "drives",
              Set.of(
                  "drive_id",
                  "partuuid",
                  "is_root_device",
                  "cache_type",
                  "is_read_only",
                  "path_on_host",
                  "rate_limiter",
                  "io_engine",
                  "socket"),
          "actions", Set.of("action_type"));

  @TempDir Path folder;

  @Test
  @DisplayName("each request has what the API description demands and nothing that it lacks")
  void requests() throws Exception {
    Path socket = folder.resolve("api");
    try (UnixHttpServer server = new UnixHttpServer(socket, FirecrackerTest::judged)) {
      new FirecrackerApi(socket).start(setup().requests(), ProcessHandle.current());

      assertThat(server.requests())
          .containsExactly(
              "PUT /machine-config {\"vcpu_count\":2,\"mem_size_mib\":256}",
              "PUT /boot-source {\"kernel_image_path\":\"/images/Toro.elf\",\"boot_args\":\"A=1 --"
                  + " x\"}",
              "PUT /drives/disk0 {\"drive_id\":\"disk0\",\"path_on_host\":\"/images/a.img\","
                  + "\"is_root_device\":false,\"is_read_only\":true}",
              "PUT /actions {\"action_type\":\"InstanceStart\"}");
    }
  }

  @Test
  @DisplayName("a refusal is told with the request and Firecracker's own words")
  void refusal() throws Exception {
    Path socket = folder.resolve("api");
    String fault = "{\"fault_message\":\"Invalid vCPU number\"}";
    try (UnixHttpServer server =
        new UnixHttpServer(socket, (head, body) -> "400 Bad Request\n" + fault)) {
      assertThatThrownBy(
              () -> new FirecrackerApi(socket).start(setup().requests(), ProcessHandle.current()))
          .hasMessage("PUT /machine-config: 400 Bad Request " + fault);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  @DisplayName("the configuration file holds the same objects")
  void configFile() throws Exception {
    LaunchRequest request = request(machine());
    Launch launch = new FirecrackerVmm(host("exit 0")).prepare(request);
    Path file = folder.resolve("firecracker.json");
    JsonObject config = JsonParser.object().from(Files.readString(file));

    assertThat(launch.command().words())
        .containsSequence("--no-api", "--config-file", file.toString());
    assertThat(config.keySet()).containsExactly("boot-source", "machine-config", "drives");
    assertThat(judgedObject("boot-source", config.getObject("boot-source"))).isEmpty();
    assertThat(judgedObject("machine-config", config.getObject("machine-config"))).isEmpty();
    assertThat(judgedObject("drives", config.getArray("drives").getObject(0))).isEmpty();
  }

  @Test
  @DisplayName("the version says which entry of the image is used")
  void version() throws Exception {
    assertThat(availability("echo Firecracker v1.12.0").reason()).endsWith("by PVH");
    assertThat(availability("echo Firecracker v1.4.1").reason()).endsWith("Linux 64-bit entry");
    assertThat(availability("echo Firecracker v1.12.0").version()).isEqualTo("Firecracker v1.12.0");
    assertThat(availability("echo nonsense").available()).isFalse();
  }

  @Test
  @DisplayName("what Firecracker has not is refused with the way out")
  void refused() {
    MachineConfig network = machine().toBuilder().network(Network.virtio()).build();
    assertThatThrownBy(() -> new FirecrackerSetup(request(network)))
        .isInstanceOf(VmmException.class)
        .hasMessage(
            "firecracker does not have a user-mode network (it knows TAP devices only): use VMM"
                + " qemu for that");
    HostEnvironment noKvm =
        new HostEnvironment(Map.of("PATH", folder.toString()), folder.resolve("none"), folder);
    assertThatThrownBy(
            () -> {
              FakeVmm.script(folder.resolve("firecracker"), "exit 0");
              new FirecrackerVmm(noKvm).prepare(request(machine()));
            })
        .isInstanceOf(VmmException.class)
        .hasMessageContaining("needs KVM");
  }

  private FirecrackerSetup setup() throws VmmException {
    return new FirecrackerSetup(request(machine()));
  }

  private VmmAvailability availability(String body) throws Exception {
    return new FirecrackerVmm(host(body)).availability(machine());
  }

  private HostEnvironment host(String body) throws Exception {
    FakeVmm.script(folder.resolve("firecracker"), body);
    Path kvm = folder.resolve("kvm");
    Files.writeString(kvm, "");
    return new HostEnvironment(Map.of("PATH", folder.toString()), kvm, folder);
  }

  private static MachineConfig machine() {
    return MachineConfig.builder()
        .cpus(2)
        .memoryMib(256)
        .disk(new Disk(Path.of("/images/a.img"), Disk.Bus.VIRTIO, true))
        .build();
  }

  private LaunchRequest request(MachineConfig machine) {
    BootSource source =
        new BootSource(Path.of("/images/Toro.elf"), BootSource.Kind.KERNEL, "A=1 -- x", List.of());
    return new LaunchRequest(machine, source, folder, folder.resolve("events"), false);
  }

  /** Answers as the description says: 204 for a good object, 400 for any other. */
  private static String judged(String head, String body) {
    try {
      String type = head.replaceFirst("^PUT /([a-z-]+).*", "$1");
      String fault = judgedObject(type, JsonParser.object().from(body));
      return fault.isEmpty() ? "204 No Content\n" : "400 Bad Request\n" + fault;
    } catch (JsonParserException e) {
      return "400 Bad Request\n" + e.getMessage();
    }
  }

  private static String judgedObject(String type, JsonObject object) {
    if (!KNOWN.containsKey(type)) {
      return "unknown object " + type;
    }
    if (!object.keySet().containsAll(REQUIRED.get(type))) {
      return "missing property of " + type + ": " + object.keySet();
    }
    return KNOWN.get(type).containsAll(object.keySet())
        ? ""
        : "unknown property of " + type + ": " + object.keySet();
  }
}

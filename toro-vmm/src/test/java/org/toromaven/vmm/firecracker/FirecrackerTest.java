// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm.firecracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.Mark;
import org.toromaven.testing.ApiDescription;
import org.toromaven.testing.FakeVmm;
import org.toromaven.testing.FirecrackerStandIn;
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
import org.toromaven.vmm.Vmms;

/** Firecracker up to its process boundary: what it would be told, held against its description. */
class FirecrackerTest {

  @TempDir Path folder;

  @Test
  @DisplayName("each request has what the API description demands and nothing that it lacks")
  void requests() throws Exception {
    Path socket = folder.resolve("api");
    try (UnixHttpServer server = new UnixHttpServer(socket, ApiDescription.firecracker()::answer)) {
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
    assertThat(ApiDescription.firecracker().faultOfFile(config)).isEmpty();
  }

  @Test
  @DisplayName("the description refuses what Firecracker would: this judge can say no")
  void judge() throws Exception {
    ApiDescription api = ApiDescription.firecracker();

    assertThat(api.fault("PUT /boot-source", "{}"))
        .isEqualTo("PUT /boot-source: field kernel_image_path is missing");
    assertThat(api.fault("PUT /boot-source", "{\"kernel_image_path\":\"x\",\"argv\":\"\"}"))
        .isEqualTo("PUT /boot-source: unknown field argv");
    assertThat(api.fault("PUT /machine-config", "{\"vcpu_count\":33,\"mem_size_mib\":1}"))
        .contains("vcpu_count is no integer 1..32: 33");
    assertThat(api.fault("PUT /machine-config", "{\"vcpu_count\":\"x\",\"mem_size_mib\":1}"))
        .contains("vcpu_count is no integer");
    assertThat(
            api.fault(
                "PUT /drives/b",
                "{\"drive_id\":\"a\",\"path_on_host\":\"x\","
                    + "\"is_root_device\":false,\"is_read_only\":true}"))
        .contains("another drive");
    assertThat(api.fault("PATCH /boot-source", "{}")).contains("no such request");
    assertThat(api.fault("PUT /actions", "{\"action_type\":\"Start\"}")).contains("no Instance");
    assertThat(api.answer("PUT /actions", "[]")).startsWith("400 Bad Request\n");
  }

  @Test
  @DisplayName("more CPUs than Firecracker takes are refused")
  void manyCpus() {
    MachineConfig many = machine().toBuilder().cpus(33).build();

    assertThatThrownBy(() -> new FirecrackerSetup(request(many)))
        .isInstanceOf(VmmException.class)
        .hasMessageContaining("firecracker does not have more than 32 CPUs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"firecracker", "firecracker-api"})
  @DisplayName("a whole boot against a stand-in that has the same options and speaks the same API")
  void boot(String vmm) throws Exception {
    FirecrackerStandIn.script(folder.resolve("firecracker"));
    HostEnvironment host = host();
    Vmms vmms = new Vmms(List.of(new FirecrackerVmm(host), new FirecrackerApiVmm(host)));
    Path disk = Files.createFile(folder.resolve("a.img"));
    MachineConfig machine =
        MachineConfig.builder().vmm(vmm).memoryMib(64).disk(Disk.virtio(disk)).build();
    BootRequest request =
        BootRequest.of(
                BootSource.kernel(Path.of("/images/Toro.elf")).withCommandLine("A=1 -- x"),
                folder.resolve("console.log"))
            .withMachine(machine)
            .withExpectations(Expectations.lines("^image /images/Toro.elf$", "^memory 64$"));

    BootResult result = new BootRunner(vmms).run(request);

    assertThat(result.successful()).as(result.reason() + result.diagnostics()).isTrue();
    assertThat(result.console().tail())
        .isEqualTo("image /images/Toro.elf\nwords A=1 -- x\nmemory 64\n");
    assertThat(result.marks()).extracting(Mark::name).contains(Mark.STUB, Mark.PROGRAM, Mark.EXIT);
    assertThat(vmms.named(vmm).availability(machine).version()).isEqualTo("Firecracker v1.17.0");
  }

  @Test
  @DisplayName("the version says which entry of the image is used")
  void version() throws Exception {
    assertThat(availability("echo Firecracker v1.12.0").reason()).endsWith("by PVH");
    assertThat(availability("echo Firecracker v1.4.1").reason()).endsWith("Linux 64-bit entry");
    assertThat(availability("echo Firecracker v1.12.0").version()).isEqualTo("Firecracker v1.12.0");
    assertThat(availability("echo nonsense").available()).isFalse();
    assertThat(availability("echo Firecracker v0.25.2").reason())
        .startsWith("Firecracker v0.25.2 is too old, 1.0 or later is needed");
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
    return host();
  }

  private HostEnvironment host() throws Exception {
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
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.Appliance;
import org.toromaven.boot.BootListener;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.boot.Until;
import org.toromaven.kernel.Workshop;
import org.toromaven.vmm.Acceleration;
import org.toromaven.vmm.BootSource;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.MachineConfig;
import org.toromaven.vmm.Network;
import org.toromaven.vmm.PortForward;

/** Stock TFPHTTPServer in an appliance, asked by the JDK's client through a forwarded port. */
@DisplayName("A stock HTTP server")
class HttpApplianceTest {
  private static final Path PROGRAM =
      Path.of("../examples/http-fcl/src/main/pascal/httpserver.pas").toAbsolutePath();
  private static final int GUEST_PORT = 8080;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** It says so when it is ready, and runs on until the test stops it. */
  private static final Expectations SERVES =
      new Expectations(
          List.of(),
          List.of(),
          0,
          Until.EXIT,
          List.of(new ReadyCondition.ConsolePattern(Pattern.compile("listening on port 8080"))));

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource({"MICROVM, VIRTIO", "PC, VIRTIO", "PC, E1000"})
  @DisplayName("answers every request, one after another and at once")
  void answers(Machine machine, Network.Device card) throws Exception {
    Path work = Workshop.folder("http/" + machine + "-" + card);
    String driver = card == Network.Device.VIRTIO ? "VirtIONet" : "E1000";
    Path image = Workshop.get().image(PROGRAM, List.of("Networking", driver), work);
    BootRequest request =
        BootRequest.of(BootSource.kernel(image), work.resolve("console"))
            .withMachine(
                MachineConfig.builder()
                    .machine(machine)
                    .acceleration(Acceleration.TCG)
                    .network(
                        new Network(card, List.of(PortForward.tcp(GUEST_PORT)), Optional.empty()))
                    .build())
            .withExpectations(SERVES)
            .withTimeout(PATIENCE);
    try (Appliance appliance = new BootRunner().start(request, BootListener.NONE)) {
      assertThat(appliance.awaitReady(PATIENCE))
          .as(Files.readString(appliance.consoleFile()))
          .isTrue();
      askInTurn(appliance.hostPort(GUEST_PORT));
      askAtOnce(appliance.hostPort(GUEST_PORT));
    }
  }

  private void askInTurn(int port) throws Exception {
    for (int i = 1; i <= 30; i++) {
      HttpResponse<String> answer = client.send(get(port, "/turn" + i), text());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("/turn" + i).contains("answer " + i + ".");
    }
  }

  private void askAtOnce(int port) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(client.sendAsync(get(port, "/once" + i), text()));
    }
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).join().body()).contains("/once" + i);
    }
  }

  private static HttpRequest get(int port, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(PATIENCE)
        .build();
  }

  private static HttpResponse.BodyHandler<String> text() {
    return HttpResponse.BodyHandlers.ofString();
  }
}

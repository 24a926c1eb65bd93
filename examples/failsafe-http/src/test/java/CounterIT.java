// SPDX-License-Identifier: Apache-2.0

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.toromaven.junit.Appliance;

/** The appliance as its users see it: through its ports and its console. */
class CounterIT {

  @RegisterExtension
  static Appliance app =
      Appliance.of("target/Toro.elf").forward(80).awaitConsole("listening on port 80");

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void countsWhatIsPosted() throws Exception {
    int before = count("GET");
    assertEquals(before + 1, count("POST"));
    assertEquals(before + 1, count("GET"));
    app.console().await("^POST /$");
  }

  @Test
  void anotherPageIsNotFound() throws Exception {
    assertEquals(404, send("GET", "/nowhere").statusCode());
    app.console().assertNeverShowed("exception");
  }

  @Test
  void aRestartForgetsTheCount() throws Exception {
    count("POST");
    app.restart();
    assertEquals(0, count("GET"));
  }

  @Test
  void aKilledApplianceAnswersNobody() throws Exception {
    app.kill();
    assertFalse(app.isRunning());
    app.restart();
    assertTrue(count("GET") >= 0);
  }

  @Test
  void theStartIsMeasured() {
    app.timings().assertStartup(Duration.ofSeconds(30));
    assertTrue(app.timings().phase("kernel").compareTo(app.timings().startup()) < 0);
  }

  private int count(String method) throws Exception {
    return Integer.parseInt(send(method, "/").body().strip());
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(app.uri(80, path))
            .timeout(Duration.ofSeconds(60))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, BodyHandlers.ofString());
  }
}

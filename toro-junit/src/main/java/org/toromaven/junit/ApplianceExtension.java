// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.toromaven.boot.Appliance;
import org.toromaven.boot.BootListener;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.Expectations;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.boot.Until;
import org.toromaven.vmm.VmmException;

/**
 * Boots an appliance for the tests of a class, or for each test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ApplianceExtension APPLIANCE =
 *     ApplianceExtension.of("target/Toro.elf").forward(80).awaitConsole("listening").build();
 *
 * @Test
 * void answers() throws Exception {
 *   HttpResponse<String> answer = client.send(get(APPLIANCE.uri(80, "/")), ofString());
 *   assertThat(answer.statusCode()).isEqualTo(200);
 *   assertThat(APPLIANCE.startupTime()).isLessThan(Duration.ofSeconds(1));
 * }
 * }</pre>
 *
 * <p>In a {@code static} field it boots once for the class, in another field once for each test. A
 * test that fails shows the end of the console; a boot that is not ready in time fails with the
 * reason.
 */
public final class ApplianceExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler {

  private static final int CONSOLE_LINES = 30;

  private final BootRequest request;
  private final Duration readyTimeout;
  private final BootRunner runner;
  private boolean forClass;
  private Appliance appliance;

  ApplianceExtension(BootRequest request, Duration readyTimeout, BootRunner runner) {
    this.request = request;
    this.readyTimeout = readyTimeout;
    this.runner = runner;
  }

  /** Describes an appliance by its image. */
  public static ApplianceBuilder of(String image) {
    return new ApplianceBuilder(Path.of(image));
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    forClass = true;
    start();
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    if (!forClass) {
      start();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    if (!forClass) {
      kill();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    kill();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new ConsoleReport(consoleTail()));
    throw failure;
  }

  /** Ends the appliance and boots it again. */
  public void restart() throws IOException, VmmException, InterruptedException {
    kill();
    start();
  }

  /** Ends the appliance as a power failure would; what it did until then. */
  public BootResult kill() throws IOException {
    return running().stop();
  }

  /** Waits until the program ends by itself; what it did. */
  public BootResult awaitEnd() throws IOException {
    return running().awaitEnd();
  }

  /** Whether the guest is still running. */
  public boolean isRunning() {
    return running().isRunning();
  }

  /** The port on 127.0.0.1 where a port of the guest is reached. */
  public int port(int guestPort) {
    return running().hostPort(guestPort);
  }

  /**
   * The address of a page of the guest.
   *
   * @param guestPort a forwarded port
   * @param path starts with a slash
   */
  public URI uri(int guestPort, String path) {
    return URI.create("http://127.0.0.1:" + port(guestPort) + path);
  }

  /** Types a line on the guest's console. */
  public void type(String line) throws IOException {
    running().send(line + "\n");
  }

  /** What the guest has written to its console so far. */
  public String console() throws IOException {
    return new String(Files.readAllBytes(running().consoleFile()), UTF_8);
  }

  /**
   * Waits until the console matches, looking at what it holds already.
   *
   * @throws AssertionError with the end of the console, when the time passes or the guest ends
   */
  public void awaitConsole(String pattern, Duration atMost)
      throws IOException, InterruptedException {
    if (!running().awaitConsole(Pattern.compile(pattern), atMost)) {
      throw new AssertionError(
          "the console never showed /" + pattern + "/:\n" + consoleTail().strip());
    }
  }

  /** From starting the VMM until the guest was ready. */
  public Duration startupTime() {
    return Duration.ofNanos(
        running().readyNs().orElseThrow(() -> new IllegalStateException("it was never ready")));
  }

  private void start() throws IOException, VmmException, InterruptedException {
    appliance = runner.start(request, BootListener.NONE);
    boolean nothingToAwait =
        request.expectations().ready().isEmpty() && request.expectations().expect().isEmpty();
    if (nothingToAwait ? appliance.awaitProgram(readyTimeout) : ready()) {
      return;
    }
    BootResult result = appliance.stop();
    throw new AssertionError(
        "the appliance was not ready within "
            + readyTimeout.toMillis()
            + " ms: "
            + result.reason()
            + "\n"
            + consoleTail());
  }

  private boolean ready() throws InterruptedException {
    return appliance.awaitReady(readyTimeout);
  }

  private Appliance running() {
    if (appliance == null) {
      throw new IllegalStateException(
          "the appliance was never started: register it with @RegisterExtension");
    }
    return appliance;
  }

  private String consoleTail() throws IOException {
    var lines = console().lines().toList();
    int start = Math.max(0, lines.size() - CONSOLE_LINES);
    return "console:\n" + String.join("\n", lines.subList(start, lines.size()));
  }

  static Expectations expectations(List<ReadyCondition> conditions) {
    return new Expectations(List.of(), List.of(), 0, Until.EXIT, conditions);
  }
}

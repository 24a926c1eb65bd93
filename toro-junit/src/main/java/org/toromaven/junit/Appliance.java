// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.toromaven.boot.BootListener;
import org.toromaven.boot.BootRequest;
import org.toromaven.boot.BootResult;
import org.toromaven.boot.BootRunner;
import org.toromaven.boot.ReadyCondition;
import org.toromaven.vmm.MachineConfigBuilder;
import org.toromaven.vmm.VmmException;

/**
 * Boots an appliance for the tests of a class, or for each test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static Appliance app =
 *     Appliance.of("target/Toro.elf").forward(80).awaitConsole("listening");
 *
 * @Test
 * void answers() throws Exception {
 *   HttpResponse<String> answer = client.send(get(app.uri(80, "/")), ofString());
 *   assertThat(answer.statusCode()).isEqualTo(200);
 * }
 *
 * @Test
 * void startsFast() {
 *   app.timings().assertStartup(Duration.ofSeconds(1));
 * }
 * }</pre>
 *
 * <p>In a {@code static} field it boots once for the class, in another field once for each test. A
 * test that fails shows the end of the console; a boot that is not ready in time fails with the
 * reason. What is configured counts from the next start on.
 */
public final class Appliance
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        TestExecutionExceptionHandler {

  private final ApplianceSettings settings;
  private boolean forClass;
  private org.toromaven.boot.Appliance guest;

  private Appliance(ApplianceSettings settings) {
    this.settings = settings;
  }

  /**
   * An appliance by its image.
   *
   * @param image an ELF image, or a raw disk that ends in {@code .img}
   */
  public static Appliance of(String image) {
    return new Appliance(new ApplianceSettings(Path.of(image)));
  }

  /** Makes a TCP port of the guest reachable on a free port of the host. */
  public Appliance forward(int guestPort) {
    settings.forward(guestPort);
    return this;
  }

  /** Words for the guest (BOOT-ABI 9). */
  public Appliance commandLine(String words) {
    settings.commandLine = words;
    return this;
  }

  /** Ready when a line of the console matches. */
  public Appliance awaitConsole(String pattern) {
    settings.ready(new ReadyCondition.ConsolePattern(Pattern.compile(pattern)));
    return this;
  }

  /** Ready when a forwarded port is open. */
  public Appliance awaitPort(int guestPort) {
    settings.ready(new ReadyCondition.OpenPort(guestPort));
    return this;
  }

  /** Ready when a GET is answered with that status. */
  public Appliance awaitHttp(int guestPort, String path, int status) {
    settings.ready(new ReadyCondition.HttpStatus(guestPort, path, status));
    return this;
  }

  /** How long it may take to be ready; 60 seconds unless told otherwise. */
  public Appliance readyTimeout(Duration atMost) {
    settings.readyTimeout = atMost;
    return this;
  }

  /** When it is ended at the latest; 30 minutes unless told otherwise. */
  public Appliance lifetime(Duration atMost) {
    settings.lifetime = atMost;
    return this;
  }

  /** Changes the machine: VMM, memory, disks and so on. */
  public Appliance machine(UnaryOperator<MachineConfigBuilder> changes) {
    settings.machine(changes);
    return this;
  }

  /** Makes the boots; for VMMs that are not installed as services. */
  public Appliance runner(BootRunner other) {
    settings.runner = other;
    return this;
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
      end();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    end();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    if (guest != null) {
      failure.addSuppressed(new ConsoleReport("console:\n" + console().tail()));
    }
    throw failure;
  }

  /** Ends the appliance and boots it again. */
  public void restart() throws IOException, VmmException, InterruptedException {
    end();
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

  /** Sends bytes to the guest's console as they are. */
  public void send(byte[] bytes) throws IOException {
    running().send(bytes);
  }

  /** What the guest has written to its console, and will write. */
  public Console console() {
    return new Console(running(), settings.readyTimeout);
  }

  /** Where the time of its start went. */
  public Timings timings() {
    return new Timings(running().timeline());
  }

  private void start() throws IOException, VmmException, InterruptedException {
    BootRequest request = settings.request();
    guest = settings.runner.start(request, BootListener.NONE);
    if (becomesReady()) {
      return;
    }
    boolean ended = !guest.isRunning();
    BootResult result = guest.stop();
    String how =
        ended
            ? "the appliance ended before it was ready: "
            : "the appliance was not ready within " + settings.readyTimeout.toMillis() + " ms: ";
    throw new AssertionError(how + result.reason() + "\nconsole:\n" + console().tail());
  }

  private boolean becomesReady() throws InterruptedException {
    return settings.nothingToAwait()
        ? guest.awaitProgram(settings.readyTimeout)
        : guest.awaitReady(settings.readyTimeout);
  }

  private void end() throws IOException {
    if (guest != null) {
      BootResult unused = guest.stop();
    }
  }

  private org.toromaven.boot.Appliance running() {
    if (guest == null) {
      throw new IllegalStateException(
          "the appliance was never started: register it with @RegisterExtension");
    }
    return guest;
  }
}

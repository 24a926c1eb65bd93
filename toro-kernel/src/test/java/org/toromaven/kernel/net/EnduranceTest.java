// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.toromaven.boot.Appliance;
import org.toromaven.vmm.Machine;
import org.toromaven.vmm.Network;

/**
 * Many requests and many connections to one appliance, which tells before and after what memory it
 * holds: nothing may have grown.
 */
@DisplayName("A server that is asked again and again")
class EnduranceTest {
  private static final Logger LOG = Logger.getLogger(EnduranceTest.class.getName());
  private static final int GUEST_PORT = 8080;
  private static final int CLIENTS = 4;

  /** What is asked first: buffers and lists reach the size that they keep. */
  private static final int WARM_UP = 3000;

  private static final int PROGRESS = 50_000;

  @ParameterizedTest(name = "{0} with {1}: {2} requests, {3} connections")
  @CsvSource({"MICROVM, VIRTIO, 2000, 500", "PC, E1000, 1000, 200", "PC, NE2000, 300, 50"})
  @DisplayName("holds no more memory afterwards")
  void leaksNothing(Machine machine, Network.Device card, int requests, int connections)
      throws Exception {
    endure(machine, card, requests, connections);
  }

  @ParameterizedTest(name = "{0} with {1}: {2} requests, {3} connections")
  @CsvSource({
    "MICROVM, VIRTIO, 1000000, 10000",
    "PC, E1000, 1000000, 10000",
    "PC, NE2000, 100000, 2000"
  })
  @Tag("long")
  @DisplayName("holds no more memory afterwards, at length")
  void leaksNothingAtLength(Machine machine, Network.Device card, int requests, int connections)
      throws Exception {
    endure(machine, card, requests, connections);
  }

  private static void endure(Machine machine, Network.Device card, int requests, int connections)
      throws Exception {
    NetworkedProgram program =
        new NetworkedProgram(
            NetworkedProgram.test("countingserver.pas"), machine, card, GUEST_PORT);
    try (Appliance appliance = program.start()) {
      int port = appliance.hostPort(GUEST_PORT);
      HttpProbe.awaitAnswer(port, "/memory");
      askMany(port, WARM_UP);
      Map<String, Long> before = settled(port);
      long begin = System.nanoTime();
      askMany(port, requests);
      long seconds = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin));
      for (int i = 0; i < connections; i++) {
        HttpProbe.openAndClose(port);
      }
      Map<String, Long> after = settled(port);
      LOG.info(
          () ->
              String.format(
                  "%d requests in %d s; before %s, after %s", requests, seconds, before, after));
      assertThat(after.get("served") - before.get("served")).isEqualTo(requests);
      assertThat(held(after)).isEqualTo(held(before));
    }
  }

  private static void askMany(int port, int count) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        Callable<Void> client = () -> askInTurn(port, next, count);
        all.add(clients.submit(client));
      }
      for (Future<Void> client : all) {
        client.get();
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static Void askInTurn(int port, AtomicInteger next, int count) throws IOException {
    for (int number = next.incrementAndGet(); number <= count; number = next.incrementAndGet()) {
      String answer = HttpProbe.ask(port, "/page/" + number);
      assertThat(answer)
          .startsWith("HTTP/1.1 200")
          .endsWith("for /page/" + number + " with 0 bytes.\n");
      if (number % PROGRESS == 0) {
        LOG.info(number + " of " + count);
      }
    }
    return null;
  }

  /** The numbers when no connection is left but the one that asks, and those in TIME-WAIT. */
  private static Map<String, Long> settled(int port) throws IOException {
    long deadline = System.nanoTime() + NetworkedProgram.PATIENCE.toNanos();
    while (true) {
      Map<String, Long> numbers = new TreeMap<>();
      Pattern.compile("(\\w+)=(-?\\d+)")
          .matcher(HttpProbe.ask(port, "/memory"))
          .results()
          .forEach(pair -> numbers.put(pair.group(1), Long.valueOf(pair.group(2))));
      if (numbers.get("connections") - numbers.get("waiting") == 1) {
        return numbers;
      }
      assertThat(System.nanoTime()).as("connections stay: %s", numbers).isLessThan(deadline);
    }
  }

  /** What must not grow. */
  private static List<Long> held(Map<String, Long> numbers) {
    return List.of(numbers.get("heap"), numbers.get("pages"), numbers.get("network"));
  }
}

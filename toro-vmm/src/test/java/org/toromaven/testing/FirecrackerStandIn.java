// SPDX-License-Identifier: Apache-2.0
package org.toromaven.testing;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A program in the place of Firecracker: the same options, the same API with every request judged
 * by its description, and a guest that prints what it was told and ends well. It runs no guest.
 */
public final class FirecrackerStandIn {

  private static final Set<String> WITH_VALUE =
      Set.of("--api-sock", "--config-file", "--log-path", "--level", "--id");

  private final PrintStream console;
  private final ApiDescription description;
  private final Map<String, JsonObject> told = new HashMap<>();
  private final CountDownLatch started = new CountDownLatch(1);

  private FirecrackerStandIn(PrintStream console) throws Exception {
    this.console = console;
    description = ApiDescription.firecracker();
  }

  /** A script that starts this class as the program {@code file}. */
  public static Path script(Path file) throws Exception {
    List<String> words = ChildJvm.command(FirecrackerStandIn.class, List.of());
    return FakeVmm.script(file, "exec '" + String.join("' '", words) + "' \"$@\"");
  }

  /** Runs like Firecracker with these options. */
  public static void main(String[] arguments) throws Exception {
    PrintStream output = System.out;
    Map<String, String> options = options(arguments);
    if (options.containsKey("--version")) {
      output.println("Firecracker v1.17.0");
      return;
    }
    FirecrackerStandIn standIn = new FirecrackerStandIn(output);
    if (options.containsKey("--config-file")) {
      standIn.readFile(Path.of(options.get("--config-file")));
    } else {
      standIn.serve(Path.of(options.get("--api-sock")));
    }
    standIn.guest();
  }

  private static Map<String, String> options(String[] arguments) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < arguments.length; i++) {
      if (WITH_VALUE.contains(arguments[i])) {
        options.put(arguments[i], arguments[++i]);
      } else if (Set.of("--no-api", "--version").contains(arguments[i])) {
        options.put(arguments[i], "");
      } else {
        throw new IllegalArgumentException("unexpected argument: " + arguments[i]);
      }
    }
    return options;
  }

  private void serve(Path socket) throws Exception {
    UnixHttpServer server = new UnixHttpServer(socket, this::answer);
    started.await();
    server.close();
  }

  private void readFile(Path file) throws Exception {
    JsonObject all = JsonParser.object().from(Files.readString(file));
    String fault = description.faultOfFile(all);
    if (!fault.isEmpty()) {
      throw new IllegalArgumentException(fault);
    }
    all.keySet().stream()
        .filter(name -> all.get(name) instanceof JsonObject)
        .forEach(name -> told.put("/" + name, all.getObject(name)));
  }

  private String answer(String head, String body) {
    String answer = description.answer(head, body);
    if (!answer.startsWith("204")) {
      return answer;
    }
    try {
      told.put(head.substring(head.indexOf('/')), JsonParser.object().from(body));
    } catch (com.grack.nanojson.JsonParserException e) {
      throw new IllegalStateException("judged good before", e);
    }
    if (head.endsWith("/actions")) {
      if (!told.containsKey("/boot-source")) {
        return "400 Bad Request\n{\"fault_message\":\"no kernel\"}";
      }
      started.countDown();
    }
    return answer;
  }

  /** What a guest of BOOT-ABI 7 without port 0xE9 would send. */
  private void guest() {
    JsonObject source = told.get("/boot-source");
    console.print("\u001b_Ts1\u001b\\\u001b_Tk2\u001b\\\u001b_Tp3\u001b\\");
    console.println("image " + source.getString("kernel_image_path"));
    console.println("words " + source.getString("boot_args", ""));
    console.println("memory " + told.get("/machine-config").getInt("mem_size_mib"));
    console.print("\u001b_Tx4 0\u001b\\");
    console.flush();
  }
}

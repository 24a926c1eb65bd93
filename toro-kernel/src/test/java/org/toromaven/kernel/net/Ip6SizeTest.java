// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.kernel.Workshop;

/** What a program pays for IPv6: when it names the unit, and when it does not. */
@DisplayName("The size of IPv6")
class Ip6SizeTest {
  private static final long MOST_BYTES = 40_000;

  @Test
  @DisplayName("is a bounded part of the image, and nothing of it is there unasked")
  void isBounded() throws Exception {
    long without = Files.size(image("without"));
    long with = Files.size(image("with", "IPv6"));
    assertThat(with - without).isBetween(1L, MOST_BYTES);
    assertThat(names("without")).noneMatch(name -> name.contains("toro.ip6") || is6(name));
    assertThat(names("with")).anyMatch(name -> name.contains("toro.ip6input"));
  }

  private static boolean is6(String name) {
    return name.matches("toro\\.(ndp|slaac|mld|icmp6|neighbours6|sockets6).*");
  }

  private static Path image(String name, String... more) throws Exception {
    List<String> units = new ArrayList<>(List.of("Networking", "VirtIONet"));
    units.addAll(List.of(more));
    return Workshop.get().image(NetworkedProgram.test("net6_web.pas"), units, folder(name));
  }

  private static Path folder(String name) throws Exception {
    return Workshop.folder("ip6/size-" + name);
  }

  /** The kernel's objects that the compiler gave the linker. */
  private static List<String> names(String name) throws Exception {
    List<String> names = new ArrayList<>();
    try (var files = Files.list(folder(name))) {
      for (Path list : files.filter(file -> file.toString().endsWith(".res")).toList()) {
        for (String line : Files.readAllLines(list)) {
          names.add(line.replaceAll(".*/", ""));
        }
      }
    }
    assertThat(names).isNotEmpty();
    return names;
  }
}

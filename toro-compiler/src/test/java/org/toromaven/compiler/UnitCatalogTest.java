// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UnitCatalogTest {
  private final UnitCatalog catalog =
      UnitCatalog.of(
          List.of(
              new UnitCatalog.Entry("Networking", "TCP/IP"),
              new UnitCatalog.Entry("Memory", "heap"),
              new UnitCatalog.Entry("VirtIONet", "network card"),
              new UnitCatalog.Entry("VirtIOBlk", "disk")));

  @Test
  @DisplayName("Names are found without regard to case and listed in order")
  void find() {
    assertThat(catalog.find("mEMORY")).map(UnitCatalog.Entry::name).contains("Memory");
    assertThat(catalog.find("Memori")).isEmpty();
    assertThat(catalog.entries())
        .extracting(UnitCatalog.Entry::name)
        .containsExactly("Memory", "Networking", "VirtIOBlk", "VirtIONet");
  }

  @Test
  @DisplayName("The nearest names come first, distant ones not at all")
  void nearest() {
    assertThat(catalog.nearest("virtionett")).startsWith("VirtIONet").contains("VirtIOBlk");
    assertThat(catalog.nearest("Zzzzzzzzzzzz")).isEmpty();
  }

  @Test
  @DisplayName("Resolving writes names as the catalogue does, each once")
  void resolve() throws Exception {
    assertThat(catalog.resolve(List.of("memory", " NETWORKING ", "Memory")))
        .containsExactly("Memory", "Networking");
    assertThatThrownBy(() -> catalog.resolve(List.of("Memory", "Netwrking")))
        .isInstanceOf(ProgramException.class)
        .hasMessage(
            "unknown kernel unit: Netwrking (did you mean Networking?);"
                + " mvn toro:units lists all units");
  }

  @Test
  @DisplayName("Distance counts insertions, deletions and replacements")
  void distance() {
    assertThat(UnitCatalog.distance("kitten", "SITTING")).isEqualTo(3);
    assertThat(UnitCatalog.distance("", "abc")).isEqualTo(3);
    assertThat(UnitCatalog.distance("abc", "abc")).isZero();
  }
}

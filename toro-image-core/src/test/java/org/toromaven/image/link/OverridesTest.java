// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OverridesTest {

  @Test
  void readsNamesWrapsAndComments() {
    Overrides overrides =
        Overrides.parse(
            "overrides.txt",
            """
            # start-up
            _start

              wrap fpc_initializeunits # when the program is next
            wrap-everywhere SYSTEM_$$_REWRITE$TEXT
            """);

    assertThat(overrides.names()).containsExactly("_start");
    assertThat(overrides.wraps()).containsExactly("fpc_initializeunits");
    assertThat(overrides.wrapsEverywhere()).containsExactly("SYSTEM_$$_REWRITE$TEXT");
  }

  @Test
  void readsRulesAboutReferences() {
    ReferenceRules rules =
        Overrides.parse(
                "overrides.txt",
                """
                makes FPRENAME 82 264
                call-table CALLS
                only-with FPRENAME EXTRA
                only-with 86 EXTRA
                """)
            .references();

    assertThat(rules.makes()).containsOnlyKeys("FPRENAME");
    assertThat(rules.makes().get("FPRENAME")).containsExactly("82", "264");
    assertThat(rules.callTables()).containsExactly("CALLS");
    assertThat(rules.onlyWith().get("EXTRA")).containsExactlyInAnyOrder("FPRENAME", "86");
  }

  @Test
  void refusesAnythingElseWithItsLine() {
    assertThatThrownBy(() -> Overrides.parse("overrides.txt", "_start\nrename a b"))
        .hasMessageStartingWith("overrides.txt:2:")
        .hasMessageEndingWith("rename a b");
    assertThatThrownBy(() -> Overrides.parse("overrides.txt", "wrap"))
        .hasMessageStartingWith("overrides.txt:1:");
    for (String rule :
        List.of(
            "makes A",
            "makes A b",
            "only-with",
            "only-with A",
            "call-table",
            "trap D9FE",
            "trap D9 FE",
            "trap d9fe E8",
            "trap D9FE E81")) {
      assertThatThrownBy(() -> Overrides.parse("overrides.txt", rule))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(rule);
    }
  }
}

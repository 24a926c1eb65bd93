// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.elf.ElfObject;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.SymbolEntry;

/** The rules of overrides.txt about the stock resolver against the installed unit NetDB. */
final class ResolverRulesTest {

  private static final String FUNCTION = "NETDB_$$_";
  private static final String VARIABLE = "U_$NETDB_$$_";
  // These are given all that they work on.
  private static final Set<String> WITHOUT_FILES =
      Set.of(
          "NETDB_$$_FREEHOSTSLIST$PHOSTLISTENTRY$$LONGINT",
          "NETDB_$$_HOSTSLISTTOARRAY$PHOSTLISTENTRY$THOSTENTRYARRAY$BOOLEAN",
          "NETDB_$$_IN6_IS_ADDR_V4MAPPED$IN6_ADDR$$BOOLEAN",
          "NETDB_$$_PROCESSHOSTS$ANSISTRING$$PHOSTLISTENTRY",
          "NETDB_$$_finalize$",
          "NETDB_$$_init$");

  @Test
  @DisplayName("Every function that looks at the files brings them; every variable is watched")
  void rulesNameWhatTheUnitOffers() throws Exception {
    Set<String> offered = new TreeSet<>();
    for (SymbolEntry symbol : netDb().symbols()) {
      if (!symbol.isLocal() && symbol.name().startsWith(VARIABLE)) {
        offered.add("only-with elsewhere:" + symbol.name() + " toro_resolver_at_once");
      }
      if (!symbol.isLocal()
          && symbol.isInSection()
          && symbol.name().startsWith(FUNCTION)
          && !WITHOUT_FILES.contains(symbol.name())) {
        offered.add("wrap " + symbol.name());
      }
    }

    Set<String> ruled = new TreeSet<>();
    for (String line : Workshop.get().kernel().overrides()) {
      if (line.startsWith("wrap " + FUNCTION) || line.contains(VARIABLE)) {
        ruled.add(line);
      }
    }

    assertThat(ruled).isEqualTo(offered);
  }

  private static ElfObject netDb() throws Exception {
    Path units = Workshop.get().runtimeObject("system.o").getParent().getParent();
    try (Stream<Path> files = Files.walk(units)) {
      Path file = files.filter(path -> path.endsWith("netdb.o")).findFirst().orElseThrow();
      return ElfObjectReader.read(ByteView.of(file.toString(), Files.readAllBytes(file)));
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.toromaven.image.ObjectFiles.object;
import static org.toromaven.image.elf.X86_64Relocation.R_X86_64_64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.toromaven.image.ArchiveFiles;
import org.toromaven.image.ObjectFiles;
import org.toromaven.image.TestLink;

class ArchiveLinkTest {

  @TempDir private Path folder;

  private static ObjectFiles refersTo(String name, String symbol) {
    return object()
        .function(name, new int[8])
        .undefined(symbol)
        .relocate(1, 0, R_X86_64_64, symbol, 0);
  }

  private static Map<String, ObjectFiles> members() {
    Map<String, ObjectFiles> members = new LinkedHashMap<>();
    members.put("needed.o", refersTo("needed", "indirect"));
    members.put("idle.o", object().function("idle", 1).data(".fpc.n_version", 9));
    members.put("indirect.o", object().function("indirect", 1));
    return members;
  }

  private TestLink linkOf(Path archive) throws IOException {
    return new TestLink(folder)
        .program("a.o", refersTo("start", "needed"))
        .input(archive, Origin.PROGRAM);
  }

  @Test
  @DisplayName("Only members that define something needed take part, in any depth")
  void pullsWhatIsNeeded() throws Exception {
    Path archive = ArchiveFiles.write(folder.resolve("lib.a"), members());

    LinkedImage image = linkOf(archive).link();

    assertThat(image.sections())
        .extracting(PlacedSection::object)
        .containsExactly("a.o", "lib.a(needed.o)", "lib.a(indirect.o)");
  }

  @Test
  @DisplayName("Archives that need each other resolve as one group")
  void group() throws Exception {
    Path one =
        ArchiveFiles.write(
            folder.resolve("one.a"), Map.of("indirect.o", object().function("indirect", 1)));
    Path two =
        ArchiveFiles.write(
            folder.resolve("two.a"), Map.of("needed.o", refersTo("needed", "indirect")));

    LinkedImage image = linkOf(one).input(two, Origin.PROGRAM).link();

    assertThat(image.address("indirect")).isPresent();
  }

  @Test
  @DisplayName("A thin archive names its members' files")
  void thin() throws Exception {
    for (Map.Entry<String, ObjectFiles> member : members().entrySet()) {
      member.getValue().write(folder.resolve(member.getKey()));
    }
    Path archive = ArchiveFiles.writeThin(folder.resolve("thin.a"), members());

    LinkedImage image = linkOf(archive).link();

    assertThat(image.address("indirect")).isPresent();
  }

  @Test
  @DisplayName("A weak reference pulls no member")
  void weakPullsNothing() throws Exception {
    Path archive = ArchiveFiles.write(folder.resolve("lib.a"), members());
    ObjectFiles start =
        object()
            .function("start", new int[8])
            .undefinedWeak("needed")
            .relocate(1, 0, R_X86_64_64, "needed", 0);

    LinkedImage image =
        new TestLink(folder).program("a.o", start).input(archive, Origin.PROGRAM).link();

    assertThat(image.address("needed")).isEmpty();
  }

  @Test
  @DisplayName("The archives of ar itself are read")
  void fromAr() throws Exception {
    for (Map.Entry<String, ObjectFiles> member : members().entrySet()) {
      member.getValue().write(folder.resolve("a_name_longer_than_fifteen_" + member.getKey()));
    }
    Path archive = folder.resolve("real.a");
    int status =
        new ProcessBuilder("sh", "-c", "ar rcs real.a a_name_longer*.o")
            .directory(folder.toFile())
            .inheritIO()
            .start()
            .waitFor();

    assertThat(status).isZero();
    assertThat(Files.size(archive)).isPositive();
    assertThat(linkOf(archive).link().sections())
        .extracting(PlacedSection::object)
        .contains("real.a(a_name_longer_than_fifteen_indirect.o)");
  }
}

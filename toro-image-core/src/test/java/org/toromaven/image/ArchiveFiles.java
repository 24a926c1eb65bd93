// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.elf.SymbolEntry;

/** Makes GNU archives for tests, with an index and short member names. */
public final class ArchiveFiles {

  private record Indexed(String symbol, int member) {}

  private ArchiveFiles() {}

  /** Writes an archive that holds its members. */
  public static Path write(Path file, Map<String, ObjectFiles> members) throws IOException {
    return Files.write(file, bytes("!<arch>\n", members, true));
  }

  /** Writes an archive that names its members. */
  public static Path writeThin(Path file, Map<String, ObjectFiles> members) throws IOException {
    return Files.write(file, bytes("!<thin>\n", members, false));
  }

  private static byte[] bytes(String magic, Map<String, ObjectFiles> members, boolean inside) {
    List<byte[]> objects = new ArrayList<>();
    List<Indexed> index = new ArrayList<>();
    for (ObjectFiles member : members.values()) {
      byte[] object = member.toBytes();
      for (String symbol : definedIn(object)) {
        index.add(new Indexed(symbol, objects.size()));
      }
      objects.add(object);
    }
    int indexSize = 4 + 4 * index.size();
    for (Indexed entry : index) {
      indexSize += entry.symbol().length() + 1;
    }
    ByteSink body = new ByteSink();
    int bodyStart = (8 + 60 + indexSize + 1) & -2;
    List<Integer> offsets = new ArrayList<>();
    int next = 0;
    for (String name : members.keySet()) {
      byte[] object = objects.get(next++);
      offsets.add(bodyStart + body.size());
      header(body, name + "/", object.length);
      if (inside) {
        body.bytes(object).align(2);
      }
    }
    ByteSink out = new ByteSink().bytes(magic.getBytes(StandardCharsets.US_ASCII));
    header(out, "/", indexSize);
    out.u4(Integer.reverseBytes(index.size()));
    index.forEach(entry -> out.u4(Integer.reverseBytes(offsets.get(entry.member()))));
    index.forEach(entry -> out.string(entry.symbol()));
    return out.align(2).bytes(body.toBytes()).toBytes();
  }

  private static List<String> definedIn(byte[] object) {
    try {
      return ElfObjectReader.read(ByteView.of("member", object)).symbols().stream()
          .filter(symbol -> !symbol.isLocal() && !symbol.isUndefined())
          .map(SymbolEntry::name)
          .toList();
    } catch (ElfFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void header(ByteSink out, String name, int size) {
    String text = String.format("%-16s%-12d%-6d%-6d%-8s%-10d`\n", name, 0, 0, 0, "644", size);
    out.bytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}

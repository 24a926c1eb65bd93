// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** JSON files of one object each, written whole or not at all. */
public final class Json {
  private Json() {}

  /**
   * Reads a file; empty when there is none or when it holds something else, as after a write that
   * was cut short by an older tool.
   *
   * @throws IOException when the file is there and cannot be read
   */
  public static Optional<JsonObject> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonParser.object().from(Files.readString(file)));
    } catch (JsonParserException e) {
      return Optional.empty();
    }
  }

  /** The text that {@link #write} writes: indented, members in the order they were put. */
  public static String text(JsonObject object) {
    return JsonWriter.indent("  ").string().value(object).done() + "\n";
  }

  /** Writes a file beside its place and moves it there. */
  public static void write(Path file, JsonObject object) throws IOException {
    Files.createDirectories(file.getParent());
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(part, text(object));
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }
}

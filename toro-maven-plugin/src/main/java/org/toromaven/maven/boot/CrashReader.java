// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.symbols.CodePlace;
import org.toromaven.image.symbols.Symbolizer;

/**
 * Names the Pascal procedures and lines of the addresses that a crash leaves on the console. The
 * image itself holds no names: they come from {@code Toro.debug}, which stays on this machine.
 */
final class CrashReader {
  private static final Pattern ADDRESS = Pattern.compile("(?:\\$|0x)([0-9A-Fa-f]{6,16})\\b");
  private static final Pattern FRAME = Pattern.compile("\\s*(?:\\$|0x)([0-9A-Fa-f]{6,16})\\s*");
  private static final Pattern UNHANDLED =
      Pattern.compile("An unhandled exception occurred at \\$([0-9A-Fa-f]+):?.*");
  private static final Pattern RUNTIME_ERROR =
      Pattern.compile("(Runtime error \\d+) at \\$([0-9A-Fa-f]+).*");

  private final Optional<Symbolizer> symbolizer;

  private CrashReader(Optional<Symbolizer> symbolizer) {
    this.symbolizer = symbolizer;
  }

  /**
   * Reads the names, if the console holds any address at all.
   *
   * @param debugFile may be missing: then addresses stay as they are
   */
  static CrashReader of(List<String> console, Path debugFile, List<Path> sourceFolders)
      throws IOException {
    boolean wanted = console.stream().anyMatch(line -> ADDRESS.matcher(line).find());
    if (!wanted || !Files.isRegularFile(debugFile)) {
      return new CrashReader(Optional.empty());
    }
    try {
      return new CrashReader(Optional.of(Symbolizer.read(debugFile, sourceFolders)));
    } catch (ElfFormatException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The console with a place behind each address that has one. */
  List<String> named(List<String> console) {
    List<String> named = new ArrayList<>();
    String raisedAt = "";
    for (String line : console) {
      Matcher frame = FRAME.matcher(line);
      Matcher unhandled = UNHANDLED.matcher(line);
      if (unhandled.matches()) {
        raisedAt = unhandled.group(1);
      }
      if (frame.matches()) {
        boolean exact = frame.group(1).equalsIgnoreCase(raisedAt);
        named.add(line + suffix(place(frame.group(1), exact)));
      } else {
        named.add(line);
      }
    }
    return named;
  }

  /** What ended the program and where, in one sentence; empty when the console does not say. */
  Optional<String> headline(List<String> console) {
    for (int i = console.size() - 1; i >= 0; i--) {
      Matcher unhandled = UNHANDLED.matcher(console.get(i));
      if (unhandled.matches()) {
        String what = i + 1 < console.size() ? console.get(i + 1).strip() : "unknown";
        return Optional.of("unhandled exception " + what + at(unhandled.group(1)));
      }
      Matcher error = RUNTIME_ERROR.matcher(console.get(i));
      if (error.matches()) {
        return Optional.of(error.group(1) + at(error.group(2)));
      }
    }
    return Optional.empty();
  }

  private String at(String address) {
    return " at " + place(address, true).map(CodePlace::toString).orElse("$" + address);
  }

  private static String suffix(Optional<CodePlace> place) {
    return place.map(known -> "  " + known).orElse("");
  }

  /** A return address belongs to the call before it. */
  private Optional<CodePlace> place(String hexadecimal, boolean exact) {
    long address = Long.parseUnsignedLong(hexadecimal, 16);
    return symbolizer.flatMap(
        names -> exact ? names.describe(address) : names.describeReturn(address));
  }
}

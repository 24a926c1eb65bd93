// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** Finds what the compiler accepts in silence but the user should know. */
final class SourceWarnings {
  // The compiler takes %DATE% from SOURCE_DATE_EPOCH and %TIME% always from the clock.
  private static final Pattern TIME =
      Pattern.compile("\\{\\$(i|include)\\s+%time(.*?)%", Pattern.CASE_INSENSITIVE);

  private SourceWarnings() {}

  static List<String> of(CompileRequest request) throws IOException {
    byte[] source = Files.readAllBytes(request.program());
    boolean timed = TIME.matcher(new String(source, StandardCharsets.ISO_8859_1)).find();
    return timed
        ? List.of(request.program() + ": {$I %TIME%} makes every build differ from the last")
        : List.of();
  }
}

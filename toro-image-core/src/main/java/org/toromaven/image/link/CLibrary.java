// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Knows which names a C library defines; its list is read when a link has already failed. */
final class CLibrary {

  private static final String NAMES = "c-library-names.txt";

  private CLibrary() {}

  /** Returns whether a name is one of a C library's. */
  static boolean defines(String name) {
    return Names.ALL.contains(name);
  }

  private static final class Names {
    static final Set<String> ALL = read();

    private static Set<String> read() {
      try (InputStream stream = CLibrary.class.getResourceAsStream(NAMES);
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
        return reader
            .lines()
            .filter(line -> !line.startsWith("#"))
            .collect(Collectors.toUnmodifiableSet());
      } catch (IOException e) {
        throw new UncheckedIOException(NAMES, e);
      }
    }
  }
}

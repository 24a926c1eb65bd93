// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the benchmarks print. */
final class Reports {

  private Reports() {}

  /** Standard output in UTF-8, flushed line by line. */
  static PrintStream standardOutput() {
    return new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
  }
}

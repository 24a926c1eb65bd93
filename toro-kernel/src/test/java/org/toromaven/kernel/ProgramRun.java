// SPDX-License-Identifier: Apache-2.0
package org.toromaven.kernel;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What a program did: what it wrote to its terminal, and its exit code.
 *
 * @param console the bytes, one character each
 * @param exitCode as a process would have it
 */
record ProgramRun(String console, int exitCode) {
  // The RTL prints code addresses as 16 digits; code lies elsewhere in an appliance.
  private static final Pattern ADDRESS = Pattern.compile("\\$[0-9A-F]{16}");

  static ProgramRun of(byte[] console, int exitCode) {
    return new ProgramRun(new String(console, StandardCharsets.ISO_8859_1), exitCode);
  }

  /** The same with a text replaced in the console. */
  ProgramRun replacing(String text, String replacement) {
    return new ProgramRun(console.replace(text, replacement), exitCode);
  }

  /** The same with every code address replaced by {@code $ADDRESS}. */
  ProgramRun withoutAddresses() {
    return new ProgramRun(ADDRESS.matcher(console).replaceAll("\\$ADDRESS"), exitCode);
  }
}

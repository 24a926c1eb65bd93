// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What a boot must show to be a success.
 *
 * @param expect patterns that lines of the console must match, in this order; a pattern is found
 *     anywhere in a line, and the next one is looked for behind it
 * @param reject patterns that no line may match: the first match ends the boot
 * @param exitCode the code that the program must end with; of no account when the boot is stopped
 *     once ready
 * @param until what ends a boot that goes well
 * @param ready ways to know that the guest is ready, beside {@code ToroReady}; without any, {@link
 *     Until#READY} means that every expected line was seen
 */
public record Expectations(
    List<Pattern> expect,
    List<Pattern> reject,
    int exitCode,
    Until until,
    List<ReadyCondition> ready) {

  /** Exit code 0, whatever the console says. */
  public static final Expectations SUCCESS =
      new Expectations(List.of(), List.of(), 0, Until.EXIT, List.of());

  public Expectations {
    expect = List.copyOf(expect);
    reject = List.copyOf(reject);
    Objects.requireNonNull(until, "until");
    ready = List.copyOf(ready);
  }

  /** These lines in this order, then exit code 0. */
  public static Expectations lines(String... patterns) {
    return SUCCESS.withExpect(patterns);
  }

  /** The same, with these expected lines instead. */
  public Expectations withExpect(String... patterns) {
    return new Expectations(compiled(patterns), reject, exitCode, until, ready);
  }

  /** The same, with these rejected lines instead. */
  public Expectations withReject(String... patterns) {
    return new Expectations(expect, compiled(patterns), exitCode, until, ready);
  }

  /** The same, with another exit code. */
  public Expectations withExitCode(int code) {
    return new Expectations(expect, reject, code, until, ready);
  }

  /** The same, ended once the guest is ready; the first of these conditions decides. */
  public Expectations untilReady(ReadyCondition... conditions) {
    return new Expectations(expect, reject, exitCode, Until.READY, List.of(conditions));
  }

  private static List<Pattern> compiled(String... patterns) {
    return Arrays.stream(patterns).map(Pattern::compile).toList();
  }
}

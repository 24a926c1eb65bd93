// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConsoleMatcherTest {

  @Test
  @DisplayName("patterns are met in their order, also within one line")
  void order() {
    ConsoleMatcher matcher = expecting("a", "b", "a");
    matcher.line("b a b", true);
    assertThat(matcher.metCount()).isEqualTo(2);
    matcher.line("a", true);
    assertThat(matcher.allMet()).isTrue();
  }

  @Test
  @DisplayName("the same text is not taken twice when its line is shown again")
  void shownAgain() {
    ConsoleMatcher matcher = expecting("x", "x");
    matcher.line("x", false);
    matcher.line("x more", false);
    matcher.line("x more", true);
    assertThat(matcher.metCount()).isEqualTo(1);
    matcher.line("x", true);
    assertThat(matcher.allMet()).isTrue();
  }

  @Test
  @DisplayName("an unfinished line is matched when more text cannot change the answer")
  void unfinished() {
    ConsoleMatcher prompt = expecting("login: ");
    prompt.line("login: ", false);
    assertThat(prompt.allMet()).isTrue();

    ConsoleMatcher whole = expecting("^ok$");
    whole.line("ok", false);
    assertThat(whole.allMet()).isFalse();
    whole.line("okay", true);
    assertThat(whole.allMet()).isFalse();
    whole.line("ok", true);
    assertThat(whole.allMet()).isTrue();
  }

  @Test
  @DisplayName("a pattern that matches nothing at all takes one line each")
  void emptyPattern() {
    ConsoleMatcher matcher = expecting("", "");
    matcher.line("", true);
    assertThat(matcher.metCount()).isEqualTo(1);
    matcher.line("", true);
    assertThat(matcher.allMet()).isTrue();
  }

  @Test
  @DisplayName("the first rejected line is kept")
  void reject() {
    ConsoleMatcher matcher =
        new ConsoleMatcher(List.of(), List.of(Pattern.compile("panic"), Pattern.compile("error")));
    matcher.line("fine", true);
    matcher.line("error 1", true);
    matcher.line("panic", true);
    assertThat(matcher.rejectedBy().orElseThrow().pattern()).isEqualTo("error");
    assertThat(matcher.rejectedLine()).isEqualTo("error 1");
  }

  private static ConsoleMatcher expecting(String... patterns) {
    return new ConsoleMatcher(Arrays.stream(patterns).map(Pattern::compile).toList(), List.of());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.bench.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What test programs say about themselves. */
class DirectivesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ %fail }|must not compile",
        "{%FAIL}|must not compile",
        "{ %cpu=i386,m68k }|not for this CPU",
        "{ %skipcpu=x86_64 }|not for this CPU",
        "{ %target=win32,go32v2 }|not for Linux",
        "{ %SKIPTARGET=linux }|not for Linux",
        "{ %version=3.3 }|not for this version of the compiler",
        "{ %maxversion=2.6.4 }|not for this version of the compiler",
        "{ %interactive }|needs a person",
        "{ %needlibrary }|needs a shared library of its own",
        "{ %files=input.txt }|needs files beside it",
      })
  @DisplayName("A reason not to compare is seen")
  void skipped(String source, String reason) {
    assertThat(Directives.parse(source + "\nbegin end.").reasonToSkip()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "begin end.",
        "{ %cpu=i386,x86_64 }",
        "{ %target=linux,win32 }",
        "{ %skiptarget=win32 }",
        "{ %version=1.1 }",
        "{ %maxversion=3.2.2 }",
        "{ %files=helper.o }",
        "{ %result=217 }",
        "{ fails }",
      })
  @DisplayName("What is for this compiler and Linux is compared")
  void compared(String source) {
    assertThat(Directives.parse(source).reasonToSkip()).isEmpty();
  }

  @Test
  @DisplayName("Options of several directives are added up; a program may be for linking only")
  void options() {
    Directives directives = Directives.parse("{ %norun }\n{ %opt=-O2 -Sg }\n{%OPT=\"-FNa;b\"}");
    assertThat(directives.options()).containsExactly("-O2", "-Sg", "-FNa;b");
    assertThat(directives.linkOnly()).isTrue();
  }
}

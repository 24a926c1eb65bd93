// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.maven.plugin.surefire.log.api.NullConsoleLogger;
import org.apache.maven.plugins.surefire.report.ReportTestCase;
import org.apache.maven.plugins.surefire.report.ReportTestSuite;
import org.apache.maven.plugins.surefire.report.SurefireReportParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Surefire's own parser, the one behind Maven's test report, is the judge. */
class JUnitReportTest {
  @TempDir Path folder;

  @Test
  void everyScenarioIsATestCase() throws Exception {
    ReportTestSuite suite =
        parsed(SamplesOfBoots.summary(passed(), failed(), SamplesOfBoots.error()));
    assertThat(suite.getFullClassName()).isEqualTo("org.example.hello.boot");
    assertThat(suite.getNumberOfTests()).isEqualTo(3);
    assertThat(suite.getNumberOfFailures()).isEqualTo(1);
    assertThat(suite.getNumberOfErrors()).isEqualTo(1);
    assertThat(suite.getNumberOfSkipped()).isZero();
    assertThat(suite.getTestCases())
        .extracting(ReportTestCase::getName)
        .containsExactly(
            "boot (qemu microvm tcg)", "second <one> (qemu pc tcg)", "third (firecracker microvm)");
  }

  @Test
  void aFailureKeepsItsMessageWhateverItHolds() throws Exception {
    ReportTestCase test = parsed(SamplesOfBoots.summary(failed())).getTestCases().get(0);
    assertThat(test.hasFailure()).isTrue();
    assertThat(test.getFailureType()).isEqualTo("EXITED");
    assertThat(test.getFailureMessage()).isEqualTo("expected \"<World>\" & got ]]>");
    assertThat(test.getFailureDetail()).contains("second line").contains("qemu-system-x86_64");
  }

  @Test
  void timeIsThatOfAllRunsInSeconds() throws Exception {
    ReportTestCase test = parsed(SamplesOfBoots.summary(passed())).getTestCases().get(0);
    assertThat(test.getTime()).isEqualTo(0.102f);
  }

  @Test
  void theConsoleIsAttachedAndControlCharactersAreShown() throws IOException {
    String text = JUnitReport.text(SamplesOfBoots.summary(failed()));
    assertThat(text).contains("<system-out>bell \uFFFD").contains("green &lt;ok&gt;");
    assertThat(text.chars().filter(c -> c < ' ' && c != '\n' && c != '\t')).isEmpty();
  }

  private BootRecord passed() throws IOException {
    return SamplesOfBoots.passed(console("Hello World\n"));
  }

  private BootRecord failed() throws IOException {
    return SamplesOfBoots.failed(console("bell \u0007 \u001b[32mgreen <ok>\u001b[0m\n"));
  }

  private String console(String text) throws IOException {
    return Files.writeString(Files.createTempFile(folder, "console", ".log"), text).toString();
  }

  private ReportTestSuite parsed(BootSummary summary) throws Exception {
    Files.writeString(folder.resolve(JUnitReport.fileName(summary)), JUnitReport.text(summary));
    List<ReportTestSuite> suites =
        new SurefireReportParser(List.of(folder.toFile()), new NullConsoleLogger())
            .parseXMLReportFiles();
    assertThat(suites).hasSize(1);
    return suites.get(0);
  }
}

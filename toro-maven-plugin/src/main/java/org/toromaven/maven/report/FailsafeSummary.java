// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.util.List;

/**
 * The boots in the form that maven-failsafe-plugin reads from its {@code summaryFiles}: result 255
 * means a failure, no result means success (failsafe-summary.xsd 3.0).
 */
final class FailsafeSummary {
  private FailsafeSummary() {}

  static String text(BootSummary summary) {
    int errors = summary.count(BootRecord.Verdict.ERROR);
    int failures = summary.count(BootRecord.Verdict.FAILED);
    String result = summary.passed() ? "" : " result=\"255\"";
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<failsafe-summary"
        + result
        + " timeout=\"false\">\n"
        + element("completed", summary.boots().size())
        + element("errors", errors)
        + element("failures", failures)
        + element("skipped", 0)
        + element("flakes", 0)
        + "  <failureMessage>"
        + Xml.text(messages(summary.boots()))
        + "</failureMessage>\n</failsafe-summary>\n";
  }

  private static String element(String name, int value) {
    return "  <" + name + ">" + value + "</" + name + ">\n";
  }

  private static String messages(List<BootRecord> boots) {
    return String.join(
        "\n",
        boots.stream()
            .filter(boot -> boot.verdict() != BootRecord.Verdict.PASSED)
            .map(boot -> boot.name() + ": " + boot.message())
            .toList());
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The boots as CI servers read test results: one test case for each scenario, the console attached;
 * valid against surefire-test-report.xsd 3.0.
 */
final class JUnitReport {
  private static final int LARGEST_CONSOLE_CHARS = 256 * 1024;
  private static final Pattern ESCAPES = Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]");

  private JUnitReport() {}

  /** The file's name in the reports folder. */
  static String fileName(BootSummary summary) {
    return "TEST-" + suiteName(summary) + ".xml";
  }

  static String text(BootSummary summary) throws IOException {
    StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    double seconds = summary.boots().stream().mapToDouble(BootRecord::seconds).sum();
    out.append("<testsuite name=\"").append(Xml.attribute(suiteName(summary)));
    out.append("\" time=\"").append(seconds(seconds));
    out.append("\" tests=\"").append(summary.boots().size());
    out.append("\" errors=\"").append(summary.count(BootRecord.Verdict.ERROR));
    out.append("\" skipped=\"0\" failures=\"").append(summary.count(BootRecord.Verdict.FAILED));
    out.append("\">\n  <properties>\n");
    property(out, "toro.image", summary.image());
    property(out, "toro.image.sizeBytes", Long.toString(summary.imageSizeBytes()));
    property(out, "toro.image.sha256", summary.imageSha256());
    out.append("  </properties>\n");
    for (BootRecord boot : summary.boots()) {
      testCase(out, summary, boot);
    }
    return out.append("</testsuite>\n").toString();
  }

  private static String suiteName(BootSummary summary) {
    return summary.project() + ".boot";
  }

  private static void property(StringBuilder out, String name, String value) {
    out.append("    <property name=\"").append(Xml.attribute(name));
    out.append("\" value=\"").append(Xml.attribute(value)).append("\"/>\n");
  }

  private static void testCase(StringBuilder out, BootSummary summary, BootRecord boot)
      throws IOException {
    String caseName = boot.host().isEmpty() ? boot.name() : boot.name() + " (" + boot.host() + ")";
    out.append("  <testcase name=\"").append(Xml.attribute(caseName));
    out.append("\" classname=\"").append(Xml.attribute(suiteName(summary)));
    out.append("\" time=\"").append(seconds(boot.seconds())).append("\">\n");
    if (boot.verdict() != BootRecord.Verdict.PASSED) {
      problem(out, boot);
    }
    output(out, "system-out", console(boot));
    output(out, "system-err", String.join("\n", boot.console().vmmMessages()));
    out.append("  </testcase>\n");
  }

  private static void problem(StringBuilder out, BootRecord boot) {
    String element = boot.verdict() == BootRecord.Verdict.ERROR ? "error" : "failure";
    String outcome = boot.runs().isEmpty() ? "NOT_STARTED" : lastOutcome(boot.runs());
    out.append("    <").append(element);
    out.append(" message=\"").append(Xml.attribute(boot.message().lines().findFirst().orElse("")));
    out.append("\" type=\"").append(outcome).append("\">");
    out.append(Xml.text(boot.message() + "\n\n" + boot.command()));
    out.append("</").append(element).append(">\n");
  }

  private static String lastOutcome(List<RunRecord> runs) {
    return runs.get(runs.size() - 1).outcome();
  }

  private static void output(StringBuilder out, String element, String text) {
    if (!text.isBlank()) {
      out.append("    <").append(element).append('>');
      out.append(Xml.text(text)).append("</").append(element).append(">\n");
    }
  }

  /** The console's end, without colours, at most so long that a CI server still shows it. */
  private static String console(BootRecord boot) throws IOException {
    Path file = Path.of(boot.console().file());
    if (boot.console().file().isEmpty() || !Files.isRegularFile(file)) {
      return "";
    }
    if (Files.size(file) > LARGEST_CONSOLE_CHARS) {
      return "[the last lines only; all of it is in "
          + file.getFileName()
          + "]\n"
          + String.join("\n", boot.consoleTail());
    }
    String text = new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.UTF_8);
    Matcher matcher = ESCAPES.matcher(text);
    return matcher.replaceAll("");
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}

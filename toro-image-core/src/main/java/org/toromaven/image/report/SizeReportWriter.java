// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.toromaven.image.report.SizeReport.Group;
import org.toromaven.image.report.SizeReport.Item;
import org.toromaven.image.report.SizeReport.Unit;

/** Writes the size report as JSON and as a page. */
final class SizeReportWriter {

  private static final String TEMPLATE = "size-report.html";
  private static final String DATA = "/*DATA*/null";

  /** The look that all pages share; src/page at the top of the repository. */
  private static final String STYLE_SHEET = "page.css";

  private static final String STYLE = "/*STYLE*/";

  private SizeReportWriter() {}

  static String json(SizeReport report) {
    JsonText json = new JsonText();
    json.object()
        .member("image", report.name())
        .member("fileBytes", report.fileBytes())
        .member("memoryBytes", report.memoryBytes())
        .array("groups");
    for (Group group : report.groups()) {
      json.object().member("name", group.name()).member("bytes", group.bytes()).array("units");
      for (Unit unit : group.units()) {
        json.object().member("name", unit.name()).member("bytes", unit.bytes()).array("symbols");
        for (Item item : unit.symbols()) {
          String part = item.part().name().toLowerCase(Locale.ROOT);
          json.object().member("name", item.name()).member("part", part);
          json.member("bytes", item.bytes()).end();
        }
        json.end().end();
      }
      json.end().end();
    }
    return json.end().end().toString();
  }

  /** The data goes into a script: a closing tag in a name must not end it. */
  static String html(SizeReport report) {
    return resource(TEMPLATE)
        .replace(STYLE, resource(STYLE_SHEET).strip())
        .replace(DATA, json(report).replace("</", "<\\/"));
  }

  private static String resource(String name) {
    try (InputStream stream = SizeReportWriter.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A page being written: the shared style, a heading, and whatever is added. */
public final class HtmlPage {

  private final StringBuilder text = new StringBuilder(16_384);

  /**
   * Begins a page.
   *
   * @param title its title and first heading, not escaped yet
   */
  public HtmlPage(String title) {
    text.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    text.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    text.append("<title>").append(Html.escaped(title)).append("</title>\n<style>\n");
    text.append(resource("page.css")).append(resource("report.css")).append(PhaseColours.css());
    text.append("</style>\n</head>\n<body>\n<h1>").append(Html.escaped(title)).append("</h1>\n");
  }

  /** Adds HTML as it is. */
  public HtmlPage add(String html) {
    text.append(html);
    return this;
  }

  /** Adds text, escaped. */
  public HtmlPage text(String plain) {
    text.append(Html.escaped(plain));
    return this;
  }

  /** The whole page. */
  public String done() {
    return text + "</body>\n</html>\n";
  }

  private static String resource(String name) {
    try (InputStream input = HtmlPage.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException("not in the jar: " + name);
      }
      return new String(input.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.bench;

/** Text made safe for HTML and SVG. */
final class Html {

  private Html() {}

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot.page;

/** Text and numbers made safe for HTML. */
public final class Html {

  private Html() {}

  /** Text with its markup escaped, for content and for values in double quotes. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** Milliseconds as a table shows them: {@code 1457}, {@code 27.1}, {@code 0.42}. */
  public static String ms(double ms) {
    return number(ms, ms >= 100 || ms == Math.rint(ms) ? 0 : ms >= 1 ? 1 : 2);
  }

  /** A number with a fixed count of decimals, 0 to 3. */
  public static String number(double value, int decimals) {
    long scale = decimals == 0 ? 1 : decimals == 1 ? 10 : decimals == 2 ? 100 : 1000;
    long scaled = Math.round(Math.abs(value) * scale);
    String sign = value < 0 && scaled > 0 ? "-" : "";
    if (decimals == 0) {
      return sign + scaled;
    }
    String fraction = Long.toString(scale + scaled % scale).substring(1);
    return sign + scaled / scale + "." + fraction;
  }
}

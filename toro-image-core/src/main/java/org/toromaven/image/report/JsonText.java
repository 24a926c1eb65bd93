// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** Writes JSON (RFC 8259), one member or element a line. */
final class JsonText {

  private final StringBuilder text = new StringBuilder();
  private final Deque<Character> open = new ArrayDeque<>();
  private boolean first = true;

  /** Starts an object as the next element. */
  JsonText object() {
    return open('{', '}');
  }

  /** Starts an object as a member. */
  JsonText object(String name) {
    return key(name).opened('{', '}');
  }

  /** Starts an array as a member. */
  JsonText array(String name) {
    return key(name).opened('[', ']');
  }

  /** Writes a member with text. */
  JsonText member(String name, String value) {
    key(name);
    quote(value);
    return this;
  }

  /** Writes a member with a number. */
  JsonText member(String name, long value) {
    key(name);
    text.append(value);
    return this;
  }

  /** Ends the object or array that was started last. */
  JsonText end() {
    char closing = open.pop();
    if (!first) {
      newLine();
    }
    text.append(closing);
    first = false;
    return this;
  }

  @Override
  public String toString() {
    return text + "\n";
  }

  private JsonText open(char opening, char closing) {
    next();
    return opened(opening, closing);
  }

  private JsonText opened(char opening, char closing) {
    text.append(opening);
    open.push(closing);
    first = true;
    return this;
  }

  private JsonText key(String name) {
    next();
    quote(name);
    text.append(": ");
    return this;
  }

  private void next() {
    if (!open.isEmpty()) {
      text.append(first ? "" : ",");
      newLine();
    }
    first = false;
  }

  private void newLine() {
    text.append('\n').append(" ".repeat(open.size()));
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}

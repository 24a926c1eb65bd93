// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Splits Pascal source into words, strings and single symbols, and leaves out comments (Free Pascal
 * Reference Guide 1.1 to 1.4). Conditional directives are comments here: all branches are read.
 */
final class PascalTokens {
  // Comments nest in Free Pascal's own modes and do not in Delphi's and Turbo Pascal's.
  private static final Pattern FLAT_MODE =
      Pattern.compile("\\$mode\\s+(delphi|delphiunicode|tp)\\b.*", Pattern.CASE_INSENSITIVE);

  /** What a token is. */
  enum Kind {
    WORD,
    STRING,
    SYMBOL
  }

  /**
   * One token.
   *
   * @param text as written; a word without a leading {@code &}
   */
  record Token(Kind kind, String text) {
    boolean is(String wanted) {
      return kind != Kind.STRING && text.toLowerCase(Locale.ROOT).equals(wanted);
    }
  }

  private final String source;
  private int at;
  private boolean nested = true;

  PascalTokens(String source) {
    this.source = source;
  }

  /** The next token, empty at the end of the source. */
  Optional<Token> next() {
    skipBlanksAndComments();
    if (at >= source.length()) {
      return Optional.empty();
    }
    char first = source.charAt(at);
    if (first == '\'') {
      return Optional.of(string());
    }
    if (isWord(first) || (first == '&' && isWord(peek(1)))) {
      return Optional.of(word());
    }
    at++;
    return Optional.of(new Token(Kind.SYMBOL, String.valueOf(first)));
  }

  private Token word() {
    int start = source.charAt(at) == '&' ? ++at : at;
    while (at < source.length() && isWord(source.charAt(at))) {
      at++;
    }
    return new Token(Kind.WORD, source.substring(start, at));
  }

  /** A string ends at its quote or, when that is missing, with its line. */
  private Token string() {
    int start = ++at;
    while (at < source.length() && "'\r\n".indexOf(source.charAt(at)) < 0) {
      at++;
    }
    Token token = new Token(Kind.STRING, source.substring(start, at));
    at++;
    return token;
  }

  private void skipBlanksAndComments() {
    while (at < source.length()) {
      if (Character.isWhitespace(source.charAt(at))) {
        at++;
      } else if (source.startsWith("//", at)) {
        skipLine();
      } else if (source.charAt(at) == '{') {
        skipComment("{", "}");
      } else if (source.startsWith("(*", at)) {
        skipComment("(*", "*)");
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    int end = source.indexOf('\n', at);
    at = end < 0 ? source.length() : end;
  }

  private void skipComment(String open, String close) {
    int start = at + open.length();
    at = start;
    int depth = 1;
    while (depth > 0 && at < source.length()) {
      if (source.startsWith(close, at)) {
        depth--;
        at += close.length();
      } else if (nested && source.startsWith(open, at)) {
        depth++;
        at += open.length();
      } else {
        at++;
      }
    }
    if (FLAT_MODE.matcher(source.substring(start, at)).lookingAt()) {
      nested = false;
    }
  }

  private char peek(int distance) {
    return at + distance < source.length() ? source.charAt(at + distance) : ' ';
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }
}

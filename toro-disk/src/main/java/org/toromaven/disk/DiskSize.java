// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 512K}, {@code 64M}, {@code 2G}, or bytes. */
public final class DiskSize {
  private static final Pattern FORM = Pattern.compile("\\s*([0-9]{1,15})\\s*([KMG]?)\\s*");
  private static final long LARGEST_BYTES = 1L << 41;

  private DiskSize() {}

  /**
   * The number of bytes.
   *
   * @throws DiskException when the text is no size, or one beyond 2 TiB
   */
  public static long parse(String text) throws DiskException {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new DiskException("not a disk size: " + text + " (write 512K, 64M or 2G)");
    }
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > LARGEST_BYTES >> shift) {
      throw new DiskException("disk size beyond 2 TiB: " + text);
    }
    return number << shift;
  }
}

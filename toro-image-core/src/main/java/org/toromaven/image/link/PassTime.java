// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/**
 * How long one pass of a link took.
 *
 * @param pass what the pass does
 * @param nanoseconds how long it took
 */
public record PassTime(String pass, long nanoseconds) {

  @Override
  public String toString() {
    return pass + " " + nanoseconds / 1000 + " us";
  }
}

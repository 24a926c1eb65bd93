// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

/** Told how far a long work has come; from any thread, one call at a time. */
@FunctionalInterface
public interface Progress {

  /** Tells nobody. */
  Progress NONE = (done, total, what) -> {};

  /**
   * A part of the work has ended, or is about to begin.
   *
   * @param done parts that have ended
   * @param total all parts
   * @param what the part that is next or was last, a few words for people
   */
  void at(int done, int total, String what);
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;

/** When the reports of an image are written: who waits for its first line may want them later. */
@FunctionalInterface
public interface ReportWriting {

  /** At once, before the image counts as built. */
  ReportWriting AT_ONCE = Work::run;

  /** Writes the reports, and then notes that the image is built. */
  @FunctionalInterface
  interface Work {
    /**
     * Writes.
     *
     * @throws IOException a file cannot be written
     */
    void run() throws IOException;
  }

  /**
   * Does the work, now or on another thread; the next build of the same folder comes after it.
   *
   * @throws IOException as the work's, when it is done now
   */
  void accept(Work work) throws IOException;
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.toromaven.maven.build.ReportWriting;
import org.toromaven.maven.report.Narrator;

/** Writes the reports of an image while it boots, for the goal dev. */
final class BackgroundReports implements ReportWriting {

  private final Narrator narrator;
  private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

  BackgroundReports(Narrator narrator) {
    this.narrator = narrator;
  }

  @Override
  public void accept(Work work) {
    last = CompletableFuture.runAsync(() -> write(work));
  }

  private void write(Work work) {
    try {
      work.run();
    } catch (IOException e) {
      narrator.error("the image's reports are not written: " + e.getMessage());
    }
  }

  /** Returns when the reports of the last image are written. */
  void await() {
    last.join();
  }
}

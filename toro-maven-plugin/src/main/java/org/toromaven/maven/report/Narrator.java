// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

import org.toromaven.boot.ProgressLine;

/** Tells the user what happens, one line a step. Maven's log stands behind it in a build. */
public interface Narrator {
  /** A step and its result. */
  void info(String line);

  /** Something that the user should change although the build goes on. */
  void warn(String line);

  /** A problem that fails the build, such as a compiler's message. */
  void error(String line);

  /** What only someone who looks for a cause needs, such as a command that was run. */
  void debug(String line);

  /** Where a long work shows how far it has come; closed when it has ended. */
  default ProgressLine progress() {
    return ProgressLine.plain(this::info);
  }

  /** The same narrator, but its steps are only for those who ask for details. */
  default Narrator quiet() {
    Narrator outer = this;
    return new Narrator() {
      @Override
      public ProgressLine progress() {
        return outer.progress();
      }

      @Override
      public void info(String line) {
        outer.debug(line);
      }

      @Override
      public void warn(String line) {
        outer.warn(line);
      }

      @Override
      public void error(String line) {
        outer.error(line);
      }

      @Override
      public void debug(String line) {
        outer.debug(line);
      }
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import org.apache.maven.plugin.logging.Log;
import org.toromaven.maven.report.Narrator;

/** Tells everything to Maven's log. */
record LogNarrator(Log log) implements Narrator {

  @Override
  public void info(String line) {
    log.info(line);
  }

  @Override
  public void warn(String line) {
    log.warn(line);
  }

  @Override
  public void error(String line) {
    log.error(line);
  }

  @Override
  public void debug(String line) {
    log.debug(line);
  }
}

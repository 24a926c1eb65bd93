// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.io.IOException;

/** The VMM's program cannot be started. */
final class VmmStartException extends IOException {

  private static final long serialVersionUID = 1L;

  VmmStartException(String program, IOException cause) {
    super(program + ": cannot be started: " + cause.getMessage(), cause);
  }
}

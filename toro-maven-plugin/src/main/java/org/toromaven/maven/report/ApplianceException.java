// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.report;

/**
 * The user's program or appliance is wrong: it does not compile, link or boot as asked. The message
 * is for the user: what and where, an excerpt, what to change. Maven shows it as a failure; faults
 * of tools and of this machine are other exceptions, which Maven shows as errors.
 */
public final class ApplianceException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one or more lines
   */
  public ApplianceException(String message) {
    super(message);
  }

  /**
   * @param message one or more lines
   * @param cause what led to it
   */
  public ApplianceException(String message, Throwable cause) {
    super(message, cause);
  }
}

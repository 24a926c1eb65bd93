// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

/** A disk image or a resource object cannot be made; the message says what to change. */
public final class DiskException extends Exception {
  private static final long serialVersionUID = 1;

  /** With a message for the user. */
  public DiskException(String message) {
    super(message);
  }

  /** With a message for the user and what caused it. */
  public DiskException(String message, Throwable cause) {
    super(message, cause);
  }
}

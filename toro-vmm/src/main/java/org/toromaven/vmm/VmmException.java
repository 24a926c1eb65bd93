// SPDX-License-Identifier: Apache-2.0
package org.toromaven.vmm;

/**
 * A VMM cannot do what was asked: it is missing, or does not know such a machine. The message is
 * for people and names the next step.
 */
public final class VmmException extends Exception {

  private static final long serialVersionUID = 1L;

  public VmmException(String message) {
    super(message);
  }

  public VmmException(String message, Throwable cause) {
    super(message, cause);
  }
}

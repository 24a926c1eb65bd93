// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

/** The POM or the command line asks for something that makes no sense; the message says what. */
public final class ConfigurationException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the element, its value, and what is allowed
   */
  public ConfigurationException(String message) {
    super(message);
  }
}

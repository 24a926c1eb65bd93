// SPDX-License-Identifier: Apache-2.0
package org.toromaven.junit;

/** Rides on the failure of a test and shows the end of the appliance's console. */
final class ConsoleReport extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ConsoleReport(String console) {
    super(console, null, false, false);
  }
}

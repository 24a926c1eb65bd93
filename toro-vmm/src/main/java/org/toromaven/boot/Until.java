// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

/** What ends a boot that goes well. */
public enum Until {
  /** The program ends by itself; success is an exit mark with the expected code. The default. */
  EXIT,
  /** The guest is ready; it is then stopped. For programs that serve and do not end. */
  READY
}

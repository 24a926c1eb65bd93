// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

/** How a boot ended. Whether that is what was asked for is {@link BootResult#successful()}. */
public enum BootOutcome {
  /** The guest reached its ready condition and was stopped, as asked. */
  READY,
  /** The program ended: an {@code exit} mark came. */
  EXITED,
  /** The time-out passed; the VMM was ended. */
  TIMED_OUT,
  /** The kernel gave up: a {@code panic} mark came. */
  PANICKED,
  /** The machine ended without an {@code exit} or {@code panic} mark, as after a triple fault. */
  CRASHED,
  /** The console matched a reject pattern; the VMM was ended at once. */
  REJECTED,
  /** The VMM could not be started, refused the machine, or was killed. */
  VMM_FAILED,
  /** The boot was cancelled by its caller. */
  CANCELLED
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.Objects;

/**
 * One mark of the guest (BOOT-ABI 7).
 *
 * @param name {@code stub kernel init program ready fault exit panic}; the letter of one that this
 *     version does not know
 * @param tsc the guest's time-stamp counter; instructions executed when they are counted
 * @param value exit code, panic reason, what a fault was, the address of a unit's initialization;
 *     empty when the mark has none
 * @param arrivalNs when the host received it, in nanoseconds since the VMM was spawned
 */
public record Mark(String name, long tsc, String value, long arrivalNs) {

  /** First instruction of the boot stub. */
  public static final String STUB = "stub";

  /** First statement of the kernel. */
  public static final String KERNEL = "kernel";

  /** A unit's initialization has ended; the value is the address of its code, in hexadecimal. */
  public static final String INIT = "init";

  /** The program's first statement is next. */
  public static final String PROGRAM = "program";

  /** The program called {@code ToroReady}. */
  public static final String READY = "ready";

  /** A CPU fault that no handler takes; the value says which and where. */
  public static final String FAULT = "fault";

  /** The program ended; the value is its exit code. */
  public static final String EXIT = "exit";

  /** The kernel gave up; the value is the reason. */
  public static final String PANIC = "panic";

  public Mark {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }

  /** Whether this is the mark of that name. */
  public boolean is(String wanted) {
    return name.equals(wanted);
  }
}

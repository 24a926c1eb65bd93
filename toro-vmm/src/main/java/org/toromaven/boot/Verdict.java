// SPDX-License-Identifier: Apache-2.0
package org.toromaven.boot;

import java.util.OptionalInt;

/** What {@link BootJudge} makes of a boot. */
record Verdict(BootOutcome outcome, boolean successful, String reason, OptionalInt exitCode) {}

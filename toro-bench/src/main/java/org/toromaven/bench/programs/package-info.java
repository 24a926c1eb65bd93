// SPDX-License-Identifier: Apache-2.0
/**
 * Runs other people's Pascal programs on Linux and as appliances, and compares what they write and
 * how they end. Started by {@code bench/compare-programs}.
 */
package org.toromaven.bench.programs;

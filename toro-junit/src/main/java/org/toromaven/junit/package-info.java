// SPDX-License-Identifier: Apache-2.0
/**
 * Appliances in JUnit 5 tests. The entry point is {@link org.toromaven.junit.Appliance}; it knows
 * boots and JUnit, no Maven and no images.
 */
package org.toromaven.junit;

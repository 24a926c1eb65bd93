// SPDX-License-Identifier: Apache-2.0
/**
 * One boot as a value: start a machine, watch its console and its marks, end it, and say what
 * happened. The entry point is {@link org.toromaven.boot.BootRunner}.
 */
package org.toromaven.boot;

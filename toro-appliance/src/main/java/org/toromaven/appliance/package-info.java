// SPDX-License-Identifier: Apache-2.0
/**
 * Joins the compiler and the linker: a Pascal program in, an image out. Everyone who makes images
 * goes this way: the goals, the kernel's guest tests, the benchmarks.
 */
package org.toromaven.appliance;

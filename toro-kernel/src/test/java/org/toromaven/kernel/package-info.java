// SPDX-License-Identifier: Apache-2.0
/**
 * Boots Pascal programs on the kernel and judges what they print: the guest tests, one behaviour of
 * the kernel each, and the corpus, ordinary programs that must behave as on Linux.
 */
package org.toromaven.kernel;

// SPDX-License-Identifier: Apache-2.0
/**
 * Benchmarks: programs that print the figures of docs/SPECIFICATION.md, each against a baseline.
 */
package org.toromaven.bench;

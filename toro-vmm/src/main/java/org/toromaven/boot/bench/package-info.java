// SPDX-License-Identifier: Apache-2.0
/**
 * Many boots compared: the same program on several machines, run in turn, as samples, tables and a
 * page. The entry point is {@link org.toromaven.boot.bench.Bench}; only boots are known here.
 */
package org.toromaven.boot.bench;

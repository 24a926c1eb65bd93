// SPDX-License-Identifier: Apache-2.0
/**
 * Pages about boots: one HTML file that needs nothing else, in the look that all pages of Toro
 * share, and the chart of phases. Knows no boots, only names and numbers.
 */
package org.toromaven.boot.page;

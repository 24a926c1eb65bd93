// SPDX-License-Identifier: Apache-2.0
/**
 * Bounded reading and writing of little-endian bytes. Knows where bytes come from, so that every
 * failure names a file and an offset; knows no format.
 */
package org.toromaven.image.bytes;

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

/**
 * One output section in the image.
 *
 * @param kind which one
 * @param address its virtual address
 * @param sizeBytes its size in memory
 */
public record PlacedOutput(OutputKind kind, long address, long sizeBytes) {}

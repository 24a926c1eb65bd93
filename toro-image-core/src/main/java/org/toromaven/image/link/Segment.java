// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import org.toromaven.image.bytes.ByteView;

/**
 * What a loader puts into memory with one set of permissions.
 *
 * @param permission {@link Permission#TEXT}, {@link Permission#RODATA} or {@link Permission#DATA}
 * @param address its virtual and load address, a multiple of the page size
 * @param contents the bytes that the image file holds
 * @param memorySizeBytes its size in memory, a multiple of the page size; zero after the contents
 */
public record Segment(
    Permission permission, long address, ByteView contents, long memorySizeBytes) {}

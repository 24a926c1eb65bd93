// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import org.toromaven.image.bytes.ByteView;

/**
 * One section of debug information, joined from all objects.
 *
 * @param name such as {@code .debug_line}
 * @param contents the bytes, relocated to the addresses of the image
 */
public record DebugSection(String name, ByteView contents) {}

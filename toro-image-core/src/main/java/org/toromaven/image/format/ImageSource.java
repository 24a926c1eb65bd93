// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.format;

import org.toromaven.image.link.LinkedImage;

/**
 * What an image file is made from.
 *
 * @param image the linked image
 * @param entry the entry symbol, which the image defines
 * @param commandLine the words for the kernel, for media whose loader cannot be given any
 */
public record ImageSource(LinkedImage image, String entry, String commandLine) {

  /** Returns the entry's address. */
  long entryAddress() {
    return image.address(entry).orElseThrow();
  }
}

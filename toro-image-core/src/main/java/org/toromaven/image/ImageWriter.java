// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkedImage;

/** Writes a linked image in one format. */
sealed interface ImageWriter permits MultibootImageWriter, PvhImageWriter {

  /**
   * Makes the bytes of the image file.
   *
   * @param image the linked image
   * @param entry the entry symbol
   * @return the whole file
   * @throws LinkException when the image lacks what the format needs
   */
  byte[] write(LinkedImage image, String entry) throws LinkException;

  /** Returns the writer of a format. */
  static ImageWriter of(ImageFormat format) {
    return switch (format) {
      case ELF32_MULTIBOOT -> new MultibootImageWriter();
      case ELF64_PVH -> new PvhImageWriter();
    };
  }
}

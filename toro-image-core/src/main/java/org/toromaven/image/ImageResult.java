// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.toromaven.image.link.PassTime;
import org.toromaven.image.link.PlacedSection;
import org.toromaven.image.link.PlacedSymbol;

/**
 * What a build wrote and what is in it.
 *
 * @param images the files written, in the order of {@link ImageFormat}
 * @param memoryBytes the size of the image in memory, bss included
 * @param sections every input section of the image, in address order
 * @param symbols every symbol of the image, in address order, then by name
 * @param passTimes how long each pass of the link took, in order
 */
public record ImageResult(
    List<ImageFile> images,
    long memoryBytes,
    List<PlacedSection> sections,
    List<PlacedSymbol> symbols,
    List<PassTime> passTimes) {

  /**
   * One image file.
   *
   * @param format its format
   * @param path where it is
   * @param sizeBytes its size
   */
  public record ImageFile(ImageFormat format, Path path, long sizeBytes) {}

  /** Keeps copies. */
  public ImageResult {
    images = List.copyOf(images);
    sections = List.copyOf(sections);
    symbols = List.copyOf(symbols);
    passTimes = List.copyOf(passTimes);
  }

  /**
   * Finds the address of a symbol.
   *
   * @param name the symbol's name as the compiler wrote it
   * @return its address, or empty when the image has no such symbol
   */
  public OptionalLong address(String name) {
    return symbols.stream()
        .filter(symbol -> symbol.name().equals(name))
        .mapToLong(PlacedSymbol::address)
        .findFirst();
  }
}

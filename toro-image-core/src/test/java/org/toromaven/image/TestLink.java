// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.LinkException;
import org.toromaven.image.link.LinkRequest;
import org.toromaven.image.link.LinkedImage;
import org.toromaven.image.link.Linker;
import org.toromaven.image.link.Origin;
import org.toromaven.image.link.Overrides;
import org.toromaven.image.link.Segment;

/** One small link of a test: objects in the order of the calls, entry {@code start}. */
public final class TestLink {

  private final Path folder;
  private final List<InputFile> inputs = new ArrayList<>();
  private Overrides overrides = Overrides.NONE;

  /** Makes a link whose objects are written to a folder. */
  public TestLink(Path folder) {
    this.folder = folder;
  }

  /** Adds an object of the program. */
  public TestLink program(String name, ObjectFiles object) throws IOException {
    return input(object.write(folder.resolve(name)), Origin.PROGRAM);
  }

  /** Adds an object of the kernel. */
  public TestLink kernel(String name, ObjectFiles object) throws IOException {
    return input(object.write(folder.resolve(name)), Origin.KERNEL);
  }

  /** Adds a file. */
  public TestLink input(Path file, Origin origin) {
    inputs.add(new InputFile(file, origin));
    return this;
  }

  /** Sets the overrides, one a line. */
  public TestLink overrides(String... lines) {
    overrides = Overrides.parse("overrides.txt", String.join("\n", lines));
    return this;
  }

  /** Links. */
  public LinkedImage link() throws ElfFormatException, LinkException, IOException {
    return Linker.link(
        new LinkRequest(inputs, List.of("start"), overrides, LinkRequest.IMAGE_BASE, Set.of()));
  }

  /** Links and returns the failure, or fails when there is none. */
  public LinkException failure() throws ElfFormatException, IOException {
    try {
      link();
    } catch (LinkException e) {
      return e;
    }
    throw new AssertionError("the link succeeded");
  }

  /** Returns the contents of the segment that holds a symbol, from the symbol on. */
  public static ByteView at(LinkedImage image, String symbol) throws ElfFormatException {
    long address = image.address(symbol).orElseThrow();
    for (Segment segment : image.segments()) {
      long offset = address - segment.address();
      if (offset >= 0 && offset < segment.contents().length()) {
        ByteView contents = segment.contents();
        return contents.slice(offset, contents.length() - offset, symbol);
      }
    }
    throw new AssertionError(symbol + " has no contents");
  }
}

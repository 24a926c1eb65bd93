// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.toromaven.image.link.InputFile;
import org.toromaven.image.link.Overrides;

/**
 * What to link and what to write. Made by {@link #builder()}.
 *
 * @param inputs the files in link order: the compiler's own order, the stub first
 * @param entry the entry symbol, when it is not the format's own
 * @param overrides the kernel's override list
 * @param outputs one output file for each format wanted, at least one
 * @param commandLine the words for the kernel on media whose loader cannot be given any (disk, ISO)
 * @param linkMap where to write the link map, when one is wanted
 * @param debugFile where to write symbols and debug information, when they are wanted
 */
public record ImageRequest(
    List<InputFile> inputs,
    Optional<String> entry,
    Overrides overrides,
    Map<ImageFormat, Path> outputs,
    String commandLine,
    Optional<Path> linkMap,
    Optional<Path> debugFile) {

  /** Checks and copies. */
  public ImageRequest {
    inputs = List.copyOf(inputs);
    Objects.requireNonNull(entry, "entry");
    Objects.requireNonNull(overrides, "overrides");
    Objects.requireNonNull(commandLine, "commandLine");
    Objects.requireNonNull(linkMap, "linkMap");
    Objects.requireNonNull(debugFile, "debugFile");
    if (outputs.isEmpty()) {
      throw new IllegalArgumentException("an image request needs at least one output");
    }
    outputs = Collections.unmodifiableMap(new EnumMap<>(outputs));
  }

  /** Returns a builder without inputs, outputs and overrides. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a request. */
  public static final class Builder {
    private final List<InputFile> inputs = new ArrayList<>();
    private final Map<ImageFormat, Path> outputs = new EnumMap<>(ImageFormat.class);
    private Optional<String> entry = Optional.empty();
    private Overrides overrides = Overrides.NONE;
    private String commandLine = "";
    private Optional<Path> linkMap = Optional.empty();
    private Optional<Path> debugFile = Optional.empty();

    private Builder() {}

    /** Adds one input after those already added. */
    public Builder input(InputFile input) {
      inputs.add(input);
      return this;
    }

    /** Adds inputs after those already added. */
    public Builder inputs(List<InputFile> more) {
      inputs.addAll(more);
      return this;
    }

    /** Sets the entry symbol; without it each format uses its own. */
    public Builder entry(String symbol) {
      entry = Optional.of(symbol);
      return this;
    }

    /** Sets the kernel's override list. */
    public Builder overrides(Overrides list) {
      overrides = list;
      return this;
    }

    /** Asks for one image file. */
    public Builder output(ImageFormat format, Path file) {
      outputs.put(format, file);
      return this;
    }

    /** Sets the command line of disks and CDs; at most 255 bytes. */
    public Builder commandLine(String words) {
      commandLine = words;
      return this;
    }

    /** Asks for the link map. */
    public Builder linkMap(Path file) {
      linkMap = Optional.of(file);
      return this;
    }

    /** Asks for a file of symbols and debug information, for debuggers and {@code Symbolizer}. */
    public Builder debugFile(Path file) {
      debugFile = Optional.of(file);
      return this;
    }

    /**
     * Makes the request.
     *
     * @throws IllegalArgumentException when no output was asked for
     */
    public ImageRequest build() {
      return new ImageRequest(inputs, entry, overrides, outputs, commandLine, linkMap, debugFile);
    }
  }
}

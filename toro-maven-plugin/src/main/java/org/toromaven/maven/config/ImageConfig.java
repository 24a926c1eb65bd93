// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.toromaven.image.ImageFormat;
import org.toromaven.maven.build.ImagePlan;
import org.toromaven.maven.report.Advice;

/**
 * {@code <image>}: what is written. Each element has a user property of the same name, such as
 * {@code -Dtoro.image.maxSize=40000}.
 *
 * <pre>{@code
 * <image>
 *   <name>Toro</name>
 *   <formats><format>elf32-multiboot</format><format>elf64-pvh</format></formats>
 *   <maxSize>40000</maxSize>
 *   <commandLine>GREETING=hello -- one two</commandLine>
 * </image>
 * }</pre>
 */
public final class ImageConfig {
  private static final String NO_INPUT = "toro.input=none";

  /** The image's file name without extension; default {@code Toro}. */
  private String name;

  /** Image formats, the first is booted; default {@code elf32-multiboot}. */
  private List<String> formats;

  /** The largest size that passes, such as {@code 40000} or {@code 128k}; default: any. */
  private String maxSize;

  /**
   * The words for program and kernel on disks and CDs, which nobody can give any when they start;
   * default {@code toro.input=none}; {@code --} for none. Those about disks and network come first.
   */
  private String commandLine;

  /** Called by Maven. */
  public ImageConfig() {}

  /**
   * The plan that these elements and the command line make.
   *
   * @param kernelWords what the kernel must know of the devices
   */
  ImagePlan plan(Settings settings, Path buildDirectory, List<String> kernelWords)
      throws ConfigurationException {
    List<ImageFormat> chosen = new ArrayList<>();
    for (String id : settings.list("image.formats", formats)) {
      chosen.add(format("image.formats", id));
    }
    if (chosen.isEmpty()) {
      chosen.add(ImageFormat.ELF32_MULTIBOOT);
    }
    String stem = settings.text("image.name", name, "Toro");
    Path file = buildDirectory.resolve(stem + "." + chosen.get(0).extension());
    List<String> words = new ArrayList<>(kernelWords);
    words.add(settings.text("image.commandLine", commandLine, NO_INPUT));
    return new ImagePlan(
        file,
        chosen.stream().distinct().toList(),
        String.join(" ", words),
        settings.bytes("image.maxSize", maxSize, null));
  }

  /** A format by its name. */
  static ImageFormat format(String path, String id) throws ConfigurationException {
    List<String> known = Arrays.stream(ImageFormat.values()).map(ImageFormat::id).toList();
    return ImageFormat.of(id)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    Advice.badValue(path, id, "one of " + String.join(", ", known))));
  }
}

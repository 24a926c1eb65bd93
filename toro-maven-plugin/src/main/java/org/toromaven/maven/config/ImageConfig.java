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
 * </image>
 * }</pre>
 */
public final class ImageConfig {
  /** The image's file name without extension; default {@code Toro}. */
  private String name;

  /** Image formats, the first is booted; default {@code elf32-multiboot}. */
  private List<String> formats;

  /** The largest size that passes, such as {@code 40000} or {@code 128k}; default: any. */
  private String maxSize;

  /** Called by Maven. */
  public ImageConfig() {}

  /** The plan that these elements and the command line make. */
  ImagePlan plan(Settings settings, Path buildDirectory) throws ConfigurationException {
    List<ImageFormat> chosen = new ArrayList<>();
    for (String id : settings.list("image.formats", formats)) {
      chosen.add(format(id));
    }
    if (chosen.isEmpty()) {
      chosen.add(ImageFormat.ELF32_MULTIBOOT);
    }
    String stem = settings.text("image.name", name, "Toro");
    Path file = buildDirectory.resolve(stem + "." + chosen.get(0).extension());
    return new ImagePlan(
        file, chosen.stream().distinct().toList(), settings.bytes("image.maxSize", maxSize, null));
  }

  private static ImageFormat format(String id) throws ConfigurationException {
    List<String> known = Arrays.stream(ImageFormat.values()).map(ImageFormat::id).toList();
    return ImageFormat.of(id)
        .orElseThrow(
            () ->
                new ConfigurationException(
                    Advice.badValue("image.formats", id, "one of " + String.join(", ", known))));
  }
}

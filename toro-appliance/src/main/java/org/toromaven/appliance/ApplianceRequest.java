// SPDX-License-Identifier: Apache-2.0
package org.toromaven.appliance;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.toromaven.compiler.CompileRequest;
import org.toromaven.image.ImageFormat;

/**
 * What to make an image of, and which.
 *
 * @param program what to compile and how
 * @param objects further objects, linked after the program's own
 * @param images where each image format wanted is written, at least one
 */
public record ApplianceRequest(
    CompileRequest program, List<Path> objects, Map<ImageFormat, Path> images) {

  /** Takes copies. */
  public ApplianceRequest {
    objects = List.copyOf(objects);
    if (images.isEmpty()) {
      throw new IllegalArgumentException("an appliance needs at least one image format");
    }
    images = Collections.unmodifiableMap(new EnumMap<>(images));
  }

  /** One image of a program and nothing else. */
  public static ApplianceRequest of(CompileRequest program, ImageFormat format, Path image) {
    return new ApplianceRequest(program, List.of(), Map.of(format, image));
  }

  /** The same with these further objects. */
  public ApplianceRequest withObjects(List<Path> more) {
    return new ApplianceRequest(program, more, images);
  }
}

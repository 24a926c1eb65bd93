// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.build;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.toromaven.compiler.FreePascal;
import org.toromaven.compiler.KernelSources;
import org.toromaven.image.ImageBuilder;

/** Which build of the tool this is: jars by size and time, so that a new snapshot counts too. */
final class ToolStamp {
  private ToolStamp() {}

  /** What the compile step depends on besides the project and the compiler. */
  static String ofCompileStep(String toolVersion) throws IOException {
    return toolVersion
        + of(location(FreePascal.class))
        + of(resource(KernelSources.KERNEL_FOLDER))
        + of(resource(KernelSources.STUB_FOLDER));
  }

  /** What the image step depends on besides its input files. */
  static String ofImageStep(String toolVersion) throws IOException {
    return toolVersion + of(location(ImageBuilder.class));
  }

  private static URL location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }

  private static URL resource(String folder) throws IOException {
    URL url = ToolStamp.class.getClassLoader().getResource(folder + "/");
    if (url == null) {
      url = ToolStamp.class.getClassLoader().getResource(folder);
    }
    if (url == null) {
      throw new IOException("no " + folder + " on the plugin's class path");
    }
    return url;
  }

  private static String of(URL url) throws IOException {
    String text = url.toString();
    if (text.startsWith("jar:")) {
      text = text.substring("jar:".length(), text.indexOf("!/"));
    }
    Path path = Path.of(URI.create(text));
    return Files.isDirectory(path) ? ofFolder(path) : ofFile(path);
  }

  private static String ofFile(Path file) throws IOException {
    return " " + Files.size(file) + "@" + Files.getLastModifiedTime(file).toMillis();
  }

  private static String ofFolder(Path folder) throws IOException {
    StringBuilder stamp = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        stamp.append(folder.relativize(file)).append(ofFile(file));
      }
    }
    return " " + Fingerprint.sha256(stamp.toString());
  }
}

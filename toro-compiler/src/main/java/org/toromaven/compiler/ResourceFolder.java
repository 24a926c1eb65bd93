// SPDX-License-Identifier: Apache-2.0
package org.toromaven.compiler;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Reads every file below a folder of the class path, from jars and from folders alike. */
final class ResourceFolder {
  private ResourceFolder() {}

  /** The contents by path relative to the folder, in the order of the paths. */
  static Map<String, byte[]> read(ClassLoader loader, String folder) throws IOException {
    URL url = loader.getResource(folder + "/");
    if (url == null) {
      url = loader.getResource(folder);
    }
    if (url == null) {
      throw new IOException("no " + folder + " on the class path");
    }
    Map<String, byte[]> files = new TreeMap<>();
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection jar) {
      // A cached JarFile is shared by the whole process and must not be closed by us.
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        readJar(file, folder + "/", files);
      }
    } else {
      readFolder(path(url), files);
    }
    return files;
  }

  private static void readJar(JarFile jar, String prefix, Map<String, byte[]> files)
      throws IOException {
    for (JarEntry entry : Collections.list(jar.entries())) {
      if (entry.getName().startsWith(prefix) && !entry.isDirectory()) {
        try (var content = jar.getInputStream(entry)) {
          files.put(entry.getName().substring(prefix.length()), content.readAllBytes());
        }
      }
    }
  }

  private static void readFolder(Path root, Map<String, byte[]> files) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String name = root.relativize(file).toString().replace('\\', '/');
        files.put(name, Files.readAllBytes(file));
      }
    }
  }

  private static Path path(URL url) throws IOException {
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException malformed) {
      throw new IOException("unusable class path location: " + url, malformed);
    }
  }
}

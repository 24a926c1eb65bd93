// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The contents of a folder in an order that depends on nothing but the names: every folder comes
 * before what is in it.
 */
record SourceTree(List<Entry> entries) {

  /** What an entry is. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK
  }

  /**
   * One file, folder or symbolic link.
   *
   * @param name the path below the folder, with {@code /}
   * @param source where it lies
   */
  record Entry(String name, Path source, Kind kind) {

    /** The folder the entry is in; empty at the top. */
    String parent() {
      return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    /** The permissions that every machine gives it, whatever its own umask. */
    int mode() throws IOException {
      return switch (kind) {
        case DIRECTORY -> 0755;
        case LINK -> 0777;
        case FILE -> Files.isExecutable(source) ? 0755 : 0644;
      };
    }
  }

  SourceTree {
    entries = List.copyOf(entries);
  }

  /** Reads a folder. Sockets, pipes and devices are refused. */
  static SourceTree read(Path directory) throws IOException, DiskException {
    if (!Files.isDirectory(directory)) {
      throw new DiskException("no such folder: " + directory + ": make it, or name another");
    }
    List<Entry> entries = new ArrayList<>();
    addChildren(directory, "", entries);
    return new SourceTree(entries);
  }

  private static void addChildren(Path directory, String prefix, List<Entry> entries)
      throws IOException, DiskException {
    for (Path child : childrenOf(directory)) {
      Entry entry = new Entry(prefix + child.getFileName(), child, kindOf(child));
      entries.add(entry);
      if (entry.kind() == Kind.DIRECTORY) {
        addChildren(child, entry.name() + "/", entries);
      }
    }
  }

  private static List<Path> childrenOf(Path directory) throws IOException {
    try (Stream<Path> children = Files.list(directory)) {
      return children.sorted(Comparator.comparing(path -> path.getFileName().toString())).toList();
    }
  }

  private static Kind kindOf(Path path) throws DiskException {
    if (Files.isSymbolicLink(path)) {
      return Kind.LINK;
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return Kind.DIRECTORY;
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Kind.FILE;
    }
    throw new DiskException("neither file, folder nor link: " + path + ": remove it");
  }
}

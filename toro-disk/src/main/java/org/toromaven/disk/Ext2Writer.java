// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes ext2 images with mke2fs and fills them with debugfs.
 *
 * <p>{@code mke2fs -d} would do both, but it copies owners, all three times and the order of the
 * folder on the build machine; a script for debugfs names each of them.
 */
final class Ext2Writer {
  /** Any will do, as long as it is always the same one. */
  private static final String UUID = "746f726f-0000-4000-8000-6d6176656e21";

  private final DiskTool tool;
  private final DiskRequest request;

  Ext2Writer(DiskTool tool, DiskRequest request) {
    this.tool = tool;
    this.request = request;
  }

  void write(SourceTree tree) throws IOException, DiskException {
    tool.run(formatCommand());
    Path script = Files.createTempFile("toro-disk", ".debugfs");
    try {
      Files.write(script, scriptFor(tree), StandardCharsets.UTF_8);
      String said = tool.run(List.of("debugfs", "-w", "-f", script.toString(), image()));
      checkAnswers(said);
    } finally {
      Files.deleteIfExists(script);
    }
  }

  private String image() {
    return request.image().toString();
  }

  private List<String> formatCommand() {
    List<String> command = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-t", "ext2", "-m", "0"));
    command.addAll(List.of("-U", UUID, "-E", "hash_seed=" + UUID + ",root_owner=0:0"));
    if (!request.label().isEmpty()) {
      command.addAll(List.of("-L", request.label()));
    }
    command.addAll(List.of(image(), request.sizeBytes() / 1024 + "k"));
    return command;
  }

  /** Makes every entry, then sets what debugfs would take from the build machine. */
  private List<String> scriptFor(SourceTree tree) throws IOException, DiskException {
    List<String> lines = new ArrayList<>();
    for (SourceTree.Entry entry : tree.entries()) {
      lines.add(makeLine(entry));
    }
    lines.addAll(attributeLines("/", 040755));
    lines.addAll(attributeLines("/lost+found", 040700));
    for (SourceTree.Entry entry : tree.entries()) {
      lines.addAll(attributeLines("/" + entry.name(), typeBits(entry) | entry.mode()));
    }
    return lines;
  }

  private static String makeLine(SourceTree.Entry entry) throws IOException, DiskException {
    String place = quote("/" + entry.name());
    return switch (entry.kind()) {
      case DIRECTORY -> "mkdir " + place;
      case FILE -> "write " + quote(entry.source().toAbsolutePath().toString()) + " " + place;
      case LINK ->
          "symlink " + place + " " + quote(Files.readSymbolicLink(entry.source()).toString());
    };
  }

  private static int typeBits(SourceTree.Entry entry) {
    return switch (entry.kind()) {
      case DIRECTORY -> 040000;
      case FILE -> 0100000;
      case LINK -> 0120000;
    };
  }

  private List<String> attributeLines(String name, int mode) throws DiskException {
    String time = "@" + request.timestamp().getEpochSecond();
    String field = "set_inode_field " + quote(name) + " ";
    return List.of(
        field + "mode 0" + Integer.toOctalString(mode),
        field + "uid 0",
        field + "gid 0",
        field + "atime " + time,
        field + "ctime " + time,
        field + "mtime " + time,
        field + "crtime " + time);
  }

  /** A word of a debugfs script: in quotes, a quote doubled; it has no way to write a line end. */
  private static String quote(String text) throws DiskException {
    if (text.indexOf('\n') >= 0) {
      throw new DiskException("a file name with a line end: " + text + ": rename it");
    }
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /** debugfs reports what went wrong on its output and goes on; it echoes each command. */
  private void checkAnswers(String said) throws DiskException {
    List<String> complaints =
        said.lines()
            .filter(line -> !line.startsWith("debugfs"))
            .filter(line -> !line.startsWith("Allocated inode:"))
            .filter(line -> !line.isBlank())
            .toList();
    if (complaints.isEmpty()) {
      return;
    }
    String first = complaints.get(0);
    String hint = said.contains("Could not allocate") ? ": make <size> larger" : "";
    throw new DiskException(request.image() + ": debugfs: " + first + hint);
  }
}

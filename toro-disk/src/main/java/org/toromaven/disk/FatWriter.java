// SPDX-License-Identifier: Apache-2.0
package org.toromaven.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes FAT images with mkfs.fat and fills them with mtools. FAT has no links: they are followed.
 */
final class FatWriter {
  private static final String VOLUME_ID = "746f726f";

  private final DiskTool tool;
  private final DiskRequest request;

  FatWriter(DiskTool tool, DiskRequest request) {
    this.tool = tool;
    this.request = request;
  }

  void write(SourceTree tree) throws IOException, DiskException {
    tool.run(formatCommand());
    makeFolders(tree);
    for (Map.Entry<String, List<String>> folder : filesByFolder(tree).entrySet()) {
      List<String> command = new ArrayList<>(List.of("mcopy", "-Q", "-i", image()));
      command.addAll(folder.getValue());
      command.add("::/" + folder.getKey());
      tool.run(command);
    }
  }

  private String image() {
    return request.image().toString();
  }

  private List<String> formatCommand() {
    List<String> command = new ArrayList<>(List.of("mkfs.fat", "--invariant", "-i", VOLUME_ID));
    if (!request.label().isEmpty()) {
      command.addAll(List.of("-n", request.label()));
    }
    command.addAll(List.of("-C", image(), Long.toString(request.sizeBytes() / 1024)));
    return command;
  }

  private void makeFolders(SourceTree tree) throws IOException, DiskException {
    List<String> command = new ArrayList<>(List.of("mmd", "-i", image()));
    int words = command.size();
    for (SourceTree.Entry entry : tree.entries()) {
      if (entry.kind() == SourceTree.Kind.DIRECTORY) {
        command.add("::/" + entry.name());
      }
    }
    if (command.size() > words) {
      tool.run(command);
    }
  }

  private static Map<String, List<String>> filesByFolder(SourceTree tree) throws DiskException {
    Map<String, List<String>> folders = new LinkedHashMap<>();
    for (SourceTree.Entry entry : tree.entries()) {
      if (entry.kind() == SourceTree.Kind.DIRECTORY) {
        continue;
      }
      Path source = entry.source().toAbsolutePath();
      if (!Files.isRegularFile(source)) {
        throw new DiskException("not a link to a file: " + source + ": FAT has no links");
      }
      folders.computeIfAbsent(entry.parent(), name -> new ArrayList<>()).add(source.toString());
    }
    return folders;
  }
}

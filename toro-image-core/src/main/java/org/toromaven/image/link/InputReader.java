// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.toromaven.image.archive.Archive;
import org.toromaven.image.archive.ArchiveMember;
import org.toromaven.image.archive.ArchiveReader;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.ElfObjectReader;
import org.toromaven.image.link.InputSet.InputArchive;

/** Reads the input files and numbers their sections. */
final class InputReader {

  private final List<InputObject> objects = new ArrayList<>();
  private final List<InputArchive> archives = new ArrayList<>();
  private int nextSectionId;

  private InputReader() {}

  /** Reads all files of a link. */
  static InputSet read(List<InputFile> files) throws ElfFormatException, IOException {
    InputReader reader = new InputReader();
    for (InputFile file : files) {
      reader.readFile(file);
    }
    return new InputSet(reader.objects, reader.archives, reader.nextSectionId);
  }

  /**
   * Reads one member that a link needs.
   *
   * @param input the archive
   * @param member the member
   * @param firstSectionId the first section number that is free
   * @return the object
   */
  static InputObject readMember(InputArchive input, ArchiveMember member, int firstSectionId)
      throws ElfFormatException, IOException {
    String source = input.archive().source() + "(" + member.name() + ")";
    byte[] bytes = member.isThin() ? Files.readAllBytes(member.file()) : member.contents().copy();
    String name = input.name() + "(" + member.name() + ")";
    return new InputObject(
        name, input.origin(), ElfObjectReader.read(ByteView.of(source, bytes)), firstSectionId);
  }

  private void readFile(InputFile input) throws ElfFormatException, IOException {
    Path path = input.path();
    ByteView file = ByteView.of(path.toString(), Files.readAllBytes(path));
    String name = String.valueOf(path.getFileName());
    if (ArchiveReader.isArchive(file)) {
      Archive archive = ArchiveReader.read(file, path);
      if (!archive.hasIndex() && !archive.membersByOffset().isEmpty()) {
        throw file.failure(0, "archive without a symbol index, run ranlib on it", name);
      }
      archives.add(new InputArchive(archive, name, input.origin()));
    } else {
      addObject(new InputObject(name, input.origin(), ElfObjectReader.read(file), nextSectionId));
    }
  }

  private void addObject(InputObject object) {
    objects.add(object);
    nextSectionId += object.sectionCount();
  }
}

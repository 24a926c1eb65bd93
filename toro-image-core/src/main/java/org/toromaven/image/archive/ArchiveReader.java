// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.archive;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.toromaven.image.bytes.ByteView;
import org.toromaven.image.bytes.ElfFormatException;

/**
 * Reads GNU archives, thin ones too. The format:
 *
 * <pre>
 *   "!&lt;arch&gt;\n" or "!&lt;thin&gt;\n"
 *   member*:  name[16] date[12] uid[6] gid[6] mode[8] size[10] "`\n"  contents, padded to even
 *   name "/"        index: u4be count, u4be offset[count], NUL-terminated names
 *   name "/SYM64/"  the same with u8be
 *   name "//"       long names, each ended by "/\n"
 *   name "/123"     the long name at offset 123
 * </pre>
 */
public final class ArchiveReader {

  private static final String MAGIC = "!<arch>\n";
  private static final String THIN_MAGIC = "!<thin>\n";
  private static final int MAGIC_SIZE_BYTES = 8;
  private static final int HEADER_SIZE_BYTES = 60;
  private static final String HEADER_END = "`\n";

  /** As long as a path can be on the systems that write archives. */
  private static final int MAX_NAME_LENGTH = 4096;

  private final ByteView file;
  private final Path directory;
  private final boolean thin;
  private final Map<Long, ArchiveMember> members = new LinkedHashMap<>();
  private final Map<String, ArchiveMember> index = new HashMap<>();
  private ByteView longNames;
  private ByteView indexContents;
  private int indexWordBytes;

  private ArchiveReader(ByteView file, Path directory, boolean thin) throws ElfFormatException {
    this.file = file;
    this.directory = directory;
    this.thin = thin;
    this.longNames = file.slice(0, 0, "long names");
    this.indexContents = longNames;
  }

  /** Returns whether a file starts as an archive does. */
  public static boolean isArchive(ByteView file) throws ElfFormatException {
    if (file.length() < MAGIC_SIZE_BYTES) {
      return false;
    }
    return startsWith(file, MAGIC) || startsWith(file, THIN_MAGIC);
  }

  /**
   * Reads an archive.
   *
   * @param file the whole archive
   * @param path where it is; members of a thin archive are named relative to its folder
   * @return the archive; its members are not read
   * @throws ElfFormatException when it is not well formed
   */
  public static Archive read(ByteView file, Path path) throws ElfFormatException {
    Path parent = path.toAbsolutePath().getParent();
    ArchiveReader reader = new ArchiveReader(file, parent, startsWith(file, THIN_MAGIC));
    reader.readMembers();
    reader.readIndex();
    return new Archive(file.source(), reader.indexWordBytes > 0, reader.index, reader.members);
  }

  private static boolean startsWith(ByteView file, String magic) throws ElfFormatException {
    for (int i = 0; i < magic.length(); i++) {
      if (file.u1(i) != magic.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void readMembers() throws ElfFormatException {
    long at = MAGIC_SIZE_BYTES;
    while (at < file.length()) {
      ByteView header = file.slice(at, HEADER_SIZE_BYTES, "archive member header");
      if (header.u1(58) != HEADER_END.charAt(0) || header.u1(59) != HEADER_END.charAt(1)) {
        throw header.failure(58, "archive member header without its end mark", header.text(0, 16));
      }
      String name = header.text(0, 16);
      long size = number(header, 48, 10);
      boolean inside = !thin || name.equals("/") || name.equals("//") || name.equals("/SYM64/");
      long contentsAt = at + HEADER_SIZE_BYTES;
      ByteView contents = file.slice(contentsAt, inside ? size : 0, "archive member " + name);
      readMember(at, name, contents);
      long next = contentsAt + contents.length();
      at = next + (next & 1);
    }
  }

  private void readMember(long at, String name, ByteView contents) throws ElfFormatException {
    switch (name) {
      case "/" -> setIndex(contents, 4);
      case "/SYM64/" -> setIndex(contents, 8);
      case "//" -> longNames = contents;
      default -> members.put(at, member(at, fullName(at, name), contents));
    }
  }

  private void setIndex(ByteView contents, int wordBytes) {
    indexContents = contents;
    indexWordBytes = wordBytes;
  }

  private ArchiveMember member(long at, String name, ByteView contents) throws ElfFormatException {
    if (!thin) {
      return new ArchiveMember(name, contents, null);
    }
    try {
      return new ArchiveMember(name, contents, directory.resolve(name));
    } catch (InvalidPathException e) {
      throw file.failure(at, "thin archive member without a usable path", name);
    }
  }

  private String fullName(long at, String name) throws ElfFormatException {
    if (name.length() > 1 && name.charAt(0) == '/') {
      return longName(number(file.slice(at, HEADER_SIZE_BYTES, "header"), 1, 15));
    }
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private String longName(long offset) throws ElfFormatException {
    long end = offset;
    while (longNames.u1(end) != '\n') {
      end++;
      if (end - offset > MAX_NAME_LENGTH) {
        throw longNames.failure(offset, "archive member name too long", MAX_NAME_LENGTH + " bytes");
      }
    }
    int size = (int) (end - offset);
    String name = longNames.text(offset, size);
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static long number(ByteView header, int offset, int width) throws ElfFormatException {
    String digits = header.text(offset, width);
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw header.failure(offset, "archive header field is not a number", digits);
    }
  }

  private void readIndex() throws ElfFormatException {
    if (indexWordBytes == 0) {
      return;
    }
    long count = bigEndian(0);
    long namesAt = (count + 1) * indexWordBytes;
    if (count < 0 || count > indexContents.length() / indexWordBytes) {
      throw indexContents.failure(0, "archive index count", Long.toString(count));
    }
    for (long i = 1; i <= count; i++) {
      String symbol = indexContents.string(namesAt);
      namesAt += symbol.length() + 1;
      addToIndex(symbol, bigEndian(i * indexWordBytes));
    }
  }

  private void addToIndex(String symbol, long memberOffset) throws ElfFormatException {
    ArchiveMember member = members.get(memberOffset);
    if (member == null) {
      throw indexContents.failure(
          0, "archive index names no member for " + symbol, "0x" + Long.toHexString(memberOffset));
    }
    index.putIfAbsent(symbol, member);
  }

  private long bigEndian(long offset) throws ElfFormatException {
    return indexWordBytes == 4
        ? Integer.toUnsignedLong(Integer.reverseBytes((int) indexContents.u4(offset)))
        : Long.reverseBytes(indexContents.u8(offset));
  }
}

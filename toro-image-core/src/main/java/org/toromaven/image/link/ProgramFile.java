// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.toromaven.image.bytes.ByteSink;
import org.toromaven.image.bytes.ElfFormatException;
import org.toromaven.image.elf.SectionHeader;
import org.toromaven.image.elf.SectionType;

/**
 * What a program finds when it reads its own file: the line numbers of its code, which the run-time
 * library's unit {@code lnfodwrf} looks for there. An ELF file of sections alone (gABI 4), and part
 * of the image only when the kernel's function that answers with it is (boot ABI 1).
 *
 * <pre>
 *   Elf64_Ehdr, contents of each section, names, Elf64_Shdr[n]
 * </pre>
 */
final class ProgramFile {

  static final String START = "__toro_program_file_start";
  static final String END = "__toro_program_file_end";

  /** The kernel's function that refers to the bounds. */
  private static final String READER = "toro_program_file";

  private static final Set<String> SECTIONS =
      Set.of(".debug_abbrev", ".debug_aranges", ".debug_info", ".debug_line");
  private static final String NAMES_SECTION = ".shstrtab";
  private static final int HEADER_BYTES = 64;

  private final Resolution resolution;
  private final LiveSections live;
  private final Map<String, Long> sizes = new LinkedHashMap<>();

  private ProgramFile(Resolution resolution, LiveSections live) {
    this.resolution = resolution;
    this.live = live;
  }

  /** Finds out what the file will hold: nothing for most programs. */
  static ProgramFile plan(Resolution resolution, LiveSections live) {
    ProgramFile file = new ProgramFile(resolution, live);
    Symbol reader = resolution.global(READER);
    if (reader.kind() == Symbol.Kind.SECTION && live.contains(reader.section())) {
      for (InputObject object : resolution.objects()) {
        for (SectionHeader header : object.elf().sections()) {
          if (belongs(object, header)) {
            file.sizes.merge(header.name(), header.sizeBytes(), Long::sum);
          }
        }
      }
    }
    return file;
  }

  private static boolean belongs(InputObject object, SectionHeader header) {
    return !object.isKernel()
        && SECTIONS.contains(header.name())
        && DebugSectionBuilder.isDebug(header);
  }

  long sizeBytes() {
    if (sizes.isEmpty()) {
      return 0;
    }
    long contents = sizes.values().stream().mapToLong(Long::longValue).sum();
    return HEADER_BYTES + contents + names().length + (sizes.size() + 2L) * HEADER_BYTES;
  }

  /** Makes the file for code at its final addresses. */
  byte[] contents(Layout layout) throws ElfFormatException {
    ByteSink out = new ByteSink(Math.toIntExact(sizeBytes())).padTo(HEADER_BYTES);
    ByteSink headers = new ByteSink().padTo(HEADER_BYTES);
    long name = 1;
    DebugSectionBuilder builder =
        new DebugSectionBuilder(resolution, live, layout, ProgramFile::belongs);
    for (DebugSection section : builder.build()) {
      addHeader(headers, name, SectionType.PROGBITS, out.size(), section.contents().length());
      out.bytes(section.contents());
      name += section.name().length() + 1;
    }
    byte[] names = names();
    addHeader(headers, name, SectionType.STRTAB, out.size(), names.length);
    out.bytes(names);
    byte[] header = header(out.size());
    byte[] file = out.bytes(headers.toBytes()).toBytes();
    System.arraycopy(header, 0, file, 0, header.length);
    return file;
  }

  /** In the order in which the sections are built. */
  private byte[] names() {
    ByteSink names = new ByteSink().u1(0);
    sizes.keySet().stream().sorted().forEach(names::string);
    return names.string(NAMES_SECTION).toBytes();
  }

  private byte[] header(long sectionHeaders) {
    ByteSink out = new ByteSink(HEADER_BYTES);
    out.u4(0x464C457FL).u1(2).u1(1).u1(1).u1(0).u8(0);
    out.u2(2).u2(62).u4(1).u8(0).u8(0).u8(sectionHeaders).u4(0);
    out.u2(HEADER_BYTES).u2(0).u2(0);
    return out.u2(HEADER_BYTES).u2(sizes.size() + 2).u2(sizes.size() + 1).toBytes();
  }

  private static void addHeader(ByteSink out, long name, int type, long offset, long size) {
    out.u4(name).u4(type).u8(0).u8(0).u8(offset).u8(size).u4(0).u4(0).u8(1).u8(0);
  }
}

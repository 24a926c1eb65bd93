// SPDX-License-Identifier: Apache-2.0
package org.toromaven.image.link;

import java.io.IOException;
import org.toromaven.image.bytes.ElfFormatException;

/** The linker: read from top to bottom, {@link #link} is how a link works. */
public final class Linker {

  private Linker() {}

  /**
   * Links objects into one image in memory.
   *
   * @param request what to link
   * @return the image
   * @throws ElfFormatException when an input is damaged or not for x86-64
   * @throws LinkException with all problems of the link
   * @throws IOException when a file cannot be read
   */
  public static LinkedImage link(LinkRequest request)
      throws ElfFormatException, LinkException, IOException {
    Diagnostics diagnostics = new Diagnostics();
    PassClock clock = new PassClock();

    // The link order decides between equals, so the files are read in that order.
    clock.start("read inputs");
    InputSet inputs = InputReader.read(request.inputs());

    // Archive members join while names are resolved: what is undefined decides which are needed.
    clock.start("resolve symbols");
    Resolution resolution = SymbolResolver.resolve(inputs, request, diagnostics);

    // No symbol and no object is added from here on.

    // Before anything else looks at sections: most of the run-time library goes away here.
    clock.start("collect sections");
    SectionRules rules = new SectionRules(request.keptNotes());
    LiveSections live = SectionCollector.collect(resolution, request.entries(), rules, diagnostics);
    diagnostics.checkpoint();

    // The places of constants in their sections are not those of the inputs any more.
    clock.start("merge constants");
    MergedSections merged = SectionMerger.merge(resolution, live);

    // Sizes and alignments are final after this.
    clock.start("pack code");
    CodePacker.pack(merged.sections());

    // The sizes of both must be known before addresses are.
    clock.start("plan table of addresses");
    GotTable got = GotTable.plan(live, resolution);

    ProgramFile file = ProgramFile.plan(resolution, live);

    clock.start("assign addresses");
    Layout layout = LayoutAssigner.assign(merged, got, file, request.baseAddress(), diagnostics);
    diagnostics.checkpoint();

    // The layout is fixed from here on.

    clock.start("copy and relocate");
    var segments = SegmentBuilder.build(resolution, live, layout, diagnostics);
    diagnostics.checkpoint();

    return new LinkedImage(resolution, live, layout, segments, clock.stop());
  }
}

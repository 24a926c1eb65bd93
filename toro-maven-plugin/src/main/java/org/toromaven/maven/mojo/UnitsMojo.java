// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.toromaven.compiler.KernelSources;
import org.toromaven.compiler.UnitCatalog;
import org.toromaven.maven.report.Narrator;

/** Lists the kernel's units that a program or {@code <units>} can name. */
@Mojo(name = "units", requiresProject = false, threadSafe = true)
public final class UnitsMojo extends AbstractToroMojo {

  @Override
  String purpose() {
    return "no units are listed";
  }

  @Override
  void perform(Narrator narrator) throws IOException {
    UnitCatalog catalog = KernelSources.fromClassPath(getClass().getClassLoader()).catalog();
    int width = catalog.entries().stream().mapToInt(entry -> entry.name().length()).max().orElse(0);
    for (UnitCatalog.Entry entry : catalog.entries()) {
      narrator.info(
          entry.name() + " ".repeat(width - entry.name().length() + 2) + entry.description());
    }
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.toromaven.compiler.CompilerException;
import org.toromaven.maven.build.CompileStep;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;

/** Compiles the program with the kernel units it needs. Does nothing when nothing has changed. */
@Mojo(name = "compile", defaultPhase = LifecyclePhase.COMPILE, threadSafe = true)
public final class CompileMojo extends AbstractBuildMojo {

  @Override
  String purpose() {
    return "the program is not compiled";
  }

  @Override
  void perform(Narrator narrator)
      throws ApplianceException, ConfigurationException, CompilerException, IOException {
    new CompileStep(plan(), narrator).run();
  }
}

// SPDX-License-Identifier: Apache-2.0
package org.toromaven.maven.mojo;

import java.io.IOException;
import java.nio.file.Path;
import javax.inject.Inject;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.project.MavenProjectHelper;
import org.toromaven.compiler.CompilerException;
import org.toromaven.maven.build.BuiltImage;
import org.toromaven.maven.build.ImageStep;
import org.toromaven.maven.config.ConfigurationException;
import org.toromaven.maven.report.ApplianceException;
import org.toromaven.maven.report.Narrator;

/**
 * Links the bootable image, {@code target/Toro.elf}, and attaches it to the project. Compiles first
 * if that has not happened. Does nothing when nothing has changed.
 */
@Mojo(name = "image", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class ImageMojo extends AbstractBuildMojo {
  private static final String PACKAGING = "toro";

  @Inject private MavenProjectHelper helper;

  @Override
  String purpose() {
    return "no image is made";
  }

  @Override
  void perform(Narrator narrator)
      throws ApplianceException, ConfigurationException, CompilerException, IOException {
    BuiltImage image = new ImageStep(plan(), narrator).run();
    for (BuiltImage.ImageFile file : image.files()) {
      attach(file, file.equals(image.main()));
    }
    attachBill();
  }

  /** What the image is made of, for those who ask what they deploy. */
  private void attachBill() {
    Path bill = workDirectory().resolve("bom.json");
    helper.attachArtifact(project(), "json", "cyclonedx", bill.toFile());
  }

  /**
   * The image is the project's own artifact under the packaging toro, an attached one elsewhere.
   */
  private void attach(BuiltImage.ImageFile file, boolean main) {
    String name = file.path().getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    if (main && PACKAGING.equals(project().getPackaging())) {
      project().getArtifact().setFile(file.path().toFile());
    } else {
      String classifier = main ? "" : file.format();
      helper.attachArtifact(project(), extension, classifier, file.path().toFile());
    }
  }
}

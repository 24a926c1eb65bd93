// SPDX-License-Identifier: Apache-2.0
package org.toromaven.checks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Dependencies point one way: the "Packages" rules of docs/STYLE.md. */
final class PackageDirectionTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.toromaven");

  @Test
  @DisplayName("There is no cycle between packages")
  void noCycles() {
    check(slices().matching("org.toromaven.(**)").should().beFreeOfCycles());
  }

  @Test
  @DisplayName("Only the goals and their configuration see Maven")
  void onlyTheGoalsSeeMaven() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "org.toromaven.maven.mojo..", "org.toromaven.maven.config..", "..toro_maven_plugin")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus.."));
  }

  @Test
  @DisplayName("The image module knows neither compilers, nor VMMs, nor Maven")
  void imageKnowsOnlyImages() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.toromaven.image..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.toromaven.compiler..",
                "org.toromaven.appliance..",
                "org.toromaven.vmm..",
                "org.toromaven.boot..",
                "org.toromaven.maven.."));
  }

  @Test
  @DisplayName("Inside the image module: bytes <- elf <- archive <- link <- image")
  void imageLayers() {
    lower("org.toromaven.image.bytes", "elf..", "archive..", "link..");
    lower("org.toromaven.image.elf", "archive..", "link..");
    lower("org.toromaven.image.archive", "link..");
  }

  @Test
  @DisplayName("The VMM module knows neither images nor compilers; vmm <- boot")
  void vmmLayers() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("org.toromaven.vmm..", "org.toromaven.boot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.toromaven.image..", "org.toromaven.compiler..", "org.toromaven.maven.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("org.toromaven.vmm..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.toromaven.boot.."));
  }

  @Test
  @DisplayName("The compiler module knows neither images, nor VMMs")
  void compilerKnowsOnlyCompilers() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.toromaven.compiler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.toromaven.image..", "org.toromaven.boot..", "org.toromaven.maven.."));
  }

  @Test
  @DisplayName("What joins compiler and linker knows nothing else")
  void applianceJoinsTwo() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.toromaven.appliance..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.toromaven.disk..",
                "org.toromaven.vmm..",
                "org.toromaven.boot..",
                "org.toromaven.maven.."));
  }

  @Test
  @DisplayName("Nothing depends on the goals")
  void nothingDependsOnTheGoals() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("org.toromaven.maven.mojo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.toromaven.maven.mojo.."));
  }

  private static void lower(String layer, String... higher) {
    String[] packages = new String[higher.length];
    for (int index = 0; index < higher.length; index++) {
      packages[index] = "org.toromaven.image." + higher[index];
    }
    check(
        noClasses()
            .that()
            .resideInAPackage(layer + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }
}
